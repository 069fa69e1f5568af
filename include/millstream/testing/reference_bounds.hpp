// SPDX-License-Identifier: Apache-2.0
//
// What the condition of a stream join says of time, read from its description: which watermark frees a row (rule 72).
#pragma once

#include <algorithm>
#include <optional>

#include <millstream/testing/reference_normalise.hpp>

namespace millstream::testing::reference {

/// A column and what is added to it, in microseconds.
struct shifted_time {
  std::string column;
  std::int64_t by = 0;
};
inline std::optional<shifted_time> shifted_time_of(expr::description const& e) {
  if (e.kind == expr::description_kind::column) return shifted_time{e.name, 0};
  if (e.kind != expr::description_kind::call || (e.name != "+" && e.name != "-")) return {};
  auto out = shifted_time_of(e.args[0]);
  auto const* span = std::get_if<duration>(&e.args[1].literal.held);
  if (!out || !span) return {};
  out->by += e.name == "+" ? span->count() : -span->count();
  return out;
}

/// How far behind the watermark a time may be and still have a partner to come, in milliseconds, as the part of a
/// condition says that bounds `time` from below by `other`; nothing if none does. Of several the least.
inline std::optional<std::int64_t> span_of_bound(expr::description const& e,
                                                 std::string const& time,
                                                 std::string const& other) {
  if (e.kind != expr::description_kind::call || e.args.size() != 2) return {};
  if (e.name == "AND") {
    auto const a = span_of_bound(e.args[0], time, other);
    auto const b = span_of_bound(e.args[1], time, other);
    return a && b ? std::min(*a, *b) : a ? a : b;
  }
  bool const ascending = e.name == "<" || e.name == "<=";
  if (!ascending && e.name != ">" && e.name != ">=") return {};
  auto const lower = shifted_time_of(e.args[ascending ? 0 : 1]);
  auto const upper = shifted_time_of(e.args[ascending ? 1 : 0]);
  if (!lower || !upper || upper->column != time || lower->column != other) return {};
  auto const span = std::chrono::floor<std::chrono::milliseconds>(duration(lower->by - upper->by));
  return span.count() - (e.name.size() == 2 ? 1 : 0);
}

}  // namespace millstream::testing::reference
