// SPDX-License-Identifier: Apache-2.0
//
// What lives here: Arrow arrays as the columns of a block: pointers into Arrow's buffers where the layout is the same,
// converted once a record batch where it is not (other units, narrower numbers, dictionaries, 64-bit offsets). And the
// search for nulls where a column must have a value. No query includes this where the core is compiled.
// What does not: files and row groups (parquet_source.hpp). The types were checked before (parquet_schema.hpp).
#pragma once

#include <arrow/array/array_base.h>

#include <memory>
#include <optional>

#include <millstream/base/inline.hpp>
#include <millstream/connector/format/parquet_views.hpp>

namespace millstream::connector::detail {

/// What was converted, valid until `clear`; and whether a null was met where there must be a value.
class array_memory {
 public:
  template <class S>
  S* make(std::size_t count) {
    pieces_.push_back(std::make_unique<std::byte[]>(count * sizeof(S) + 1));
    return reinterpret_cast<S*>(pieces_.back().get());
  }
  void clear() {
    pieces_.clear();
    lacking = false;
  }
  bool lacking = false;

 private:
  std::vector<std::unique_ptr<std::byte[]>> pieces_;
};

/// Sets `out` to the values of the array. Nulls in it are noted unless the column may hold them.
/// **Errors** parquet_damage: what the file holds has no place in a column of this type.
void view_array(arrow::Array const& array, data_type const& type, array_view& out,
                array_memory& memory);

/// Where in a row a null stands in the place of a value: "" is the column itself; nothing if nowhere.
std::optional<std::string> find_null(arrow::Array const& array, data_type const& type,
                                     std::int64_t row);

/// `block_rows` times the value that a folder's name says; false if it is none of the type.
bool repeat_value(std::string_view text, data_type const& type, array_view& out,
                  array_memory& memory);

}  // namespace millstream::connector::detail

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_reading.ipp>
#endif
