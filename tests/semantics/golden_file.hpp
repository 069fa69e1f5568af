// SPDX-License-Identifier: Apache-2.0
//
// A golden file of tests/semantics/golden as values: what Spark 4.2 answered, batch by batch.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <millstream/expr/description.hpp>

#include "scenarios.hpp"
#include "support/golden_value.hpp"

namespace golden {

inline std::filesystem::path folder(std::string const& name = "golden") {
  return std::filesystem::path(MILLSTREAM_TEST_DATA).parent_path() / "semantics" / name;
}

inline json read(std::string const& name, std::string const& folder_name = "golden") {
  std::ifstream file(folder(folder_name) / (name + ".json"));
  if (!file) throw std::runtime_error("no golden file " + name);
  return json::parse(file);
}

inline std::vector<ms::value_list> rows_of(json const& j, ms::data_type const& schema) {
  std::vector<ms::value_list> out;
  for (auto const& row : j)
    out.push_back(std::get<ms::value_list>(value_of(row, schema).held));
  return out;
}

/// Rows in their order, one line a row.
inline std::string lines_of(std::vector<ms::value_list> rows) {
  std::string out;
  for (auto const& row : rows)
    out += ms::expr::literal_text(row) + "\n";
  return out;
}
/// Rows as a multiset, one line a row.
inline std::string text_of(std::vector<ms::value_list> rows) {
  std::sort(rows.begin(), rows.end());
  return lines_of(std::move(rows));
}

}  // namespace golden
