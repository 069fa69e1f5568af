// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "runtime_rows.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace runtime_test;

namespace {

/// Big numbers as they are, and the sum of all.
auto outputs(stream_source const& source, ms::testing::memory_sink const& big,
             ms::testing::memory_sink const& sums) {
  auto const rows = source.stream();
  return ms::tee(ms::write_stream(rows | ms::where("v"_c > 10) | ms::select("v"_c), big),
                 ms::write_stream(rows | ms::agg(ms::sum("v"_c).as("s"_c)), sums)
                     .output_mode(ms::update)
                     .query_name("sums"));
}

}  // namespace

TEST_CASE("tee: every output gets its rows of one reading of the source", "[runtime]") {
  stream_source source;
  ms::testing::memory_sink big, sums;
  auto engine = ms::open_query(outputs(source, big, sums));
  source.add(at(1, 5), at(2, 50));
  auto const progress = engine.run_next_batch();
  REQUIRE(progress);
  CHECK(progress->num_input_rows == 2);
  CHECK(progress->sources.size() == 1);
  REQUIRE(progress->sinks.size() == 2);
  CHECK(big.all_rows() == std::vector<ms::value_list>{{50}});
  REQUIRE(sums.all_rows().size() == 1);
  CHECK(sums.all_rows().front().back() == ms::value(55));
  source.add(at(3, 7));
  REQUIRE(engine.run_next_batch());
  CHECK(big.rows(1).empty());
  CHECK(sums.rows(1).front().back() == ms::value(62));
}

TEST_CASE("tee: a restart goes on in every output", "[runtime][rule6]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink big, sums;
  auto const query = outputs(source, big, sums).checkpoint(folder.path / "checkpoint");
  source.add(at(1, 50));
  {
    auto engine = ms::open_query(query);
    REQUIRE(engine.run_next_batch());
    CHECK(engine.work().stateful_operators().front().operator_id == "sums/aggregate-0");
  }
  source.add(at(2, 12));
  auto engine = ms::open_query(query);
  REQUIRE(engine.run_next_batch());
  CHECK(big.all_rows() == std::vector<ms::value_list>{{12}, {50}});
  CHECK(sums.rows(1).front().back() == ms::value(62));
}

TEST_CASE("tee: outputs need names of their own, and leave checkpoint and dead letters to the tee",
          "[runtime]") {
  stream_source source;
  ms::testing::memory_sink sink;
  auto const one = ms::write_stream(source.stream(), sink);
  using Catch::Contains;
  CHECK_THROWS_WITH(ms::tee(one, one), Contains("has no name") && Contains("query_name"));
  CHECK_THROWS_WITH(ms::tee(one.query_name("a"), one.query_name("a")), Contains("are called a"));
  CHECK_THROWS_WITH(ms::tee(one, one.query_name("b").checkpoint("c")),
                    Contains("checkpoint of its own"));
  CHECK_THROWS_WITH(ms::tee(one.dead_letter(sink)), Contains("dead letters of its own"));
}
