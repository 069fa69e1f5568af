// SPDX-License-Identifier: Apache-2.0
//
// Functions between text and other forms of it, under Spark's names: numbers of characters, URLs, and
// numbers as formatted text. Hexadecimal and Base64 are in binary.hpp, format_string in a header of its own.
#pragma once

#include <charconv>
#include <cmath>
#include <string>

#include <millstream/expr/functions/binary.hpp>
#include <millstream/expr/functions/text.hpp>

namespace millstream::expr {

struct ascii_of : strict<"ascii", std::int32_t, takes::text> {
  static constexpr std::int32_t apply(std::string_view text) {
    return text.empty() ? 0 : static_cast<std::int32_t>(detail::decode(detail::first_of(text)));
  }
};
struct chr_of : strict<"chr", std::string_view, takes::whole> {
  static std::string_view apply(std::int64_t number) {
    if (number < 0) return {};
    char* const out = block_text::allocate(2);
    return {out, detail::encode(static_cast<char32_t>(number & 0xFF), out)};
  }
};
// ---- digits ----

namespace detail {
inline constexpr std::string_view hex_digits = "0123456789ABCDEF";

/// The value of a hexadecimal digit, -1 if it is none.
constexpr int hex_value(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}
}  // namespace detail

struct bin_of : strict<"bin", std::string_view, takes::whole> {
  static std::string_view apply(std::int64_t number) {
    char held[64];
    auto const end = std::to_chars(held, held + sizeof held, static_cast<std::uint64_t>(number), 2);
    return block_text::copy({held, end.ptr});
  }
};

// ---- URLs ----

struct url_encode_of : strict<"url_encode", std::string_view, takes::text> {
  static std::string_view apply(std::string_view text) {
    char* const out = block_text::allocate(text.size() * 3);
    char* end = out;
    for (char const c : text) {
      bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '*';
      if (plain || c == ' ') {
        *end++ = plain ? c : '+';
      } else {
        *end++ = '%';
        *end++ = detail::hex_digits[static_cast<unsigned char>(c) >> 4];
        *end++ = detail::hex_digits[static_cast<unsigned char>(c) & 15];
      }
    }
    return block_text::keep_first(out, text.size() * 3, static_cast<std::size_t>(end - out));
  }
};
struct url_decode_of : strict<"url_decode", std::string_view, takes::text> {
  static std::string_view apply(std::string_view text) {
    char* const out = block_text::allocate(text.size());
    char* end = out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '%') {
        *end++ = text[i] == '+' ? ' ' : text[i];
        continue;
      }
      int const high = i + 2 < text.size() ? detail::hex_value(text[i + 1]) : -1;
      int const low = high < 0 ? -1 : detail::hex_value(text[i + 2]);
      if (low < 0)
        throw error(errc::bad_cast, "\"" + std::string(text) + "\" is no URL-encoded text", {},
                    "'%' must be followed by two hexadecimal digits");
      *end++ = static_cast<char>(high * 16 + low);
      i += 2;
    }
    return block_text::keep_first(out, text.size(), static_cast<std::size_t>(end - out));
  }
};

/// The text of that number among the others, which count from 1.
struct elt_of {
  static constexpr std::string_view name = "elt";
  static constexpr bool null_aware = true;
  template <class N, class... Ts>
  using problem =
      diagnostic::first_problem<takes::whole::problem<"elt", without_optional_t<N>>,
                                all_problem<takes::text, "elt", without_optional_t<Ts>...>>;
  template <class N, class... Ts>
  using result = std::conditional_t<(is_optional<N> || ... || is_optional<Ts>),
                                    std::optional<std::string_view>, std::string_view>;
  template <class N, class... Ts>
  static result<N, Ts...> apply(N const& number, Ts const&... texts) {
    if constexpr (is_optional<N>)
      if (!number) return std::nullopt;
    std::int64_t const wanted = detail::held_value(number);
    if (wanted < 1 || wanted > std::int64_t(sizeof...(Ts)))
      throw error(errc::invalid_argument, "elt() has no text of number " + std::to_string(wanted),
                  {}, "the first one is 1");
    result<N, Ts...> out{};
    std::int64_t at = 0;
    ((++at == wanted ? void(out = result<N, Ts...>(texts)) : void()), ...);
    return out;
  }
};

// ---- numbers as text ----

namespace detail {
/// A comma between each three of the digits in front of the point.
inline void add_grouped(std::string& out, std::string_view digits) {
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
}
/// A number with so many digits behind the point: those that tell it apart from other doubles and zeros
/// behind them, as Java writes it, or else rounded to the nearest, half to even, as its exact value says.
inline std::string fixed_digits(double number, int digits) {
  auto [told, exponent] = java_digits(number);
  if (told.size() == 2 && told[1] == '0') told.pop_back();
  auto const behind = static_cast<int>(told.size()) - 1 - exponent;
  if (behind <= digits) {
    if (exponent < 0) told.insert(0, static_cast<std::size_t>(-exponent), '0');
    told.append(static_cast<std::size_t>(digits - behind), '0');
    if (digits > 0) told.insert(told.size() - static_cast<std::size_t>(digits), 1, '.');
    return (std::signbit(number) ? "-" : "") + told;
  }
  std::string out(400 + static_cast<std::size_t>(digits), '\0');
  auto const end =
      std::to_chars(out.data(), out.data() + out.size(), number, std::chars_format::fixed, digits);
  out.resize(static_cast<std::size_t>(end.ptr - out.data()));
  return out;
}
}  // namespace detail

namespace detail {
/// A decimal with so many digits behind the point, half to even.
template <int P, int S>
std::string fixed_digits(decimal<P, S> const& number, int digits) {
  auto magnitude = millstream::detail::magnitude(number.unscaled());
  if (digits < S) {
    auto const unit = millstream::detail::power_of_ten(S - digits);
    auto const rest = magnitude % unit;
    magnitude /= unit;
    magnitude += rest > unit / 2 || (rest == unit / 2 && magnitude % 2 != 0) ? 1u : 0u;
  }
  std::string out;
  for (; magnitude != 0; magnitude /= 10)
    out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
  auto const there = std::min(digits, S);
  if (std::ssize(out) <= there)
    out.insert(0, static_cast<std::size_t>(there + 1) - out.size(), '0');
  out.append(static_cast<std::size_t>(digits - there), '0');
  if (digits > 0) out.insert(out.size() - static_cast<std::size_t>(digits), 1, '.');
  return (number.unscaled() < 0 ? "-" : "") + out;
}
}  // namespace detail

struct format_number_of {
  static constexpr std::string_view name = "format_number";
  static constexpr bool null_aware = true;
  template <class N, class D>
  using problem = diagnostic::first_problem<
      takes::number_or_decimal::problem<"format_number", without_optional_t<N>>,
      takes::whole::problem<"format_number", without_optional_t<D>>>;
  template <class, class>
  using result = std::optional<std::string_view>;
  static std::optional<std::string_view> apply(auto const& number, auto const& digits) {
    if (!detail::has_value(number) || !detail::has_value(digits)) return std::nullopt;
    auto const places = detail::held_value(digits);
    if (places < 0) return std::nullopt;
    std::string plain;
    auto const held = detail::held_value(number);
    if constexpr (std::is_floating_point_v<std::remove_cvref_t<decltype(held)>>) {
      if (std::isnan(held)) return "NaN";
      if (std::isinf(held)) return held < 0 ? "-\u221e" : "\u221e";
      plain = detail::fixed_digits(static_cast<double>(held), static_cast<int>(places));
    } else if constexpr (decimal_column<std::remove_cvref_t<decltype(held)>>) {
      plain = detail::fixed_digits(held, static_cast<int>(places));
    } else {
      plain = std::to_string(held);
      if (places > 0) plain += '.' + std::string(static_cast<std::size_t>(places), '0');
    }
    std::string out;
    if (plain.front() == '-') out += '-', plain.erase(0, 1);
    auto const point = std::min(plain.find('.'), plain.size());
    detail::add_grouped(out, std::string_view(plain).substr(0, point));
    out += plain.substr(point);
    return block_text::copy(out);
  }
};

}  // namespace millstream::expr

namespace millstream {

/// Number (code point) of the first character, 0 of an empty text. **Shape** int. **Requires** text (MS055).
constexpr auto ascii(expr::argument auto const& text) {
  return expr::make_call<expr::ascii_of>(text);
}
/// The character of a number modulo 256, empty below 0. **Requires** a whole number (MS055).
constexpr auto chr(expr::argument auto const& number) {
  return expr::make_call<expr::chr_of>(number);
}
/// The bits of a whole number. **Requires** a whole number (MS055).
constexpr auto bin(expr::argument auto const& value) {
  return expr::make_call<expr::bin_of>(value);
}
/// As it stands in a URL's query: `a b` is `a+b`. **Requires** text (MS055).
constexpr auto url_encode(expr::argument auto const& text) {
  return expr::make_call<expr::url_encode_of>(text);
}
/// The inverse of `url_encode`. **Requires** text (MS055). **Errors** errc::bad_cast: the batch fails.
constexpr auto url_decode(expr::argument auto const& text) {
  return expr::make_call<expr::url_decode_of>(text);
}
/// The text of that number, from 1. **Shape** nullable if an argument is. **Requires** a whole number and
/// texts (MS055). **Errors** errc::invalid_argument where there is none of the number.
template <expr::argument... Es>
  requires(sizeof...(Es) > 0)
constexpr auto elt(expr::argument auto const& number, Es const&... texts) {
  return expr::make_call<expr::elt_of>(number, texts...);
}
/// A number with commas between thousands and `digits` digits behind the point; null where `digits` is
/// negative. **Requires** a number and a whole number (MS055).
constexpr auto format_number(expr::argument auto const& number, expr::argument auto const& digits) {
  return expr::make_call<expr::format_number_of>(number, digits);
}

}  // namespace millstream
