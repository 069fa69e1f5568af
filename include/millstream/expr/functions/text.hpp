// SPDX-License-Identifier: Apache-2.0
//
// Functions that make text of text, under Spark's names. Text is UTF-8; positions and lengths count code
// points, as Spark's do, and begin at 1; comparison is by bytes. Made text stands in `block_text` until
// somebody must own it. Searching is in text_search.hpp, other forms of text in text_format.hpp.
#pragma once

#include <millstream/batch/block_text.hpp>
#include <millstream/expr/functions/arguments.hpp>
#include <millstream/expr/functions/case_mapping.hpp>
#include <millstream/expr/functions/code_points.hpp>

namespace millstream::expr {

struct length_of : strict<"length", std::int32_t, takes::bytes> {
  static constexpr bool total = true;
  static constexpr std::int32_t apply(std::string_view text) { return detail::code_points(text); }
  static constexpr std::int32_t apply(binary_view bytes) {
    return static_cast<std::int32_t>(bytes.size());
  }
};

/// What `concat` is for arguments of these types: of texts and of binary values here, of arrays in array.hpp.
template <class... Ts>
struct concat_of {
  static constexpr bool binary = (binary_column<Ts> && ...);
  using problem =
      std::conditional_t<binary, diagnostic::none, all_problem<takes::text, "concat", Ts...>>;
  using result = std::conditional_t<binary, binary_view, std::string_view>;
  static result apply(auto const&... texts) {
    auto const size = (texts.size() + ... + 0);
    char* const out = block_text::allocate(size);
    char* at = out;
    ((at = std::copy_n(texts.data(), texts.size(), at)), ...);
    return {out, size};
  }
};

/// Any number of texts, of binary values, or of arrays, one behind the other.
struct concat_texts {
  static constexpr bool total = true;
  static constexpr std::string_view name = "concat";
  template <class... Ts>
  using problem = typename concat_of<Ts...>::problem;
  template <class... Ts>
  using result = typename concat_of<Ts...>::result;
  template <class... Ts>
  static result<Ts...> apply(Ts const&... values) {
    return concat_of<Ts...>::apply(values...);
  }
};

namespace detail {
template <class T>
inline constexpr bool is_texts = text_column<T>;
template <class T>
inline constexpr bool is_texts<std::vector<T>> = text_column<without_optional_t<T>>;

/// Calls `visit` with each text that is there, of a text or of an array of texts, null or not.
template <class V>
void each_text(V const& v, auto const& visit) {
  if constexpr (is_optional<V>) {
    if (v) each_text(*v, visit);
  } else if constexpr (is_array<V>) {
    for (auto const& element : v)
      each_text(element, visit);
  } else {
    visit(std::string_view(v));
  }
}
}  // namespace detail

/// The texts with a separator between them; what is null is left out.
struct concat_with_separator {
  static constexpr bool total = true;
  static constexpr std::string_view name = "concat_ws";
  static constexpr bool null_aware = true;
  template <class T>
  using accepts = std::bool_constant<detail::is_texts<T>>;
  template <class... Ts>
  using problem = all_problem<takes::kind<"text or an array of text", accepts>, "concat_ws",
                              without_optional_t<Ts>...>;
  template <class Separator, class...>
  using result =
      std::conditional_t<is_optional<Separator>, std::optional<std::string_view>, std::string_view>;
  template <class Separator, class... Ts>
  static result<Separator> apply(Separator const& separator, Ts const&... texts) {
    if constexpr (is_optional<Separator>) {
      if (!separator) return std::nullopt;
      return apply(*separator, texts...);
    } else {
      std::size_t size = 0;
      std::size_t count = 0;
      (detail::each_text(texts, [&](std::string_view t) { size += t.size(), ++count; }), ...);
      if (count == 0) return std::string_view();
      size += separator.size() * (count - 1);
      char* const out = block_text::allocate(size);
      char* at = out;
      (detail::each_text(texts,
                         [&](std::string_view t) {
                           if (at != out || count == 0)
                             at = std::copy(separator.begin(), separator.end(), at);
                           count =
                               0;  // from now on there is a text before this one, if an empty one
                           at = std::copy(t.begin(), t.end(), at);
                         }),
       ...);
      return std::string_view(out, size);
    }
  }
};

// ---- letters ----

struct upper_text : strict<"upper", std::string_view, takes::text> {
  static constexpr bool total = true;
  static std::string_view apply(std::string_view text) { return detail::to_upper(text); }
};
struct lower_text : strict<"lower", std::string_view, takes::text> {
  static constexpr bool total = true;
  static std::string_view apply(std::string_view text) { return detail::to_lower(text); }
};
struct initcap_text : strict<"initcap", std::string_view, takes::text> {
  static constexpr bool total = true;
  static std::string_view apply(std::string_view text) { return detail::to_title(text); }
};

// ---- ends ----

namespace detail {
inline bool is_one_of(std::string_view point, std::string_view points) {
  for (; !points.empty(); points.remove_prefix(first_of(points).size()))
    if (first_of(points) == point) return true;
  return false;
}
inline std::string_view without_front(std::string_view text, std::string_view points) {
  while (!text.empty() && is_one_of(first_of(text), points))
    text.remove_prefix(first_of(text).size());
  return text;
}
inline std::string_view without_back(std::string_view text, std::string_view points) {
  while (!text.empty()) {
    auto at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
      --at;
    if (!is_one_of(text.substr(at), points)) break;
    text = text.substr(0, at);
  }
  return text;
}
}  // namespace detail

struct trim_text : strict<"trim", std::string_view, takes::text, takes::text> {
  static constexpr bool total = true;
  static std::string_view apply(std::string_view text, std::string_view points) {
    return detail::without_back(detail::without_front(text, points), points);
  }
};
struct ltrim_text : strict<"ltrim", std::string_view, takes::text, takes::text> {
  static constexpr bool total = true;
  static std::string_view apply(std::string_view text, std::string_view points) {
    return detail::without_front(text, points);
  }
};
struct rtrim_text : strict<"rtrim", std::string_view, takes::text, takes::text> {
  static constexpr bool total = true;
  static std::string_view apply(std::string_view text, std::string_view points) {
    return detail::without_back(text, points);
  }
};

namespace detail {
/// What must be put before or behind `text`, so that it has `length` code points; `text` is cut to them.
inline std::string_view padding_for(std::string_view& text, std::int64_t length,
                                    std::string_view pad) {
  auto const missing = length - code_points(text);
  if (missing <= 0) text = text.substr(0, bytes_of(text, length));
  if (missing <= 0 || pad.empty()) return {};
  auto const whole = static_cast<std::size_t>(missing / code_points(pad));
  auto const rest = pad.substr(0, bytes_of(pad, missing % code_points(pad)));
  char* const out = block_text::allocate(whole * pad.size() + rest.size());
  char* at = out;
  for (std::size_t i = 0; i < whole; ++i)
    at = std::copy(pad.begin(), pad.end(), at);
  at = std::copy(rest.begin(), rest.end(), at);
  return {out, at};
}
}  // namespace detail

struct lpad_text : strict<"lpad", std::string_view, takes::text, takes::whole, takes::text> {
  static std::string_view apply(std::string_view text, std::int64_t length, std::string_view pad) {
    auto const before = detail::padding_for(text, length, pad);
    return before.empty() ? text : concat_texts::apply(before, text);
  }
};
struct rpad_text : strict<"rpad", std::string_view, takes::text, takes::whole, takes::text> {
  static std::string_view apply(std::string_view text, std::int64_t length, std::string_view pad) {
    auto const behind = detail::padding_for(text, length, pad);
    return behind.empty() ? text : concat_texts::apply(text, behind);
  }
};

// ---- pieces ----

struct substring_of
    : strict<"substring", std::string_view, takes::text, takes::whole, takes::whole> {
  static constexpr bool total = true;
  static constexpr std::string_view apply(std::string_view text, std::int64_t position,
                                          std::int64_t length) {
    return detail::sql_substring(text, position, length);
  }
};
struct left_of : strict<"left", std::string_view, takes::text, takes::whole> {
  static constexpr bool total = true;
  static constexpr std::string_view apply(std::string_view text, std::int64_t length) {
    return detail::sql_substring(text, 1, length);
  }
};
struct right_of : strict<"right", std::string_view, takes::text, takes::whole> {
  static constexpr bool total = true;
  static constexpr std::string_view apply(std::string_view text, std::int64_t length) {
    if (length <= 0) return {};
    return detail::sql_substring(text, -length, std::numeric_limits<std::int32_t>::max());
  }
};
struct overlay_text
    : strict<"overlay", std::string_view, takes::text, takes::text, takes::whole, takes::whole> {
  static std::string_view apply(std::string_view text, std::string_view with, std::int64_t position,
                                std::int64_t length) {
    auto const replaced = length >= 0 ? length : detail::code_points(with);
    return concat_texts::apply(
        detail::sql_substring(text, 1, position - 1), with,
        detail::sql_substring(text, position + replaced, std::numeric_limits<std::int32_t>::max()));
  }
};

// ---- the rest ----

struct repeat_text : strict<"repeat", std::string_view, takes::text, takes::whole> {
  static std::string_view apply(std::string_view text, std::int64_t times) {
    if (times <= 0 || text.empty()) return {};
    std::size_t size;
    if (__builtin_mul_overflow(text.size(), static_cast<std::size_t>(times), &size) ||
        size > std::size_t(std::numeric_limits<std::int32_t>::max()))
      throw error(errc::invalid_argument, "repeat() makes a text longer than 2 GiB");
    char* const out = block_text::allocate(size);
    for (char* at = out; at != out + size;)
      at = std::copy(text.begin(), text.end(), at);
    return {out, size};
  }
};
struct space_text : strict<"space", std::string_view, takes::whole> {
  static std::string_view apply(std::int64_t count) { return repeat_text::apply(" ", count); }
};
/// What `reverse` is for an argument of this type: of text here, of an array in array.hpp.
template <class T>
struct reverse_of {
  using problem = takes::text::problem<"reverse", T>;
  using result = std::string_view;
  static std::string_view apply(std::string_view text) {
    char* const out = block_text::allocate(text.size());
    char* end = out + text.size();
    for (auto rest = text; !rest.empty();) {
      auto const piece = detail::first_of(rest);
      end -= piece.size();
      std::copy(piece.begin(), piece.end(), end);
      rest.remove_prefix(piece.size());
    }
    return {out, text.size()};
  }
};
struct reverse_text {
  static constexpr bool total = true;
  static constexpr std::string_view name = "reverse";
  template <class T>
  using problem = typename reverse_of<T>::problem;
  template <class T>
  using result = typename reverse_of<T>::result;
  template <class T>
  static result<T> apply(T const& value) {
    return reverse_of<T>::apply(value);
  }
};

}  // namespace millstream::expr

namespace millstream {

/// Number of characters (code points), or of the bytes of binary. **Shape** int, null for null.
/// **Requires** text or binary (MS055).
constexpr auto length(expr::argument auto const& text) {
  return expr::make_call<expr::length_of>(text);
}
/// Number of characters (code points), as `length`.
constexpr auto char_length(expr::argument auto const& text) {
  return length(text);
}

/// The texts, the bytes, or the arrays (array.hpp), one behind the other; null if one is null. **Requires**
/// arguments of one of these kinds (MS055).
template <expr::argument... Es>
  requires(sizeof...(Es) > 0)
constexpr auto concat(Es const&... texts) {
  return expr::make_call<expr::concat_texts>(texts...);
}
/// The texts with `separator` between them; nulls are left out, arrays of text are taken element by
/// element. **Shape** null only where the separator is. **Requires** text or arrays of text (MS055).
template <expr::argument... Es>
constexpr auto concat_ws(expr::argument auto const& separator, Es const&... texts) {
  return expr::make_call<expr::concat_with_separator>(separator, texts...);
}

/// In upper case, by Unicode's rules: "ß" becomes "SS". **Requires** text (MS055).
constexpr auto upper(expr::argument auto const& text) {
  return expr::make_call<expr::upper_text>(text);
}
/// In lower case, by Unicode's rules. **Requires** text (MS055).
constexpr auto lower(expr::argument auto const& text) {
  return expr::make_call<expr::lower_text>(text);
}
/// The first letter behind each blank in upper case (title case), the others in lower case. **Requires**
/// text (MS055).
constexpr auto initcap(expr::argument auto const& text) {
  return expr::make_call<expr::initcap_text>(text);
}

/// Without the characters of `characters` (blanks) at both ends. **Requires** text (MS055).
constexpr auto trim(expr::argument auto const& text, expr::argument auto const& characters) {
  return expr::make_call<expr::trim_text>(text, characters);
}
constexpr auto trim(expr::argument auto const& text) {
  return trim(text, " ");
}
/// Without the characters of `characters` (blanks) at the beginning. **Requires** text (MS055).
constexpr auto ltrim(expr::argument auto const& text, expr::argument auto const& characters) {
  return expr::make_call<expr::ltrim_text>(text, characters);
}
constexpr auto ltrim(expr::argument auto const& text) {
  return ltrim(text, " ");
}
/// Without the characters of `characters` (blanks) at the end. **Requires** text (MS055).
constexpr auto rtrim(expr::argument auto const& text, expr::argument auto const& characters) {
  return expr::make_call<expr::rtrim_text>(text, characters);
}
constexpr auto rtrim(expr::argument auto const& text) {
  return rtrim(text, " ");
}
/// With `pad` (a blank) put before it as often as it takes to have `length` characters; cut where it is
/// longer. **Requires** text, a whole number, text (MS055).
constexpr auto lpad(expr::argument auto const& text, expr::argument auto const& length,
                    expr::argument auto const& pad) {
  return expr::make_call<expr::lpad_text>(text, length, pad);
}
constexpr auto lpad(expr::argument auto const& text, expr::argument auto const& length) {
  return lpad(text, length, " ");
}
/// As `lpad`, with `pad` put behind it.
constexpr auto rpad(expr::argument auto const& text, expr::argument auto const& length,
                    expr::argument auto const& pad) {
  return expr::make_call<expr::rpad_text>(text, length, pad);
}
constexpr auto rpad(expr::argument auto const& text, expr::argument auto const& length) {
  return rpad(text, length, " ");
}

/// `length` characters from `position`, which counts from 1, or from the end where it is negative; all
/// of the rest without `length`. **Requires** text and whole numbers (MS055). **Cost** no copy.
constexpr auto substring(expr::argument auto const& text, expr::argument auto const& position,
                         expr::argument auto const& length) {
  return expr::make_call<expr::substring_of>(text, position, length);
}
constexpr auto substring(expr::argument auto const& text, expr::argument auto const& position) {
  return substring(text, position, std::numeric_limits<std::int32_t>::max());
}
/// The first `length` characters. **Requires** text and a whole number (MS055).
constexpr auto left(expr::argument auto const& text, expr::argument auto const& length) {
  return expr::make_call<expr::left_of>(text, length);
}
/// The last `length` characters. **Requires** text and a whole number (MS055).
constexpr auto right(expr::argument auto const& text, expr::argument auto const& length) {
  return expr::make_call<expr::right_of>(text, length);
}
/// With `length` characters from `position` replaced by `with`; as many as `with` has without `length`.
/// **Requires** text, text and whole numbers (MS055).
constexpr auto overlay(expr::argument auto const& text, expr::argument auto const& with,
                       expr::argument auto const& position, expr::argument auto const& length) {
  return expr::make_call<expr::overlay_text>(text, with, position, length);
}
constexpr auto overlay(expr::argument auto const& text, expr::argument auto const& with,
                       expr::argument auto const& position) {
  return overlay(text, with, position, -1);
}

/// The text `times` times. **Requires** text and a whole number (MS055).
constexpr auto repeat(expr::argument auto const& text, expr::argument auto const& times) {
  return expr::make_call<expr::repeat_text>(text, times);
}
/// That many blanks. **Requires** a whole number (MS055).
constexpr auto space(expr::argument auto const& count) {
  return expr::make_call<expr::space_text>(count);
}
/// The characters from the last to the first. **Requires** text (MS055).
constexpr auto reverse(expr::argument auto const& text) {
  return expr::make_call<expr::reverse_text>(text);
}

template <class Self>
template <class Position, class Length>
constexpr auto expr::base<Self>::substr(Position const& position, Length const& length) const {
  return substring(self(), position, length);
}

}  // namespace millstream
