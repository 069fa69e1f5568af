// SPDX-License-Identifier: Apache-2.0
//
// What lives here: decoded columns on their way into the blocks of a query, as pointers that know no type and no Arrow,
// and a typed view of such a column. What of it is a template is this file alone.
// What does not: who sets the pointers (parquet_reading.hpp), which rows are handed on (parquet_rows.hpp).
#pragma once

#include <memory>
#include <span>

#include <millstream/batch/column_view.hpp>
#include <millstream/io/source.hpp>

namespace millstream::connector::detail {

/// The values of a column in the layout that its view wants; whoever sets the pointers keeps what they point at.
struct array_view {
  row_validity valid = row_validity::none();  ///< `none`: there is nothing to point at
  void const* values = nullptr;               ///< bits of a boolean, bytes of text and binary
  std::uint64_t first_bit = 0;                ///< of a boolean
  std::int32_t const* offsets = nullptr;      ///< of text, binary, arrays and maps
  std::int32_t const* words = nullptr;        ///< of text and binary that are words of a dictionary
  text_dictionary dictionary;                 ///< which one, if they are
  std::shared_ptr<void const> dictionary_held;
  std::vector<array_view> children;  ///< members, elements, or keys and values
};

/// The values of `from` from `row` on.
template <class T>
column_view<T> typed_view(array_view const& from, std::size_t row) {
  if (from.valid.holds_nothing()) return {};
  if constexpr (is_optional<T>) {
    return {{from.valid.bits, from.valid.from + row, from.valid.mask},
            typed_view<without_optional_t<T>>(from, row)};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {static_cast<std::uint8_t const*>(from.values), from.first_bit + row};
  } else if constexpr (bytes_column<T>) {
    return column_view<T>{from.offsets, static_cast<char const*>(from.values), from.words,
                          from.dictionary}
        .from_row(row);
  } else if constexpr (decimal_column<T>) {
    return {static_cast<std::byte const*>(from.values) + row * sizeof(int128)};
  } else if constexpr (is_array<T>) {
    return {from.offsets + row, typed_view<typename T::value_type>(from.children[0], 0)};
  } else if constexpr (is_map<T>) {
    return {from.offsets + row, typed_view<typename T::key_type>(from.children[0], 0),
            typed_view<typename T::mapped_type>(from.children[1], 0)};
  } else if constexpr (is_record<T>) {
    column_view<T> out;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (void(nth<I>(out.members) =
                typed_view<typename schema_of<T>::template type_at<I>>(from.children[I], row)),
       ...);
    }(std::make_index_sequence<schema_of<T>::size>{});
    return out;
  } else {
    return {static_cast<stored_type<T> const*>(from.values) + row};
  }
}

/// Where a column of a block begins.
struct column_place {
  array_view const* array;
  std::size_t row;
};

/// Takes what a lane decodes.
struct block_receiver {
  /// So many rows; a place for each column that the query needs, in its order, valid inside the call.
  virtual void take(std::span<column_place const> columns, std::size_t rows) = 0;
  virtual void reject(io::malformed_record const& record) = 0;

 protected:
  ~block_receiver() = default;
};

/// Makes blocks of the columns `Needed` for a query.
template <class Needed, class Consume, class Reject>
class typed_receiver final : public block_receiver {
 public:
  typed_receiver(Consume& consume, Reject& reject) : consume_(consume), reject_(reject) {}

  void take(std::span<column_place const> columns, std::size_t rows) override {
    view_block<Needed> block;
    block.count = rows;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (void(nth<I>(block.columns) = typed_view<typename Needed::template type_at<I>>(
                *columns[I].array, columns[I].row)),
       ...);
    }(std::make_index_sequence<Needed::size>{});
    consume_(block);
  }
  void reject(io::malformed_record const& record) override { reject_(record); }

 private:
  Consume& consume_;
  Reject& reject_;
};

}  // namespace millstream::connector::detail
