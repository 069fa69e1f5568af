// SPDX-License-Identifier: Apache-2.0
// Holds a function against what Spark answered, row by row: `CHECK_GOLDEN("text", "upper", ms::upper("s"_c))`.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include <millstream/batch/block_text.hpp>
#include <millstream/expr/description.hpp>
#include <millstream/expr/evaluate.hpp>
#include <millstream/expr/words.hpp>

#include "support/golden_value.hpp"
#include "support/wide_row.hpp"

namespace golden {

using wide_schema = ms::schema_of<wide_row>;
using wide_record = ms::record<wide_schema>;

inline json const& cases_of(std::string const& family) {
  static std::map<std::string, json> read;
  auto& file = read[family];
  if (file.is_null()) {
    auto const path = std::filesystem::path(MILLSTREAM_TEST_DATA).parent_path() / "unit" / "expr" /
                      "functions" / "golden" / (family + ".json");
    std::ifstream in(path);
    if (!in) throw std::runtime_error("no golden file " + path.string());
    file = json::parse(in).at("cases");
  }
  return file;
}

inline wide_record row_of(json const& named) {
  auto const type = ms::describe_schema<wide_schema>();
  ms::value_list values;
  for (auto const& member : type.members)
    values.push_back(named.contains(member.name) ? value_of(named[member.name], member.type)
                                                 : ms::value());
  return ms::from_values<wide_record>(values);
}

/// Equal, and doubles to within `ulps` units in the last place.
inline bool near(ms::value const& a, ms::value const& b, int ulps) {
  auto const* x = std::get_if<double>(&a.held);
  auto const* y = std::get_if<double>(&b.held);
  if (x && y && *x != *y && std::isfinite(*x) && std::isfinite(*y)) {
    auto lower = std::min(*x, *y);
    for (int i = 0; i < ulps; ++i)
      lower = std::nextafter(lower, std::numeric_limits<double>::infinity());
    return lower >= std::max(*x, *y);
  }
  return a == b;
}

/// Which of our codes stands for Spark's error; empty: any error of ours.
inline std::optional<ms::errc> code_for(std::string const& error_class) {
  if (error_class == "DIVIDE_BY_ZERO" || error_class == "REMAINDER_BY_ZERO")
    return ms::errc::division_by_zero;
  if (error_class == "ARITHMETIC_OVERFLOW" || error_class == "BINARY_ARITHMETIC_OVERFLOW")
    return ms::errc::arithmetic_overflow;
  return {};
}

/// What differs from Spark, a line a row; empty if nothing does.
template <class E>
std::string differences(std::string const& family, std::string const& name, E const& e,
                        int ulps = 0) {
  static_assert(ms::diagnostic::is_none<ms::expr::problem_of<E, wide_schema>>);
  auto const& all = cases_of(family);
  if (!all.contains(name)) return "no golden case " + name;
  auto const& one = all.at(name);
  using type = ms::owned_of<ms::expr::type_of<E, wide_schema>>;
  auto const described = ms::data_type_of<type>();
  std::string out;
  if (one["type"].is_string() && one["type"] != described.to_string())
    out += "type " + described.to_string() + ", Spark's " + one["type"].get<std::string>() + "\n";
  if (one["rows"].size() < 10) out += "a function needs 10 rows at least\n";
  for (auto const& row : one["rows"]) {
    auto const input = row_of(row[0]);
    auto const& expected = row[1];
    bool const fails = expected.is_object() && expected.contains("error");
    std::string got;
    bool same = false;
    try {
      ms::block_text::scope const made;
      ms::value const found{ms::as_owned(type(ms::expr::evaluate(e, input)))};
      same = !fails && near(found, value_of(expected, described), ulps);
      got = ms::expr::literal_text(found);
    } catch (ms::error const& failure) {
      auto const wanted = fails ? code_for(expected["error"].get<std::string>()) : std::nullopt;
      same = fails && (!wanted || *wanted == failure.code());
      got = failure.what();
    }
    if (!same) out += row[0].dump() + ": " + got + ", Spark's " + expected.dump() + "\n";
  }
  return out;
}

}  // namespace golden

#define CHECK_GOLDEN(family, name, ...) \
  CHECK(golden::differences(family, name, __VA_ARGS__) == std::string())
