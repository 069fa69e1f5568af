// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_columns.hpp can be compiled once.
#pragma once

#include <arrow/builder.h>

#include <millstream/connector/format/parquet_columns.hpp>

namespace millstream::connector::detail {

MILLSTREAM_CORE void check_arrow(arrow::Status const& status) {
  if (!status.ok())
    throw error(errc::sink_failed, "Arrow reports: " + status.ToString(),
                {.operator_name = "parquet"},
                "the text above says what Arrow could not do; the batch is not committed and will "
                "be written again");
}

MILLSTREAM_CORE std::unique_ptr<arrow::ArrayBuilder> make_builder(
    std::shared_ptr<arrow::DataType> const& type) {
  std::unique_ptr<arrow::ArrayBuilder> out;
  check_arrow(arrow::MakeBuilder(arrow::default_memory_pool(), type, &out));
  return out;
}

MILLSTREAM_CORE arrow::FieldVector arrow_fields(std::span<std::string_view const> names,
                                                std::span<make_arrow_field const> fields) {
  arrow::FieldVector out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out.push_back(fields[i](std::string(names[i])));
  return out;
}

}  // namespace millstream::connector::detail
