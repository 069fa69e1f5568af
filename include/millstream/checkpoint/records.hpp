// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the facts a checkpoint holds, as plain values: what a batch planned (offsets), what it achieved
// (commit), how the state changed (partition_delta), all of it at one batch (snapshot), and whose it is (metadata).
// What does not: their bytes (encode.hpp, decode.hpp), when they are written (store.hpp).
#pragma once

#include <limits>
#include <utility>

#include <millstream/checkpoint/table.hpp>

namespace millstream::checkpoint {

/// Changed rows of one store of one operator in one state partition. A replay removes `removed_keys`, then writes
/// `upserts`. The columns of `removed_keys` are the first columns of the operator's schema (its key), or there are none.
struct partition_delta {
  std::string operator_id = {};
  std::string store = {};
  std::uint32_t partition = 0;
  table upserts = {};
  table removed_keys = {};

  friend bool operator==(partition_delta const&, partition_delta const&) = default;
};

/// A source's position; `offset` is JSON text that only the source understands.
struct source_entry {
  std::string name = {};
  std::string offset = {};

  friend bool operator==(source_entry const&, source_entry const&) = default;
};

/// What batch `batch_id` was planned to be (rule 3): enough to run it again with the same rows (rules 5, 6, 8).
struct offsets_record {
  std::int64_t batch_id = 0;
  std::int64_t watermark_ms = 0;
  std::int64_t batch_timestamp_ms = 0;
  std::uint64_t seed = 0;
  std::vector<std::pair<std::string, std::string>> conf = {};
  std::vector<source_entry> sources = {};

  friend bool operator==(offsets_record const&, offsets_record const&) = default;
};

/// What batch `batch_id` left behind when all its sinks had it.
struct commit_record {
  std::int64_t batch_id = -1;
  std::int64_t next_watermark_ms = 0;
  std::vector<std::int64_t> node_watermarks_ms = {};
  std::vector<std::pair<std::string, std::int64_t>> counters = {};

  friend bool operator==(commit_record const&, commit_record const&) = default;
};

/// Everything at the end of one batch; `upserts` hold the full content, `removed_keys` are empty.
struct snapshot {
  std::int64_t batch_id = -1;
  commit_record commit = {};
  std::vector<source_entry> source_states = {};
  std::vector<partition_delta> partitions = {};
  offsets_record offsets =
      {};  ///< of this batch (its conf and watermark outlive the log); the store fills it in

  friend bool operator==(snapshot const&, snapshot const&) = default;
};

/// One store of one stateful operator, for the comparison over a restart (rules 95, 96).
struct stateful_operator {
  std::string operator_id = {};
  std::string store = {};
  std::string description = {};  ///< for messages, such as "aggregation by window, campaign_id"
  std::vector<column_spec> columns = {};  ///< key columns first
  bool optional = false;  ///< may be added or removed over a restart (variables of rule 96)

  friend bool operator==(stateful_operator const&, stateful_operator const&) = default;
};

inline constexpr std::uint32_t current_format_version = 1;

/// Whose checkpoint it is. An empty `query_id` takes what is there; of `state_partitions` the stored number wins.
struct query_metadata {
  std::string query_id = {};
  std::uint32_t format_version = current_format_version;
  std::uint32_t state_partitions = 16;
  std::string plan_fingerprint = {};
  std::string plan_description = {};
  std::vector<stateful_operator> operators = {};

  friend bool operator==(query_metadata const&, query_metadata const&) = default;
};

/// What `store::open` found, after the recovery table (recovery.hpp).
struct recovered {
  std::optional<snapshot> base = {};         ///< newest intact snapshot
  std::vector<offsets_record> offsets = {};  ///< of the committed batches after base, in order
  std::vector<commit_record> commits = {};   ///< of the batches after base, in order
  std::vector<std::vector<partition_delta>> deltas = {};  ///< one entry a commit, same order
  std::optional<offsets_record> uncommitted =
      {};  ///< planned, not committed: run it again as logged (rule 6)
  std::vector<std::string> warnings = {};  ///< damage that was found and got round, for the log

  /// The last committed batch; -1 if there is none.
  std::int64_t last_committed() const {
    return !commits.empty() ? commits.back().batch_id : base ? base->batch_id : -1;
  }
};

}  // namespace millstream::checkpoint
