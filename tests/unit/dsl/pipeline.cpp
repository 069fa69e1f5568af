// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/describe.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
constexpr auto clean =
    ms::pipeline("clean", ms::where("v"_c > 0) | ms::with_column("w"_c, "v"_c + 1));
auto per_key(ms::duration length) {
  return ms::pipeline("per key", ms::group_by(ms::window("ts"_c, length), "k"_c) |
                                     ms::agg(ms::count().as("n"_c)) | ms::where("n"_c > 1));
}
std::string text_of(auto const& s) {
  auto const text = ms::plan::describe(s.plan).to_string();
  return text.substr(0, text.find("Source"));
}
}  // namespace

TEST_CASE("pipeline: words without a stream do what they do one by one", "[dsl]") {
  auto const words = ms::where("v"_c > 0) | ms::with_column("w"_c, "v"_c + 1) | ms::drop("k"_c);
  auto const together = sample::stream() | words;
  auto const one_by_one =
      sample::stream() | ms::where("v"_c > 0) | ms::with_column("w"_c, "v"_c + 1) | ms::drop("k"_c);
  static_assert(std::is_same_v<decltype(together), decltype(one_by_one)>);
}

TEST_CASE("pipeline: the name stands above its steps, on every stream it is applied to", "[dsl]") {
  CHECK(text_of(sample::stream() | clean) ==
        "Pipeline clean\n  WithColumn [(v + 1) AS w]\n    Filter [(v > 0)]\n      ");
  auto const s = sample::stream() | ms::with_watermark("ts"_c, 1s) | clean | per_key(5s);
  CHECK(text_of(s).starts_with("Pipeline per key\n  Filter [(n > 1)]\n    Aggregate by "));
  CHECK(sample::event_time(s) == "window");
  CHECK(sample::columns(sample::stream() | ms::drop("k"_c) | clean) ==
        sample::columns(sample::stream() | ms::drop("k"_c)) + "w ");
}

TEST_CASE("pipeline: may begin with agg, end with group_by, and follow a table", "[dsl]") {
  auto const counted =
      ms::pipeline("counted", ms::agg(ms::count().as("n"_c)) | ms::where("n"_c > 1));
  CHECK(sample::columns(sample::stream() | ms::group_by("k"_c) | counted) == "k n ");
  auto const by_key = ms::where("v"_c > 0) | ms::group_by("k"_c);
  CHECK(sample::columns(sample::stream() | by_key | ms::agg(ms::count().as("n"_c))) == "k n ");
  auto const red = ms::pipeline("red", ms::where("colour"_c == "red") | ms::select("k"_c));
  CHECK(sample::columns(sample::colours() | red) == "k ");
}
