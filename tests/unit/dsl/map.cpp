// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

TEST_CASE("map: the struct's members are the columns, and the event time is gone", "[dsl]") {
  auto const s = sample::stream() | ms::with_watermark("ts"_c, 1s);
  auto const mapped = s | ms::map([](sample::event const& e) {
                        return sample::colour{e.k, "red"};
                      });
  CHECK(sample::columns(mapped) == "k colour ");
  CHECK(sample::event_time(mapped).empty());
  auto const by_row = s | ms::map([](auto const& row) {
                        return sample::colour{std::string(row["k"_c]), "red"};
                      });
  CHECK(sample::columns(by_row) == "k colour ");
}
