// SPDX-License-Identifier: Apache-2.0
//
// What lives here: `ms::lmdb("delays/").key("carrier"_c)`, the key-value sink for all output modes, exactly-once: rows
// and fence in one transaction. `ms::lmdb_reader(path)` reads it.
// What does not: the table itself (lmdb_sink.hpp), key bytes (lmdb_key.hpp).
#pragma once

#include <millstream/connector/table/lmdb_reader.hpp>
#include <millstream/connector/table/lmdb_sink.hpp>

namespace millstream {

namespace connector {

/// What the user writes; the type says which columns are the key.
template <class Keys, class Latest, bool DeletesEvicted>
struct lmdb_description {
  /// For the checks in dsl/: the key must be what identifies a row of the result.
  static constexpr std::array<std::string_view, Keys::size> key_names = Keys::views;
  static constexpr bool has_latest_by = Latest::size == 1;
  static constexpr std::string_view latest_by_name = [] {
    if constexpr (Latest::size == 1)
      return Latest::views[0];
    else
      return std::string_view{};
  }();
  static constexpr bool deletes_evicted = DeletesEvicted;
  static constexpr auto delivery_at_once = io::delivery::exactly_once;

  std::filesystem::path path;
  detail::lmdb_environment::options environment = {};

  std::string to_string() const { return "lmdb " + path.string(); }

  template <class Mode>
  static constexpr bool supports =
      std::is_same_v<Mode, append_mode> || std::is_same_v<Mode, update_mode> ||
      std::is_same_v<Mode, complete_mode>;

  /// The columns that identify a row: a later row of the same key replaces the earlier one.
  template <io::names_column... Columns>
  lmdb_description<io::column_names<Columns::name...>, Latest, DeletesEvicted> key(
      Columns...) const {
    static_assert(sizeof...(Columns) > 0, "key needs at least one column");
    return {path, environment};
  }
  /// Keeps for each key the row with the greatest value of this column (such as the newest window); null is least.
  template <io::names_column Column>
  lmdb_description<Keys, io::column_names<Column::name>, DeletesEvicted> latest_by(Column) const {
    return {path, environment};
  }
  /// Rows that the query's state forgets are deleted here too (update mode).
  lmdb_description<Keys, Latest, true> delete_evicted() const { return {path, environment}; }
  /// How large the map is at first; it grows by itself.
  lmdb_description map_size(std::size_t bytes) const {
    auto out = *this;
    out.environment.map_bytes = bytes;
    return out;
  }
  /// False: commits are not flushed, and may be lost or the table damaged when the machine (not the process) stops.
  lmdb_description flush_commits(bool flush) const {
    auto out = *this;
    out.environment.flush = flush;
    return out;
  }

  template <class Schema, class Mode>
  lmdb_sink<Schema, Mode, Keys, Latest> open_sink(io::sink_context context) const {
    return {context, path, environment};
  }
};

}  // namespace connector

/// An LMDB table in a folder, as a sink; `.key(...)` is compulsory.
/// **Errors** at start: sink_owned_by_another_query, concurrent_run. **Cost** one flush a batch; writers of one folder
/// wait for each other, in other processes too.
inline connector::lmdb_description<io::column_names<>, io::column_names<>, false> lmdb(
    std::filesystem::path path) {
  return {std::move(path)};
}

}  // namespace millstream
