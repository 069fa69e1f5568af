// SPDX-License-Identifier: Apache-2.0
//
// The grammar of one JSON line. simdjson's first stage finds the tokens of a whole window of lines in
// one pass (and checks its UTF-8, that strings are closed and hold no control characters); here they
// are walked, checked and skipped. What a value means for a column is json_values.hpp.
// Why not simdjson's on-demand values: they skip what is not asked for without a look (`[}` passes), so
// whether a line is malformed would depend on the optimizer.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>

namespace millstream::connector {

/// Objects and arrays inside each other at most.
inline constexpr std::uint32_t json_max_depth = 1024;

/// Where the tokens of a text begin: braces, brackets, colons, commas, strings and other scalars.
class json_tokens {
 public:
  enum class outcome { good, blank, bad_utf8, open_string, control_character };
  /// Readable bytes that a text needs behind its end.
  static constexpr std::size_t padding = 64;

  json_tokens();
  json_tokens(json_tokens&&) noexcept;
  json_tokens& operator=(json_tokens&&) noexcept;
  ~json_tokens();

  /// Finds the tokens of `size` bytes; `text[size]`, or else the last byte, is a line break.
  outcome find(char const* text, std::size_t size);
  std::uint32_t const* begin() const { return begin_; }

  /// Gives back the memory that a very long line needed.
  void shrink(std::size_t to);

 private:
  struct stage;  // simdjson's
  void reserve(std::size_t size);

  std::unique_ptr<stage> stage_;
  std::uint32_t const* begin_ = nullptr;
  std::size_t capacity_ = 0;
};

/// Why a line is not one complete JSON object.
enum class json_fault : std::uint8_t {
  none,
  not_an_object,
  not_closed,
  unexpected,
  bad_escape,
  bad_scalar,
  too_deep,
  trailing
};

/// A place in the tokens of a line, moved by the functions below. After a fault it stays where it is.
struct json_cursor {
  char const* text = nullptr;         ///< what the tokens' positions count from
  std::uint32_t const* at = nullptr;  ///< the next token
  std::uint32_t limit = 0;            ///< position of the line's end
  bool escapes = false;               ///< the window has a backslash somewhere
  json_fault fault = json_fault::none;
  std::uint32_t fault_at = 0;
  std::uint32_t depth = 0;
  char* arena = nullptr;  ///< where text with escapes is written to; room for a whole window
  std::int64_t unit_multiplier = 1'000'000,
               unit_divisor = 1;  ///< number in a timestamp column to us

  char token() const { return text[*at]; }
  char const* place() const { return text + *at; }

  [[gnu::cold, gnu::noinline]] bool fail(json_fault what, std::uint32_t position) {
    // What was met behind the line's end belongs to other lines: this one is not closed.
    fault = position >= limit ? json_fault::not_closed : what;
    fault_at = position;
    return false;
  }
  bool fail(json_fault what) { return fail(what, *at); }
};

namespace detail {

inline constexpr auto ends_scalar = [] {
  std::array<bool, 256> out{};
  for (unsigned char c : {' ', '\t', '\n', '\r', ',', ':', '[', ']', '{', '}'})
    out[c] = true;
  return out;
}();
inline bool ends_token(char c) {
  return ends_scalar[static_cast<unsigned char>(c)];
}
inline bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') <= 9;
}

/// The end of the JSON number at `p`, null if there is none; `integral` if it has no point or exponent.
inline char const* number_end(char const* p, bool& integral) {
  integral = true;
  if (*p == '-') ++p;
  if (*p == '0') {
    ++p;
  } else {
    if (!is_digit(*p)) return nullptr;
    while (is_digit(*p))
      ++p;
  }
  if (*p == '.') {
    integral = false;
    if (!is_digit(*++p)) return nullptr;
    while (is_digit(*p))
      ++p;
  }
  if (*p == 'e' || *p == 'E') {
    integral = false;
    ++p;
    if (*p == '+' || *p == '-') ++p;
    if (!is_digit(*p)) return nullptr;
    while (is_digit(*p))
      ++p;
  }
  return ends_token(*p) ? p : nullptr;
}

inline bool is_word(char const* p, std::string_view word) {
  return std::memcmp(p, word.data(), word.size()) == 0 && ends_token(p[word.size()]);
}

inline int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  char const low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}
/// The code unit of the four digits at `p`; -1 if they are none.
inline int code_unit(char const* p, char const* end) {
  if (end - p < 4) return -1;
  int out = 0;
  for (int i = 0; i < 4; ++i) {
    int const digit = hex_value(p[i]);
    if (digit < 0) return -1;
    out = out * 16 + digit;
  }
  return out;
}

/// Writes [p, end) to `out` with its escapes replaced; null if one is broken. With `out` null it only
/// checks, and returns `p`'s end.
inline char const* unescape(char const* p, char const* end, char* out) {
  bool const write = out != nullptr;
  auto put = [&](unsigned code) {
    if (!write) return;
    auto tail = [&](int shift) { *out++ = static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
    if (code < 0x80)
      *out++ = static_cast<char>(code);
    else if (code < 0x800)
      *out++ = static_cast<char>(0xc0 | (code >> 6)), tail(0);
    else if (code < 0x10000)
      *out++ = static_cast<char>(0xe0 | (code >> 12)), tail(6), tail(0);
    else
      *out++ = static_cast<char>(0xf0 | (code >> 18)), tail(12), tail(6), tail(0);
  };
  while (p != end) {
    auto const* next =
        static_cast<char const*>(std::memchr(p, '\\', static_cast<std::size_t>(end - p)));
    auto const plain = static_cast<std::size_t>((next ? next : end) - p);
    if (write) std::memcpy(out, p, plain), out += plain;
    p += plain;
    if (!next) break;
    if (++p == end) return nullptr;
    switch (char const c = *p++) {
      case '"':
      case '\\':
      case '/':
        put(static_cast<unsigned char>(c));
        break;
      case 'b':
        put('\b');
        break;
      case 'f':
        put('\f');
        break;
      case 'n':
        put('\n');
        break;
      case 'r':
        put('\r');
        break;
      case 't':
        put('\t');
        break;
      case 'u': {
        int const first = code_unit(p, end);
        if (first < 0 || (first >= 0xdc00 && first < 0xe000)) return nullptr;
        p += 4;
        if (first < 0xd800 || first >= 0xe000) {
          put(static_cast<unsigned>(first));
          break;
        }
        // One of a pair: alone it is no character.
        int const second = end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? code_unit(p + 2, end) : -1;
        if (second < 0xdc00 || second >= 0xe000) return nullptr;
        p += 6;
        put(0x10000u + ((static_cast<unsigned>(first) - 0xd800u) << 10) +
            (static_cast<unsigned>(second) - 0xdc00u));
        break;
      }
      default:
        return nullptr;
    }
  }
  return write ? out : end;
}

/// The inside of the string at the cursor, as it stands in the text.
inline std::string_view raw_string(json_cursor const& c) {
  char const* const begin = c.place() + 1;
  // Between a closing quote and the next token there is only white space.
  char const* end = c.text + c.at[1] - 1;
  while (*end != '"')
    --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

inline bool has_escape(json_cursor const& c, std::string_view raw) {
  return c.escapes && std::memchr(raw.data(), '\\', raw.size()) != nullptr;
}

/// Takes the string at the cursor; the view is good until the next window.
inline bool take_string(json_cursor& c, std::string_view& out) {
  out = raw_string(c);
  if (has_escape(c, out)) [[unlikely]] {
    char const* const end = unescape(out.data(), out.data() + out.size(), c.arena);
    if (!end) return c.fail(json_fault::bad_escape);
    out = {c.arena, static_cast<std::size_t>(end - c.arena)};
    c.arena += out.size();
  }
  ++c.at;
  return true;
}

inline bool skip_string(json_cursor& c) {
  if (c.escapes) [[unlikely]] {
    auto const raw = raw_string(c);
    if (has_escape(c, raw) && !unescape(raw.data(), raw.data() + raw.size(), nullptr))
      return c.fail(json_fault::bad_escape);
  }
  ++c.at;
  return true;
}

inline bool skip_scalar(json_cursor& c) {
  char const* const p = c.place();
  bool integral;
  switch (*p) {
    case '"':
      return skip_string(c);
    case 't':
      if (!is_word(p, "true")) return c.fail(json_fault::bad_scalar);
      break;
    case 'f':
      if (!is_word(p, "false")) return c.fail(json_fault::bad_scalar);
      break;
    case 'n':
      if (!is_word(p, "null")) return c.fail(json_fault::bad_scalar);
      break;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      if (!number_end(p, integral)) return c.fail(json_fault::bad_scalar);
      break;
    case ',':
    case ':':
    case ']':
    case '}':
      return c.fail(json_fault::unexpected);
    default:
      return c.fail(json_fault::bad_scalar);
  }
  ++c.at;
  return true;
}

/// Takes one key and its colon, whatever they are.
inline bool skip_key(json_cursor& c) {
  if (c.token() != '"' || *c.at >= c.limit) return c.fail(json_fault::unexpected);
  if (!skip_string(c)) return false;
  if (c.token() != ':') return c.fail(json_fault::unexpected);
  ++c.at;
  return true;
}

/// Takes the object or array at the cursor, checking all of it; without recursion.
inline bool skip_container(json_cursor& c) {
  std::uint64_t objects[json_max_depth / 64 + 1];  // a bit a level: object or array
  std::uint32_t const outside = c.depth;
  for (;;) {
    if (*c.at >= c.limit) return c.fail(json_fault::not_closed);
    char const open = c.token();
    if (open == '{' || open == '[') {
      if (c.depth == json_max_depth) return c.fail(json_fault::too_deep);
      ++c.depth;
      auto const bit = std::uint64_t(1) << (c.depth % 64);
      if (open == '{')
        objects[c.depth / 64] |= bit;
      else
        objects[c.depth / 64] &= ~bit;
      ++c.at;
      if (c.token() != (open == '{' ? '}' : ']')) {
        if (open == '{' && !skip_key(c)) return false;
        continue;
      }
      ++c.at;
      --c.depth;
    } else if (!skip_scalar(c)) {
      return false;
    }
    // Behind a value: close what closes, or go on to the next one.
    for (;;) {
      if (c.depth == outside) return true;
      bool const object = (objects[c.depth / 64] >> (c.depth % 64)) & 1;
      char const next = c.token();
      if (next == ',') {
        ++c.at;
        if (object && !skip_key(c)) return false;
        break;
      }
      if (next != (object ? '}' : ']')) return c.fail(json_fault::unexpected);
      ++c.at;
      --c.depth;
    }
  }
}

/// Takes the value at the cursor, whatever it is.
inline bool skip_value(json_cursor& c) {
  char const first = c.token();
  return first == '{' || first == '[' ? skip_container(c) : skip_scalar(c);
}

}  // namespace detail
}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/json_tokens.ipp>
#endif
