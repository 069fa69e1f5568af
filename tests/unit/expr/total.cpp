// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/total.hpp>
#include <millstream/expr/words.hpp>

namespace ms = millstream;
using namespace ms::literals;

namespace {
template <class E>
constexpr bool total(E const&) {
  return ms::expr::is_total<E>;
}
}  // namespace

TEST_CASE(
    "total: comparisons, logic and null tests always have a value, arithmetic and casts do not",
    "[expr]") {
  CHECK(total("a"_c == 1 && !(ms::is_null("b"_c) || "c"_c < "d"_c)));
  CHECK(total(ms::coalesce("a"_c, ms::lit_<1>).as("b"_c)));
  CHECK(total(ms::like(ms::upper(ms::trim("a"_c)), "B%") && ms::starts_with("a"_c, "b"_c)));
  CHECK_FALSE(total(ms::like("a"_c, "b"_c)));  // a bad pattern in a row
  CHECK_FALSE(total("a"_c + 1 > 2));
  CHECK_FALSE(total("a"_c % 2 == 0));
  CHECK_FALSE(total(ms::is_null(ms::cast<std::int32_t>("a"_c))));
}
