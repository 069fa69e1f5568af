// SPDX-License-Identifier: Apache-2.0
//
// What the micro-batch engine drives: a query with its types erased, one virtual call a batch. The
// typed half is execution.hpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <millstream/base/inline.hpp>
#include <millstream/checkpoint/records.hpp>
#include <millstream/io/file_door.hpp>
#include <millstream/io/sink.hpp>
#include <millstream/io/source.hpp>
#include <millstream/physical/watermark.hpp>
#include <millstream/runtime/progress.hpp>
#include <millstream/runtime/workers.hpp>

namespace millstream::runtime {

/// A source of the query, each identity once.
struct source_port {
  virtual ~source_port();
  virtual std::string description() const = 0;
  virtual std::optional<std::string> plan() = 0;
  virtual void freeze() = 0;
  virtual void lift_limits() = 0;
  virtual void replay(std::string_view offset) = 0;
  virtual std::string state() const = 0;
  virtual void restore(std::string_view state) = 0;
  virtual void commit(std::string_view offset) = 0;
  /// The offset of the rows of two planned batches, the second behind the first (`io::joins_offsets`).
  virtual std::string join_offsets(std::string_view first, std::string_view next) const = 0;
  /// What the source wants to be seen in progress: names and values.
  virtual std::vector<std::pair<std::string, std::string>> metrics() const = 0;
};

/// Everything that a batch needs to know.
struct batch_task {
  std::int64_t batch_id = 0;
  std::int64_t late_watermark_ms = 0;   ///< rows are late by this one (rule 36)
  std::int64_t evict_watermark_ms = 0;  ///< groups are closed by this one
  std::vector<std::string> offsets;     ///< one a source; empty: nothing of that source
  timestamp now{};                      ///< when it was planned, from the log (rule 5)
  time_zone const* zone = nullptr;      ///< of the query; null is UTC
};

/// What a batch did, before it is committed.
struct batch_outcome {
  std::vector<io::lane_counts> sources;
  /// One an event-time node: its statistics and delay.
  std::vector<std::pair<physical::event_time_statistics, duration>> event_time;
  std::vector<state_operator_progress> state_operators;

  explicit batch_outcome(std::size_t source_count);
  batch_outcome(batch_outcome&&) noexcept;
  batch_outcome& operator=(batch_outcome&&) noexcept;
  ~batch_outcome();

  /// Room for `count` nodes more; where the first of them stands.
  std::size_t add_event_times(std::size_t count);
  void merge_event_time(std::size_t node, physical::event_time_statistics const& statistics,
                        duration delay);
  void add_operator(state_operator_progress progress);
  /// Turns the operators from `first` on round: Spark's order has the topmost first.
  void reverse_operators(std::size_t first);
};

/// A sink commits and says so.
void add_result(std::vector<io::commit_result>& to, io::commit_result result);
void add_fence(std::vector<io::sink_fence>& to, std::string description, std::int64_t batch);

/// Opened sinks share this.
struct pipeline_context {
  io::file_door door;
  std::string query_id;
  std::int64_t run_epoch = 0;
  std::uint32_t state_partitions = 16;
  bool begins = true;  ///< batch 0 is not committed: initial states will be read
};

/// Lists come out of functions that are compiled once; what a query is compiled for adds to them.
class pipeline {
 public:
  pipeline();
  pipeline(pipeline const&) = delete;
  pipeline& operator=(pipeline const&) = delete;
  virtual ~pipeline();

  // known before anything is opened
  virtual std::string plan_text() const = 0;
  virtual std::uint64_t plan_fingerprint() const = 0;
  std::vector<checkpoint::stateful_operator> stateful_operators() const;
  virtual std::size_t event_time_nodes() const = 0;
  virtual std::string output_mode() const = 0;
  /// The static tables that know what they were read from: what they are called, and that.
  std::vector<std::pair<std::string, std::string>> const& tables() const { return tables_; }
  /// The static tables that were read, and what was counted there.
  io::tables_read const& tables_read() const { return read_; }
  /// Does a higher watermark alone give this query something to do (rules 21, 22)?
  virtual bool asks_for_no_data_batch() const = 0;
  /// Does an operator have something to do at this time of day, such as a timer, though nothing came?
  virtual bool due_by(timestamp now) const = 0;

  virtual void open(pipeline_context const& context) = 0;
  std::span<std::unique_ptr<source_port>> sources() { return ports_; }
  std::vector<std::string> sink_descriptions() const;
  virtual void recover_sinks(std::int64_t last_planned) = 0;
  /// The sinks that keep their fence, behind `recover_sinks`.
  std::vector<io::sink_fence> fences() const;
  virtual void restore(std::span<checkpoint::partition_delta const> deltas) = 0;

  batch_outcome run_batch(batch_task const& task, workers& pool);
  /// A batch that is open for an interval (real_time.hpp): `task.offsets` say what is taken next, in every call of
  /// `take_rows` anew. The results are with the sinks when it returns. Only a query under a real-time trigger can.
  batch_outcome begin_interval(batch_task const& task);
  virtual void take_rows(batch_task const& task, batch_outcome& out);
  virtual void end_interval(batch_task const& task, batch_outcome& out);
  /// What each sink has of rows after a crash where they leave before their batch is committed; no texts where they do not.
  std::vector<std::string> deliveries() const;
  std::vector<checkpoint::partition_delta> state_changes(std::int64_t batch_id) const;
  std::vector<checkpoint::partition_delta> whole_state() const;
  std::vector<io::commit_result> commit_sinks(std::int64_t batch_id);

 protected:
  virtual void add_stateful_operators(std::vector<checkpoint::stateful_operator>& out) const = 0;
  virtual void add_sink_descriptions(std::vector<std::string>& out) const = 0;
  virtual void add_fences(std::vector<io::sink_fence>& out) const = 0;
  virtual void run(batch_task const& task, workers& pool, batch_outcome& out) = 0;
  virtual void open_interval(batch_task const& task);
  virtual void add_deliveries(std::vector<std::string>& out) const;
  virtual void add_state_changes(std::int64_t batch_id,
                                 std::vector<checkpoint::partition_delta>& out) const = 0;
  virtual void add_whole_state(std::vector<checkpoint::partition_delta>& out) const = 0;
  virtual void commit(std::int64_t batch_id, std::vector<io::commit_result>& out) = 0;

  static constexpr std::size_t no_port = static_cast<std::size_t>(-1);
  /// The port of the source with this identity.
  std::size_t port_of(int identity) const;
  std::size_t add_port(std::unique_ptr<source_port> port, int identity);
  source_port& port(std::size_t at) { return *ports_[at]; }
  void add_table(std::string name, std::string identity);

  io::tables_read read_;

 private:
  std::vector<std::pair<std::string, std::string>> tables_;
  std::vector<std::unique_ptr<source_port>> ports_;
  std::vector<int> identities_;
};

}  // namespace millstream::runtime

#ifndef MILLSTREAM_COMPILED
#include <millstream/runtime/pipeline.ipp>
#endif
