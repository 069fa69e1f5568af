// SPDX-License-Identifier: Apache-2.0
//
// What lives here: growing columns handed to Arrow, their memory without a copy, and the Arrow type of each column type:
// a duration is an int64 of microseconds (Parquet has no duration), records are structs, vectors lists, maps maps; optional
// is nullable, everything else is not. No query includes this where the core is compiled.
// What does not: files (parquet_file.ipp).
#pragma once

#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <memory>

#include <millstream/base/inline.hpp>
#include <millstream/connector/format/parquet_columns.hpp>

namespace millstream::connector {

/// Throws what Arrow reports, as sink_failed.
void check_arrow(arrow::Status const& status);

/// The Arrow schema of rows of this type.
std::shared_ptr<arrow::Schema> arrow_schema(data_type const& rows);

/// Takes the rows out, under the schema of their type.
std::shared_ptr<arrow::RecordBatch> take_batch(growing_columns& from,
                                               std::shared_ptr<arrow::Schema> const& schema);

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_arrow.ipp>
#endif
