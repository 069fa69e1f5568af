// SPDX-License-Identifier: Apache-2.0
//
// The keys of operators with state in and out of the columns in which they are kept on disk.
#pragma once

#include <millstream/state/columns.hpp>
#include <millstream/state/group_table.hpp>
#include <millstream/state/hash.hpp>

namespace millstream::state {

/// The columns of a row that are its key, in their canonical form; `Key` is a record.
template <class Key, class Row>
Key key_of_row(Row const& row) {
  using schema_type = typename Key::schema_type;
  Key out;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void(out.template slot<I>() = std::remove_cvref_t<decltype(out.template slot<I>())>(
              canonical(row.template get<schema_type::template field_at<I>::name>()))),
     ...);
  }(std::make_index_sequence<schema_type::size>{});
  return out;
}

/// The columns of keys of a schema.
template <class Schema>
std::vector<column_spec> key_columns() {
  std::vector<column_spec> out;
  Schema::for_each([&]<class Field>() {
    out.push_back(spec_of<typename Field::type>(std::string(Field::name)));
  });
  return out;
}

/// The values of a record in and out of the columns from `first` on.
template <class Schema>
void append_columns(table& out, std::size_t first, record<Schema> const& of) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (append_value(out.columns[first + I], of.template slot<I>()), ...);
  }(std::make_index_sequence<Schema::size>{});
}
template <class Schema>
void read_columns(table const& from, std::size_t first, std::size_t row, record<Schema>& into) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (read_value(from.columns[first + I], row, into.template slot<I>()), ...);
  }(std::make_index_sequence<Schema::size>{});
}

/// A row that begins with a key; what else it has is the caller's.
template <class Schema>
void append_key(table& out, record<Schema> const& key) {
  append_columns(out, 0, key);
  ++out.rows;
}
template <class Schema>
void read_key(table const& from, std::size_t row, record<Schema>& into) {
  read_columns(from, 0, row, into);
}

/// Rows that are keys and nothing more.
template <class Schema>
table keys_as_table(std::vector<record<Schema>> const& keys) {
  auto out = table::of(key_columns<Schema>());
  for (auto const& key : keys)
    append_key(out, key);
  return out;
}

/// Takes the entries with these keys out of one of 2^`bits` partitions; `Entry` has a `key`.
template <class Entry>
void remove_keys(group_table<Entry>& entries, table const& keys, unsigned bits) {
  if (keys.rows == 0) return;
  struct gone_key {
    decltype(Entry::key) key{};
  };
  group_table<gone_key> gone(bits, keys.rows);
  for (std::size_t r = 0; r < keys.rows; ++r) {
    gone_key read;
    read_key(keys, r, read.key);
    gone.find_or_insert(
        hash_of(read.key), [&](gone_key const& there) { return same_key(there.key, read.key); },
        [&](gone_key& made) { made = std::move(read); });
  }
  entries.rebuild([&](Entry const& e, std::uint64_t hash) {
    return !gone.find(hash, [&](gone_key const& there) { return same_key(there.key, e.key); });
  });
}

}  // namespace millstream::state
