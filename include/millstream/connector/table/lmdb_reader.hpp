// SPDX-License-Identifier: Apache-2.0
//
// What lives here: reading what an LMDB sink wrote, from the same process or another one, while the query runs: each
// call sees the table as one committed batch left it.
// What does not: writing. Other languages can read too: table `rows`, key bytes as in lmdb_key.hpp, value JSON.
#pragma once

#include <millstream/connector/table/lmdb_environment.hpp>
#include <millstream/connector/table/lmdb_key.hpp>

namespace millstream {

/// The rows of an LMDB table as JSON texts.
/// **Errors** source_missing: nothing was written there yet; sink_failed: what LMDB reports.
class lmdb_reader {
 public:
  explicit lmdb_reader(std::filesystem::path const& path)
      : environment_(connector::detail::lmdb_environment::open(path, {.create = false})) {}

  /// The row of a key, given as the values of the key columns in order: `get("AA", 2013)`.
  template <class... Values>
  std::optional<std::string> get(Values const&... values) const {
    static_assert(sizeof...(Values) > 0, "get needs a value for each key column");
    std::string key;
    connector::append_key(key, values...);
    std::optional<std::string> out;
    with_rows([&](MDB_txn* txn, MDB_dbi rows) {
      auto name = connector::detail::lmdb_value(key);
      MDB_val value{};
      int const code = ::mdb_get(txn, rows, &name, &value);
      if (code == MDB_SUCCESS)
        out = connector::detail::lmdb_text(value);
      else if (code != MDB_NOTFOUND && code != MDB_BAD_VALSIZE)
        connector::detail::lmdb_environment::check(code);
    });
    return out;
  }

  /// Calls f(key bytes, JSON text) for each row in the order of keys, all of one moment. `f` must not use this
  /// table's sink or readers, and the texts are valid inside the call.
  template <class F>
  void for_each(F&& f) const {
    with_rows([&](MDB_txn* txn, MDB_dbi rows) {
      MDB_cursor* cursor = nullptr;
      connector::detail::lmdb_environment::check(::mdb_cursor_open(txn, rows, &cursor));
      std::unique_ptr<MDB_cursor, decltype([](MDB_cursor* c) { ::mdb_cursor_close(c); })> const
          owner(cursor);
      MDB_val key{}, value{};
      int code = ::mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
      for (; code == MDB_SUCCESS; code = ::mdb_cursor_get(cursor, &key, &value, MDB_NEXT))
        f(connector::detail::lmdb_text(key), connector::detail::lmdb_text(value));
      if (code != MDB_NOTFOUND) connector::detail::lmdb_environment::check(code);
    });
  }

  std::size_t size() const {
    std::size_t out = 0;
    with_rows([&](MDB_txn* txn, MDB_dbi rows) {
      MDB_stat counts{};
      connector::detail::lmdb_environment::check(::mdb_stat(txn, rows, &counts));
      out = counts.ms_entries;
    });
    return out;
  }

 private:
  template <class Work>
  void with_rows(Work&& work) const {
    auto const rows = environment_->find_table("rows");
    if (!rows) return;  // no batch yet
    environment_->read([&](MDB_txn* txn) { work(txn, *rows); });
  }

  std::shared_ptr<connector::detail::lmdb_environment> environment_;
};

}  // namespace millstream
