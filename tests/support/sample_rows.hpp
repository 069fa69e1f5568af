// SPDX-License-Identifier: Apache-2.0
// A row with a column of most types, and a table to join it with: what many unit tests run over.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <millstream/schema/adapt.hpp>

namespace sample {

struct place {
  std::string city;
  std::optional<std::int32_t> number;
};
struct event {
  millstream::timestamp ts{};
  std::string k = "a";
  std::int64_t v = 1;
  std::optional<std::int64_t> n{};
  double d = 0.5;
  std::optional<double> x{};
  bool b = true;
  std::optional<bool> m{};
  std::int8_t tiny = 1;
  millstream::date day{};
  place site{"Ulm", 7};
  std::optional<place> home{};
};
struct colour {
  std::string k;
  std::string colour;
};

}  // namespace sample

BOOST_HANA_ADAPT_STRUCT(sample::place, city, number);
BOOST_HANA_ADAPT_STRUCT(sample::event, ts, k, v, n, d, x, b, m, tiny, day, site, home);
BOOST_HANA_ADAPT_STRUCT(sample::colour, k, colour);
