// SPDX-License-Identifier: Apache-2.0
//
// Delays of each carrier on each day: the aggregation that delays_now.cpp and delays_closed.cpp write out
// in two ways.
#pragma once

#include <millstream/connector/format/csv.hpp>
#include <millstream/connector/format/json.hpp>

#include "flights.hpp"

inline auto delays_by_day(places const& at) {
  auto airlines = ms::read<airline>(ms::csv(at.airlines()));

  // clang-format off
  return ms::read_stream<flight_line>(ms::json(at.flights())
                                          .max_files_per_trigger(files_a_batch)
                                          .on_malformed(ms::malformed_policy::drop)
                                          .validate_all_columns())
       | ms::with_watermark("scheduled"_c, 24h)
       | ms::join(airlines, "carrier"_c)
       | ms::group_by(ms::window("scheduled"_c, 24h), "carrier"_c)
       | ms::agg(ms::max("name"_c).as("airline"_c),
                 ms::count().as("flights"_c),
                 ms::count("dep_delay"_c).as("departed"_c),
                 ms::avg("dep_delay"_c).as("mean_delay"_c),
                 ms::max("dep_delay"_c).as("longest_delay"_c))
       | ms::select("window.start"_c.as("day"_c), "carrier"_c, "airline"_c,
                    "flights"_c, "departed"_c, "mean_delay"_c, "longest_delay"_c);
  // clang-format on
}
