// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

TEST_CASE("with_watermark: it tags the column and changes no row", "[dsl]") {
  auto const s = sample::stream();
  auto const watched = s | ms::with_watermark("ts"_c, 1500ms);
  CHECK(sample::columns(watched) == sample::columns(s));
  CHECK(sample::event_time(watched) == "ts");
  CHECK(watched.plan.step.delay == 1500ms);
}

TEST_CASE("with_watermark: a negative delay is refused", "[dsl]") {
  CHECK_THROWS_AS(ms::with_watermark("ts"_c, -1s), ms::error);
}
