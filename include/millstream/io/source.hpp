// SPDX-License-Identifier: Apache-2.0
//
// What a source is. A *description* (`ms::json("events/")`) is a small value that the user writes;
// the engine opens it for a schema and gets a *live source*, which plans batches as opaque offset
// text, gives the rows of a planned batch in lanes, and can be told again what it planned before a
// restart. No format and no third-party code here.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <millstream/base/inline.hpp>
#include <millstream/io/file_door.hpp>
#include <millstream/schema/record.hpp>

namespace millstream::io {

/// Lanes into which a batch is cut at most. The number follows from the batch's content alone, never
/// from the number of threads, so that a result is the same on every machine.
inline constexpr std::size_t max_lanes = 16;

/// What happens to a record that is not what the schema says.
enum class malformed_policy : std::uint8_t {
  fail,        ///< the query stops with errc::malformed_record (Spark's FAILFAST)
  drop,        ///< the record is left out and counted (DROPMALFORMED)
  permissive,  ///< what parsed is kept, the rest is null, the text goes to `_corrupt_record` (PERMISSIVE)
  dead_letter,  ///< the record goes to the query's dead-letter sink with the reason and its place
};

/// A record that was not what the schema says; views are valid inside the call.
struct malformed_record {
  std::string_view reason;
  std::string_view file;
  std::int64_t byte_offset = 0;
  std::string_view text;
};

/// The row of a dead-letter sink, one a malformed record.
using dead_letter_schema = schema<field<"reason", std::string>, field<"file", std::string>,
                                  field<"byte_offset", std::int64_t>, field<"text", std::string>,
                                  field<"batch_id", std::int64_t>>;

/// What reading one lane counted.
struct lane_counts {
  std::int64_t rows = 0;       ///< rows handed on
  std::int64_t malformed = 0;  ///< records treated by the policy
  std::int64_t blank = 0;      ///< blank lines: not records
  std::int64_t bytes = 0;

  lane_counts& operator+=(lane_counts const& other) {
    rows += other.rows, malformed += other.malformed, blank += other.blank, bytes += other.bytes;
    return *this;
  }
};

struct source_context {
  file_door door;
  bool has_dead_letter =
      false;  ///< the query has a dead-letter sink: the default policy becomes it
  lane_counts* counts = nullptr;  ///< where a table that is read as a whole adds what it counted
};

/// A static table that was read, and what reading it counted.
struct table_read {
  std::string description;
  lane_counts counts;
};

class tables_read;
/// A static table that is read when a batch begins.
struct table_of_batches {
  virtual ~table_of_batches();
  virtual void read_again(tables_read& counts) = 0;
};

/// The static tables of a query.
class tables_read {
 public:
  tables_read();
  tables_read(tables_read const&) = delete;
  tables_read& operator=(tables_read const&) = delete;
  ~tables_read();

  std::vector<table_read> const& tables() const noexcept { return tables_; }
  /// Of a table that was read before, the newest reading counts.
  void add(std::string description, lane_counts const& counts);
  /// A table that each batch reads again (`read_each_batch`).
  void add(std::shared_ptr<table_of_batches> table);
  /// A table that batch 0 alone reads (`initial_state`).
  void add_of_first_batch(std::shared_ptr<table_of_batches> table);
  /// Reads the tables that each batch reads. **Errors** those of their sources.
  void begin_batch();
  /// Reads, before that, those that batch 0 alone reads.
  void begin_first_batch();

 private:
  std::vector<table_read> tables_;
  std::vector<std::shared_ptr<table_of_batches>> of_batches_;
  std::vector<std::shared_ptr<table_of_batches>> of_first_batch_;
};

template <class Description, class Schema>
concept counts_as_table = requires(Description const& d, source_context const& context) {
  d.template read_all<Schema>(context);
};
template <class Description, class Schema>
concept readable_as_table = counts_as_table<Description, Schema> ||
                            requires(Description const& d) { d.template read_all<Schema>(); };

/// All rows of a source that can be read as a table. For one that does not count them, they are counted here.
template <class Schema, readable_as_table<Schema> Description>
std::vector<record<Schema>> read_table(Description const& description,
                                       source_context const& context) {
  if constexpr (counts_as_table<Description, Schema>) {
    return description.template read_all<Schema>(context);
  } else {
    auto rows = description.template read_all<Schema>();
    if (context.counts) context.counts->rows += std::ssize(rows);
    return rows;
  }
}

/// The rows of one planned batch. `read_lane` may be called for different lanes at the same time.
/// `consume(block)` gets blocks in order; `reject(malformed_record)` is called between them.
template <class B>
concept source_batch = requires(B& batch, std::size_t lane) {
  { batch.lanes() } -> std::convertible_to<std::size_t>;
};

/// A source opened for one query.
/// Order of calls: `restore` at most once, `replay` for each batch of the log in order, then for each
/// batch `plan` (or none for a re-run: the logged offset is used), `open_batch`, and `commit` when
/// the batch is durable.
template <class S>
concept live_source = requires(S& s, std::string_view offset) {
  { s.description() } -> std::convertible_to<std::string>;
  /// Offset text of the next batch, empty when there is nothing new. Reads no rows.
  { s.plan() } -> std::same_as<std::optional<std::string>>;
  /// From now on `plan` offers only what exists now (trigger available_now).
  s.freeze();
  /// The batch was planned before a restart: it will not be planned again.
  s.replay(offset);
  /// Everything planned so far, for a snapshot; and back.
  { s.state() } -> std::same_as<std::string>;
  s.restore(offset);
  { s.open_batch(offset) } -> source_batch;
  s.commit(offset);
};

/// A source that a real-time trigger can ask again and again within a batch: what it planned in turn can be logged as
/// one. `join_offsets(first, next)`: the offset of a batch that holds the rows of `first` and then those of `next`, which
/// was planned behind it.
template <class S>
concept joins_offsets = requires(std::string_view first, std::string_view next) {
  { S::join_offsets(first, next) } -> std::same_as<std::string>;
};
/// A description of such a source.
template <class Description, class Schema>
concept serves_at_once = requires(Description const& d, source_context const& context) {
  requires joins_offsets<decltype(d.template open_source<Schema, Schema, Schema>(context))>;
};

/// From now on a batch holds all that there is. Only a source whose batches have a limit has the function.
template <class Live>
void lift_limits(Live& live) {
  if constexpr (requires { live.lift_limits(); }) live.lift_limits();
}

}  // namespace millstream::io

#ifndef MILLSTREAM_COMPILED
#include <millstream/io/source.ipp>
#endif
