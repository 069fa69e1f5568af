// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/higher_order.hpp>
#include <millstream/expr/functions/text.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("higher_order: functions of elements give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("arrays", "transform", ms::transform("al"_c, [](auto x) { return x % 10 + 1; }));
  CHECK_GOLDEN("arrays", "transform_index",
               ms::transform("al"_c, [](auto x, auto i) { return x % 10 + i; }));
  CHECK_GOLDEN("arrays", "transform_text",
               ms::transform("as"_c, [](auto x) { return ms::concat(x, "!"); }));
  CHECK_GOLDEN("arrays", "transform_column",
               ms::transform("al"_c, [](auto x) { return x == "l"_c; }));
  CHECK_GOLDEN("arrays", "filter", ms::filter("al"_c, [](auto x) { return x > 1; }));
  CHECK_GOLDEN("arrays", "filter_index",
               ms::filter("al"_c, [](auto, auto i) { return i % 2 == 0; }));
  CHECK_GOLDEN("arrays", "filter_text",
               ms::filter("as"_c, [](auto x) { return ms::length(x) > 0; }));
  CHECK_GOLDEN("arrays", "exists", ms::exists("al"_c, [](auto x) { return x > 1; }));
  CHECK_GOLDEN("arrays", "forall", ms::forall("al"_c, [](auto x) { return x > 0; }));
  CHECK_GOLDEN("arrays", "exists_column", ms::exists("al"_c, [](auto x) { return x == "l"_c; }));
}

TEST_CASE("higher_order: folds and pairs give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("arrays", "aggregate",
               ms::aggregate("al"_c, std::int64_t(0), [](auto a, auto x) { return a + x % 100; }));
  CHECK_GOLDEN("arrays", "aggregate_null",
               ms::aggregate("al"_c, std::int64_t(0), [](auto a, auto x) {
                 return a + ms::coalesce(x, std::int64_t(1)) % 100;
               }));
  CHECK_GOLDEN(
      "arrays", "aggregate_finish",
      ms::aggregate(
          "ad"_c, 0.0, [](auto a, auto x) { return a + x; }, [](auto a) { return a / 2; }));
  CHECK_GOLDEN("arrays", "reduce_text", ms::reduce("as"_c, "", [](auto a, auto x) {
                 return ms::concat(a, ms::coalesce(x, "_"));
               }));
  CHECK_GOLDEN("arrays", "zip_with",
               ms::zip_with("al"_c, "bl"_c, [](auto x, auto y) { return x % 10 + y % 10; }));
  CHECK_GOLDEN("arrays", "zip_with_text", ms::zip_with("as"_c, "bs"_c, [](auto x, auto y) {
                 return ms::concat(ms::coalesce(x, "?"), ms::coalesce(y, "?"));
               }));
  CHECK_GOLDEN("arrays", "transform_nested", ms::transform("al"_c, [](auto x) {
                 return ms::aggregate("al"_c, std::int64_t(0),
                                      [x](auto a, auto y) { return a + y % 7 * (x % 3); });
               }));
}

TEST_CASE("higher_order: a function of elements prints, and columns in it can be replaced",
          "[expr][functions]") {
  auto const nested = ms::transform("al"_c, [](auto x) {
    return ms::aggregate(ms::filter("bl"_c, [x](auto y) { return y > x; }), "l"_c,
                         [](auto a, auto y) { return a + y; });
  });
  CHECK(ms::expr::describe<golden::wide_schema>(nested).to_string() ==
        "transform(al, x1 -> aggregate(filter(bl, x -> (x > x1)), l, (x, y) -> (x + y)))");
  auto const replaced =
      ms::expr::substitute(nested, []<ms::fixed_string Name>(ms::expr::column<Name> const& c) {
        if constexpr (Name.view() == "l")
          return "i"_c * 2;
        else
          return c;
      });
  CHECK(ms::expr::describe<golden::wide_schema>(replaced).to_string() ==
        "transform(al, x1 -> aggregate(filter(bl, x -> (x > x1)), (i * 2), (x, y) -> (x + y)))");
  std::string columns;
  ms::expr::uses<std::remove_cv_t<decltype(nested)>>::each(
      [&](std::string_view name) { columns += std::string(name) + ' '; });
  CHECK(columns == "al bl l bl l ");  // what a function reads it reads for each element
}
