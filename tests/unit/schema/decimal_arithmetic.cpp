// SPDX-License-Identifier: Apache-2.0
// Results against whole numbers without bound; the types of results are held against Spark in
// unit/expr/functions/decimals.cpp.
#include <catch2/catch.hpp>

#include <random>

#include <boost/multiprecision/cpp_int.hpp>

#include <millstream/schema/decimal_arithmetic.hpp>

namespace ms = millstream;
using boost::multiprecision::cpp_int;

namespace {

cpp_int big(ms::int128 v) {
  auto const size = ms::detail::magnitude(v);
  cpp_int const out =
      (cpp_int(static_cast<std::uint64_t>(size >> 64)) << 64) + static_cast<std::uint64_t>(size);
  return v < 0 ? cpp_int(-out) : out;
}
cpp_int ten_to(int n) {
  return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(n));
}
cpp_int half_up(cpp_int over, cpp_int under) {
  bool const negative = (over < 0) != (under < 0);
  over = abs(over);
  under = abs(under);
  cpp_int const out = (over * 2 + under) / (under * 2);
  return negative ? cpp_int(-out) : out;
}

/// Any number of digits up to `precision`, all nines among them.
ms::int128 random_unscaled(std::mt19937_64& random, int precision) {
  auto const limit = ms::detail::power_of_ten(
      static_cast<int>(random() % static_cast<std::uint64_t>(precision + 1)));
  auto const size =
      random() % 8 == 0 ? limit - 1 : (ms::uint128(random()) << 64 | random()) % limit;
  return random() % 2 == 0 ? static_cast<ms::int128>(size) : -static_cast<ms::int128>(size);
}

/// `got` is over / under, rounded to its scale, or empty if that has too many digits.
template <class D>
bool is_rounded(std::optional<D> const& got, cpp_int const& over, cpp_int const& under) {
  cpp_int const wanted = half_up(over * ten_to(D::scale), under);
  bool const fits = abs(wanted) < ten_to(D::precision);
  return got.has_value() == fits && (!fits || big(got->unscaled()) == wanted);
}

template <class A, class B>
void compare_with_big(std::mt19937_64& random) {
  for (int i = 0; i < 1'000; ++i) {
    auto const a = A::unchecked(random_unscaled(random, A::precision));
    auto const b = B::unchecked(random_unscaled(random, B::precision));
    INFO(ms::to_text(a) << " and " << ms::to_text(b));
    int const scale = std::max(A::scale, B::scale);
    cpp_int const x = big(a.unscaled()) * ten_to(scale - A::scale);
    cpp_int const y = big(b.unscaled()) * ten_to(scale - B::scale);
    REQUIRE(is_rounded(ms::add(a, b), x + y, ten_to(scale)));
    REQUIRE(is_rounded(ms::add<true>(a, b), x - y, ten_to(scale)));
    REQUIRE(is_rounded(ms::multiply(a, b), x * y, ten_to(2 * scale)));
    if (y != 0) {
      REQUIRE(is_rounded(ms::divide(a, b), x, y));
      REQUIRE(is_rounded(ms::remainder(a, b), x % y, ten_to(scale)));
    }
    REQUIRE(is_rounded(ms::rescaled<B>(a), x, ten_to(scale)));
    REQUIRE((a < b) == (x < y));
    REQUIRE((a == b) == (x == y));
  }
}

}  // namespace

TEST_CASE("decimal_arithmetic: results are exact and rounded once", "[schema][decimal]") {
  std::mt19937_64 random(20261124);
  compare_with_big<ms::decimal<10, 2>, ms::decimal<10, 2>>(random);
  compare_with_big<ms::decimal<10, 2>, ms::decimal<38, 10>>(random);
  compare_with_big<ms::decimal<38, 10>, ms::decimal<38, 10>>(random);
  compare_with_big<ms::decimal<38, 0>, ms::decimal<38, 38>>(random);
  compare_with_big<ms::decimal<38, 38>, ms::decimal<38, 0>>(random);
  compare_with_big<ms::decimal<38, 38>, ms::decimal<38, 38>>(random);
  compare_with_big<ms::decimal<1, 0>, ms::decimal<38, 20>>(random);
  compare_with_big<ms::decimal<20, 0>, ms::decimal<38, 30>>(random);
  compare_with_big<ms::decimal<18, 5>, ms::decimal<20, 19>>(random);
}

TEST_CASE("decimal_arithmetic: a wider type holds values of both", "[schema][decimal]") {
  STATIC_REQUIRE(
      std::is_same_v<ms::wider_decimal<ms::decimal<10, 2>, ms::decimal<5, 4>>, ms::decimal<12, 4>>);
  STATIC_REQUIRE(std::is_same_v<ms::wider_decimal<ms::decimal<38, 0>, ms::decimal<38, 10>>,
                                ms::decimal<38, 0>>);
  STATIC_REQUIRE(std::is_same_v<ms::integer_decimal<std::int64_t>, ms::decimal<20, 0>>);
}
