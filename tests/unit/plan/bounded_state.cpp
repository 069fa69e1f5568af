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
  using ms::plan::keyed_states;
  using enum ms::plan::state_freed_by;
  auto const plain = sample::stream();
  auto const watched = plain | ms::with_watermark("ts"_c, 10s);
  auto const n = ms::agg(ms::count());
  using by_window = sample::plan_of<decltype(watched | ms::group_by(ms::window("ts"_c, 5s)) | n)>;
  using by_key = sample::plan_of<decltype(watched | ms::group_by("k"_c) | n)>;
  using unwatched = sample::plan_of<decltype(plain | ms::group_by(ms::window("ts"_c, 5s)) | n)>;
  using no_aggregate = sample::plan_of<decltype(watched)>;
  CHECK(keyed_states<by_window, ms::append_mode>[0] == watermark);
  CHECK(keyed_states<by_window, ms::update_mode>[0] == watermark);
  CHECK(keyed_states<by_window, ms::complete_mode>[0] == nothing);
  CHECK(keyed_states<by_key, ms::update_mode>[0] == nothing);
  CHECK(keyed_states<unwatched, ms::update_mode>[0] == nothing);
  CHECK(keyed_states<no_aggregate, ms::append_mode>.empty());
}

TEST_CASE("bounded_state: a deduplication is freed within the watermark, or by a key that holds it",
          "[plan][rule68][rule69]") {
  using enum ms::plan::state_freed_by;
  auto const watched = sample::stream() | ms::with_watermark("ts"_c, 10s);
  auto const freed = []<class S>(S const&) {
    return ms::plan::keyed_states<sample::plan_of<S>, ms::append_mode>;
  };
  CHECK(freed(watched | ms::drop_duplicates("k"_c))[0] == nothing);
  CHECK(freed(watched | ms::drop_duplicates("k"_c, "ts"_c))[0] == watermark);
  CHECK(freed(watched | ms::drop_duplicates_within_watermark("k"_c))[0] == watermark);
  auto const both = freed(watched | ms::drop_duplicates("k"_c) |
                          ms::group_by(ms::window("ts"_c, 5s)) | ms::agg(ms::count()));
  REQUIRE(both.size() == 2);
  CHECK((both[0] == nothing && both[1] == watermark));
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
