// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
std::string normalised(auto const& s) {
  auto c = sample::chain(s);
  ms::optimize::normalise(c);
  return sample::order(c);
}
auto const watched = sample::stream() | ms::with_watermark("ts"_c, 1s);
}  // namespace

TEST_CASE(
    "normalise: conditions that do not read the event time go below the watermark, in their order",
    "[optimize][28a]") {
  CHECK(normalised(watched | ms::where("v"_c > 1)) == "10");
  CHECK(normalised(watched | ms::where("v"_c != 0) | ms::where(10 / "v"_c > 1)) == "120");
  CHECK(normalised(watched | ms::where("ts"_c > ms::timestamp())) == "01");
  CHECK(normalised(watched | ms::where("ts"_c > ms::timestamp() && "v"_c > 1)) == "201");
}

TEST_CASE("normalise: functions stay, and nothing goes past a map", "[optimize][28a]") {
  CHECK(normalised(watched | ms::where([](sample::event const& e) { return e.v > 1; })) == "01");
  CHECK(normalised(watched | ms::map([](sample::event const& e) { return e; }) |
                   ms::where("v"_c > 1)) == "012");
}

TEST_CASE("normalise: other steps between keep their places", "[optimize][28a]") {
  CHECK(normalised(watched | ms::with_column("w"_c, "n"_c) | ms::where("v"_c > 1)) == "201");
  CHECK(normalised(watched | ms::join(sample::colours(), "k"_c) | ms::where("v"_c > 1)) == "201");
  CHECK(normalised(watched | ms::join(sample::colours(), "k"_c) | ms::where("colour"_c == "red")) ==
        "012");
}

TEST_CASE("normalise: without a watermark nothing moves", "[optimize][28a]") {
  CHECK(normalised(sample::stream() | ms::select("v"_c) | ms::where("v"_c > 1)) == "01");
}
