// SPDX-License-Identifier: Apache-2.0
//
// What lives here: rows as columns of plain bytes, independent of any row type: what a stateful operator hands to the
// checkpoint and gets back. Columns are found by position; names are for people.
// What does not: keyed state itself (state/), its bytes on disk (checkpoint/).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <millstream/base/error.hpp>

namespace millstream {

enum class column_kind : std::uint8_t { fixed, text };

/// One column: `fixed` has `width` bytes a row, little-endian; `text` has bytes and offsets.
struct column_spec {
  std::string name = {};
  column_kind kind = column_kind::fixed;
  std::uint32_t width = 0;
  bool nullable = false;
  std::string type_name = {};

  friend bool operator==(column_spec const&, column_spec const&) = default;
};

struct column_data {
  std::vector<std::byte> bytes = {};        ///< fixed: rows * width; text: the bytes of all rows
  std::vector<std::uint32_t> offsets = {};  ///< text: rows + 1, from 0
  std::vector<std::uint8_t> valid = {};  ///< nullable: one byte a row, 1 = has a value; else empty

  friend bool operator==(column_data const&, column_data const&) = default;
};

/// Any number of rows. A column's text may take up to 4 GiB (offsets have 32 bits).
struct table {
  std::vector<column_spec> schema = {};
  std::vector<column_data> columns = {};
  std::size_t rows = 0;

  friend bool operator==(table const&, table const&) = default;

  /// Makes an empty table whose text columns have their first offset.
  static table of(std::vector<column_spec> schema) {
    table out{std::move(schema), {}, 0};
    out.columns.resize(out.schema.size());
    for (std::size_t c = 0; c < out.schema.size(); ++c)
      if (out.schema[c].kind == column_kind::text) out.columns[c].offsets.push_back(0);
    return out;
  }

  /// Throws `internal` if the columns do not have the sizes that schema and rows demand.
  void check(std::string const& operator_name = {}) const {
    auto fail = [&](std::string const& what) {
      throw error(errc::internal, "a state table is malformed: " + what,
                  {.operator_name = operator_name});
    };
    if (columns.size() != schema.size()) fail("number of columns");
    for (std::size_t c = 0; c < schema.size(); ++c) {
      auto const& data = columns[c];
      if (data.valid.size() != (schema[c].nullable ? rows : 0))
        fail("validity of " + schema[c].name);
      if (schema[c].kind == column_kind::fixed) {
        if (data.bytes.size() != rows * schema[c].width) fail("bytes of " + schema[c].name);
        continue;
      }
      bool const none = rows == 0 && data.offsets.empty() && data.bytes.empty();
      if (!none && (data.offsets.size() != rows + 1 || data.offsets.front() != 0 ||
                    data.offsets.back() != data.bytes.size()))
        fail("offsets of " + schema[c].name);
    }
  }
};

}  // namespace millstream
