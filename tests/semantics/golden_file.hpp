// SPDX-License-Identifier: Apache-2.0
//
// A golden file of tests/semantics/golden as values: what Spark 4.2 answered, batch by batch.
#pragma once

#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <millstream/expr/description.hpp>
#include "scenarios.hpp"

namespace golden {

namespace ms = millstream;
using nlohmann::json;

inline std::filesystem::path folder() {
  return std::filesystem::path(MILLSTREAM_TEST_DATA).parent_path() / "semantics" / "golden";
}

inline json read(std::string const& name) {
  std::ifstream file(folder() / (name + ".json"));
  if (!file) throw std::runtime_error("no golden file " + name);
  return json::parse(file);
}

inline ms::value value_of(json const& j, ms::data_type const& type) {
  if (j.is_null()) return {};
  switch (type.kind) {
    case ms::type_kind::timestamp:
      return ms::timestamp(ms::duration(j.get<std::int64_t>()));
    case ms::type_kind::float64:
      return j.is_string() ? ms::value(std::numeric_limits<double>::quiet_NaN())
                           : ms::value(j.get<double>());
    case ms::type_kind::int64:
      return j.get<std::int64_t>();
    case ms::type_kind::string:
      return j.get<std::string>();
    case ms::type_kind::record: {
      ms::value_list out;
      for (std::size_t i = 0; i < j.size(); ++i)
        out.push_back(value_of(j[i], type.members[i].type));
      return out;
    }
    default:
      throw std::runtime_error("a golden file holds no " + type.to_string());
  }
}

inline std::vector<ms::value_list> rows_of(json const& j, ms::data_type const& schema) {
  std::vector<ms::value_list> out;
  for (auto const& row : j)
    out.push_back(std::get<ms::value_list>(value_of(row, schema).held));
  return out;
}

/// Rows as a multiset, one line a row.
inline std::string text_of(std::vector<ms::value_list> rows) {
  std::sort(rows.begin(), rows.end());
  std::string out;
  for (auto const& row : rows)
    out += ms::expr::literal_text(row) + "\n";
  return out;
}

}  // namespace golden
