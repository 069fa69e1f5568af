// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cmath>

#include <millstream/expr/aggregates/user.hpp>
#include <millstream/millstream.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {

struct mean_state {
  double logarithms = 0;
  std::int64_t values = 0;
};
struct geometric_mean {
  static constexpr std::string_view name = "geometric_mean";
  using state = mean_state;
  static void step(state& s, double v) { s.logarithms += std::log(v), ++s.values; }
  static void merge(state& s, state const& later) {
    s.logarithms += later.logarithms, s.values += later.values;
  }
  static std::optional<double> finish(state const& s) {
    if (s.values == 0) return std::nullopt;
    return std::exp(s.logarithms / static_cast<double>(s.values));
  }
};
/// Sees the nulls too.
struct count_nulls {
  static constexpr std::string_view name = "count_nulls";
  using state = mean_state;
  static void step(state& s, std::optional<double> v) { s.values += !v; }
  static void merge(state& s, state const& later) { s.values += later.values; }
  static std::int64_t finish(state const& s) { return s.values; }
};
struct means {
  std::string k;
  std::optional<double> mean;
  std::int64_t nulls;
};

}  // namespace
BOOST_HANA_ADAPT_STRUCT(mean_state, logarithms, values);
BOOST_HANA_ADAPT_STRUCT(means, k, mean, nulls);

TEST_CASE("user_aggregate: a user's class aggregates in a query", "[expr][aggregates]") {
  std::vector<sample::event> rows(5);
  rows[0].x = 2, rows[1].x = 8, rows[3].x = 5;
  rows[3].k = rows[4].k = "b";
  auto out = ms::collect<means>(ms::from_range(rows) | ms::group_by("k"_c) |
                                ms::agg(ms::user_aggregate<geometric_mean>("x"_c).as("mean"_c),
                                        ms::user_aggregate<count_nulls>("x"_c).as("nulls"_c)));
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.k < b.k; });
  REQUIRE(out.size() == 2);
  CHECK(out[0].mean.value() == Approx(4));
  CHECK(out[0].nulls == 1);
  CHECK(out[1].mean.value() == Approx(5));
  CHECK(out[1].nulls == 1);
}
