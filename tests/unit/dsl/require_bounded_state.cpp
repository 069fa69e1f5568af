// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/dsl/require_bounded_state.hpp>
#include <millstream/testing/memory_sink.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

TEST_CASE("require_bounded_state: the query is given back as it is", "[dsl]") {
  auto const watched = sample::stream() | ms::with_watermark("ts"_c, 10s);
  auto const into = [](auto const& s) { return ms::write_stream(s, ms::testing::memory_sink()); };
  auto const counts = watched | ms::group_by("ts"_c, "k"_c) | ms::agg(ms::count());
  auto const by_key = into(watched | ms::group_by("k"_c) | ms::agg(ms::count()));

  auto const query = into(counts).query_name("n");
  CHECK(ms::require_bounded_state(query).options.name == "n");
  auto const plain = into(watched);
  static_assert(std::is_same_v<decltype(ms::require_bounded_state(plain)),
                               std::remove_const_t<decltype(plain)>>);
  static_assert(ms::has_bounded_state<decltype(query)>);
  static_assert(ms::has_bounded_state<decltype(query.output_mode(ms::update))>);
  static_assert(!ms::has_bounded_state<decltype(query.output_mode(ms::complete))>);
  static_assert(!ms::has_bounded_state<decltype(by_key.output_mode(ms::update))>);
}
