// SPDX-License-Identifier: Apache-2.0
//
// The fused engine against the reference interpreter: windows, keys, joins, unions, in each mode.
#include "fused_comparison.hpp"

using namespace fused_test;

TEST_CASE("fused engine: stateless plans give what the reference gives", "[property]") {
  check_append("filters and columns", [](auto s, auto) {
    return s | ms::where(ms::is_null("v"_c) || "v"_c > 0) | ms::with_column("w"_c, "v"_c * 2 + 1) |
           ms::where("w"_c != 5 || "k"_c == "b") |
           ms::select("k"_c, "w"_c, ("d"_c + "x"_c).as("sum"_c), "ts"_c);
  });
  check_append("union with a part of itself and another source, then a join", [](auto a, auto b) {
    return a | ms::union_(a | ms::where("v"_c > 1)) | ms::union_(b | ms::where("d"_c == 0.0)) |
           ms::join(ms::left_outer, colours(), "k"_c) | ms::where("x"_c < 3.0);
  });
}

TEST_CASE("fused engine: tumbling windows give what the reference gives in each mode",
          "[property]") {
  auto const words = [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 4s) | ms::where("v"_c != 2 || ms::is_null("v"_c)) |
           ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
           ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("total"_c), ms::max("k"_c).as("most"_c),
                   ms::avg("x"_c).as("mean"_c));
  };
  check_append("append", words);
  check_update("update", words);
  check_complete("complete", words);
}

TEST_CASE(
    "fused engine: sliding windows after a union with a second watermark give what the reference "
    "gives",
    "[property]") {
  check_append("append", [](auto a, auto b) {
    return a | ms::with_watermark("ts"_c, 2s) | ms::union_(b | ms::with_watermark("ts"_c, 7s)) |
           ms::group_by(ms::window("ts"_c, 10s, 4s, 1s)) |
           ms::agg(ms::count("v"_c).as("n"_c), ms::min("x"_c).as("least"_c));
  });
  check_update("update, joined", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::join(colours(), "k"_c) |
           ms::group_by(ms::window("ts"_c, 6s, 3s), "colour"_c) | ms::agg(ms::count().as("n"_c)) |
           ms::where("n"_c > 1);
  });
}

TEST_CASE("fused engine: the event time as a key gives what the reference gives", "[property]") {
  check_append("append", [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 3s) | ms::group_by("ts"_c, "k"_c) |
           ms::agg(ms::count().as("n"_c));
  });
}

TEST_CASE(
    "fused engine: groups of null, NaN and -0.0, and of nothing, give what the reference gives",
    "[property][rule58][rule59]") {
  check_update("keys that may be null and NaN", [](auto s, auto) {
    return s | ms::group_by("k"_c, "d"_c) |
           ms::agg(ms::count().as("n"_c), ms::sum("x"_c).as("total"_c),
                   ms::max("v"_c).as("most"_c));
  });
  check_complete("a computed key", [](auto s, auto) {
    return s | ms::group_by(("v"_c * 2).as("twice"_c)) |
           ms::agg(ms::count("d"_c).as("n"_c), ms::avg("v"_c).as("mean"_c));
  });
  check_update("no key", [](auto s, auto) {
    return s | ms::where("v"_c > 4) |
           ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("total"_c),
                   ms::min("d"_c).as("least"_c));
  });
}

TEST_CASE("fused engine: decimals give what the reference gives", "[property][decimal]") {
  check_append("arithmetic and comparisons", [](auto s, auto) {
    return s | ms::where("p"_c * 2 != "v"_c || "p"_c > "d"_c || ms::is_null("v"_c)) |
           ms::select(("p"_c + "v"_c).as("sum"_c), ("p"_c - 1).as("less"_c),
                      ("p"_c * "p"_c).as("square"_c), ("p"_c / 3).as("third"_c),
                      ("p"_c % 2).as("rest"_c), (-"p"_c).as("negative"_c),
                      ("p"_c / ms::nullif("v"_c, 0)).as("ratio"_c), ("p"_c * "x"_c).as("double"_c),
                      ms::coalesce("p"_c, "v"_c).as("either"_c),
                      ms::cast<ms::decimal<12, 1>>("p"_c).as("rounded"_c),
                      ms::cast<std::int64_t>("p"_c).as("whole"_c),
                      ms::cast<std::string>("p"_c).as("text"_c),
                      ms::cast<ms::decimal<5, 1>>("x"_c).as("of_double"_c));
  });
  check_update("keys and aggregates", [](auto s, auto) {
    return s | ms::group_by("p"_c, "k"_c) |
           ms::agg(ms::sum("p"_c).as("total"_c), ms::avg("p"_c).as("mean"_c),
                   ms::count("p"_c).as("n"_c));
  });
  check_complete("one group", [](auto s, auto) {
    return s | ms::agg(ms::sum("p"_c).as("total"_c), ms::avg("p"_c).as("mean"_c),
                       ms::min("p"_c).as("least"_c), ms::max("p"_c).as("most"_c));
  });
}

TEST_CASE("fused engine: a difference would be seen, and shrunk", "[property][harness]") {
  // the same words, but the reference runs another mode
  auto const words = [](auto s, auto) {
    return s | ms::with_watermark("ts"_c, 4s) | ms::group_by(ms::window("ts"_c, 5s)) |
           ms::agg(ms::count().as("n"_c));
  };
  auto const different = [&](input const& i) {
    return !difference(words, ms::append, mode::update, {}, i).empty();
  };
  auto const all = random_input(3);
  REQUIRE(different(all));
  auto const small = shrink(all, different);
  std::size_t rows = 0;
  for (auto const& s : small)
    rows += s[0].size() + s[1].size();
  CHECK(rows == 1);
}
