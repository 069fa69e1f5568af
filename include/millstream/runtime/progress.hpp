// SPDX-License-Identifier: Apache-2.0
//
// What a batch did, in the fields and order of Spark's StreamingQueryProgress (rule 105), and as JSON.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <millstream/base/inline.hpp>
#include <millstream/io/row_text.hpp>

namespace millstream {

/// One stateful operator's part of a progress report.
struct state_operator_progress {
  std::string operator_name;
  std::int64_t num_rows_total = 0;
  std::int64_t num_rows_updated = 0;
  std::int64_t num_rows_removed = 0;
  std::int64_t all_updates_time_ms = 0;
  std::int64_t all_removals_time_ms = 0;
  std::int64_t commit_time_ms = 0;
  std::int64_t memory_used_bytes = 0;
  std::int64_t num_rows_dropped_by_watermark = 0;        ///< Spark's number: late groups (rule 40)
  std::int64_t num_input_rows_dropped_by_watermark = 0;  ///< rows
  /// Rows whose event time is null (rule 54), or that hold no session open (rule 61).
  std::int64_t num_input_rows_without_event_time = 0;
  std::int64_t num_shuffle_partitions = 0;
  std::int64_t num_state_store_instances = 0;
};

struct source_progress {
  std::string description;
  std::string start_offset;  ///< where the batch before this one ended; empty for the first
  std::string end_offset;    ///< what this batch read; empty: nothing of this source
  std::int64_t num_input_rows = 0;
  std::int64_t num_malformed_rows = 0;
  std::int64_t num_input_bytes = 0;
  std::int64_t num_blank_lines = 0;  ///< not records, so neither rows nor malformed (rule 99a)
  double input_rows_per_second = NAN;
  double processed_rows_per_second = NAN;
  /// What the source itself reports, such as files that changed after they were read (rule 93).
  std::vector<std::pair<std::string, std::string>> metrics = {};
};

/// A static table, as it was read when the query was started.
struct table_progress {
  std::string description;
  std::int64_t num_rows = 0;
  std::int64_t num_malformed_rows = 0;  ///< dropped, or kept with nulls
  std::int64_t num_blank_lines = 0;
};

struct sink_progress {
  std::string description;
  std::int64_t num_output_rows = -1;
  /// Where rows leave before their batch is committed (the real-time trigger): "exactly once" or "at least once".
  std::string delivery = {};
};

/// What one batch did.
struct query_progress {
  std::string id;
  std::string run_id;
  std::string name;
  std::int64_t timestamp_ms = 0;
  std::int64_t batch_id = -1;
  std::int64_t batch_duration_ms = 0;
  std::int64_t num_input_rows = 0;
  double input_rows_per_second = NAN;
  double processed_rows_per_second = NAN;
  std::vector<std::pair<std::string, std::int64_t>> duration_ms;
  std::vector<std::pair<std::string, std::string>> event_time;  ///< avg, max, min, watermark
  std::int64_t watermark_ms = 0;
  std::vector<state_operator_progress> state_operators;
  std::vector<source_progress> sources;
  std::vector<sink_progress> sinks;
  std::vector<table_progress> tables;
  /// Of the sources since the query's first batch, and of the tables as they are now.
  std::int64_t total_malformed_rows = 0;
  std::int64_t flushes = 0;  ///< of files, in this batch
  double flush_ms = 0;

  std::string to_json() const;
};

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/runtime/progress.ipp>
#endif
