// SPDX-License-Identifier: Apache-2.0
//
// What of description.hpp can be compiled once.
#pragma once

#include <millstream/expr/description.hpp>

namespace millstream::expr {

MILLSTREAM_CORE description::description() = default;
MILLSTREAM_CORE description::description(description_kind of, std::string_view called,
                                         data_type result)
    : kind(of),
      name(called),
      type(std::move(result)) {}
MILLSTREAM_CORE description::description(description const&) = default;
MILLSTREAM_CORE description::description(description&&) noexcept = default;
MILLSTREAM_CORE description& description::operator=(description const&) = default;
MILLSTREAM_CORE description& description::operator=(description&&) noexcept = default;
MILLSTREAM_CORE description::~description() = default;

MILLSTREAM_CORE void description::add(description argument) {
  args.push_back(std::move(argument));
}

MILLSTREAM_CORE description detail::column_description(std::string_view path, data_type type) {
  return {description_kind::column, path, std::move(type)};
}

MILLSTREAM_CORE description detail::literal_description(value held, data_type type) {
  description out(description_kind::literal, {}, std::move(type));
  out.literal = std::move(held);
  return out;
}

MILLSTREAM_CORE std::string literal_text(value const& v) {
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

MILLSTREAM_CORE std::string duration_text(duration d) {
  auto const us = d.count();
  if (us % 86'400'000'000 == 0 && us != 0) return std::to_string(us / 86'400'000'000) + " days";
  if (us % 3'600'000'000 == 0 && us != 0) return std::to_string(us / 3'600'000'000) + " hours";
  if (us % 60'000'000 == 0 && us != 0) return std::to_string(us / 60'000'000) + " minutes";
  if (us % 1'000'000 == 0) return std::to_string(us / 1'000'000) + " seconds";
  if (us % 1'000 == 0) return std::to_string(us / 1'000) + " milliseconds";
  return std::to_string(us) + " microseconds";
}

MILLSTREAM_CORE std::string description::to_string() const {
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
    case description_kind::session:
      out = "session_window(" + args[0].to_string();
      if (args.size() > 1)
        out += ", " + (args[1].kind == description_kind::literal
                           ? duration_text(std::get<duration>(args[1].literal.held))
                           : args[1].to_string());
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

}  // namespace millstream::expr
