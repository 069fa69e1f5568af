// SPDX-License-Identifier: Apache-2.0
//
// What lives here: a stand-in for the engine: a query whose batch N does the same changes every time, run over a real
// checkpoint folder, and the state that must be there after each batch, recomputed from scratch.
#pragma once

#include <map>

#include <millstream/checkpoint/store.hpp>

#include "../io/disturbing_hook.hpp"
#include "../io/temporary_folder.hpp"

namespace model {

namespace cp = millstream::checkpoint;
namespace io = millstream::io;
using millstream::errc;
using millstream::error;

using state =
    std::map<std::pair<std::uint32_t, std::int64_t>, std::pair<std::int64_t, std::string>>;

inline std::vector<cp::column_spec> columns() {
  return {{"ad", cp::column_kind::fixed, 8, false, "int64"},
          {"views", cp::column_kind::fixed, 8, false, "int64"},
          {"note", cp::column_kind::text, 0, true, "string"}};
}

inline cp::query_metadata metadata() {
  cp::query_metadata out;
  out.state_partitions = 2;
  out.plan_fingerprint = "f1";
  out.operators = {{"agg#0", "default", "aggregation by ad", columns(), false}};
  return out;
}

inline void put(cp::column_data& to, std::int64_t value) {
  auto const bytes = std::as_bytes(std::span(&value, 1));
  to.bytes.insert(to.bytes.end(), bytes.begin(), bytes.end());
}
inline void put_row(cp::table& to, std::int64_t key, std::int64_t value, std::string const& note) {
  put(to.columns[0], key);
  put(to.columns[1], value);
  auto const text = std::as_bytes(std::span(note));
  to.columns[2].bytes.insert(to.columns[2].bytes.end(), text.begin(), text.end());
  to.columns[2].offsets.push_back(static_cast<std::uint32_t>(to.columns[2].bytes.size()));
  to.columns[2].valid.push_back(note.empty() ? 0 : 1);
  ++to.rows;
}
inline std::int64_t number(cp::table const& from, std::size_t column, std::size_t row) {
  std::int64_t out;
  std::memcpy(&out, from.columns[column].bytes.data() + row * 8, 8);
  return out;
}

inline std::vector<cp::partition_delta> delta_of(std::int64_t batch) {
  std::vector<cp::partition_delta> out;
  for (std::uint32_t p = 0; p < 2; ++p) {
    cp::partition_delta delta{"agg#0", "default", p, cp::table::of(columns()), {}};
    auto const rows = batch % 3 == 1 ? 40 : 4;
    for (std::int64_t i = 0; i < rows; ++i)
      put_row(delta.upserts, (batch * 3 + i) % 50, batch * 100 + i + p,
              i % 2 == 0 ? "" : "n" + std::to_string(batch));
    if (batch > 0) {
      delta.removed_keys = cp::table::of({columns()[0]});
      put(delta.removed_keys.columns[0], (batch - 1) * 3);
      delta.removed_keys.rows = 1;
    }
    out.push_back(std::move(delta));
  }
  return out;
}

inline void apply_all(state& to, std::vector<cp::partition_delta> const& deltas) {
  for (auto const& d : deltas) {
    for (std::size_t r = 0; r < d.removed_keys.rows; ++r)
      to.erase({d.partition, number(d.removed_keys, 0, r)});
    for (std::size_t r = 0; r < d.upserts.rows; ++r) {
      auto const& note = d.upserts.columns[2];
      std::string text(reinterpret_cast<char const*>(note.bytes.data()) + note.offsets[r],
                       note.offsets[r + 1] - note.offsets[r]);
      to[{d.partition, number(d.upserts, 0, r)}] = {number(d.upserts, 1, r),
                                                    note.valid[r] ? text : "(null)"};
    }
  }
}

/// The state after `batch`, from scratch.
inline state expected(std::int64_t batch) {
  state out;
  for (std::int64_t b = 0; b <= batch; ++b)
    apply_all(out, delta_of(b));
  return out;
}

/// The state that a restart restores.
inline state restored(cp::recovered const& found) {
  state out;
  if (found.base) apply_all(out, found.base->partitions);
  for (auto const& deltas : found.deltas)
    apply_all(out, deltas);
  return out;
}

inline cp::offsets_record offsets_of(std::int64_t batch) {
  return {batch,
          batch * 10,
          1000 + batch,
          static_cast<std::uint64_t>(batch) * 7,
          {{"policy", "min"}},
          {{"events", "{\"next\":" + std::to_string(batch) + "}"}}};
}
inline cp::commit_record commit_of(std::int64_t batch) {
  return {batch, batch * 10 + 10, {batch}, {{"malformed", batch}}};
}

inline cp::snapshot snapshot_of(std::int64_t batch, state const& content) {
  cp::snapshot out{batch, commit_of(batch), offsets_of(batch).sources, {}};
  for (std::uint32_t p = 0; p < 2; ++p)
    out.partitions.push_back({"agg#0", "default", p, cp::table::of(columns()), {}});
  for (auto const& [key, value] : content)
    put_row(out.partitions[key.first].upserts, key.second, value.first,
            value.second == "(null)" ? "" : value.second);
  return out;
}

/// Small limits, so that a few batches rotate segments, write delta files and snapshots.
inline cp::store_options options() {
  cp::store_options out;
  out.log = {.segment_bytes = 8192, .first_segment_bytes = 4096};
  out.inline_delta_bytes = 1500;
  return out;
}

/// What is known to the outside while a query runs.
struct observer {
  std::int64_t planned = -1, committed = -1;              // whose call came back
  std::int64_t tried_to_plan = -1, tried_to_commit = -1;  // whose call was made
};

/// Opens the folder and runs up to batch `last`; a snapshot after every third batch, durable deltas every second.
inline void run(std::filesystem::path const& folder, io::file_door const& door, std::int64_t last,
                observer& seen, cp::store_options const& opts = options()) {
  auto store = cp::store::open(folder, metadata(), door, opts);
  auto const found = store.take_recovered();
  auto content = restored(found);
  auto batch = found.last_committed() + 1;
  for (auto next = found.uncommitted; batch <= last; ++batch, next.reset()) {
    seen.tried_to_plan = std::max(seen.tried_to_plan, batch);
    store.write_offsets(next ? *next : offsets_of(batch));
    seen.planned = std::max(seen.planned, batch);
    auto const deltas = delta_of(batch);
    if (batch % 2 == 0)
      store.write_state(batch, deltas);
    else
      store.write_state_durable(batch, deltas);
    seen.tried_to_commit = std::max(seen.tried_to_commit, batch);
    store.write_commit(commit_of(batch));
    seen.committed = std::max(seen.committed, batch);
    apply_all(content, deltas);
    if (batch % 3 == 2) store.write_snapshot(snapshot_of(batch, content));
  }
}

}  // namespace model
