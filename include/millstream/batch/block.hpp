// SPDX-License-Identifier: Apache-2.0
//
// A block: up to `block_rows` rows in memory that a source hands to a fused loop, in one of three
// layouts. A block owns nothing; it is valid inside the call that received it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <millstream/base/pack.hpp>
#include <millstream/schema/record.hpp>

namespace millstream {

/// Rows a block at most: a selection of it and its columns stay in the first-level cache.
inline constexpr std::size_t block_rows = 1024;

/// Calls `use(block)` for rows that stand one behind the other, in blocks; a `Block` is made of a pointer and a count.
template <class Block, class Row>
void in_blocks(std::vector<Row> const& rows, auto&& use) {
  for (std::size_t at = 0; at < rows.size(); at += block_rows)
    use(Block{rows.data() + at, std::min(block_rows, rows.size() - at)});
}

/// A few rows that give row handles by position.
template <class B>
concept block = requires(B const& b, std::size_t i) {
  { b.size() } -> std::same_as<std::size_t>;
  { b.row(i) } -> row;
};

/// Rows of the user's structs, one behind the other.
template <adapted_struct T>
struct struct_block {
  using schema_type = schema_of<T>;
  T const* rows;
  std::size_t count;

  constexpr std::size_t size() const { return count; }
  constexpr struct_row<T> row(std::size_t i) const { return {rows + i}; }
};

/// A record reached through a pointer: what decoders and static tables hand out.
template <class Record>
struct record_ref {
  using schema_type = typename Record::schema_type;
  Record const* target;

  template <fixed_string Name>
  constexpr decltype(auto) get() const {
    return target->template get<Name>();
  }
};

/// Decoded rows, one record behind the other.
template <class Record>
struct record_block {
  using schema_type = typename Record::schema_type;
  Record const* rows;
  std::size_t count;

  constexpr std::size_t size() const { return count; }
  constexpr record_ref<Record> row(std::size_t i) const { return {rows + i}; }
};

/// Columns of plain values, one array a column.
template <class Schema>
struct column_block;
template <class... Fs>
struct column_block<schema<Fs...>> {
  using schema_type = schema<Fs...>;
  pack<typename Fs::type const*...> columns;
  std::size_t first = 0;
  std::size_t count = 0;

  struct row_type {
    using schema_type = schema<Fs...>;
    column_block const* from;
    std::size_t at;

    template <fixed_string Name>
    constexpr decltype(auto) get() const {
      return as_view(nth<schema_type::index_of(Name.view())>(from->columns)[at]);
    }
  };

  constexpr std::size_t size() const { return count; }
  constexpr row_type row(std::size_t i) const { return {this, first + i}; }
};

}  // namespace millstream
