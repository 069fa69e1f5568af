// SPDX-License-Identifier: Apache-2.0
//
// What of value.hpp can be compiled once: what a variant of eleven types makes of copies and comparisons.
#pragma once

#include <cmath>

#include <millstream/schema/value.hpp>

namespace millstream {

MILLSTREAM_CORE value::value() = default;
MILLSTREAM_CORE value::value(value const&) = default;
MILLSTREAM_CORE value::value(value&&) noexcept = default;
MILLSTREAM_CORE value& value::operator=(value const&) = default;
MILLSTREAM_CORE value& value::operator=(value&&) noexcept = default;
MILLSTREAM_CORE value::~value() = default;

MILLSTREAM_CORE value::value(bool v) : held(v) {}
MILLSTREAM_CORE value::value(std::int64_t v) : held(v) {}
MILLSTREAM_CORE value::value(double v) : held(v) {}
MILLSTREAM_CORE value::value(char const* v) : held(std::string(v)) {}
MILLSTREAM_CORE value::value(std::string_view v) : held(std::string(v)) {}
MILLSTREAM_CORE value::value(std::string v) : held(std::move(v)) {}
MILLSTREAM_CORE value::value(timestamp v) : held(v) {}
MILLSTREAM_CORE value::value(date v) : held(v) {}
MILLSTREAM_CORE value::value(duration v) : held(v) {}
MILLSTREAM_CORE value::value(value_list v) : held(std::move(v)) {}
MILLSTREAM_CORE value::value(decimal_value v) : held(v) {}
MILLSTREAM_CORE value::value(binary v) : held(std::move(v)) {}
MILLSTREAM_CORE value::value(binary_view v) : held(binary(v)) {}

MILLSTREAM_CORE void value::add(value element) {
  std::get<value_list>(held).push_back(std::move(element));
}

MILLSTREAM_CORE std::weak_ordering operator<=>(value const& a, value const& b) {
  if (a.held.index() != b.held.index()) return a.held.index() <=> b.held.index();
  return std::visit(
      [&]<class T>(T const& left) -> std::weak_ordering {
        auto const& right = std::get<T>(b.held);
        if constexpr (std::is_same_v<T, double>) {
          if (std::isnan(left) || std::isnan(right)) return std::isnan(left) <=> std::isnan(right);
          return left < right   ? std::weak_ordering::less
                 : right < left ? std::weak_ordering::greater
                                : std::weak_ordering::equivalent;
        } else if constexpr (std::is_same_v<T, value_list>) {
          for (std::size_t i = 0; i < left.size() && i < right.size(); ++i)
            if (auto const order = left[i] <=> right[i]; order != 0) return order;
          return left.size() <=> right.size();
        } else {
          return left <=> right;
        }
      },
      a.held);
}

}  // namespace millstream
