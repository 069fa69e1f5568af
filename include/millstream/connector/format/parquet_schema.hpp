// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the columns of a Parquet file beside those that the user declared: whether they fit, which leaves of
// the file must be read for them, and whether the footer rules out that a null stands where there must be a value.
// Columns are found by name, at every level; a type may be widened where nothing is lost. No query includes this where the
// core is compiled.
// What does not: values (parquet_reading.hpp).
#pragma once

#include <arrow/type.h>
#include <parquet/arrow/schema.h>
#include <parquet/metadata.h>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>
#include <millstream/schema/types.hpp>

namespace millstream::connector {

using parquet_field = ::parquet::arrow::SchemaField;

namespace detail {

/// The one column of that name; null if there is none or more than one.
parquet_field const* find_field(std::vector<parquet_field> const& fields, std::string_view name);

/// Looks whether the column that was declared is among `fields`, the members of the column `above`, and fits.
/// **Errors** invalid_argument: naming file, column and both types, or the columns there are.
void check_member(std::vector<parquet_field> const& fields, std::string_view name,
                  data_type const& type, std::string const& above, std::string const& file);

inline parquet_field const& first_leaf(parquet_field const& field) {
  return field.children.empty() ? field : first_leaf(field.children.front());
}

/// Adds the leaves that a column of this type is made of: of a record those of its members alone.
void add_leaves(parquet_field const& field, data_type const& type, std::vector<int>& leaves);

/// May a null stand where the type needs a value? What is null in the row group is asked of the footer.
bool may_lack(parquet_field const& field, data_type const& type,
              ::parquet::RowGroupMetaData const& group);

}  // namespace detail
}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_schema.ipp>
#endif
