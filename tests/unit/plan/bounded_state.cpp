// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/bounded_state.hpp>

#include "support/all_words.hpp"
#include "support/plan_shapes.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

TEST_CASE("bounded_state: a watermark in the keys frees an aggregation but in complete mode",
          "[plan]") {
  using ms::plan::aggregate_state;
  using enum ms::plan::state_freed_by;
  auto const plain = sample::stream();
  auto const watched = plain | ms::with_watermark("ts"_c, 10s);
  auto const n = ms::agg(ms::count());
  using by_window = sample::plan_of<decltype(watched | ms::group_by(ms::window("ts"_c, 5s)) | n)>;
  using by_key = sample::plan_of<decltype(watched | ms::group_by("k"_c) | n)>;
  using unwatched = sample::plan_of<decltype(plain | ms::group_by(ms::window("ts"_c, 5s)) | n)>;
  using no_aggregate = sample::plan_of<decltype(watched)>;
  CHECK(aggregate_state<by_window, ms::append_mode> == watermark);
  CHECK(aggregate_state<by_window, ms::update_mode> == watermark);
  CHECK(aggregate_state<by_window, ms::complete_mode> == nothing);
  CHECK(aggregate_state<by_key, ms::update_mode> == nothing);
  CHECK(aggregate_state<unwatched, ms::update_mode> == nothing);
  CHECK(aggregate_state<no_aggregate, ms::append_mode> == no_state);
}

TEST_CASE("bounded_state: the lowest operator that grows is found", "[plan]") {
  using namespace shapes;
  using enum ms::output_mode_value;
  auto const growing = [](shape const& p, ms::output_mode_value mode) {
    return plan::growing_operator(p.view(), mode);
  };
  CHECK(growing(stream(), append) == ms::no_column);
  CHECK(growing(counted_by_time(watched()), append) == ms::no_column);
  CHECK(growing(counted_by_time(watched()), complete) == 2);
  CHECK(growing(counted_by_time(deduplicated(watched())), append) == 2);
  CHECK(growing(inside_a_stream(counted(batch())), append) == ms::no_column);
}
