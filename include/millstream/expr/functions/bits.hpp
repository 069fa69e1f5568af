// SPDX-License-Identifier: Apache-2.0
//
// Bits of integers, under Spark's names: the operators `& | ^ ~`, shifts, and a number in another base.
// Integers are in two's complement; of two types the wider one is the result's.
#pragma once

#include <bit>

#include <millstream/batch/block_text.hpp>
#include <millstream/expr/functions/arguments.hpp>

namespace millstream {

namespace expr {

#define MILLSTREAM_BITWISE(tag, text, op)                          \
  struct tag {                                                     \
    static constexpr std::string_view name = text;                 \
    template <class A, class B>                                    \
    using problem = all_problem<takes::whole, text, A, B>;         \
    template <class A, class B>                                    \
    using result = detail::common_number_t<A, B>;                  \
    template <class A, class B>                                    \
    static constexpr result<A, B> apply(A a, B b) {                \
      return static_cast<result<A, B>>(a op b);                    \
    }                                                              \
  };                                                               \
  template <class A, class B>                                      \
    requires operands<A, B>                                        \
  constexpr auto operator op(A&& a, B&& b) {                       \
    return make_call<tag>(std::forward<A>(a), std::forward<B>(b)); \
  }
MILLSTREAM_BITWISE(bitwise_and, "&", &)
MILLSTREAM_BITWISE(bitwise_or, "|", |)
MILLSTREAM_BITWISE(bitwise_xor, "^", ^)
#undef MILLSTREAM_BITWISE

struct bitwise_not {
  static constexpr std::string_view name = "~";
  template <class A>
  using problem = all_problem<takes::whole, "~", A>;
  template <class A>
  using result = A;
  template <class A>
  static constexpr A apply(A a) {
    return static_cast<A>(~a);
  }
};
template <expression E>
constexpr auto operator~(E const& e) {
  return make_call<bitwise_not>(e);
}

struct count_of_bits {
  static constexpr std::string_view name = "bit_count";
  template <class T>
  using is_bits = std::bool_constant<integer_column<T> || std::is_same_v<T, bool>>;
  template <class A>
  using problem = takes::kind<"a whole number or a condition", is_bits>::problem<"bit_count", A>;
  template <class>
  using result = std::int32_t;
  // a narrow negative number counts the ones of its 64 bits, as in Spark
  static constexpr std::int32_t apply(std::int64_t a) {
    return std::popcount(static_cast<std::uint64_t>(a));
  }
};

struct bit_at {
  static constexpr std::string_view name = "bit_get";
  template <class A, class B>
  using problem = all_problem<takes::whole, "bit_get", A, B>;
  template <class, class>
  using result = std::int8_t;
  template <class A>
  static constexpr std::int8_t apply(A a, std::int64_t position) {
    if (position < 0 || position >= std::int64_t(sizeof(A) * 8))
      throw error(errc::invalid_argument, "there is no bit " + std::to_string(position) + " in " +
                                              std::to_string(sizeof(A) * 8));
    return static_cast<std::int8_t>((a >> position) & 1);
  }
};

namespace detail {
/// What is shifted is an int or a bigint, by the low bits of the count, as in Java.
template <class A>
using shifted_word = std::conditional_t<sizeof(A) == 8, std::int64_t, std::int32_t>;
template <class A>
constexpr int shift_count(std::int64_t count) {
  return static_cast<int>(count & (sizeof(shifted_word<A>) * 8 - 1));
}
}  // namespace detail

#define MILLSTREAM_SHIFT(tag, word, value)                                     \
  struct tag {                                                                 \
    static constexpr std::string_view name = #word;                            \
    template <class A, class B>                                                \
    using problem = all_problem<takes::whole, #word, A, B>;                    \
    template <class A, class>                                                  \
    using result = detail::shifted_word<A>;                                    \
    template <class A>                                                         \
    static constexpr detail::shifted_word<A> apply(A of, std::int64_t count) { \
      using type = detail::shifted_word<A>;                                    \
      using bits = std::make_unsigned_t<type>;                                 \
      type const a = of;                                                       \
      int const n = detail::shift_count<A>(count);                             \
      return static_cast<type>(value);                                         \
    }                                                                          \
  };
MILLSTREAM_SHIFT(shift_left, shiftleft, static_cast<bits>(a) << n)
MILLSTREAM_SHIFT(shift_right, shiftright, static_cast<bits>(a >> n))
MILLSTREAM_SHIFT(shift_right_unsigned, shiftrightunsigned, static_cast<bits>(a) >> n)
#undef MILLSTREAM_SHIFT

namespace detail {
/// Digits of one base in another; null where a base is none or the text is empty.
inline std::optional<std::string_view> rebased(std::string_view text, std::int32_t from,
                                               std::int32_t to) {
  auto const is_base = [](std::int32_t base) { return base >= 2 && base <= 36; };
  auto const size_of_base = to < 0 ? 0 - static_cast<std::int64_t>(to) : to;
  if (!is_base(from) || size_of_base < 2 || size_of_base > 36) return std::nullopt;
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  if (text.empty()) return std::nullopt;
  bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  std::uint64_t v = 0;
  for (char const c : text) {
    int const digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'z' ? c - 'a' + 10
                      : c >= 'A' && c <= 'Z' ? c - 'A' + 10
                                             : 36;
    if (digit >= from) break;  // what stands behind the digits is not looked at
    if (__builtin_mul_overflow(v, static_cast<std::uint64_t>(from), &v) ||
        __builtin_add_overflow(v, static_cast<std::uint64_t>(digit), &v))
      throw_overflow("conv");
  }
  if (negative && to > 0) {
    v = static_cast<std::int64_t>(v) < 0 ? ~std::uint64_t(0) : 0 - v;
  } else if (to < 0 && static_cast<std::int64_t>(v) < 0) {
    v = 0 - v;
    negative = true;
  }
  char digits[65];
  char* at = digits + sizeof digits;
  auto const base = static_cast<std::uint64_t>(size_of_base);
  do {
    *--at = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[v % base];
    v /= base;
  } while (v != 0);
  if (negative && to < 0) *--at = '-';
  return block_text::copy({at, static_cast<std::size_t>(digits + sizeof digits - at)});
}
}  // namespace detail

struct converted_base {
  static constexpr std::string_view name = "conv";
  template <class T, class A, class B>
  using problem = diagnostic::first_problem<takes::text::problem<"conv", T>,
                                            all_problem<takes::whole, "conv", A, B>>;
  template <class, class, class>
  using result = std::optional<std::string_view>;
  static std::optional<std::string_view> apply(std::string_view digits, std::int32_t from,
                                               std::int32_t to) {
    return detail::rebased(digits, from, to);
  }
};

}  // namespace expr

/// Number of ones among the 64 bits. **Shape** int. **Requires** an integer or a boolean (MS055).
template <expr::expression E>
constexpr auto bit_count(E const& number) {
  return expr::make_call<expr::count_of_bits>(number);
}
/// The bit at `position`, counted from the right, from 0. **Shape** tinyint. **Errors**
/// errc::invalid_argument where the type has no such bit.
template <expr::expression E, expr::value_or_expression P>
constexpr auto bit_get(E const& number, P&& position) {
  return expr::make_call<expr::bit_at>(number, std::forward<P>(position));
}
/// `ms::bit_get` under its other name.
template <expr::expression E, expr::value_or_expression P>
constexpr auto getbit(E const& number, P&& position) {
  return bit_get(number, std::forward<P>(position));
}
/// Bits moved to the left by `count`, which is taken modulo the 32 or 64 bits of the type. **Shape** int,
/// bigint of a bigint.
template <expr::expression E, expr::value_or_expression C>
constexpr auto shiftleft(E const& number, C&& count) {
  return expr::make_call<expr::shift_left>(number, std::forward<C>(count));
}
/// Bits moved to the right by `count`, the sign stays. **Shape** int, bigint of a bigint.
template <expr::expression E, expr::value_or_expression C>
constexpr auto shiftright(E const& number, C&& count) {
  return expr::make_call<expr::shift_right>(number, std::forward<C>(count));
}
/// Bits moved to the right by `count`, zeros come in. **Shape** int, bigint of a bigint.
template <expr::expression E, expr::value_or_expression C>
constexpr auto shiftrightunsigned(E const& number, C&& count) {
  return expr::make_call<expr::shift_right_unsigned>(number, std::forward<C>(count));
}
/// The digits of base `from` in base `to` (2 to 36; a negative `to` gives signed digits): what stands behind
/// the digits is left out. **Shape** nullable text: null for empty text and where there is no such base.
/// **Errors** errc::arithmetic_overflow above 64 bits.
template <expr::expression E, expr::value_or_expression From, expr::value_or_expression To>
constexpr auto conv(E const& digits, From&& from, To&& to) {
  return expr::make_call<expr::converted_base>(digits, std::forward<From>(from),
                                               std::forward<To>(to));
}

}  // namespace millstream
