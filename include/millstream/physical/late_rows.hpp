// SPDX-License-Identifier: Apache-2.0
//
// When the watermark has passed a row: at its event time, or at the end of its window; and what becomes of the
// row then.
#pragma once

#include <millstream/schema/record.hpp>

namespace millstream::physical {

/// When the watermark passes an event time, or a window of it, in microseconds; a null has none.
template <class T>
constexpr std::optional<std::int64_t> passed_at(T const& time) {
  if constexpr (is_optional<T>)
    return time ? passed_at(*time) : std::nullopt;
  else if constexpr (std::is_same_v<T, timestamp>)
    return time.time_since_epoch().count();
  else
    return as_row(time).template get<"end">().time_since_epoch().count();
}

/// When the watermark passes a row by this column; never without one.
template <fixed_string Time, class Row>
constexpr std::optional<std::int64_t> row_passed_at(Row const& row) {
  if constexpr (Time.size() == 0)
    return std::nullopt;
  else
    return passed_at(row.template get<Time>());
}

/// Has the watermark passed a row? Inclusive (rule 34); without a column, or a time in it, it never has.
template <fixed_string Time, class Row>
constexpr bool is_late(Row const& row, std::int64_t watermark) {
  auto const at = row_passed_at<Time>(row);
  return at && *at <= watermark;
}

/// What becomes of a late row where nobody wants it. Operators with state are given this, or what takes it.
struct leave_out {
  void operator()(auto const&) const {}
};
template <class OnLate>
inline constexpr bool takes_late_rows = !std::is_same_v<std::remove_cvref_t<OnLate>, leave_out>;

}  // namespace millstream::physical
