// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <limits>

#include <millstream/physical/collecting.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {
auto const source = sample::stream() | ms::select("k"_c, "v"_c, "x"_c);
using row = ms::record<sample::schema_at<decltype(source)>>;
row make(std::string k, std::int64_t v, std::optional<double> x = {}) {
  row out;
  out.slot<0>() = k, out.slot<1>() = v, out.slot<2>() = x;
  return out;
}

/// The `v` of the rows that come out.
template <class S>
std::vector<std::int64_t> run(S const& s, std::vector<row> rows,
                              ms::physical::limit_counters& passed) {
  auto const plan = ms::plan::from_collecting(s.plan);
  ms::physical::collecting<std::remove_cvref_t<decltype(plan)>> const finish(plan);
  passed.resize(finish.limits);
  std::vector<std::int64_t> out;
  for (auto const& r : finish(std::move(rows), passed))
    out.push_back(r.template get<"v">());
  return out;
}
template <class S>
std::vector<std::int64_t> run(S const& s, std::vector<row> rows) {
  ms::physical::limit_counters passed;
  return run(s, std::move(rows), passed);
}
using numbers = std::vector<std::int64_t>;
}  // namespace

TEST_CASE("collecting: a limit lets the first rows through, once and for all", "[physical]") {
  ms::physical::limit_counters passed;
  auto const s = source | ms::limit(3) | ms::where("v"_c != 2);
  CHECK(run(s, {make("a", 1), make("b", 2)}, passed) == numbers{1});
  CHECK(passed == ms::physical::limit_counters{2});
  CHECK(run(s, {make("c", 3), make("d", 4)}, passed) == numbers{3});
  CHECK(run(s, {make("e", 5)}, passed).empty());
  CHECK(passed == ms::physical::limit_counters{3});
}

TEST_CASE("collecting: limits count each for itself", "[physical]") {
  ms::physical::limit_counters passed;
  auto const s = source | ms::limit(4) | ms::where("v"_c > 1) | ms::limit(2);
  CHECK(run(s, {make("a", 1), make("b", 2), make("c", 3), make("d", 4)}, passed) == numbers{2, 3});
  CHECK(passed == ms::physical::limit_counters{4, 2});
}

TEST_CASE("collecting: a limit that became smaller lets nothing through", "[physical]") {
  ms::physical::limit_counters passed{5};
  CHECK(run(source | ms::limit(3), {make("a", 1)}, passed).empty());
}

TEST_CASE("collecting: rows are ordered by each key, nulls and NaN where they belong",
          "[physical]") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<row> const rows{make("b", 1, nan), make("a", 2), make("b", 3, -0.0),
                              make("a", 4, 0.0), make("c", 5, 7.0)};
  CHECK(run(source | ms::order_by("x"_c), rows) == numbers{2, 3, 4, 5, 1});
  CHECK(run(source | ms::order_by(ms::desc("x"_c)), rows) == numbers{1, 5, 3, 4, 2});
  CHECK(run(source | ms::order_by(ms::asc_nulls_last("x"_c), ms::desc("k"_c)), rows) ==
        numbers{3, 4, 5, 1, 2});
  CHECK(run(source | ms::order_by(ms::desc_nulls_first("x"_c)), rows) == numbers{2, 1, 5, 3, 4});
  CHECK(run(source | ms::order_by(ms::desc("k"_c), ms::desc("v"_c)) | ms::limit(2) |
                ms::order_by("v"_c),
            rows) == numbers{3, 5});
}
