// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/testing/memory_sink.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

TEST_CASE("write_stream: the mode is append unless said, options are values", "[dsl]") {
  auto const q = ms::write_stream(sample::stream(), ms::testing::memory_sink());
  static_assert(std::is_same_v<decltype(q)::mode_type, ms::append_mode>);
  auto const said = q.output_mode(ms::update)
                        .checkpoint("c")
                        .query_name("n")
                        .trigger(ms::available_now)
                        .threads(3)
                        .state_partitions(8);
  static_assert(std::is_same_v<decltype(said)::mode_type, ms::update_mode>);
  CHECK(said.options.checkpoint == "c");
  CHECK(said.options.name == "n");
  CHECK(said.options.available_now);
  CHECK(said.options.threads == 3);
  CHECK(said.options.state_partitions == 8);
  CHECK_FALSE(said.trigger(ms::processing_time(2s)).options.available_now);
  CHECK(said.trigger(ms::processing_time(2s)).options.interval == 2s);
}

TEST_CASE("write_stream: values out of range are refused", "[dsl]") {
  auto const q = ms::write_stream(sample::stream(), ms::testing::memory_sink());
  for (std::uint32_t const n : {0u, 3u, 8192u})
    CHECK_THROWS_AS(q.state_partitions(n), ms::error);
  CHECK_THROWS_AS(ms::processing_time(-1ms), ms::error);
  CHECK(q.batches_per_snapshot(0).options.batches_per_snapshot == 1);
}
