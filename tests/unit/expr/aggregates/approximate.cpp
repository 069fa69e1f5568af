// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <numeric>
#include <random>

#include <millstream/expr/aggregates/approximate.hpp>

namespace ms = millstream;
using ms::expr::detail::distinct_counter;
using ms::expr::detail::rank_summary;

TEST_CASE("approx_count_distinct: the estimate is within four standard errors",
          "[expr][aggregates]") {
  for (std::int64_t const n : {1, 10, 100, 1'000, 10'000, 1'000'000}) {
    distinct_counter whole, odd, even;
    for (std::int64_t v = 0; v < n; ++v) {
      auto const hash = ms::expr::detail::spread_hash(v * 1'000'003);
      whole.add(hash);
      whole.add(hash);
      (v % 2 ? odd : even).add(hash);
    }
    even.merge(odd);
    INFO(n << " values, estimated " << whole.estimate());
    CHECK(std::abs(static_cast<double>(whole.estimate() - n)) <=
          4 * 0.046 * static_cast<double>(n));
    CHECK(even.estimate() == whole.estimate());
  }
}

TEST_CASE("approx_percentile: ranks are off by the asked error at most, merged or not",
          "[expr][aggregates]") {
  std::mt19937_64 random(7);
  std::vector<std::int64_t> values(200'000);
  std::iota(values.begin(), values.end(), 0);
  std::shuffle(values.begin(), values.end(), random);
  double const error = 1.0 / 1'000;
  rank_summary<std::int64_t> whole;
  std::vector<rank_summary<std::int64_t>> parts(16);
  for (std::size_t i = 0; i < values.size(); ++i) {
    whole.add(values[i], error);
    parts[i * parts.size() / values.size()].add(values[i], error);
  }
  rank_summary<std::int64_t> merged;
  for (auto const& part : parts)
    merged.merge(part, error);
  auto const n = static_cast<double>(values.size());
  for (double const share : {0.0, 0.01, 0.25, 0.5, 0.9, 0.999, 1.0}) {
    INFO("share " << share);
    CHECK(std::abs(static_cast<double>(whole.at(share, error)) - share * n) <= error * n + 1);
    // a merged summary may be off by what its parts allow together
    CHECK(std::abs(static_cast<double>(merged.at(share, error)) - share * n) <= 2 * error * n + 1);
  }
  CHECK(whole.values.size() < 20'000);
}
