// SPDX-License-Identifier: Apache-2.0
//
// What lives here: a small strict reader of the JSON texts that we ourselves keep (file manifests, fences): values as a
// tree, integers exact. Row_text.hpp writes what it reads.
// What does not: users' JSON data; connector/format/json.hpp reads that, with simdjson.
#pragma once

#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace millstream::io {

/// A JSON value. A number that is no 64-bit integer is kept as double; of a member's doublets the last counts.
struct json_value {
  using list = std::vector<json_value>;
  using members = std::vector<std::pair<std::string, json_value>>;
  std::variant<std::monostate, bool, std::int64_t, double, std::string, list, members> held;

  /// The member of that name; null where there is none.
  json_value const& operator[](std::string_view name) const {
    static json_value const null{};
    if (auto const* all = std::get_if<members>(&held))
      for (auto at = all->rbegin(); at != all->rend(); ++at)
        if (at->first == name) return at->second;
    return null;
  }
  std::optional<std::int64_t> integer() const {
    auto const* number = std::get_if<std::int64_t>(&held);
    return number ? std::optional(*number) : std::nullopt;
  }
  std::optional<std::string> text() const {
    auto const* string = std::get_if<std::string>(&held);
    return string ? std::optional(*string) : std::nullopt;
  }
  list const& elements() const {
    static list const none{};
    auto const* all = std::get_if<list>(&held);
    return all ? *all : none;
  }
};

namespace detail {

class json_reader {
 public:
  explicit json_reader(std::string_view text) : rest_(text) {}

  std::optional<json_value> read_all() {
    json_value out;
    if (!read(out, 0)) return std::nullopt;
    skip_space();
    if (!rest_.empty()) return std::nullopt;
    return out;
  }

 private:
  static constexpr int deepest = 64;

  void skip_space() {
    auto const n = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(n == std::string_view::npos ? rest_.size() : n);
  }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool read(json_value& out, int depth) {
    skip_space();
    if (rest_.empty() || depth > deepest) return false;
    switch (rest_.front()) {
      case '{':
        return read_members(out.held.emplace<json_value::members>(), depth);
      case '[':
        return read_list(out.held.emplace<json_value::list>(), depth);
      case '"':
        return read_string(out.held.emplace<std::string>());
      case 't':
        out.held = true;
        return take("true");
      case 'f':
        out.held = false;
        return take("false");
      case 'n':
        return take("null");
      default:
        return read_number(out);
    }
  }

  bool read_members(json_value::members& out, int depth) {
    rest_.remove_prefix(1);
    for (skip_space(); !take("}"); skip_space()) {
      if (!out.empty() && !take(",")) return false;
      skip_space();
      auto& [name, value] = out.emplace_back();
      if (!read_string(name)) return false;
      skip_space();
      if (!take(":") || !read(value, depth + 1)) return false;
    }
    return true;
  }

  bool read_list(json_value::list& out, int depth) {
    rest_.remove_prefix(1);
    for (skip_space(); !take("]"); skip_space())
      if ((!out.empty() && !take(",")) || !read(out.emplace_back(), depth + 1)) return false;
    return true;
  }

  bool read_number(json_value& out) {
    auto const length = std::min(rest_.find_first_not_of("+-0123456789.eE"), rest_.size());
    auto const text = rest_.substr(0, length);
    auto const end = text.data() + text.size();
    rest_.remove_prefix(length);
    std::int64_t integer = 0;
    if (auto const r = std::from_chars(text.data(), end, integer);
        r.ec == std::errc{} && r.ptr == end) {
      out.held = integer;
      return true;
    }
    double number = 0;
    auto const r = std::from_chars(text.data(), end, number);
    out.held = number;
    return r.ec == std::errc{} && r.ptr == end;
  }

  bool read_string(std::string& out) {
    if (!take("\"")) return false;
    while (!rest_.empty()) {
      auto const plain = rest_.find_first_of("\"\\");
      if (plain == std::string_view::npos) return false;
      out.append(rest_.substr(0, plain));
      bool const ends = rest_[plain] == '"';
      rest_.remove_prefix(plain + 1);
      if (ends) return true;
      if (rest_.empty()) return false;
      char const kind = rest_.front();
      rest_.remove_prefix(1);
      constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
      if (auto const i = letters.find(kind); i != std::string_view::npos)
        out += meant[i];
      else if (kind != 'u' || !read_code_unit(out))
        return false;
    }
    return false;
  }

  std::optional<unsigned> take_hex() {
    unsigned unit = 0;
    if (rest_.size() < 4) return std::nullopt;
    auto const r = std::from_chars(rest_.data(), rest_.data() + 4, unit, 16);
    if (r.ec != std::errc{} || r.ptr != rest_.data() + 4) return std::nullopt;
    rest_.remove_prefix(4);
    return unit;
  }

  bool read_code_unit(std::string& out) {
    auto const first = take_hex();
    if (!first) return false;
    unsigned point = *first;
    if (point >= 0xD800 && point < 0xDC00) {
      if (!take("\\u")) return false;
      auto const second = take_hex();
      if (!second || *second < 0xDC00 || *second > 0xDFFF) return false;
      point = 0x10000 + ((point - 0xD800) << 10) + (*second - 0xDC00);
    }
    auto const put = [&](unsigned bits) { out += static_cast<char>(bits); };
    if (point < 0x80)
      put(point);
    else if (point < 0x800)
      put(0xC0 | point >> 6), put(0x80 | (point & 0x3F));
    else if (point < 0x10000)
      put(0xE0 | point >> 12), put(0x80 | (point >> 6 & 0x3F)), put(0x80 | (point & 0x3F));
    else
      put(0xF0 | point >> 18), put(0x80 | (point >> 12 & 0x3F)), put(0x80 | (point >> 6 & 0x3F)),
          put(0x80 | (point & 0x3F));
    return true;
  }

  std::string_view rest_;
};

}  // namespace detail

/// Reads one JSON value that fills the whole text; empty on anything else.
inline std::optional<json_value> parse_json(std::string_view text) {
  return detail::json_reader(text).read_all();
}

}  // namespace millstream::io
