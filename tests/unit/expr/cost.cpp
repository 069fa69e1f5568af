// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/cost.hpp>
#include <millstream/expr/words.hpp>

namespace ms = millstream;
using namespace ms::literals;

namespace {
template <class E>
constexpr std::size_t cost(E const&) {
  return ms::expr::cost<E>;
}
}  // namespace

TEST_CASE("cost: columns, names and literals cost nothing, calls what they do", "[expr]") {
  CHECK(cost("a.b"_c.as("c"_c)) == 0);
  CHECK(cost(ms::lit(1) + ms::lit(2)) == 0);
  CHECK(cost("a"_c + 1 > 2) == 2);
  CHECK(cost("a"_c / 2) == 3);
  CHECK(cost(ms::cast<ms::timestamp>("a"_c)) > cost(ms::cast<double>("a"_c)));
}
