// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/time_format.hpp>

#include "runtime_rows.hpp"

using namespace runtime_test;

TEST_CASE("time_zone: functions of a query see times in its zone", "[runtime]") {
  stream_source source;
  source.add(at(0), at(1'600'000'000));
  auto const rows_in = [&](auto const& configure) {
    ms::testing::memory_sink sink;
    ms::run(configure(
        ms::write_stream(
            source.stream() | ms::select(ms::hour("ts"_c).as("hour"_c),
                                         ms::date_format("ts"_c, "dd HH:mm VV").as("text"_c)),
            sink)
            .trigger(ms::available_now)));
    return sink.all_rows();
  };
  using rows = std::vector<ms::value_list>;
  CHECK(rows_in([](auto q) { return q; }) == rows{{0, "01 00:00 UTC"}, {12, "13 12:26 UTC"}});
  CHECK(rows_in([](auto q) { return q.time_zone("Europe/Berlin"); }) ==
        rows{{1, "01 01:00 Europe/Berlin"}, {14, "13 14:26 Europe/Berlin"}});
  CHECK_THROWS_AS(rows_in([](auto q) { return q.time_zone("Europe/Nowhere"); }), ms::error);
}
