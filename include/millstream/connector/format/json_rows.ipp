// SPDX-License-Identifier: Apache-2.0
//
// What of json_rows.hpp can be compiled once: what is said of malformed lines.
#pragma once

#include <millstream/connector/format/json_rows.hpp>

namespace millstream::connector::detail {

/// The value at the front of a line's text as a message shows it: to its end, or its first 40 bytes.
MILLSTREAM_CORE std::string shown_value(std::string_view text) {
  constexpr std::size_t most = 40;
  std::size_t end = 0, depth = 0;
  bool quoted = false;
  for (; end < text.size() && end <= most; ++end) {
    char const c = text[end];
    if (quoted) {
      if (c == '\\') ++end;
      if (c != '"') continue;
      quoted = false;
    } else if (c == '"') {
      quoted = true;
      continue;
    } else if (c == '{' || c == '[') {
      ++depth;
      continue;
    } else if (c == '}' || c == ']') {
      if (depth == 0) break;
      --depth;
    } else {
      if (depth == 0 && ends_token(c)) break;
      continue;
    }
    if (depth == 0) {
      ++end;
      break;
    }
  }
  if (end <= most) return std::string(text.substr(0, end));
  for (end = most; end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80;)
    --end;
  return std::string(text.substr(0, end)) + "...";
}

MILLSTREAM_CORE std::string reason_of_fault(json_cursor const& c, std::uint32_t begin) {
  auto const where =
      " at byte " + std::to_string(c.fault_at - std::min(begin, c.fault_at)) + " of the line";
  switch (c.fault) {
    case json_fault::not_an_object:
      return "the line is not a JSON object";
    case json_fault::not_closed:
      return "the JSON object is not closed";
    case json_fault::trailing:
      return "something follows the JSON object" + where;
    case json_fault::bad_escape:
      return "a string has a broken escape" + where;
    case json_fault::bad_scalar:
      return "not a JSON value" + where;
    case json_fault::too_deep:
      return "nested deeper than " + std::to_string(json_max_depth) + " levels";
    default:
      return "not JSON" + where;
  }
}

MILLSTREAM_CORE std::string reason_of_column(std::string_view column, data_type const& type,
                                             json_fit fit, std::string_view text) {
  std::string const name = "column \"" + std::string(column) + "\"";
  if (fit == json_fit::broken) return name + " is missing";
  if (fit == json_fit::null) return name + " is null";
  auto const wanted = type.to_string();
  return name +
         (fit == json_fit::out_of_range          ? " is out of the range of "
          : wanted[0] == 'a' || wanted[0] == 'i' ? " is not an "
                                                 : " is not a ") +
         wanted + ": " + shown_value(text);
}

MILLSTREAM_CORE void throw_malformed(std::string const& reason, std::string_view text,
                                     std::string const& file, std::uint64_t byte) {
  throw error(
      errc::malformed_record, reason + ": " + std::string(text.substr(0, 200)),
      {.file = file, .byte_offset = byte},
      "correct the line, or choose what happens to such lines with .on_malformed(...): drop, "
      "permissive or dead_letter");
}

}  // namespace millstream::connector::detail

namespace millstream::connector {

MILLSTREAM_CORE json_workspace::json_workspace() = default;
MILLSTREAM_CORE json_workspace::~json_workspace() = default;

MILLSTREAM_CORE char* json_workspace::room_for(std::size_t size) {
  if (unescaped.size() < size) unescaped.resize(size);
  return unescaped.data();
}

}  // namespace millstream::connector
