// SPDX-License-Identifier: Apache-2.0
//
// An expression as a value: for printing, for the fingerprint of a plan, and for whoever must evaluate
// it in another way (the reference interpreter, a remote cluster).
#pragma once

#include <charconv>
#include <string>
#include <vector>

#include <millstream/expr/typing.hpp>
#include <millstream/schema/binary_text.hpp>
#include <millstream/schema/time_text.hpp>
#include <millstream/schema/value.hpp>

namespace millstream::expr {

enum class description_kind : std::uint8_t { column, literal, call, window, aggregate, opaque };

/// An expression as a value. `name` is the column's path, the function's name, or the aggregate's.
struct description {
  description_kind kind{};
  std::string name;
  std::string as;  ///< name under which it becomes a column
  value literal;
  duration length{}, slide{}, start{};  ///< of a window
  std::vector<description> args;
  data_type type;

  std::string to_string() const;
};

/// A value as it stands in a printed plan.
inline std::string literal_text(value const& v) {
  return std::visit(
      []<class T>(T const& held) -> std::string {
        if constexpr (std::is_same_v<T, std::monostate>)
          return "NULL";
        else if constexpr (std::is_same_v<T, bool>)
          return held ? "true" : "false";
        else if constexpr (std::is_same_v<T, std::int64_t>)
          return std::to_string(held);
        else if constexpr (std::is_same_v<T, double>) {
          char out[40];
          return {out, std::to_chars(out, out + sizeof out, held).ptr};
        } else if constexpr (std::is_same_v<T, std::string>)
          return "'" + held + "'";
        else if constexpr (std::is_same_v<T, binary>)
          return "X'" + hex_text(held) + "'";
        else if constexpr (std::is_same_v<T, duration>)
          return std::to_string(held.count()) + "us";
        else if constexpr (std::is_same_v<T, value_list>) {
          std::string out = "[";
          for (auto const& v : held)
            out += (out.size() > 1 ? ", " : "") + literal_text(v);
          return out + "]";
        } else
          return to_text(held);
      },
      v.held);
}

/// A span of time in the largest unit that gives a whole number.
inline std::string duration_text(duration d) {
  auto const us = d.count();
  if (us % 86'400'000'000 == 0 && us != 0) return std::to_string(us / 86'400'000'000) + " days";
  if (us % 3'600'000'000 == 0 && us != 0) return std::to_string(us / 3'600'000'000) + " hours";
  if (us % 60'000'000 == 0 && us != 0) return std::to_string(us / 60'000'000) + " minutes";
  if (us % 1'000'000 == 0) return std::to_string(us / 1'000'000) + " seconds";
  if (us % 1'000 == 0) return std::to_string(us / 1'000) + " milliseconds";
  return std::to_string(us) + " microseconds";
}

inline std::string description::to_string() const {
  std::string out;
  switch (kind) {
    case description_kind::column:
      out = name;
      break;
    case description_kind::literal:
      out = literal_text(literal);
      break;
    case description_kind::opaque:
      out = "<function>";
      break;
    case description_kind::window:
      out = "window(" + args[0].to_string() + ", " + duration_text(length);
      if (slide != length) out += ", " + duration_text(slide);
      if (start != duration(0)) out += ", start " + duration_text(start);
      out += ')';
      break;
    case description_kind::call:
    case description_kind::aggregate: {
      if (kind == description_kind::call && name == "case") {
        out = "CASE";
        for (std::size_t i = 0; i + 1 < args.size(); i += 2)
          out += " WHEN " + args[i].to_string() + " THEN " + args[i + 1].to_string();
        if (args.size() % 2 == 1) out += " ELSE " + args.back().to_string();
        out += " END";
        break;
      }
      if (kind == description_kind::call && name == "->") {
        // a function: its parameters, then its body
        for (std::size_t i = 0; i + 1 < args.size(); ++i)
          out += (i ? ", " : args.size() > 2 ? "(" : "") + args[i].to_string();
        out += (args.size() > 2 ? ") -> " : " -> ") + args.back().to_string();
        break;
      }
      bool const infix = kind == description_kind::call && args.size() == 2 &&
                         (name == "AND" || name == "OR" || !(name[0] >= 'a' && name[0] <= 'z'));
      if (infix) {
        out = '(' + args[0].to_string() + ' ' + name + ' ' + args[1].to_string() + ')';
      } else {
        out = name + '(';
        for (std::size_t i = 0; i < args.size(); ++i)
          out += (i ? ", " : "") + args[i].to_string();
        if (kind == description_kind::aggregate && args.empty()) out += '*';
        if (name == "cast" || name == "try_cast") out += " as " + type.to_string();
        out += ')';
      }
      break;
    }
  }
  if (!as.empty() && as != name) out += " AS " + as;
  return out;
}

template <class Schema, fixed_string Name>
description describe(column<Name> const&) {
  return {.kind = description_kind::column,
          .name = std::string(Name),
          .as = {},
          .literal = {},
          .args = {},
          .type = data_type_of<owned_of<type_of<column<Name>, Schema>>>()};
}
template <class Schema, class T>
description describe(literal<T> const& e) {
  return {.kind = description_kind::literal,
          .name = {},
          .as = {},
          .literal = value(e.held),
          .args = {},
          .type = data_type_of<T>()};
}
template <class Schema, class Made>
description describe(prepared<Made> const& e) {
  return describe<Schema>(literal<std::string>(e.text));
}
template <class Schema, fixed_string Name, class E>
description describe(alias<Name, E> const& e);
template <class Schema, class F, class... Args>
description describe(call<F, Args...> const& e);
template <class Schema, class E>
description describe(window_call<E> const& e);
template <class Schema, class F, class A>
description describe(aggregate_call<F, A> const& e);

template <class Schema, fixed_string Name, class E>
description describe(alias<Name, E> const& e) {
  auto out = describe<Schema>(e.of);
  out.as = std::string(Name);
  return out;
}
template <class Schema, class F, class... Args>
description describe(call<F, Args...> const& e) {
  description out{.kind = description_kind::call,
                  .name = std::string(F::name),
                  .as = {},
                  .literal = {},
                  .args = {},
                  .type = data_type_of<owned_of<type_of<call<F, Args...>, Schema>>>()};
  std::apply([&](auto const&... args) { (out.args.push_back(describe<Schema>(args)), ...); },
             e.args);
  return out;
}
template <class Schema, class E>
description describe(window_call<E> const& e) {
  return {.kind = description_kind::window,
          .name = "window",
          .as = {},
          .literal = {},
          .length = e.length,
          .slide = e.slide,
          .start = e.start,
          .args = {describe<Schema>(e.time)},
          .type = data_type_of<window_bounds>()};
}
template <class Schema, class F, class A>
description describe(aggregate_call<F, A> const& e) {
  description out{
      .kind = description_kind::aggregate,
      .name = std::string(F::name),
      .as = {},
      .literal = {},
      .args = {},
      .type =
          data_type_of<owned_of<typename aggregate_typing<aggregate_call<F, A>, Schema>::type>>()};
  if constexpr (is_arguments<A>)
    std::apply([&](auto const&... args) { (out.args.push_back(describe<Schema>(args)), ...); },
               e.arg.args);
  else if constexpr (!std::is_same_v<A, no_argument>)
    out.args.push_back(describe<Schema>(e.arg));
  return out;
}

}  // namespace millstream::expr
