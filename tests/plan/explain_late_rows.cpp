// SPDX-License-Identifier: Apache-2.0
//
// Where late rows go shows in the plans, and what they make the source read.
#include <catch2/catch.hpp>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

auto query(auto const& s) {
  return ms::write_stream(s | ms::with_watermark("ts"_c, 5s) | ms::select("ts"_c, "k"_c, "v"_c) |
                              ms::group_by(ms::window("ts"_c, 10s)) |
                              ms::agg(ms::count().as("n"_c)) | ms::group_by("window"_c) |
                              ms::agg(ms::sum("n"_c).as("n"_c)),
                          ms::testing::memory_sink());
}

}  // namespace

TEST_CASE("explain: late rows leave the plan below its lowest operator with state",
          "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  auto const plain = query(source.stream());
  auto const with = ms::explain(plain.late_rows(ms::testing::memory_sink()));
  auto const without = ms::explain(plain);
  CHECK(with.logical == without.logical);
  // the columns that no aggregation reads are read for them
  using Catch::Matchers::Contains;
  CHECK_THAT(without.optimized, Contains("reads 1 of 12 columns"));
  CHECK_THAT(with.optimized, Contains("reads 3 of 12 columns"));
  CHECK_THAT(with.optimized, Contains("Project [ts, k, v] -> ts: timestamp, k: string"));
  auto const late = with.physical.find("  Append late rows to memory [append]\n");
  REQUIRE(late != std::string::npos);
  CHECK(with.physical.find("PartialAggregate by [window") < late);
  CHECK(late < with.physical.find("Stage 2"));
  CHECK(with.physical.find("late rows", late + 20) == std::string::npos);
  CHECK_THAT(without.physical, !Contains("late rows"));
}

TEST_CASE("explain_dot: late rows go from the lowest operator with state to a sink of their own",
          "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  auto const plain = query(source.stream());
  auto const dot = ms::explain_dot(plain.late_rows(ms::testing::memory_sink()));
  // written from the source up: watermark, projection, the lower aggregation
  auto const node = [&](std::string const& label) {
    auto const at = dot.find("label=\"" + label);
    REQUIRE(at != std::string::npos);
    auto const line = dot.rfind('\n', at) + 1;
    auto const name = dot.find_first_not_of(' ', line);
    return dot.substr(name, dot.find(' ', name) - name);
  };
  CHECK_THAT(dot, Catch::Matchers::Contains("  " + node("Aggregate by [window(ts") + " -> " +
                                            node("late rows to memory [append]") + ";\n"));
  CHECK_THAT(ms::explain_dot(plain), !Catch::Matchers::Contains("late rows"));
}
