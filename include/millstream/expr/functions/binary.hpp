// SPDX-License-Identifier: Apache-2.0
//
// Functions of bytes, under Spark's names: sizes, and bytes as hexadecimal or base64 text and back. `length`
// and `concat` are in text.hpp. Text stands for its bytes wherever binary is taken.
#pragma once

#include <algorithm>

#include <millstream/batch/block_text.hpp>
#include <millstream/expr/words.hpp>
#include <millstream/schema/binary_text.hpp>

namespace millstream::expr {

namespace detail {
template <fixed_string Word, class T>
using bytes_problem = std::conditional_t<
    bytes_column<T>, diagnostic::none,
    diagnostic::argument_of_other_type<diagnostic::in<Word>, diagnostic::wanted<"binary or text">,
                                       diagnostic::type_is<T>>>;
template <fixed_string Word, class T>
using encoded_problem = std::conditional_t<
    text_column<T>, diagnostic::none,
    diagnostic::argument_of_other_type<diagnostic::in<Word>, diagnostic::wanted<"text">,
                                       diagnostic::type_is<T>>>;
}  // namespace detail

struct octet_length_of {
  static constexpr std::string_view name = "octet_length";
  template <class A>
  using problem = detail::bytes_problem<"octet_length", A>;
  template <class>
  using result = std::int32_t;
  static constexpr std::int32_t apply(auto const& bytes) {
    return static_cast<std::int32_t>(bytes.size());
  }
};

struct bit_length_of {
  static constexpr std::string_view name = "bit_length";
  template <class A>
  using problem = detail::bytes_problem<"bit_length", A>;
  template <class>
  using result = std::int32_t;
  static constexpr std::int32_t apply(auto const& bytes) {
    return static_cast<std::int32_t>(bytes.size() * 8);
  }
};

/// Of an integer the digits of its 64 bits without leading zeros.
struct to_hex {
  static constexpr std::string_view name = "hex";
  template <class A>
  using problem = std::conditional_t<
      bytes_column<A> || integer_column<A>, diagnostic::none,
      diagnostic::argument_of_other_type<diagnostic::in<"hex">,
                                         diagnostic::wanted<"binary, text or an integer">,
                                         diagnostic::type_is<A>>>;
  template <class>
  using result = std::string_view;
  template <class A>
  static std::string_view apply(A const& v) {
    if constexpr (integer_column<A>) {
      char digits[16];
      auto const end = std::to_chars(digits, digits + sizeof digits,
                                     static_cast<std::uint64_t>(std::int64_t(v)), 16)
                           .ptr;
      for (char* c = digits; c != end; ++c)
        if (*c >= 'a') *c = static_cast<char>(*c - 'a' + 'A');
      return block_text::copy({digits, static_cast<std::size_t>(end - digits)});
    } else {
      auto const size = v.size() * 2;
      char* const out = block_text::allocate(size);
      write_hex(out, binary_view(v.data(), v.size()));
      return {out, size};
    }
  }
};

struct from_hex {
  static constexpr std::string_view name = "unhex";
  template <class A>
  using problem = detail::encoded_problem<"unhex", A>;
  template <class>
  using result = std::optional<binary_view>;
  static std::optional<binary_view> apply(std::string_view text) {
    auto const size = (text.size() + 1) / 2;
    char* const out = block_text::allocate(size);
    if (!read_hex(out, text)) return std::nullopt;
    return binary_view(out, size);
  }
};

struct to_base64 {
  static constexpr std::string_view name = "base64";
  template <class A>
  using problem = detail::bytes_problem<"base64", A>;
  template <class>
  using result = std::string_view;
  static std::string_view apply(auto const& bytes) {
    // as in mail: a line break behind each 76 digits but the last ones
    constexpr std::size_t line_bytes = 57;
    auto const breaks = bytes.empty() ? 0 : (bytes.size() - 1) / line_bytes;
    auto const size = base64_size(bytes.size()) + breaks * 2;
    char* const out = block_text::allocate(size);
    char* at = out;
    for (std::size_t done = 0; done < bytes.size(); done += line_bytes) {
      if (done > 0) at = std::copy_n("\r\n", 2, at);
      binary_view const line(bytes.data() + done, std::min(line_bytes, bytes.size() - done));
      write_base64(at, line);
      at += base64_size(line.size());
    }
    return {out, size};
  }
};

struct from_base64 {
  static constexpr std::string_view name = "unbase64";
  template <class A>
  using problem = detail::encoded_problem<"unbase64", A>;
  template <class>
  using result = binary_view;
  static binary_view apply(std::string_view text) {
    char* const out = block_text::allocate(text.size());
    auto const size = read_base64<true>(out, text);
    if (size < 0) [[unlikely]]
      throw error(errc::bad_cast, "the text given to unbase64 is no base64");
    return {out, static_cast<std::size_t>(size)};
  }
};

}  // namespace millstream::expr

namespace millstream {

/// Number of bytes. **Shape** int, null for null. **Requires** binary or text (MS055).
template <expr::expression E>
constexpr auto octet_length(E const& bytes) {
  return expr::make_call<expr::octet_length_of>(bytes);
}
/// Number of bits. **Shape** int, null for null. **Requires** binary or text (MS055).
template <expr::expression E>
constexpr auto bit_length(E const& bytes) {
  return expr::make_call<expr::bit_length_of>(bytes);
}
/// Hexadecimal digits, upper case. **Shape** text. **Requires** binary, text or an integer (MS055).
template <expr::expression E>
constexpr auto hex(E const& e) {
  return expr::make_call<expr::to_hex>(e);
}
/// The bytes of hexadecimal digits; null if there is another character. **Requires** text (MS055).
template <expr::expression E>
constexpr auto unhex(E const& text) {
  return expr::make_call<expr::from_hex>(text);
}
/// Base64, in lines of 76 digits as Spark writes it. **Shape** text. **Requires** binary or text (MS055).
template <expr::expression E>
constexpr auto base64(E const& bytes) {
  return expr::make_call<expr::to_base64>(bytes);
}
/// The bytes of base64; characters that are none of it are passed over. **Requires** text (MS055).
/// **Errors** errc::bad_cast where the end is missing.
template <expr::expression E>
constexpr auto unbase64(E const& text) {
  return expr::make_call<expr::from_base64>(text);
}

}  // namespace millstream
