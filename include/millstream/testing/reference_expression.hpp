// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter's own way with expressions: an `expr::description` over a row of dynamic
// values. Nothing of the engine's evaluation is used: a mistake there must not be repeated here. Which
// type an operation has is read from its description; integers are computed in 128 bits and must fit.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <millstream/base/error.hpp>
#include <millstream/plan/describe.hpp>
#include <millstream/schema/time_text.hpp>
#include <millstream/testing/reference_decimal.hpp>

namespace millstream::testing::reference {

__extension__ using wide_integer = __int128;

/// The position of a column; errc::internal if there is none, since plans were checked by the compiler.
inline std::size_t position_of(std::string_view name, data_type const& record) {
  for (std::size_t i = 0; i < record.members.size(); ++i)
    if (record.members[i].name == name) return i;
  throw error(errc::internal, "the reference finds no column \"" + std::string(name) + "\" in " +
                                  record.to_string());
}

/// The column at a path, such as `a.b`; null if anything on the way is.
inline value column_value(std::string_view path, value_list const& row, data_type const& record) {
  auto const dot = path.find('.');
  auto const at = position_of(path.substr(0, dot), record);
  if (dot == std::string_view::npos || row[at].is_null()) return row[at];
  return column_value(path.substr(dot + 1), std::get<value_list>(row[at].held),
                      record.members[at].type);
}

inline bool is_integer(value const& v) {
  return std::holds_alternative<std::int64_t>(v.held);
}
inline bool is_decimal_value(value const& v) {
  return std::holds_alternative<decimal_value>(v.held);
}
inline bool is_number(value const& v) {
  return is_integer(v) || std::holds_alternative<double>(v.held) || is_decimal_value(v);
}
inline bool is_integer(type_kind kind) {
  return kind == type_kind::int8 || kind == type_kind::int16 || kind == type_kind::int32 ||
         kind == type_kind::int64;
}
inline bool is_true(value const& v) {
  return std::holds_alternative<bool>(v.held) && std::get<bool>(v.held);
}
inline bool is_false(value const& v) {
  return std::holds_alternative<bool>(v.held) && !std::get<bool>(v.held);
}

/// An integer or a decimal as it is.
inline fraction fraction_of(value const& v) {
  return is_integer(v) ? fraction{std::get<std::int64_t>(v.held), 1}
                       : fraction_of(std::get<decimal_value>(v.held));
}

inline double as_double(value const& v) {
  if (is_decimal_value(v)) return std::stod(to_text(std::get<decimal_value>(v.held)));
  return is_integer(v) ? static_cast<double>(std::get<std::int64_t>(v.held))
                       : std::get<double>(v.held);
}

/// Orders two values that are not null: NaN equal to itself and greatest, -0.0 equal to 0.0, text by
/// bytes, an integer or decimal beside a double as a double, a date beside a timestamp as its midnight.
inline std::weak_ordering order_of(value const& a, value const& b) {
  bool const of_double =
      std::holds_alternative<double>(a.held) || std::holds_alternative<double>(b.held);
  if (is_number(a) && is_number(b) && !of_double && (is_decimal_value(a) || is_decimal_value(b)))
    return order_of(fraction_of(a), fraction_of(b)) <=> 0;
  if (is_number(a) && is_number(b) && of_double) return value(as_double(a)) <=> value(as_double(b));
  if (auto const* day = std::get_if<date>(&a.held);
      day && std::holds_alternative<timestamp>(b.held))
    return value(timestamp(*day)) <=> b;
  if (auto const* day = std::get_if<date>(&b.held);
      day && std::holds_alternative<timestamp>(a.held))
    return a <=> value(timestamp(*day));
  return a <=> b;
}

[[noreturn]] inline void throw_overflow(std::string_view what) {
  throw error(errc::arithmetic_overflow,
              "the result of " + std::string(what) + " does not fit its type");
}

/// An exact integer as a value of a type, which must be able to hold it.
inline value fitting(wide_integer exact, type_kind kind, errc code, std::string_view what) {
  int const bits = kind == type_kind::int8    ? 8
                   : kind == type_kind::int16 ? 16
                   : kind == type_kind::int32 ? 32
                                              : 64;
  wide_integer const limit = wide_integer(1) << (bits - 1);
  if (exact < -limit || exact >= limit) {
    if (code == errc::arithmetic_overflow) throw_overflow(what);
    throw error(code, "the number does not fit the type it is cast to");
  }
  return value(static_cast<std::int64_t>(exact));
}

/// A floating result: a float where the type says so.
inline value rounded(double v, type_kind kind) {
  return kind == type_kind::float32 ? value(static_cast<float>(v)) : value(v);
}

inline std::int64_t microseconds_of(value const& v) {
  if (auto const* time = std::get_if<timestamp>(&v.held)) return time->time_since_epoch().count();
  return std::get<duration>(v.held).count();
}

/// Arithmetic of two values that are not null.
inline value arithmetic(std::string_view name, value const& a, value const& b,
                        data_type const& type) {
  char const op = name.front();
  auto const kind = type.kind;
  if ((op == '%' || op == '/') && as_double(b) == 0)
    throw error(errc::division_by_zero, "division by zero");
  if (kind == type_kind::decimal)
    return decimal_result(arithmetic(op, fraction_of(a), fraction_of(b)), type,
                          errc::arithmetic_overflow);
  if (op == '/') return value(as_double(a) / as_double(b));
  if (kind == type_kind::timestamp || kind == type_kind::duration) {
    wide_integer const x = microseconds_of(a);
    wide_integer const y = microseconds_of(b);
    auto const sum =
        fitting(op == '+' ? x + y : x - y, type_kind::int64, errc::arithmetic_overflow, name);
    duration const span(std::get<std::int64_t>(sum.held));
    return kind == type_kind::timestamp ? value(timestamp(span)) : value(span);
  }
  if (is_integer(kind)) {
    wide_integer const x = std::get<std::int64_t>(a.held);
    wide_integer const y = std::get<std::int64_t>(b.held);
    auto const exact = op == '+' ? x + y : op == '-' ? x - y : op == '*' ? x * y : x % y;
    return fitting(exact, kind, errc::arithmetic_overflow, name);
  }
  double const x = as_double(a);
  double const y = as_double(b);
  if (op == '%') return rounded(std::fmod(x, y), kind);
  // of two floats the double result is exact or rounds to the float result: 53 >= 2 * 24 + 2 bits
  return rounded(op == '+' ? x + y : op == '-' ? x - y : x * y, kind);
}

inline value negated(value const& v, type_kind kind) {
  if (is_integer(v))
    return fitting(-wide_integer(std::get<std::int64_t>(v.held)), kind, errc::arithmetic_overflow,
                   "negative");
  if (auto const* span = std::get_if<duration>(&v.held)) return value(-*span);
  if (auto const* number = std::get_if<decimal_value>(&v.held))
    return value(decimal_value{-number->unscaled, number->scale});
  return value(-std::get<double>(v.held));
}

/// Whatever a decimal can be made of: the digits that a double prints, a text without blanks around it.
inline value converted_to_decimal(value const& v, data_type const& type) {
  if (auto const* flag = std::get_if<bool>(&v.held))
    return decimal_result({int(*flag), 1}, type, errc::bad_cast);
  if (is_integer(v) || is_decimal_value(v))
    return decimal_result(fraction_of(v), type, errc::bad_cast);
  std::string text;
  if (auto const* held = std::get_if<std::string>(&v.held)) {
    auto const is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    auto const first = std::find_if_not(held->begin(), held->end(), is_blank);
    auto const last = std::find_if_not(held->rbegin(), held->rend(), is_blank).base();
    if (first < last) text.assign(first, last);
  } else {
    char digits[40];
    text.assign(digits,
                std::to_chars(digits, digits + sizeof digits, std::get<double>(v.held)).ptr);
  }
  auto const read = fraction_of(std::string_view(text));
  if (!read) throw error(errc::bad_cast, "\"" + text + "\" is no number");
  return decimal_result(*read, type, errc::bad_cast);
}

/// Converts a value that is not null to another type; errc::bad_cast if it does not fit.
inline value converted(value const& v, data_type const& type) {
  auto const to = type.kind;
  if (to == type_kind::decimal) return converted_to_decimal(v, type);
  if (to == type_kind::string && is_decimal_value(v))
    return value(to_text(std::get<decimal_value>(v.held)));
  if (auto const* text = std::get_if<std::string>(&v.held); text && to == type_kind::binary)
    return value(binary(*text));
  if (auto const* bytes = std::get_if<binary>(&v.held); bytes && to == type_kind::string)
    return value(bytes->chars());
  if (is_integer(to) && is_decimal_value(v)) {
    auto const exact = fraction_of(v);
    exact_integer const whole = exact.over / exact.under;
    if (boost::multiprecision::abs(whole) > exact_integer(1) << 64)
      throw error(errc::bad_cast, "the number does not fit the type it is cast to");
    return fitting(static_cast<wide_integer>(whole), to, errc::bad_cast, "cast");
  }
  if (is_integer(to)) {
    if (auto const* flag = std::get_if<bool>(&v.held)) return value(std::int64_t(*flag));
    if (auto const* time = std::get_if<timestamp>(&v.held))
      return value(
          std::int64_t(std::chrono::floor<std::chrono::seconds>(*time).time_since_epoch().count()));
    if (is_integer(v)) return fitting(std::get<std::int64_t>(v.held), to, errc::bad_cast, "cast");
    double const cut = std::trunc(std::get<double>(v.held));
    if (!(std::abs(cut) < 1e30))
      throw error(errc::bad_cast, "the number does not fit the type it is cast to");
    return fitting(static_cast<wide_integer>(cut), to, errc::bad_cast, "cast");
  }
  if (to == type_kind::float32 && is_integer(v))
    return value(static_cast<float>(std::get<std::int64_t>(v.held)));
  if (to == type_kind::float32 || to == type_kind::float64) return rounded(as_double(v), to);
  if (auto const* text = std::get_if<std::string>(&v.held); text && to != type_kind::string) {
    value const out =
        to == type_kind::date ? value(parse_date(*text)) : value(parse_timestamp(*text));
    if (out.is_null()) throw error(errc::bad_cast, "\"" + *text + "\" is not a time");
    return out;
  }
  if (auto const* time = std::get_if<timestamp>(&v.held); time && to == type_kind::date)
    return value(std::chrono::floor<std::chrono::days>(*time));
  if (auto const* day = std::get_if<date>(&v.held); day && to == type_kind::timestamp)
    return value(timestamp(*day));
  return v;
}

value evaluate(expr::description const& e, value_list const& row, data_type const& record);
std::vector<value> windows_of(timestamp time, expr::description const& window);

/// A function of its arguments.
/// A time is its own, a window's is the last one in it [63].
inline timestamp time_in_windows(value const& v) {
  auto const* window = std::get_if<value_list>(&v.held);
  return window ? std::get<timestamp>(window->at(1).held) - duration(1)
                : std::get<timestamp>(v.held);
}

inline value call_value(expr::description const& e, value_list const& row,
                        data_type const& record) {
  auto const arg = [&](std::size_t i) { return evaluate(e.args[i], row, record); };
  if (e.name == "AND" || e.name == "OR") {
    // the left one decides without the right one being looked at
    bool const decides = e.name == "OR";
    auto const is_decided = [&](value const& v) { return decides ? is_true(v) : is_false(v); };
    auto const left = arg(0);
    if (is_decided(left)) return left;
    auto const right = arg(1);
    if (is_decided(right)) return right;
    return left.is_null() || right.is_null() ? value() : value(!decides);
  }
  if (e.name == "isnull") return value(arg(0).is_null());
  if (e.name == "<=>") {
    auto const a = arg(0), b = arg(1);
    return value(a.is_null() || b.is_null() ? a.is_null() && b.is_null() : order_of(a, b) == 0);
  }
  if (e.name == "assertnotnull") return arg(0);
  if (e.name == "windows_of") {
    auto const time = arg(0);
    if (time.is_null()) return value(value_list());
    expr::description window;
    window.length = std::get<duration>(arg(1).held);
    window.slide = std::get<duration>(arg(2).held);
    window.start = std::get<duration>(arg(3).held);
    return value(windows_of(time_in_windows(time), window));
  }
  if (e.name == "has_elements") {
    auto const v = arg(0);
    return value(!v.is_null() && !std::get<value_list>(v.held).empty());
  }
  if (e.name == "atleastnnonnulls") {
    std::int64_t there = 0;
    for (std::size_t i = 1; i < e.args.size(); ++i) {
      auto const v = arg(i);
      auto const* const number = std::get_if<double>(&v.held);
      there += !v.is_null() && !(number && std::isnan(*number));
    }
    return value(there >= std::get<std::int64_t>(arg(0).held));
  }
  if (e.name == "coalesce") {
    for (std::size_t i = 0; i < e.args.size(); ++i)
      if (auto const v = arg(i); !v.is_null()) return is_number(v) ? converted(v, e.type) : v;
    return {};
  }
  if (e.name == "case") {
    std::size_t i = 0;
    for (; i + 1 < e.args.size(); i += 2)
      if (is_true(arg(i))) break;
    i += i + 1 < e.args.size() ? 1 : 0;
    auto const v = i < e.args.size() ? arg(i) : value();
    return is_number(v) ? converted(v, e.type) : v;
  }
  if (e.name == "nullif") {
    auto const a = arg(0);
    auto const b = arg(1);
    return !a.is_null() && !b.is_null() && order_of(a, b) == 0 ? value() : a;
  }

  value_list args;
  for (std::size_t i = 0; i < e.args.size(); ++i)
    args.push_back(arg(i));
  for (auto const& v : args)
    if (v.is_null()) return {};
  if (e.name == "NOT") return value(!is_true(args[0]));
  if (e.name == "=") return value(order_of(args[0], args[1]) == 0);
  if (e.name == "!=") return value(order_of(args[0], args[1]) != 0);
  if (e.name == "<") return value(order_of(args[0], args[1]) < 0);
  if (e.name == "<=") return value(order_of(args[0], args[1]) <= 0);
  if (e.name == ">") return value(order_of(args[0], args[1]) > 0);
  if (e.name == ">=") return value(order_of(args[0], args[1]) >= 0);
  if (e.name == "+" || e.name == "-" || e.name == "*" || e.name == "/" || e.name == "%")
    return arithmetic(e.name, args[0], args[1], e.type);
  if (e.name == "grouping_bit")
    return value((std::get<std::int64_t>(args[0].held) >> std::get<std::int64_t>(args[1].held)) &
                 1);
  if (e.name == "window_time") return value(time_in_windows(args[0]));
  if (e.name == "make_dt_interval") {
    constexpr std::int64_t units[] = {86'400'000'000, 3'600'000'000, 60'000'000, 1'000'000};
    wide_integer span = 0;
    for (std::size_t i = 0; i < args.size(); ++i)
      span += wide_integer(std::get<std::int64_t>(args[i].held)) * units[i];
    return value(duration(std::get<std::int64_t>(
        fitting(span, type_kind::int64, errc::arithmetic_overflow, "make_dt_interval").held)));
  }
  if (e.name == "negative") return negated(args[0], e.type.kind);
  if (e.name == "cast") return converted(args[0], e.type);
  throw error(errc::internal, "the reference knows no function \"" + e.name + "\"");
}

/// The value of an expression over a row whose columns `record` names.
inline value evaluate(expr::description const& e, value_list const& row, data_type const& record) {
  switch (e.kind) {
    case expr::description_kind::column:
      return column_value(e.name, row, record);
    case expr::description_kind::literal:
      return e.literal;
    case expr::description_kind::call:
      return call_value(e, row, record);
    case expr::description_kind::window:
    case expr::description_kind::session:
    case expr::description_kind::aggregate:
    case expr::description_kind::opaque:
      break;
  }
  throw error(errc::internal, "the reference can't evaluate " + e.to_string() + " in a row");
}

/// The windows [start, end) that a time belongs to (rule 53), the latest first.
inline std::vector<value> windows_of(timestamp time, expr::description const& window) {
  auto const floor_mod = [](std::int64_t a, std::int64_t b) { return ((a % b) + b) % b; };
  auto const t = time.time_since_epoch().count();
  auto const length = window.length.count();
  auto const slide = window.slide.count();
  std::vector<value> out;
  for (std::int64_t i = 0; i < (length + slide - 1) / slide; ++i) {
    auto const start = t - floor_mod(t - window.start.count(), slide) - i * slide;
    if (start <= t && t < start + length)
      out.emplace_back(value_list{timestamp(duration(start)), timestamp(duration(start + length))});
  }
  return out;
}

/// The session [time, time + gap) that a row opens; null if it opens none [54, 61].
inline value session_of(expr::description const& session, value_list const& row,
                        data_type const& record) {
  auto const time = evaluate(session.args[0], row, record);
  if (session.args.size() == 1) return time;
  auto const gap = evaluate(session.args[1], row, record);
  if (time.is_null() || gap.is_null() || std::get<duration>(gap.held) <= duration(0)) return {};
  auto const start = time_in_windows(time);
  return value_list{start, start + std::get<duration>(gap.held)};
}

}  // namespace millstream::testing::reference
