// SPDX-License-Identifier: Apache-2.0
// Holds an aggregate against what Spark answered, group by group, for every way to cut the group's rows into two
// partial states, one of which went through the columns of a snapshot.
#pragma once

#include <millstream/state/columns.hpp>

#include "../functions/golden_functions.hpp"

namespace golden {

/// The state as a snapshot keeps it and gives it back.
template <class State>
State through_columns(State from) {
  State out{};
  std::vector<ms::column_data> columns;
  from.each_field([&](char const* name, auto& v) {
    auto& column = columns.emplace_back();
    auto const spec = ms::state::spec_of<std::remove_cvref_t<decltype(v)>>(name);
    if (spec.kind == ms::column_kind::text) column.offsets.push_back(0);
    ms::state::append_value(column, v);
  });
  std::size_t at = 0;
  out.each_field([&](char const*, auto& v) { ms::state::read_value(columns[at++], 0, v); });
  return out;
}

/// Equal, and doubles to within `relative` of each other, or of 1 where both are small.
inline bool close(ms::value const& a, ms::value const& b, double relative) {
  auto const* x = std::get_if<double>(&a.held);
  auto const* y = std::get_if<double>(&b.held);
  if (x && y && std::isfinite(*x) && std::isfinite(*y))
    return std::abs(*x - *y) <= relative * std::max({std::abs(*x), std::abs(*y), 1.0});
  return a == b;
}

template <class E>
std::string differences_of_aggregate(std::string const& family, std::string const& name, E const& e,
                                     double relative = 0) {
  using typing = ms::expr::aggregate_typing<E, wide_schema>;
  static_assert(ms::diagnostic::is_none<typename typing::problem>);
  using argument = typename typing::argument_type;
  using state = typename typing::function::template state<argument>;
  using result = ms::owned_of<typename typing::function::template result<argument>>;
  auto const described = ms::data_type_of<result>();
  auto const& one = cases_of(family).at(name);
  std::string out;
  if (one["type"].is_string() && one["type"] != described.to_string())
    out += "type " + described.to_string() + ", Spark's " + one["type"].get<std::string>() + "\n";
  if (one["rows"].size() < 10) out += "an aggregate needs 10 groups at least\n";
  for (auto const& group : one["rows"]) {
    std::vector<wide_record> rows;
    for (auto const& row : group[0])
      rows.push_back(row_of(row));
    for (std::size_t cut = 0; cut <= rows.size(); ++cut) {
      state before{}, after{};
      for (std::size_t i = 0; i < rows.size(); ++i)
        ms::expr::step(i < cut ? before : after, e, rows[i]);
      std::string got;
      bool same = false;
      bool const fails = group[1].is_object();
      try {
        auto merged = through_columns(before);
        merged.merge(after);
        ms::value const found{ms::as_owned(result(merged.finish()))};
        same = !fails && close(found, value_of(group[1], described), relative);
        got = ms::expr::literal_text(found);
      } catch (ms::error const& failure) {
        auto const wanted = fails ? code_for(group[1]["error"].get<std::string>()) : std::nullopt;
        same = fails && wanted.value_or(ms::errc::arithmetic_overflow) == failure.code();
        got = failure.what();
      }
      if (!same)
        out += group[0].dump() + " cut at " + std::to_string(cut) + ": " + got + ", Spark's " +
               group[1].dump() + "\n";
    }
  }
  return out;
}

}  // namespace golden

#define CHECK_AGGREGATE_OF(family, ...) \
  CHECK(golden::differences_of_aggregate(family, __VA_ARGS__) == std::string())
#define CHECK_AGGREGATE(...) CHECK_AGGREGATE_OF("aggregates", __VA_ARGS__)
