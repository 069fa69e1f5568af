// SPDX-License-Identifier: Apache-2.0
//
// `format_string`, Spark's printf: `%[index$][flags][width][.precision]conversion` as in Java, with the
// conversions s d x o f e c b (large ones for large letters), %% and %n. A format that is a plain string
// is read once, when the query is built.
#pragma once

#include <millstream/expr/functions/text_format.hpp>
#include <millstream/expr/functions/text_search.hpp>

namespace millstream::expr {

/// A format, read.
class text_format {
 public:
  struct piece {
    std::string text;     ///< what stands before it
    char conversion = 0;  ///< 0: nothing comes behind the text
    bool large = false;   ///< in upper case
    bool left = false, zeros = false, plus = false, space = false, groups = false, braces = false;
    std::size_t argument = 0;
    int width = 0;
    int precision = -1;
  };

  explicit text_format(std::string_view format) {
    piece next;
    std::size_t arguments = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] != '%') {
        next.text += format[i];
        continue;
      }
      i = read(format, i + 1, next, arguments);
      if (next.conversion == 0) continue;
      pieces_.push_back(std::move(next));
      next = {};
    }
    if (!next.text.empty()) pieces_.push_back(std::move(next));
  }
  std::vector<piece> const& pieces() const { return pieces_; }

 private:
  std::vector<piece> pieces_;

  [[noreturn]] static void throw_wrong(std::string_view format) {
    throw error(errc::invalid_argument,
                "format_string() does not know the format \"" + std::string(format) + "\"", {},
                "conversions are %s %d %x %o %f %e %c %b %% and %n, with index, flags, width and "
                "precision as in Java");
  }
  static int number(std::string_view format, std::size_t& i) {
    int out = 0;
    for (; i < format.size() && format[i] >= '0' && format[i] <= '9' && out < 100'000; ++i)
      out = out * 10 + (format[i] - '0');
    return out;
  }
  /// Reads what stands behind a `%`; the position of its last character.
  static std::size_t read(std::string_view format, std::size_t i, piece& out,
                          std::size_t& arguments) {
    auto const after_digits = format.find_first_not_of("0123456789", i);
    std::size_t index = 0;
    if (after_digits != std::string_view::npos && after_digits > i && format[after_digits] == '$') {
      index = static_cast<std::size_t>(number(format, i));
      i = after_digits + 1;
      if (index == 0) throw_wrong(format);
    }
    for (;; ++i) {
      char const c = i < format.size() ? format[i] : '\0';
      if (c == '-')
        out.left = true;
      else if (c == '0')
        out.zeros = true;
      else if (c == '+')
        out.plus = true;
      else if (c == ' ')
        out.space = true;
      else if (c == ',')
        out.groups = true;
      else if (c == '(')
        out.braces = true;
      else
        break;
    }
    out.width = number(format, i);
    if (i < format.size() && format[i] == '.') {
      auto const begin = ++i;
      out.precision = number(format, i);
      if (i == begin) throw_wrong(format);
    }
    if (i == format.size()) throw_wrong(format);
    char const c = format[i];
    if (c == '%' || c == 'n') {
      out.text += c == '%' ? '%' : '\n';
      return i;
    }
    out.large = c == 'S' || c == 'X' || c == 'E' || c == 'C' || c == 'B';
    out.conversion = static_cast<char>(out.large ? c + 32 : c);
    if (std::string_view("sdxofecb").find(out.conversion) == std::string_view::npos ||
        ((out.left || out.zeros) && out.width == 0))
      throw_wrong(format);
    out.argument = index != 0 ? index - 1 : arguments++;
    return i;
  }
};

namespace detail {

/// The digits of a number rounded half up, as Java's Formatter does: at so many behind the first one.
inline void round_digits(decimal_digits& number, int behind_first) {
  auto const kept = behind_first + 1;
  auto& digits = number.digits;
  if (kept < 0 || std::size_t(kept) >= digits.size()) {
    if (kept < 0) digits.assign(1, '0');
    return;
  }
  bool up = digits[std::size_t(kept)] >= '5';
  digits.resize(std::size_t(kept));
  for (auto at = digits.size(); up && at-- > 0;) {
    up = digits[at] == '9';
    digits[at] = up ? '0' : static_cast<char>(digits[at] + 1);
  }
  if (up || digits.empty()) {
    digits.insert(digits.begin(), up ? '1' : '0');
    if (up) ++number.exponent;
  }
}

/// A finite number without its sign, by `%f` or `%e`.
inline std::string formatted_digits(double value, text_format::piece const& how) {
  auto const places = how.precision < 0 ? 6 : how.precision;
  auto number = java_digits(value);
  bool const fixed = how.conversion == 'f';
  round_digits(number, fixed ? number.exponent + places : places);
  auto& digits = number.digits;
  std::string out;
  if (fixed) {
    if (number.exponent < 0) {
      digits.insert(0, static_cast<std::size_t>(-number.exponent), '0');
      number.exponent = 0;
    }
    auto const whole = static_cast<std::size_t>(number.exponent) + 1;
    digits.resize(std::max(digits.size(), whole), '0');
    if (how.groups)
      add_grouped(out, std::string_view(digits).substr(0, whole));
    else
      out += digits.substr(0, whole);
    digits.erase(0, whole);
  } else {
    out += digits.substr(0, 1);
    digits.erase(0, 1);
  }
  digits.resize(static_cast<std::size_t>(places), '0');
  if (places > 0) out += '.' + digits;
  if (!fixed) {
    auto const power = std::to_string(std::abs(number.exponent));
    out += number.exponent < 0 ? "e-" : "e+";
    out += power.size() < 2 ? "0" + power : power;
  }
  return out;
}

/// Sign, zeros up to the width, and digits.
inline std::string with_sign(std::string digits, bool negative, text_format::piece const& how,
                             bool finite = true) {
  std::string const before = negative    ? how.braces ? "(" : "-"
                             : how.plus  ? "+"
                             : how.space ? " "
                                         : "";
  std::string const behind = negative && how.braces ? ")" : "";
  auto const width = static_cast<std::size_t>(how.width);
  auto const size = before.size() + digits.size() + behind.size();
  if (how.zeros && finite && size < width) digits.insert(0, width - size, '0');
  return before + digits + behind;
}

template <class V>
std::string formatted(V const& value, text_format::piece const& how) {
  auto const cut = [&](std::string_view text) {
    return std::string(how.precision < 0 ? text : text.substr(0, bytes_of(text, how.precision)));
  };
  char const conversion = how.conversion;
  if constexpr (is_optional<V>) {
    if (value) return formatted(*value, how);
    if (conversion == 'b') return cut("false");
    return conversion == 'd' || conversion == 'c' || conversion == 'x' || conversion == 'o'
               ? "null"
               : cut("null");
  } else {
    if (conversion == 'b') {
      if constexpr (std::is_same_v<V, bool>)
        return cut(value ? "true" : "false");
      else
        return cut("true");
    }
    if (conversion == 's') {
      if constexpr (text_column<V>)
        return cut(value);
      else
        return cut(to_sql_text(value));
    }
    if constexpr (integer_column<V>) {
      auto const number = static_cast<std::int64_t>(value);
      if (conversion == 'd') {
        auto const plain = std::to_string(number);
        auto const digits = std::string_view(plain).substr(number < 0);
        std::string out;
        if (how.groups)
          add_grouped(out, digits);
        else
          out = digits;
        return with_sign(out, number < 0, how);
      }
      if (conversion == 'x' || conversion == 'o') {
        char held[32];
        auto const bits = static_cast<std::make_unsigned_t<V>>(value);
        auto const end =
            std::to_chars(held, held + sizeof held, bits, conversion == 'x' ? 16 : 8).ptr;
        return with_sign({held, end}, false, how);
      }
      if (conversion == 'c' && number >= 0 && number <= 0x10FFFF) {
        char held[4];
        return {held, encode(static_cast<char32_t>(number), held)};
      }
    }
    if constexpr (std::is_floating_point_v<V>)
      if (conversion == 'f' || conversion == 'e') {
        if (value != value) return "NaN";
        if (std::isinf(value)) return with_sign("Infinity", value < 0, how, false);
        return with_sign(formatted_digits(static_cast<double>(value), how), std::signbit(value),
                         how);
      }
    throw error(errc::invalid_argument,
                std::string("format_string(): the conversion %") + conversion +
                    " does not take the argument " + std::to_string(how.argument + 1),
                {}, "%d, %x, %o and %c take whole numbers, %f and %e take float and double");
  }
}

}  // namespace detail

struct format_string_of {
  static constexpr std::string_view name = "format_string";
  static constexpr bool null_aware = true;
  template <class T>
  using accepts =
      std::bool_constant<text_column<T> || numeric_column<T> || std::is_same_v<T, bool>>;
  template <class Format, class... Ts>
  using problem = diagnostic::first_problem<
      takes::text_or<text_format>::problem<"format_string", without_optional_t<Format>>,
      all_problem<takes::kind<"text, a number or a boolean", accepts>, "format_string",
                  without_optional_t<Ts>...>>;
  template <class Format, class...>
  using result =
      std::conditional_t<is_optional<Format>, std::optional<std::string_view>, std::string_view>;
  template <class Format, class... Ts>
  static result<Format> apply(Format const& format, Ts const&... values) {
    if constexpr (is_optional<Format>) {
      if (!format) return std::nullopt;
      return apply(*format, values...);
    } else if constexpr (text_column<Format>) {
      return made(detail::made_of<text_format>(format), values...);
    } else {
      return made(format, values...);
    }
  }

 private:
  static std::string_view made(text_format const& format, auto const&... values) {
    std::string out;
    for (auto const& piece : format.pieces()) {
      out += piece.text;
      if (piece.conversion == 0) break;
      std::string value;
      if (piece.argument >= sizeof...(values))
        throw error(errc::invalid_argument,
                    "format_string() has no argument " + std::to_string(piece.argument + 1));
      std::size_t at = 0;
      ((at++ == piece.argument ? void(value = detail::formatted(values, piece)) : void()), ...);
      if (piece.large) value = std::string(detail::to_upper(value));
      auto const missing = piece.width - detail::utf16_units(value);
      std::string const blanks(static_cast<std::size_t>(std::max(missing, 0)), ' ');
      out += piece.left ? value + blanks : blanks + value;
    }
    return block_text::copy(out);
  }
};

}  // namespace millstream::expr

namespace millstream {

/// The arguments put into a format as by Java's String.format: `ms::format_string("%5.1f %s", "x"_c, "y"_c)`.
/// Null is the word null. **Requires** text, then texts, numbers and booleans (MS055). **Errors**
/// errc::invalid_argument for a format that is none (when the query is built, where it is a plain
/// string), and for an argument that its conversion does not take.
template <expr::argument... Es>
auto format_string(expr::argument auto const& format, Es const&... values) {
  return expr::make_call<expr::format_string_of>(
      expr::prepared_or_expression<expr::text_format>(format), values...);
}

}  // namespace millstream
