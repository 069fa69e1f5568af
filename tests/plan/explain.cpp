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

/// The plans, with the long list of the source's columns put short.
std::string plans(auto const& s, auto mode) {
  auto out =
      ms::explain(ms::write_stream(s, ms::testing::memory_sink()).output_mode(mode)).to_string();
  auto const columns = ms::plan::columns_text(ms::describe_schema<ms::schema_of<sample::event>>());
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

/// Every rule that changes the plan is switched off alone, and then the whole optimizer.
void rules_change_no_row(auto const& query, auto mode) {
  using stream =
      decltype(query(std::declval<ms::testing::memory_stream<sample::event>>().stream()));
  using optimized = ms::optimize::optimized_plan<typename stream::plan_type, ms::type_list<>>;
  auto const all = rows(query, mode, [](auto q) { return q; });
  CHECK_FALSE(all.empty());
  CHECK(rows(query, mode, [](auto q) { return q.without_rules(ms::all_rules); }) == all);
  [&]<ms::fixed_string... Rules>(ms::plan::rule_list<Rules...>) {
    (
        [&] {
          if constexpr (optimized::fires(ms::plan::rules::index_of(Rules.view()))) {
            INFO("without " << Rules.view());
            CHECK(rows(query, mode,
                       [](auto q) { return q.without_rules(ms::expr::column<Rules>()); }) == all);
          }
        }(),
        ...);
  }(ms::plan::rules{});
}

}  // namespace

TEST_CASE("explain: a projection prints as it is meant, as it is optimized and as it runs",
          "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  CHECK(plans(projected(source.stream()), ms::append) == R"(
== Logical plan ==
Project [k, twice] -> k: string, twice: bigint
  Filter [NOT(isnull(v))] -> <event>, unread: double, twice: bigint
    Filter [(twice > 2)] -> <event>, unread: double, twice: bigint
      Filter [b] -> <event>, unread: double, twice: bigint
        WithColumn [(v * 2) AS twice] -> <event>, unread: double, twice: bigint
          WithColumn [(d * 2) AS unread] -> <event>, unread: double
            Source memory_stream -> <event>
== Optimized plan ==
rules: remove_true_filter, push_filter_below_projection, prune_columns
Project [k, twice] -> k: string, twice: bigint
  Filter [(twice > 2)] -> k: string, v: bigint, b: boolean, twice: bigint
    WithColumn [(v * 2) AS twice] -> k: string, v: bigint, b: boolean, twice: bigint
      Filter [b] -> k: string, v: bigint, b: boolean
        Source memory_stream reads 3 of 12 columns -> k: string, v: bigint, b: boolean
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream reads 3 of 12 columns -> k: string, v: bigint, b: boolean
  Filter [b] -> k: string, v: bigint, b: boolean
  WithColumn [(v * 2) AS twice] -> k: string, v: bigint, b: boolean, twice: bigint
  Filter [(twice > 2)] -> k: string, v: bigint, b: boolean, twice: bigint
  Project [k, twice] -> k: string, twice: bigint
  Append to memory [append]
)");
}

TEST_CASE("explain: a join prints its table", "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  CHECK(plans(joined(source.stream()), ms::append) == R"(
== Logical plan ==
Project [colour, (v + 1) AS next] -> colour: string?, next: bigint
  Filter [(v > 1)] -> <event>, colour: string?
    StaticJoin left [k] -> <event>, colour: string?
      Source memory_stream -> <event>
      Table memory -> k: string, colour: string
== Optimized plan ==
rules: push_filter_below_join, prune_columns
Project [colour, (v + 1) AS next] -> colour: string?, next: bigint
  StaticJoin left [k] -> k: string, v: bigint, colour: string?
    Filter [(v > 1)] -> k: string, v: bigint
      Source memory_stream reads 2 of 12 columns -> k: string, v: bigint
    Table memory -> k: string, colour: string
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream reads 2 of 12 columns -> k: string, v: bigint
  Filter [(v > 1)] -> k: string, v: bigint
  HashProbe left [k] build side Table memory (rows not known before the start) -> k: string, v: bigint, colour: string?
  Project [colour, (v + 1) AS next] -> colour: string?, next: bigint
  Append to memory [append]
)");
}

TEST_CASE("explain: an aggregation prints two stages", "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  CHECK(plans(counted(source.stream()), ms::update) == R"(
== Logical plan ==
Filter [(n > 1)] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint?
  Aggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint?
    StaticJoin inner [k] -> <event>, colour: string
      EventTimeWatermark [ts] delay 5 seconds -> <event>
        Filter [b] -> <event>
          Source memory_stream -> <event>
      Table memory -> k: string, colour: string
== Optimized plan ==
rules: prune_columns
Filter [(n > 1)] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint?
  Aggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint?
    StaticJoin inner [k] -> ts: timestamp, k: string, n: bigint?, b: boolean, colour: string
      EventTimeWatermark [ts] delay 5 seconds -> ts: timestamp, k: string, n: bigint?, b: boolean
        Filter [b] -> ts: timestamp, k: string, n: bigint?, b: boolean
          Source memory_stream reads 4 of 12 columns -> ts: timestamp, k: string, n: bigint?, b: boolean
      Table memory -> k: string, colour: string
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream reads 4 of 12 columns -> ts: timestamp, k: string, n: bigint?, b: boolean
  Filter [b] -> ts: timestamp, k: string, n: bigint?, b: boolean
  EventTimeWatermark [ts] delay 5 seconds -> ts: timestamp, k: string, n: bigint?, b: boolean
  HashProbe inner [k] build side Table memory (rows not known before the start) -> ts: timestamp, k: string, n: bigint?, b: boolean, colour: string
  PartialAggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint?
Stage 2: 16 state partitions, lanes merged in order
  MergeAggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint?
  Filter [(n > 1)] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint?
  Append to memory [update]
)");
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

TEST_CASE("optimizer: the fingerprint is of the plan as it is meant, whatever rules are on",
          "[plan][rule4]") {
  ms::testing::memory_stream<sample::event> source;
  auto const s = counted(source.stream());
  auto const print = [&](auto query) {
    ms::optimize::optimized_plan<typename decltype(query)::plan_type,
                                 typename decltype(query)::optimizer_off> const plans(query.plan);
    return ms::plan::fingerprint(plans.logical_relation());
  };
  auto const query = ms::write_stream(s, ms::testing::memory_sink()).output_mode(ms::update);
  CHECK(print(query) == print(query.without_rules(ms::all_rules)));
  CHECK(print(query) == print(query.without_rules("prune_columns"_c)));
  auto const other = ms::write_stream(s | ms::where("n"_c > 2), ms::testing::memory_sink())
                         .output_mode(ms::update);
  CHECK(print(query) != print(other));
}
