// SPDX-License-Identifier: Apache-2.0
// 256 bits against whole numbers without bound.
#include <catch2/catch.hpp>

#include <random>

#include <boost/multiprecision/cpp_int.hpp>

#include <millstream/base/wide_integer.hpp>

namespace ms = millstream;
using boost::multiprecision::cpp_int;

namespace {

cpp_int big(ms::uint128 v) {
  return (cpp_int(static_cast<std::uint64_t>(v >> 64)) << 64) + static_cast<std::uint64_t>(v);
}
cpp_int big(ms::uint256 const& v) {
  return (big(v.high) << 128) + big(v.low);
}

/// Of any length, with long runs of ones and zeros among them.
ms::uint128 random_word(std::mt19937_64& random) {
  ms::uint128 out = ms::uint128(random()) << 64 | random();
  if (random() % 3 == 0) out = ~ms::uint128(0) << (random() % 128);
  return out >> (random() % 128);
}

}  // namespace

TEST_CASE("wide_integer: products, sums and quotients are exact", "[base][wide_integer]") {
  std::mt19937_64 random(20261124);
  for (int i = 0; i < 20'000; ++i) {
    auto const a = random_word(random), b = random_word(random);
    ms::uint256 const wide{random() % 4 == 0 ? 0 : random_word(random), random_word(random)};
    ms::uint256 const by{random() % 2 == 0 ? 0 : random_word(random), b | 1};
    INFO("round " << i);
    REQUIRE(big(ms::multiply_wide(a, b)) == big(a) * big(b));
    ms::uint256 product;
    bool const overflows = ms::multiply_overflows(wide, a, product);
    REQUIRE(overflows == (big(wide) * big(a) >= cpp_int(1) << 256));
    if (!overflows) REQUIRE(big(product) == big(wide) * big(a));
    auto const [quotient, rest] = ms::divide(wide, by);
    REQUIRE(big(quotient) == big(wide) / big(by));
    REQUIRE(big(rest) == big(wide) % big(by));
    REQUIRE((wide < by) == (big(wide) < big(by)));
    if (wide >= by) REQUIRE(big(wide - by) == big(wide) - big(by));
    REQUIRE(big(ms::uint256(a) + ms::uint256(b)) == big(a) + big(b));
  }
}
