// SPDX-License-Identifier: Apache-2.0
//
// The verdicts of the table of legality as text, for a mode that is known at run time only: the id and
// the first words of what the compiler says (tests/compile_fail/error_pages.py compares them).
#pragma once

#include <millstream/plan/legality_table.hpp>

namespace millstream::plan {

constexpr std::string_view verdict_text(verdict v) {
  using enum verdict;
  switch (v) {
    case legal:
      return "legal";
    case no_stream:
    case union_with_a_table:
      return "MS027: ms::in<> needs a stream";
    case watermark_defined_twice:
      return "MS019: the stream has a watermark already";
    case append_needs_watermark:
      return "MS006: append mode on an aggregation needs a watermark";
    case complete_needs_aggregation:
      return "MS007: complete mode needs an aggregation";
    case session_window_in_update:
      return "MS034: a session window cannot run in update mode";
    case session_window_needs_a_key:
      return "MS035: a session window needs another grouping key beside it";
    case sort_needs_complete:
      return "MS036: a stream can be sorted only behind an aggregation and in complete mode";
    case limit_in_update:
      return "MS037: limit cannot run in update mode";
    case offset_of_a_stream:
      return "MS037: the first rows of a stream cannot be skipped";
    case never_on_a_stream:
      return "MS038: this operator needs all rows at once, and a stream never ends";
    case stateful_after_updates:
      return "MS039: another operator with state stands above one whose rows may be late for it";
    case outer_join_needs_append:
      return "MS040: an outer join of two streams runs in append mode only";
    case stream_join_in_complete:
      return "MS040: a join of two streams cannot run in complete mode";
    case anti_join_of_streams:
      return "MS040: an anti join of two streams is not possible in any mode";
    case stream_join_needs_bound:
      return "MS041: this join of two streams must know when no partner can come any more";
    case stream_join_needs_equality:
      return "MS042: a join of two streams needs a column that is equal on both sides";
    case static_join_keeps_table:
      return "MS043: a join of a stream with a table cannot keep rows of the table without partner";
    case groups_mode_differs:
      return "MS044: the output mode is not that of the function over groups with state";
    case groups_combined:
      return "MS044: functions over groups with state cannot be combined so";
    case real_time_needs_update:
      return "MS045: a real-time trigger runs in update mode only";
    case not_in_real_time:
      return "MS045: an operator of this query cannot run under a real-time trigger";
    case needs_watermark:
      return "MS046: a timeout of event time, and drop_duplicates_within_watermark, need the event "
             "time";
    case two_windows:
      return "MS048: two windows in one group_by";
  }
  return "";
}

}  // namespace millstream::plan
