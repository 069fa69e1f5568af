// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "support/sample_rows.hpp"

namespace any_stream_test {
struct view {
  std::string k;
  std::int64_t v;
  std::optional<std::int64_t> tiny;
  millstream::timestamp ts;
};
struct basket {
  std::string owner;
  std::vector<std::string> items;
};
struct item {
  std::string owner, name;
};
}  // namespace any_stream_test
BOOST_HANA_ADAPT_STRUCT(any_stream_test::view, k, v, tiny, ts);
BOOST_HANA_ADAPT_STRUCT(any_stream_test::basket, owner, items);
BOOST_HANA_ADAPT_STRUCT(any_stream_test::item, owner, name);

namespace {

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using any_stream_test::view;

std::vector<sample::event> events(std::size_t count) {
  std::vector<sample::event> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    out[i].v = static_cast<std::int64_t>(i % 11);
    out[i].k = std::string(1, static_cast<char>('a' + i % 3));
    out[i].ts = ms::timestamp(std::chrono::seconds(i));
  }
  return out;
}
auto colours() {
  return ms::read(std::vector<sample::colour>{{"a", "red"}, {"b", "blue"}, {"b", "green"}});
}
auto steps(auto const& s) {
  return s | ms::where("v"_c > 2) | ms::join(colours(), "k"_c) |
         ms::with_column("k"_c, "colour"_c) | ms::with_column("v"_c, "v"_c * 3);
}
auto counted(auto const& s) {
  return s | ms::with_watermark("ts"_c, 5s) | ms::group_by(ms::window("ts"_c, 10s), "k"_c) |
         ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("total"_c));
}
std::vector<ms::value_list> rows(auto const& s) {
  ms::testing::memory_sink sink;
  ms::run(ms::write_stream(s, sink).trigger(ms::available_now));
  return sink.all_rows();
}

}  // namespace

TEST_CASE("any_stream: steps in front of the border and words behind it give the same rows",
          "[runtime]") {
  ms::testing::memory_stream<sample::event> source;
  source.add(events(5000));
  source.max_rows_per_trigger(1700);
  auto const typed = steps(source.stream());
  ms::any_stream<view> const erased = ms::erase_stream<view>(typed);
  auto const by_hand =
      rows(typed | ms::select("k"_c, "v"_c, ms::cast<std::int64_t>("tiny"_c).as("tiny"_c), "ts"_c));
  CHECK(by_hand.size() > 1000);
  CHECK(rows(erased) == by_hand);
  CHECK(rows(counted(erased)) == rows(counted(typed)));
  CHECK_FALSE(rows(counted(erased)).empty());
}

TEST_CASE("any_stream: streams of different steps have one type", "[runtime]") {
  ms::testing::memory_stream<sample::event> source;
  source.add(events(30));
  std::vector<ms::any_stream<view>> const streams{
      ms::erase_stream<view>(source.stream()),
      ms::erase_stream<view>(source.stream() | ms::where("v"_c > 5)),
      ms::erase_stream<view>(ms::read_stream(ms::any_source<sample::event>(source)) |
                             ms::where("v"_c > 9))};
  std::vector<std::size_t> found;
  for (auto const& s : streams)
    found.push_back(rows(s).size());
  CHECK(found == std::vector<std::size_t>{30, 12, 2});
  CHECK(rows(streams[1] | ms::union_(streams[2])).size() == 14);
}

TEST_CASE("any_stream: computed text crosses the border whole, and a row may become several",
          "[runtime]") {
  using any_stream_test::basket;
  using any_stream_test::item;
  ms::testing::memory_stream<basket> source;
  source.add(basket{"a long name that no short string holds", {"one", "two"}}, basket{"b", {}},
             basket{"c", {"three"}});
  auto const items =
      ms::erase_stream<item>(source.stream() | ms::select(ms::upper("owner"_c).as("owner"_c),
                                                          ms::explode("items"_c).as("name"_c)));
  std::vector<std::string> found;
  for (auto const& i : ms::collect<item>(items | ms::limit(3)))
    found.push_back(i.owner + ":" + i.name);
  CHECK(found == std::vector<std::string>{"A LONG NAME THAT NO SHORT STRING HOLDS:one",
                                          "A LONG NAME THAT NO SHORT STRING HOLDS:two", "C:three"});
}

TEST_CASE("any_stream: explain names the steps behind the border", "[runtime][explain]") {
  ms::testing::memory_stream<sample::event> source;
  auto const s = ms::erase_stream<view>(source.stream() | ms::where("v"_c > 5));
  CHECK_THAT(ms::explain(ms::write_stream(s, ms::testing::memory_sink())).logical,
             Catch::Matchers::Contains("Source any_stream (Project [k, v, tiny, ts] of "
                                       "Filter [(v > 5)] of Source memory_stream) -> k: string"));
}
