// SPDX-License-Identifier: Apache-2.0
//
// The three plans of queries as text: as they are meant, as they are optimized, as they run.
#include <catch2/catch.hpp>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

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

auto simplified(auto s) {
  return s | ms::where(ms::lit_<true>) | ms::where(!!("b"_c)) |
         ms::with_column("w"_c, ms::coalesce("v"_c, 0) + (ms::lit(1) + ms::lit(2))) |
         ms::group_by("k"_c) |
         ms::agg(ms::sum(ms::cast<std::int64_t>("w"_c) * (ms::lit(2) * ms::lit(3))).as("s"_c)) |
         ms::where("s"_c != ms::lit(1) / ms::lit(0)) | ms::where(!ms::is_null("k"_c));
}

auto shared(auto s) {
  return s | ms::with_column("u"_c, "v"_c + 1) |
         ms::union_(s | ms::where("b"_c) | ms::with_column("u"_c, "v"_c * 3)) |
         ms::with_column("q"_c, "u"_c / 2.0 * "d"_c) | ms::where("u"_c > 2 && "q"_c > 0.5) |
         ms::join(colours(), "k"_c) | ms::where("colour"_c == "red" && "d"_c < 9.0) |
         ms::select("q"_c, "site.city"_c.as("c"_c)) | ms::select("c"_c, "q"_c);
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
  MergeAggregate by [window(ts, 10 seconds), colour] compute [count(*) AS n, sum(n) AS total] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint? (state freed by the watermark)
  Filter [(n > 1)] -> window: struct<start: timestamp, end: timestamp>, colour: string, n: bigint, total: bigint?
  Update memory [update]
)");
}

TEST_CASE("explain: what types decide and what literals fold to shows in the optimized plan",
          "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  CHECK(plans(simplified(source.stream()), ms::update) == R"(
== Logical plan ==
Filter [NOT(isnull(k))] -> k: string, s: bigint
  Filter [(s != (1 / 0))] -> k: string, s: bigint
    Aggregate by [k] compute [sum((cast(w as bigint) * (2 * 3))) AS s] -> k: string, s: bigint
      WithColumn [(coalesce(v, 0) + (1 + 2)) AS w] -> <event>, w: bigint
        Filter [NOT(NOT(b))] -> <event>
          Filter [true] -> <event>
            Source memory_stream -> <event>
== Optimized plan ==
rules: remove_true_filter, simplify_by_type, fold_literals, prune_columns
Filter [(s != (1 / 0))] -> k: string, s: bigint
  Aggregate by [k] compute [sum((w * 6)) AS s] -> k: string, s: bigint
    WithColumn [(v + 3) AS w] -> k: string, v: bigint, b: boolean, w: bigint
      Filter [b] -> k: string, v: bigint, b: boolean
        Source memory_stream reads 3 of 12 columns -> k: string, v: bigint, b: boolean
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream reads 3 of 12 columns -> k: string, v: bigint, b: boolean
  Filter [b] -> k: string, v: bigint, b: boolean
  WithColumn [(v + 3) AS w] -> k: string, v: bigint, b: boolean, w: bigint
  PartialAggregate by [k] compute [sum((w * 6)) AS s] -> k: string, s: bigint
Stage 2: 16 state partitions, lanes merged in order
  MergeAggregate by [k] compute [sum((w * 6)) AS s] -> k: string, s: bigint (state is never freed)
  Filter [(s != (1 / 0))] -> k: string, s: bigint
  Update memory [update]
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
                                              "-> ts: timestamp, n: bigint "
                                              "(state freed by the watermark)\n"));
  CHECK_THAT(by("ts"_c, ms::complete), Contains(" (state is never freed)\n"));
  CHECK_THAT(by("ts"_c, ms::complete), Contains("  Replace memory [complete]\n"));
  CHECK_THAT(by("k"_c, ms::update), Contains(" (state is never freed)\n"));
}

TEST_CASE("explain: rules of unions, joins, projections and repeated work show in the plans",
          "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  CHECK(plans(shared(source.stream()), ms::append) == R"(
== Logical plan ==
Project [c, q] -> c: string, q: double
  Project [q, site.city AS c] -> q: double, c: string
    Filter [(d < 9)] -> <event>, u: bigint, q: double, colour: string
      Filter [(colour = 'red')] -> <event>, u: bigint, q: double, colour: string
        StaticJoin inner [k] -> <event>, u: bigint, q: double, colour: string
          Filter [(q > 0.5)] -> <event>, u: bigint, q: double
            Filter [(u > 2)] -> <event>, u: bigint, q: double
              WithColumn [((u / 2) * d) AS q] -> <event>, u: bigint, q: double
                Union -> <event>, u: bigint
                  WithColumn [(v + 1) AS u] -> <event>, u: bigint
                    Source memory_stream -> <event>
                  WithColumn [(v * 3) AS u] -> <event>, u: bigint
                    Filter [b] -> <event>
                      Source memory_stream -> <event>
          Table memory -> k: string, colour: string
== Optimized plan ==
rules: push_filter_below_projection, push_filter_below_join, push_filter_below_union, push_filter_into_table, collapse_projections, prune_columns, compute_once
Project [site.city AS c, q] -> c: string, q: double
  StaticJoin inner [k] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double, colour: string
    Filter [(d < 9)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
      Filter [(q > 0.5)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
        WithColumn [once a row(((u / 2) * d)) AS q] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
          Union -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
            Filter [(u > 2)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
              WithColumn [(v + 1) AS u] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
                Source memory_stream reads 5 of 12 columns -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>
            Filter [(u > 2)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
              WithColumn [(v * 3) AS u] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
                Filter [b] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>
                  Source memory_stream reads 5 of 12 columns -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>
    Filter [(colour = 'red')] -> k: string, colour: string
      Table memory -> k: string, colour: string
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream reads 5 of 12 columns -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>
  WithColumn [(v + 1) AS u] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
  Filter [(u > 2)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
  WithColumn [once a row(((u / 2) * d)) AS q] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
  Filter [(q > 0.5)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
  Filter [(d < 9)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
  HashProbe inner [k] build side Table memory, Filter [(colour = 'red')] (rows not known before the start) -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double, colour: string
  Project [site.city AS c, q] -> c: string, q: double
  Scan memory_stream reads 5 of 12 columns -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>
  Filter [b] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>
  WithColumn [(v * 3) AS u] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
  Filter [(u > 2)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint
  WithColumn [once a row(((u / 2) * d)) AS q] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
  Filter [(q > 0.5)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
  Filter [(d < 9)] -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double
  HashProbe inner [k] build side Table memory, Filter [(colour = 'red')] (rows not known before the start) -> k: string, v: bigint, d: double, b: boolean, site: struct<city: string, number: int?>, u: bigint, q: double, colour: string
  Project [site.city AS c, q] -> c: string, q: double
  Append to memory [append]
)");
}

TEST_CASE("explain: it opens nothing", "[plan][explain]") {
  auto const s = ms::read_stream<sample::colour>(0);
  CHECK(ms::explain(ms::write_stream(s, ms::testing::memory_sink()))
            .logical.starts_with("Source memory"));
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
