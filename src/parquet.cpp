// SPDX-License-Identifier: Apache-2.0
//
// What of the Parquet connector knows no row type. Part of millstream::compiled.
#include <millstream/millstream.hpp>

#include <millstream/connector/format/parquet_arrow.ipp>
#include <millstream/connector/format/parquet_columns.ipp>
#include <millstream/connector/format/parquet_file.ipp>
#include <millstream/connector/format/parquet_input.ipp>
#include <millstream/connector/format/parquet_reading.ipp>
#include <millstream/connector/format/parquet_rows.ipp>
#include <millstream/connector/format/parquet_schema.ipp>
#include <millstream/connector/format/parquet_source.ipp>
