// SPDX-License-Identifier: Apache-2.0
//
// The micro-batch engine: recovers a query from its checkpoint and runs it batch by batch, each in
// the order of rule 2: plan the offsets and log them, run, hand over the state, commit the sinks under
// the batch's number, move the watermark, log the commit. A batch of a real-time trigger is open for an
// interval and runs before it is logged. It knows no row type.
#pragma once

#include <map>

#include <millstream/base/inline.hpp>
#include <millstream/dsl/write_stream.hpp>
#include <millstream/runtime/clock.hpp>
#include <millstream/runtime/pipeline.hpp>

namespace millstream::checkpoint {
class store;
}

namespace millstream::runtime {

/// One query, driven from one thread at a time.
class micro_batch {
 public:
  micro_batch(std::unique_ptr<pipeline> p, query_options options,
              std::shared_ptr<query_clock> clock);
  micro_batch(micro_batch&&) noexcept;
  micro_batch& operator=(micro_batch&&) noexcept;
  ~micro_batch();

  std::string const& query_id() const { return query_id_; }
  std::string const& run_id() const { return run_id_; }
  std::int64_t watermark_ms() const { return watermark_ms_; }
  std::int64_t last_batch() const { return last_batch_; }
  query_options const& options() const { return options_; }
  pipeline& work() { return *pipeline_; }
  /// What recovery found and went on with: damage that it got round, and what of the query the checkpoint overrides.
  std::vector<std::string> const& warnings() const { return warnings_; }

  /// From now on sources offer only what exists now.
  void freeze_sources();

  /// Runs the next batch if there is one: the batch that a restart must run again, one with new data, or
  /// one without that a higher watermark asks for (rules 21-26). Empty if there was nothing to do.
  std::optional<query_progress> run_next_batch();
  /// Runs the batch that a restart must run again, else one of everything that is there; never one without
  /// data (rule 14).
  std::optional<query_progress> run_once();

  // ---- under a real-time trigger ----

  /// Takes what is in the sources now through the query, to the sinks; opens an interval if none is open. The batch that
  /// a restart must run again is an interval of its own. False if there was nothing.
  bool poll();
  /// Has the open interval had its time?
  bool interval_is_over() const;
  /// Ends the interval: logs what it read, hands over the state, commits. An interval without data is a batch only
  /// where a higher watermark asks for one; empty if there was nothing to do.
  std::optional<query_progress> end_interval();

 private:
  using steady = std::chrono::steady_clock;
  static steady::time_point now() { return steady::now(); }
  static std::int64_t ms_of(steady::duration d) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
  }

  // ---- recovery ----

  void recover();

  void restore(checkpoint::recovered& found);

  /// What of a query may not change over a restart and is no state's schema (rules 10, 95): the sources
  /// are known by their place, and an aggregation whose result is complete has forgotten nothing.
  void check_continues(checkpoint::offsets_record const& newest) const;

  static std::string text_of(watermark_policy policy);
  std::string zone_name() const;

  /// What the log says of the query counts, not what the query says now (rule 8): half of a result would be of
  /// one zone, and a watermark would jump. A log that says nothing of the zone is of a version that did not
  /// log it, and takes the query's.
  void keep_conf(checkpoint::offsets_record const& newest);

  /// A batch that runs again must find the static tables that it was planned with.
  void check_tables(checkpoint::offsets_record const& batch) const;

  /// A sink that had the newest committed batch must have it still. Spark's file sink finds out when it next compacts its
  /// log ("doesn't exist when compacting batch"); until then it goes on without what was there.
  void check_sinks();

  void take_commit(checkpoint::commit_record const& commit);

  // ---- planning ----

  std::optional<checkpoint::offsets_record> next_batch(bool also_without_data);
  /// The next batch with all but its offsets.
  checkpoint::offsets_record new_batch(std::int64_t now_ms) const;
  batch_task task_of(checkpoint::offsets_record const& batch) const;
  std::optional<query_progress> run_planned(bool also_without_data);

  // ---- one batch, in the order of rule 2 ----

  /// How long the parts of a batch took, for progress.
  struct batch_times {
    steady::time_point begin;
    steady::duration planning{}, logging{}, running{};
    io::flush_statistics flushes{};  ///< before it
  };

  query_progress run(checkpoint::offsets_record const& batch, steady::time_point begin,
                     steady::time_point planned);
  void log_offsets(checkpoint::offsets_record const& batch);
  /// From the handing over of the state to the commit.
  query_progress commit(checkpoint::offsets_record const& batch, batch_outcome outcome,
                        batch_times const& times);

  // ---- one interval ----

  struct open_interval {
    checkpoint::offsets_record batch;  ///< with the offsets of what was read so far, joined
    batch_task task;
    batch_outcome outcome;
    batch_times times;
    bool again = false;   ///< a restart must run it: it is what was logged
    bool failed = false;  ///< some of its rows are in the state and some are not
  };
  open_interval& interval();
  std::optional<query_progress> close(open_interval interval);

  /// Rules 28-32: each node keeps its greatest, the policy chooses between nodes, it never goes back.
  void move_watermark(batch_outcome const& outcome, checkpoint::offsets_record const& batch);

  /// Which nodes saw rows in a batch; a node that never did counts from the first batch.
  void note_rows(batch_outcome const& outcome, std::int64_t batch_timestamp_ms);

  /// What the policy chooses of the nodes' watermarks, without those that saw no row for `idle_timeout` (0: with all).
  /// Where all are silent it stays what it is.
  std::int64_t chosen_watermark(std::chrono::milliseconds idle_timeout, std::int64_t now_ms) const;

  void write_snapshot(checkpoint::commit_record const& commit);

  void fill_progress(query_progress& out, batch_outcome& outcome,
                     std::vector<io::commit_result> const& commits,
                     checkpoint::offsets_record const& batch);

  std::unique_ptr<pipeline> pipeline_;
  query_options options_;
  std::shared_ptr<query_clock> clock_;
  workers pool_;
  std::unique_ptr<checkpoint::store> store_;  ///< null: no checkpoint
  std::string query_id_;
  std::string run_id_;
  std::vector<std::string> warnings_;
  std::vector<std::string> committed_sinks_;  ///< that had the newest committed batch at the start
  std::int64_t last_batch_ = -1;
  std::int64_t watermark_ms_ = 0;
  std::int64_t evicted_with_ms_ =
      0;  ///< the watermark of the batch before: what makes a row late in the next
  std::vector<std::int64_t> node_watermarks_;
  std::vector<std::optional<std::int64_t>> node_rows_ms_;  ///< when each last saw a row
  std::map<std::string, std::int64_t> counters_;
  std::optional<checkpoint::offsets_record> uncommitted_;
  std::vector<std::string> committed_offsets_;
  std::vector<std::string> last_offsets_;  ///< the newest of each source that was run, for progress
  std::optional<std::int64_t> last_timestamp_ms_;
  std::optional<open_interval> interval_;
};

}  // namespace millstream::runtime

#ifndef MILLSTREAM_COMPILED
#include <millstream/runtime/micro_batch.ipp>
#endif
