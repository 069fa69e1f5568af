// SPDX-License-Identifier: Apache-2.0
//
// A column's value whose type is known only at run time, and rows of them. For what must not depend
// on the fused loops: the reference interpreter, test expectations, and printing. Slow on purpose.
#pragma once

#include <compare>
#include <variant>

#include <millstream/base/inline.hpp>
#include <millstream/schema/record.hpp>

namespace millstream {

struct value;
/// The values of a row or of a nested record, the elements of an array, or the entries of a map, each a
/// list of key and value; in order.
using value_list = std::vector<value>;

/// The number `unscaled` * 10^-`scale`; 1.0 and 1.00 are equal.
struct decimal_value {
  int128 unscaled = 0;
  int scale = 0;

  friend std::strong_ordering operator<=>(decimal_value const& a, decimal_value const& b) {
    return detail::compare_decimals(a.unscaled, a.scale, b.unscaled, b.scale);
  }
  friend bool operator==(decimal_value const& a, decimal_value const& b) { return (a <=> b) == 0; }
};
inline std::string to_text(decimal_value const& v) {
  return detail::decimal_text(v.unscaled, v.scale);
}

/// A dynamically typed value; `std::monostate` is null. Integers are held as 64 bits, floats as double.
struct value {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, timestamp, date, duration,
               value_list, decimal_value, binary>
      held;

  value();
  value(value const&);
  value(value&&) noexcept;
  value& operator=(value const&);
  value& operator=(value&&) noexcept;
  ~value();

  value(std::nullopt_t) : value() {}
  value(bool v);
  value(std::int64_t v);
  value(double v);
  template <std::integral T>
  value(T v) : value(static_cast<std::int64_t>(v)) {}
  template <std::floating_point T>
  value(T v) : value(static_cast<double>(v)) {}
  value(char const* v);
  value(std::string_view v);
  value(std::string v);
  value(timestamp v);
  value(date v);
  value(duration v);
  value(value_list v);
  value(decimal_value v);
  template <int P, int S>
  value(decimal<P, S> v) : value(decimal_value{v.unscaled(), S}) {}
  value(binary v);
  value(binary_view v);
  template <class T>
  value(std::optional<T> const& v) : value() {
    if (v) *this = value(*v);
  }
  template <class T>
  value(std::vector<T> const& v) : value(value_list()) {
    for (auto const& element : v)
      add(value(element));
  }
  template <class K, class V>
  value(std::map<K, V> const& v) : value(value_list()) {
    for (auto const& [key, mapped] : v) {
      value entry{value_list()};
      entry.add(value(key));
      entry.add(value(mapped));
      add(std::move(entry));
    }
  }
  template <class T>
    requires(is_record<T>)
  value(T const& object) : value(value_list()) {
    auto const r = as_row(object);
    schema_of<T>::for_each([&]<class Field>() { add(value(r.template get<Field::name>())); });
  }

  bool is_null() const { return held.index() == 0; }

  /// A total order: nulls first, NaN equal to itself and greatest, -0.0 equal to 0.0; so that rows can
  /// be sorted and compared as multisets.
  friend std::weak_ordering operator<=>(value const& a, value const& b);
  friend bool operator==(value const& a, value const& b) { return (a <=> b) == 0; }

 private:
  /// One more element of a list.
  void add(value element);
};

/// The columns of any row as dynamic values.
template <class Row>
value_list to_values(Row const& from) {
  value_list out;
  out.reserve(Row::schema_type::size);
  Row::schema_type::for_each(
      [&]<class Field>() { out.emplace_back(from.template get<Field::name>()); });
  return out;
}

namespace detail {
template <class T>
T from_value(value const& v);
}

/// The inverse of `to_values` for a record of ours; a null in a column that can't be null gives its default.
template <class Record>
Record from_values(value_list const& values) {
  Record out;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void(out.template slot<I>() =
              detail::from_value<std::remove_cvref_t<decltype(out.template slot<I>())>>(values[I])),
     ...);
  }(std::make_index_sequence<Record::schema_type::size>{});
  return out;
}

namespace detail {
template <class T>
T from_value(value const& v) {
  if constexpr (is_optional<T>) {
    if (v.is_null()) return T{};
    return T(from_value<without_optional_t<T>>(v));
  } else {
    if (v.is_null()) return T{};
    if constexpr (std::is_same_v<T, bool>)
      return std::get<bool>(v.held);
    else if constexpr (integer_column<T>)
      return static_cast<T>(std::get<std::int64_t>(v.held));
    else if constexpr (std::is_floating_point_v<T>)
      return static_cast<T>(std::get<double>(v.held));
    else if constexpr (text_column<T>)
      return T(std::get<std::string>(v.held));
    else if constexpr (binary_column<T>)
      return T(std::get<binary>(v.held));
    else if constexpr (decimal_column<T>) {
      auto const number = std::get<decimal_value>(v.held);
      return T::unchecked(
          rounded_to({magnitude(number.unscaled), number.scale, number.unscaled < 0}, T::precision,
                     T::scale)
              .value());
    } else if constexpr (time_column<T>)
      return std::get<T>(v.held);
    else if constexpr (is_array<T>) {
      T out;
      for (auto const& element : std::get<value_list>(v.held))
        out.push_back(from_value<typename T::value_type>(element));
      return out;
    } else if constexpr (is_map<T>) {
      T out;
      for (auto const& entry : std::get<value_list>(v.held)) {
        auto const& pair = std::get<value_list>(entry.held);
        out.insert_or_assign(from_value<typename T::key_type>(pair[0]),
                             from_value<typename T::mapped_type>(pair[1]));
      }
      return out;
    } else if constexpr (adapted_struct<T>) {
      T out{};
      auto const& members = std::get<value_list>(v.held);
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (void(member_at<I>(out) =
                  from_value<std::remove_cvref_t<decltype(member_at<I>(out))>>(members[I])),
         ...);
      }(std::make_index_sequence<schema_of<T>::size>{});
      return out;
    } else {
      return from_values<T>(std::get<value_list>(v.held));
    }
  }
}
}  // namespace detail

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/schema/value.ipp>
#endif
