// SPDX-License-Identifier: Apache-2.0
//
// JSON values as values of columns: `decode(cursor, slot)` for every column type. Rules 99 and 99a: a
// number, boolean or object in a text column keeps its text; a whole number only into an integer; a
// number in a timestamp column counts seconds or what the option says. A decimal takes a number or the text
// of one, digit by digit; binary is base64; an object fills a map. Every value is taken whole and its
// grammar is checked, whether it fits or not.
#pragma once

#include <bit>
#include <charconv>
#include <limits>

#include <millstream/connector/format/json_tokens.hpp>
#include <millstream/schema/binary_text.hpp>
#include <millstream/schema/record.hpp>
#include <millstream/schema/time_text.hpp>

namespace millstream::connector {

/// What became of a value: all but `broken` leave the cursor behind it.
enum class json_fit : std::uint8_t { good, null, wrong_type, out_of_range, broken };

namespace detail {

template <class T>
json_fit decode(json_cursor& c, T& out);

inline json_fit skipped(json_cursor& c, json_fit fit) {
  return skip_value(c) ? fit : json_fit::broken;
}

/// A value of the wrong kind, or null.
[[gnu::noinline]] inline json_fit misfit(json_cursor& c) {
  return skipped(c, is_word(c.place(), "null") ? json_fit::null : json_fit::wrong_type);
}

/// The text of the value at the cursor as it stands there.
inline bool take_raw(json_cursor& c, std::string_view& out) {
  char const* const begin = c.place();
  char const first = *begin;
  if (!skip_value(c)) return false;
  char const* end = c.text + c.at[-1] + 1;  // the closing bracket
  if (first != '{' && first != '[')
    for (end = begin; !ends_token(*end);)
      ++end;
  out = {begin, static_cast<std::size_t>(end - begin)};
  return true;
}

inline json_fit decode_text(json_cursor& c, std::string_view& out) {
  char const first = c.token();
  if (first == '"') [[likely]]
    return take_string(c, out) ? json_fit::good : json_fit::broken;
  if (first == 'n') return misfit(c);
  return take_raw(c, out) ? json_fit::good : json_fit::broken;
}

/// Eight bytes at once, if all of them are digits (behind a window there is room to read).
inline bool eight_digits(char const* p, std::uint64_t& out) {
  if constexpr (std::endian::native != std::endian::little) return false;
  std::uint64_t bytes;
  std::memcpy(&bytes, p, 8);
  auto const digits = bytes - 0x3030303030303030;
  if (((bytes + 0x4646464646464646) | digits) & 0x8080808080808080) return false;
  // Pairs, then fours, then all eight, each step in parallel.
  auto const pairs = digits * 10 + (digits >> 8);
  out = (((pairs & 0x000000ff000000ff) * 0x000f424000000064 +
          ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >>
         32) &
        0xffffffff;
  return true;
}

template <class T>
json_fit decode_integer(json_cursor& c, T& out) {
  char const* p = c.place();
  bool const negative = *p == '-';
  p += negative;
  char const* const digits = p;
  std::uint64_t value = 0;
  if constexpr (sizeof(T) == 8)
    for (std::uint64_t eight; eight_digits(p, eight); p += 8)
      value = value * 100'000'000 + eight;
  while (is_digit(*p))
    value = value * 10 + static_cast<std::uint64_t>(*p++ - '0');
  auto const count = p - digits;
  if (count == 0 || !ends_token(*p) || (*digits == '0' && count > 1)) [[unlikely]]
    return misfit(c);
  if (count > 18) [[unlikely]] {
    // Twenty digits may have wrapped: once more with an eye on it.
    value = 0;
    for (char const* d = digits; d != p; ++d)
      if (__builtin_mul_overflow(value, std::uint64_t(10), &value) ||
          __builtin_add_overflow(value, static_cast<std::uint64_t>(*d - '0'), &value))
        return skipped(c, json_fit::out_of_range);
  }
  ++c.at;
  auto const most = static_cast<std::uint64_t>(std::numeric_limits<T>::max()) + (negative ? 1 : 0);
  if (value > most) [[unlikely]]
    return json_fit::out_of_range;
  out = static_cast<T>(negative ? 0 - value : value);
  return json_fit::good;
}

template <class T>
json_fit decode_float(json_cursor& c, T& out) {
  char const* const begin = c.place();
  if (*begin == '"') {
    // How Spark writes and reads what JSON has no number for.
    std::string_view text;
    if (!take_string(c, text)) return json_fit::broken;
    bool const minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    if (text == "NaN")
      out = std::numeric_limits<T>::quiet_NaN();
    else if (text == "Infinity" || text == "INF")
      out = minus ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity();
    else
      return json_fit::wrong_type;
    return json_fit::good;
  }
  bool integral;
  char const* const end = *begin == '-' || is_digit(*begin) ? number_end(begin, integral) : nullptr;
  if (!end) return misfit(c);
  ++c.at;
  T value{};
  auto const read = std::from_chars(begin, end, value);
  if (read.ec == std::errc::result_out_of_range) {
    std::string_view const text(begin, static_cast<std::size_t>(end - begin));
    auto const exponent = text.find_first_of("eE");
    bool const tiny =
        exponent != std::string_view::npos ? text[exponent + 1] == '-' : text.find('.') <= 2;
    if (!tiny) return json_fit::out_of_range;
    value = *begin == '-' ? T(-0.0) : T(0.0);
  }
  out = value;
  return json_fit::good;
}

inline json_fit decode_bool(json_cursor& c, bool& out) {
  char const* const p = c.place();
  if (*p == 't' && is_word(p, "true"))
    out = true;
  else if (*p == 'f' && is_word(p, "false"))
    out = false;
  else
    return misfit(c);
  ++c.at;
  return json_fit::good;
}

inline json_fit decode_timestamp(json_cursor& c, timestamp& out) {
  if (c.token() == '"') {
    std::string_view text;
    if (!take_string(c, text)) return json_fit::broken;
    auto const time = parse_timestamp(text);
    if (!time) return json_fit::wrong_type;
    out = *time;
    return json_fit::good;
  }
  std::int64_t number = 0;
  if (auto const fit = decode_integer(c, number); fit != json_fit::good) return fit;
  if (__builtin_mul_overflow(number, c.unit_multiplier, &number)) return json_fit::out_of_range;
  if (c.unit_divisor != 1) {
    auto const rest = number % c.unit_divisor;
    number = number / c.unit_divisor - (rest < 0 ? 1 : 0);
  }
  out = timestamp(std::chrono::microseconds(number));
  return json_fit::good;
}

inline json_fit decode_date(json_cursor& c, date& out) {
  if (c.token() != '"') return misfit(c);
  std::string_view text;
  if (!take_string(c, text)) return json_fit::broken;
  auto const day = parse_date(text);
  if (!day) return json_fit::wrong_type;
  out = *day;
  return json_fit::good;
}

template <class T>
json_fit decode_decimal(json_cursor& c, T& out) {
  std::string_view text;
  if (c.token() == '"') {
    if (!take_string(c, text)) return json_fit::broken;
  } else {
    char const* const begin = c.place();
    bool integral;
    char const* const end =
        *begin == '-' || is_digit(*begin) ? number_end(begin, integral) : nullptr;
    if (!end) return misfit(c);
    ++c.at;
    text = {begin, static_cast<std::size_t>(end - begin)};
  }
  auto const number = millstream::detail::parse_exact(text);
  if (!number) return json_fit::wrong_type;
  auto const held = millstream::detail::rounded_to(*number, T::precision, T::scale);
  if (!held) return json_fit::out_of_range;
  out = T::unchecked(*held);
  return json_fit::good;
}

/// Base64 into the memory for text with escapes, or in place if it stands there already.
inline json_fit decode_binary(json_cursor& c, binary_view& out) {
  if (c.token() != '"') return misfit(c);
  char* to = c.arena;
  std::string_view text;
  if (!take_string(c, text)) return json_fit::broken;
  auto const size = read_base64(to, text);
  if (size < 0) return json_fit::wrong_type;
  out = binary_view(to, static_cast<std::size_t>(size));
  c.arena = to + size;
  return json_fit::good;
}

/// A key of an object as the key of a map.
template <class K>
bool key_of_text(std::string_view text, K& out) {
  if constexpr (std::is_same_v<K, std::string>) {
    out.assign(text);
    return true;
  } else if constexpr (std::is_same_v<K, binary>) {
    std::string bytes(text);
    auto const size = read_base64(bytes.data(), text);
    if (size >= 0) out.assign(bytes.data(), static_cast<std::size_t>(size));
    return size >= 0;
  } else if constexpr (std::is_same_v<K, bool>) {
    out = text == "true";
    return out || text == "false";
  } else if constexpr (integer_column<K>) {
    auto const read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
  } else if constexpr (std::is_same_v<K, duration>) {
    std::int64_t count = 0;
    bool const good = key_of_text(text, count);
    out = duration(count);
    return good;
  } else {
    auto const read = [&] {
      if constexpr (decimal_column<K>)
        return K::parse(text);
      else if constexpr (std::is_same_v<K, date>)
        return parse_date(text);
      else
        return parse_timestamp(text);
    }();
    if (read) out = *read;
    return read.has_value();
  }
}

/// Of entries with one key the last one stays.
template <class K, class V>
json_fit decode_map(json_cursor& c, std::map<K, V>& out) {
  if (c.token() != '{') return misfit(c);
  if (c.depth == json_max_depth) return c.fail(json_fault::too_deep), json_fit::broken;
  out.clear();
  ++c.depth;
  ++c.at;
  auto worst = json_fit::good;
  bool more = c.token() != '}';
  if (!more) ++c.at;
  while (more) {
    if (*c.at >= c.limit) return c.fail(json_fault::not_closed), json_fit::broken;
    if (c.token() != '"') return c.fail(json_fault::unexpected), json_fit::broken;
    std::string_view text;
    if (!take_string(c, text)) return json_fit::broken;
    if (c.token() != ':') return c.fail(json_fault::unexpected), json_fit::broken;
    ++c.at;
    K key{};
    bool const is_key = key_of_text(text, key);
    V mapped{};
    auto fit = decode(c, mapped);
    if (fit == json_fit::broken) return fit;
    if (!is_key) fit = json_fit::wrong_type;
    if (fit == json_fit::good)
      out.insert_or_assign(std::move(key), std::move(mapped));
    else if (worst == json_fit::good)
      worst = fit == json_fit::null ? json_fit::wrong_type : fit;
    char const next = c.token();
    if (next != ',' && next != '}') return c.fail(json_fault::unexpected), json_fit::broken;
    ++c.at;
    more = next == ',';
  }
  --c.depth;
  return worst;
}

template <class Element>
json_fit decode_array(json_cursor& c, std::vector<Element>& out) {
  if (c.token() != '[') return misfit(c);
  if (c.depth == json_max_depth) return c.fail(json_fault::too_deep), json_fit::broken;
  out.clear();
  ++c.depth;
  ++c.at;
  auto worst = json_fit::good;
  if (c.token() == ']') {
    ++c.at;
    --c.depth;
    return worst;
  }
  for (;;) {
    if (*c.at >= c.limit) return c.fail(json_fault::not_closed), json_fit::broken;
    Element element{};
    auto const fit = decode(c, element);
    if (fit == json_fit::broken) return fit;
    if (fit == json_fit::good)
      out.push_back(std::move(element));
    else if (worst == json_fit::good)
      worst = fit == json_fit::null ? json_fit::wrong_type : fit;
    char const next = c.token();
    if (next != ',' && next != ']') return c.fail(json_fault::unexpected), json_fit::broken;
    ++c.at;
    if (next == ']') break;
  }
  --c.depth;
  return worst;
}

/// The I-th column of a nested record, ours or the user's struct.
template <std::size_t I, class T>
auto& nested_slot(T& object) {
  if constexpr (adapted_struct<T>)
    return member_at<I>(object);
  else
    return object.template slot<I>();
}

template <class Declared, class T>
json_fit decode_as(json_cursor& c, T& out);

/// Takes member I of `Fields` into `out`, or to nowhere if it lacks that member.
template <class Fields, std::size_t I, class T>
json_fit decode_member(json_cursor& c, T& out) {
  using type = typename Fields::template type_at<I>;
  constexpr auto at = schema_of<T>::index_of(Fields::names[I]);
  if constexpr (at == no_column) {
    view_of<type> unused{};
    return decode(c, unused);
  } else {
    return decode_as<type>(c, nested_slot<at>(out));
  }
}

/// Every member of `Declared` is checked; those that `out` lacks are not kept.
template <class Declared, class T>
json_fit decode_record(json_cursor& c, T& out) {
  using fields = schema_of<Declared>;
  if (c.token() != '{') return misfit(c);
  if (c.depth == json_max_depth) return c.fail(json_fault::too_deep), json_fit::broken;
  out = T{};
  ++c.depth;
  ++c.at;
  auto worst = json_fit::good;
  std::array<bool, fields::size + 1> seen{};
  bool more = c.token() != '}';
  if (!more) ++c.at;
  while (more) {
    if (*c.at >= c.limit) return c.fail(json_fault::not_closed), json_fit::broken;
    if (c.token() != '"') return c.fail(json_fault::unexpected), json_fit::broken;
    std::string_view key;
    if (!take_string(c, key)) return json_fit::broken;
    if (c.token() != ':') return c.fail(json_fault::unexpected), json_fit::broken;
    ++c.at;
    auto const column = fields::index_of(key);
    auto fit = json_fit::good;
    if (column == no_column) {
      if (!skip_value(c)) return json_fit::broken;
    } else {
      seen[column] = true;
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((column == I ? void(fit = decode_member<fields, I>(c, out)) : void()), ...);
      }(std::make_index_sequence<fields::size>{});
    }
    if (fit == json_fit::broken) return fit;
    if (fit != json_fit::good && worst == json_fit::good)
      worst = fit == json_fit::null ? json_fit::wrong_type : fit;
    char const next = c.token();
    if (next != ',' && next != '}') return c.fail(json_fault::unexpected), json_fit::broken;
    ++c.at;
    more = next == ',';
  }
  --c.depth;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    if (((!seen[I] && !is_optional<typename fields::template type_at<I>>) || ... || false))
      if (worst == json_fit::good) worst = json_fit::wrong_type;
  }(std::make_index_sequence<fields::size>{});
  return worst;
}

/// Takes the value at the cursor into `out`; where it does not fit, `out` is unspecified.
/// Is there a null? Then it is taken.
template <class T>
bool take_null(json_cursor& c, std::optional<T>& out) {
  if (c.token() != 'n' || !is_word(c.place(), "null")) return false;
  out.reset();
  ++c.at;
  return true;
}

template <class T>
json_fit decode(json_cursor& c, T& out) {
  if constexpr (is_optional<T>) {
    if (take_null(c, out)) return json_fit::good;
    if (!out) out.emplace();
    return decode(c, *out);
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    return decode_text(c, out);
  } else if constexpr (std::is_same_v<T, std::string>) {
    std::string_view text;
    auto const fit = decode_text(c, text);
    if (fit == json_fit::good) out.assign(text);
    return fit;
  } else if constexpr (std::is_same_v<T, bool>) {
    return decode_bool(c, out);
  } else if constexpr (integer_column<T>) {
    return decode_integer(c, out);
  } else if constexpr (std::is_floating_point_v<T>) {
    return decode_float(c, out);
  } else if constexpr (std::is_same_v<T, timestamp>) {
    return decode_timestamp(c, out);
  } else if constexpr (std::is_same_v<T, date>) {
    return decode_date(c, out);
  } else if constexpr (std::is_same_v<T, duration>) {
    std::int64_t micros = 0;
    auto const fit = decode_integer(c, micros);
    if (fit == json_fit::good) out = duration(micros);
    return fit;
  } else if constexpr (decimal_column<T>) {
    return decode_decimal(c, out);
  } else if constexpr (std::is_same_v<T, binary_view>) {
    return decode_binary(c, out);
  } else if constexpr (std::is_same_v<T, binary>) {
    binary_view bytes;
    auto const fit = decode_binary(c, bytes);
    if (fit == json_fit::good) out = binary(bytes);
    return fit;
  } else if constexpr (is_map<T>) {
    return decode_map(c, out);
  } else if constexpr (is_array<T>) {
    return decode_array(c, out);
  } else {
    return decode_record<T>(c, out);
  }
}

/// The same for a value of the declared type, where `out` may hold fewer members of it.
template <class Declared, class T>
json_fit decode_as(json_cursor& c, T& out) {
  using declared = without_optional_t<Declared>;
  if constexpr (!is_record<declared> || std::is_same_v<declared, without_optional_t<T>>) {
    return decode(c, out);
  } else if constexpr (is_optional<T>) {
    if (take_null(c, out)) return json_fit::good;
    if (!out) out.emplace();
    return decode_as<declared>(c, *out);
  } else {
    return decode_record<declared>(c, out);
  }
}

}  // namespace detail
}  // namespace millstream::connector
