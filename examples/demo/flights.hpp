// SPDX-License-Identifier: Apache-2.0
//
// What the demo's queries share: the rows and the places. The queries are clean.cpp, delays_now.cpp and
// delays_closed.cpp, one a file; flights_demo.cpp runs them and kills them.
#pragma once

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include <millstream/millstream.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

/// A line of the JSON files; a cancelled flight has no times.
struct flight_line {
  ms::timestamp scheduled;
  std::int32_t year, month, day;
  std::optional<std::int32_t> dep_time;
  std::int32_t sched_dep_time;
  std::optional<std::int32_t> dep_delay;
  std::optional<std::int32_t> arr_time;
  std::int32_t sched_arr_time;
  std::optional<std::int32_t> arr_delay;
  std::string carrier;
  std::int32_t flight;
  std::optional<std::string> tailnum;
  std::string origin, dest;
  std::optional<std::int32_t> air_time;
  std::int32_t distance;
};
BOOST_HANA_ADAPT_STRUCT(flight_line, scheduled, year, month, day, dep_time, sched_dep_time,
                        dep_delay, arr_time, sched_arr_time, arr_delay, carrier, flight, tailnum,
                        origin, dest, air_time, distance);

/// A line of airlines.csv.
struct airline {
  std::string carrier, name;
};
BOOST_HANA_ADAPT_STRUCT(airline, carrier, name);

/// Where the demo reads and writes.
struct places {
  std::filesystem::path data, out;
  std::filesystem::path flights() const { return data / "flights"; }
  std::filesystem::path airlines() const { return data / "airlines.csv"; }
};

inline constexpr std::size_t files_a_batch = 3;

/// A query of the demo: its plans as text, and a run to the end of the data. The door is where it is killed.
struct demo_query {
  std::string_view name, what;
  ms::explanation (*explain)(places const&);
  void (*run)(places const&, ms::io::file_door, ms::running_query::listener);
};

extern demo_query const clean, delays_now, delays_closed;

/// Runs a query to its end; says first what its start found in the checkpoint and went on with.
inline void run_to_end(auto const& query, ms::running_query::listener on_progress) {
  auto const running = ms::start(query, std::move(on_progress));
  for (auto const& warning : running->warnings())
    std::cout << "  warning: " << warning << '\n';
  running->await_termination();
}
