// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/connector/transport/rate_micro_batch.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("rate_micro_batch: gives the same number of rows in each batch, numbered on", "[rate]") {
  ms::testing::memory_sink out;
  auto const start = ms::timestamp(std::chrono::seconds(100));
  auto rows = ms::read_stream(ms::rate_micro_batch(3).start_timestamp(start).max_batches(2));
  auto engine = ms::open_query(ms::write_stream(rows | ms::select("value"_c, "timestamp"_c), out));
  while (engine.run_next_batch()) {
  }
  REQUIRE(out.batches() == std::vector<std::int64_t>{0, 1});
  CHECK(out.rows(0) == std::vector<ms::value_list>{{0, start}, {1, start}, {2, start}});
  auto const later = start + std::chrono::seconds(1);
  CHECK(out.rows(1) == std::vector<ms::value_list>{{3, later}, {4, later}, {5, later}});
}

TEST_CASE("rate_micro_batch: refuses less than one row a batch", "[rate]") {
  CHECK_THROWS_AS(ms::rate_micro_batch(0), ms::error);
}
