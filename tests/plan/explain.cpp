// SPDX-License-Identifier: Apache-2.0
//
// The three plans of three queries as text, and each rule of the optimizer on and off: the same rows.
#include <catch2/catch.hpp>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

std::vector<sample::event> events() {
  std::vector<sample::event> out(40);
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& e = out[i];
    e.v = static_cast<std::int64_t>(i % 7), e.b = i % 2 == 0,
    e.k = std::string(1, static_cast<char>('a' + i % 3));
    e.ts = ms::timestamp(std::chrono::seconds(i));
    if (i % 5 != 0) e.n = static_cast<std::int64_t>(i);
  }
  return out;
}
auto colours() {
  return ms::read(std::vector<sample::colour>{{"a", "red"}, {"b", "blue"}, {"b", "green"}});
}

auto projected(auto s) {
  return s | ms::with_column("unread"_c, "d"_c * 2.0) | ms::with_column("twice"_c, "v"_c * 2) |
         ms::where("b"_c && "twice"_c > 2) | ms::where(ms::is_not_null("v"_c)) |
         ms::select("k"_c, "twice"_c);
}
auto joined(auto s) {
  return s | ms::join(ms::left_outer, colours(), "k"_c) | ms::where("v"_c > 1) |
         ms::select("colour"_c, ("v"_c + 1).as("next"_c));
}
auto counted(auto s) {
  return s | ms::with_watermark("ts"_c, 5s) | ms::where("b"_c) | ms::join(colours(), "k"_c) |
         ms::group_by(ms::window("ts"_c, 10s), "colour"_c) |
         ms::agg(ms::count().as("n"_c), ms::sum("n"_c).as("total"_c)) | ms::where("n"_c > 1);
}

/// The plans, with the long list of the source's columns left out.
std::string plans(auto const& s, auto mode) {
  auto out =
      ms::explain(ms::write_stream(s, ms::testing::memory_sink()).output_mode(mode)).to_string();
  auto const columns = ms::describe_schema<ms::schema_of<sample::event>>().to_string();
  for (std::size_t at; (at = out.find(columns)) != std::string::npos;)
    out.replace(at, columns.size(), "<event>");
  return "\n" + out;
}

/// All rows of a query; `configure` may switch rules off.
template <class Query, class Mode, class Configure>
std::vector<ms::value_list> rows(Query const& query, Mode mode, Configure&& configure) {
  ms::testing::memory_stream<sample::event> source;
  ms::testing::memory_sink sink;
  source.add(events());
  source.max_rows_per_trigger(15);
  auto engine = ms::open_query(configure(
      ms::write_stream(query(source.stream()), sink).output_mode(mode).trigger(ms::available_now)));
  while (engine.run_next_batch()) {
  }
  return sink.all_rows();
}

void rules_change_no_row(auto const& query, auto mode) {
  auto const all = rows(query, mode, [](auto q) { return q; });
  CHECK_FALSE(all.empty());
  CHECK(rows(query, mode, [](auto q) { return q.without_rules("remove_true_filter"_c); }) == all);
  CHECK(rows(query, mode,
             [](auto q) { return q.without_rules("push_filter_below_projection"_c); }) == all);
  CHECK(rows(query, mode, [](auto q) { return q.without_rules("push_filter_below_join"_c); }) ==
        all);
  CHECK(rows(query, mode, [](auto q) { return q.without_rules("prune_columns"_c); }) == all);
  CHECK(rows(query, mode, [](auto q) {
          return q.without_rules("remove_true_filter"_c, "push_filter_below_projection"_c,
                                 "push_filter_below_join"_c, "prune_columns"_c);
        }) == all);
}

}  // namespace

TEST_CASE("explain: a projection prints as it is meant, as it is optimized and as it runs",
          "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  CHECK(plans(projected(source.stream()), ms::append) == R"(
== Logical plan ==
Project [k, twice]
  Filter [NOT(isnull(v))]
    Filter [(twice > 2)]
      Filter [b]
        WithColumn [(v * 2) AS twice]
          WithColumn [(d * 2) AS unread]
            Source memory_stream -> <event>
== Optimized plan ==
rules: remove_true_filter, push_filter_below_projection, prune_columns
Project [k, twice]
  Filter [(twice > 2)]
    WithColumn [(v * 2) AS twice]
      Filter [b]
        Source memory_stream -> <event> reads [k, v, b]
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream -> <event> reads [k, v, b]
  Filter [b]
  WithColumn [(v * 2) AS twice]
  Filter [(twice > 2)]
  Project [k, twice]
  Append to memory [append]
)");
}

TEST_CASE("explain: a join prints its table", "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  CHECK(plans(joined(source.stream()), ms::append) == R"(
== Logical plan ==
Project [colour, (v + 1) AS next]
  Filter [(v > 1)]
    StaticJoin left [k]
      Source memory_stream -> <event>
      Table memory -> struct<k:string,colour:string>
== Optimized plan ==
rules: push_filter_below_join, prune_columns
Project [colour, (v + 1) AS next]
  StaticJoin left [k]
    Filter [(v > 1)]
      Source memory_stream -> <event> reads [k, v]
    Table memory -> struct<k:string,colour:string>
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream -> <event> reads [k, v]
  Filter [(v > 1)]
  HashProbe left [k]
  Project [colour, (v + 1) AS next]
  Append to memory [append]
)");
}

TEST_CASE("explain: an aggregation prints two stages", "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  CHECK(plans(counted(source.stream()), ms::update) == R"(
== Logical plan ==
Filter [(n > 1)]
  Aggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total]
    StaticJoin inner [k]
      EventTimeWatermark [ts] delay 5 seconds
        Filter [b]
          Source memory_stream -> <event>
      Table memory -> struct<k:string,colour:string>
== Optimized plan ==
rules: prune_columns
Filter [(n > 1)]
  Aggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total]
    StaticJoin inner [k]
      EventTimeWatermark [ts] delay 5 seconds
        Filter [b]
          Source memory_stream -> <event> reads [ts, k, n, b]
      Table memory -> struct<k:string,colour:string>
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream -> <event> reads [ts, k, n, b]
  Filter [b]
  EventTimeWatermark [ts] delay 5 seconds
  HashProbe inner [k]
  PartialAggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total]
Stage 2: 16 state partitions, lanes merged in order
  MergeAggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total] (state freed by the watermark)
  Filter [(n > 1)]
  Append to memory [update]
)");
}

TEST_CASE("explain: it says what frees the state of an aggregation", "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  auto const by = [&](auto const& key, auto mode) {
    auto const s = source.stream() | ms::with_watermark("ts"_c, 5s) | ms::group_by(key) |
                   ms::agg(ms::count().as("n"_c));
    return ms::explain(ms::write_stream(s, ms::testing::memory_sink()).output_mode(mode)).physical;
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(by("ts"_c, ms::append), Contains("  MergeAggregate by [ts] compute [count(*) AS n] "
                                              "(state freed by the watermark)\n"));
  CHECK_THAT(by("ts"_c, ms::complete), Contains("] (state is never freed)\n"));
  CHECK_THAT(by("k"_c, ms::update), Contains("] (state is never freed)\n"));
}

TEST_CASE("explain: it opens nothing", "[plan][explain]") {
  auto const s = ms::read_stream<sample::colour>(0);
  CHECK(ms::explain(ms::write_stream(s, ms::testing::memory_sink()))
            .logical.starts_with("Source memory"));
}

TEST_CASE("optimizer: a projection gives the same rows without any of its rules", "[plan]") {
  rules_change_no_row([](auto s) { return projected(s); }, ms::append);
}
TEST_CASE("optimizer: a join gives the same rows without any of its rules", "[plan]") {
  rules_change_no_row([](auto s) { return joined(s); }, ms::append);
}
TEST_CASE("optimizer: an aggregation gives the same rows without any of its rules", "[plan]") {
  rules_change_no_row([](auto s) { return counted(s); }, ms::append);
}
