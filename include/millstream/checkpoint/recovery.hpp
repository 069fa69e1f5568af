// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the recovery table: for every combination of what a start finds on disk, what it does. `decide` looks
// it up, the store does as it says, and a test walks every row on a real folder.
// What does not: finding out (store.hpp); the torn tail of the log, which is cut before this (io/log_scan.hpp).
//
// Words: L is the newest planned batch (offsets), C the newest committed one, B the batch of the base, which is the
// newest intact snapshot (-1 without one).
#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>

namespace millstream::checkpoint {

enum class found_metadata : std::uint8_t { absent, intact, damaged, any };
enum class found_log : std::uint8_t { empty, records, damaged, any };
enum class found_snapshots : std::uint8_t {
  none,        ///< there was never one
  newest,      ///< the newest is intact
  older,       ///< the newest is damaged, an older one is intact
  unreadable,  ///< there are some, none is intact
  any,
};
/// The batches after B in the log.
enum class found_batches : std::uint8_t {
  none,             ///< no record of a batch after B
  committed,        ///< B+1 .. C planned and committed, L = C
  planned,          ///< the same, and L = C+1
  gap,              ///< a batch is missing: C or L jump, or the log begins after B+1
  unplanned,        ///< a commit without its offsets
  damaged_delta,    ///< a committed batch whose state changes are missing or damaged
  behind_snapshot,  ///< the log ends before a damaged snapshot's batch
  any,
};

enum class recovery_action : std::uint8_t {
  start_new,       ///< write metadata; the first batch is 0
  start_again,     ///< metadata is there, no batch was ever planned; the first batch is 0
  continue_after,  ///< restore B and the deltas up to C; the next batch is C+1
  run_again,       ///< the same, then batch L with its logged offsets (rule 6)
  refuse,          ///< an error that names what is wrong
};

struct recovery_row {
  found_metadata metadata;
  found_log log;
  found_snapshots snapshots;
  found_batches batches;
  recovery_action action;
  std::string_view why;
};

/// Read from the top; the first row that fits decides.
inline constexpr recovery_row recovery_table[] = {
    {found_metadata::damaged, found_log::any, found_snapshots::any, found_batches::any,
     recovery_action::refuse, "whose checkpoint this is cannot be read"},
    {found_metadata::any, found_log::damaged, found_snapshots::any, found_batches::any,
     recovery_action::refuse,
     "the log is damaged before its end: what was committed cannot be known"},
    {found_metadata::absent, found_log::records, found_snapshots::any, found_batches::any,
     recovery_action::refuse, "a log without metadata (rule 9)"},
    {found_metadata::absent, found_log::empty, found_snapshots::none, found_batches::none,
     recovery_action::start_new, "a new checkpoint, or a crash before its metadata was published"},
    {found_metadata::absent, found_log::empty, found_snapshots::any, found_batches::any,
     recovery_action::refuse, "state without metadata (rule 9)"},
    {found_metadata::intact, found_log::any, found_snapshots::any, found_batches::gap,
     recovery_action::refuse, "a batch is missing in the log (rule 6)"},
    {found_metadata::intact, found_log::any, found_snapshots::any, found_batches::unplanned,
     recovery_action::refuse, "a batch was committed that was never planned"},
    {found_metadata::intact, found_log::any, found_snapshots::any, found_batches::damaged_delta,
     recovery_action::refuse, "the state changes of a committed batch are missing or damaged"},
    {found_metadata::intact, found_log::any, found_snapshots::any, found_batches::behind_snapshot,
     recovery_action::refuse,
     "the newest snapshot is damaged, and the log does not reach its batch"},
    {found_metadata::intact, found_log::empty, found_snapshots::none, found_batches::none,
     recovery_action::start_again, "a crash before the first batch was planned"},
    {found_metadata::intact, found_log::empty, found_snapshots::newest, found_batches::none,
     recovery_action::continue_after,
     "the snapshot is whole in itself; the log holds nothing newer"},
    {found_metadata::intact, found_log::records, found_snapshots::newest, found_batches::none,
     recovery_action::continue_after, "stopped after a snapshot"},
    {found_metadata::intact, found_log::records, found_snapshots::any, found_batches::committed,
     recovery_action::continue_after,
     "stopped between two batches; an older base has every delta since"},
    {found_metadata::intact, found_log::records, found_snapshots::any, found_batches::planned,
     recovery_action::run_again,
     "stopped inside batch L: its sinks may have it or not, its offsets are logged"},
    {found_metadata::any, found_log::any, found_snapshots::any, found_batches::any,
     recovery_action::refuse, "this folder is not a checkpoint that a run could have left"},
};

/// Returns the row that decides.
constexpr recovery_row const& decide(found_metadata metadata, found_log log,
                                     found_snapshots snapshots, found_batches batches) {
  auto fits = [](auto wanted, auto found) {
    return wanted == decltype(wanted)::any || wanted == found;
  };
  for (auto const& row : recovery_table)
    if (fits(row.metadata, metadata) && fits(row.log, log) && fits(row.snapshots, snapshots) &&
        fits(row.batches, batches))
      return row;
  return recovery_table[std::size(recovery_table) - 1];
}

}  // namespace millstream::checkpoint
