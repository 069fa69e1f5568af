// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <limits>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
namespace expr = ms::expr;

namespace {

/// What an aggregate makes of values that are cut into two lanes at `cut`.
template <class F, class T>
auto result(std::vector<std::optional<ms::without_optional_t<T>>> const& values,
            std::size_t cut = 0) {
  typename F::template state<T> first, second;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i]) (i < cut ? first : second).step(*values[i]);
  first.merge(second);
  return first.finish();
}
constexpr auto int64_max = std::numeric_limits<std::int64_t>::max();
using nullable = std::optional<std::int64_t>;

static_assert(std::is_same_v<expr::sum_of::result<std::int8_t>, std::int64_t>);
static_assert(std::is_same_v<expr::sum_of::result<float>, double>);
static_assert(std::is_same_v<expr::avg_of::result<nullable>, std::optional<double>>);
static_assert(std::is_same_v<expr::max_of::result<std::string_view>, std::string_view>);
static_assert(std::is_same_v<expr::count_rows::result<nullable>, std::int64_t>);

}  // namespace

TEST_CASE("aggregates: nulls are skipped, and nothing gives null", "[expr]") {
  CHECK(result<expr::sum_of, nullable>({1, std::nullopt, 2}) == nullable(3));
  CHECK(result<expr::sum_of, nullable>({std::nullopt}) == nullable());
  CHECK(result<expr::avg_of, nullable>({1, std::nullopt, 2}) == std::optional(1.5));
  CHECK(result<expr::avg_of, nullable>({}) == std::nullopt);
  CHECK(result<expr::min_of, nullable>({}) == nullable());
  CHECK(result<expr::max_of, nullable>({std::nullopt, -5}) == nullable(-5));
  CHECK(result<expr::count_rows, nullable>({std::nullopt, 1}) == 1);
}

TEST_CASE("aggregates: a sum overflows only if its result does, wherever rows stand", "[expr]") {
  for (std::size_t cut = 0; cut <= 3; ++cut)
    CHECK(result<expr::sum_of, std::int64_t>({int64_max, 1, -1}, cut) == int64_max);
  CHECK(sample::code_of([] {
          result<expr::sum_of, std::int64_t>({int64_max, 1});
        }) == ms::errc::arithmetic_overflow);
  CHECK(result<expr::avg_of, std::int64_t>({int64_max, int64_max}) ==
        static_cast<double>(int64_max));
}

TEST_CASE("aggregates: NaN is the greatest number and never the smallest beside another",
          "[expr]") {
  auto const nan = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t cut = 0; cut <= 3; ++cut) {
    CHECK(std::isnan(result<expr::max_of, double>({1.0, nan, 2.0}, cut)));
    CHECK(result<expr::min_of, double>({nan, 1.0, 2.0}, cut) == 1.0);
  }
  CHECK(std::isnan(result<expr::sum_of, double>({1.0, nan})));
}

TEST_CASE("aggregates: the extremes of text own what they keep", "[expr]") {
  expr::max_of::state<std::string_view> state;
  {
    std::string const gone(100, 'z');
    state.step(gone);
  }
  state.step("a");
  CHECK(state.finish() == std::string(100, 'z'));
}
