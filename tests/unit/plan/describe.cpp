// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/describe.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
namespace plan = ms::plan;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
auto const events = sample::stream();
auto text(auto const& s) {
  return plan::describe(s.plan).to_string();
}
/// The first line: the step on top.
auto top(auto const& s) {
  return text(s).substr(0, text(s).find('\n'));
}
}  // namespace

TEST_CASE("describe: each step prints its word and what it is about", "[plan]") {
  CHECK(top(events | ms::where("v"_c > 1)) == "Filter [(v > 1)]");
  CHECK(top(events | ms::where([](auto const&) { return true; })) == "FilterRows <function>");
  CHECK(top(events | ms::with_column("w"_c, "v"_c + 1)) == "WithColumn [(v + 1) AS w]");
  CHECK(top(events | ms::select("k"_c, "v"_c.as("n2"_c))) == "Project [k, v AS n2]");
  CHECK(top(events | ms::drop("k"_c, "v"_c)) == "Drop [k, v]");
  CHECK(top(events | ms::map([](sample::event const& e) { return e.site; })) ==
        "MapRows <function>");
  CHECK(top(events | ms::with_watermark("ts"_c, 90s)) ==
        "EventTimeWatermark [ts] delay 90 seconds");
  CHECK(top(events | ms::join(ms::left_outer, sample::colours(), "k"_c)) == "StaticJoin left [k]");
  CHECK(top(events | ms::group_by("k"_c) | ms::agg(ms::sum("v"_c).as("total"_c))) ==
        "Aggregate by [k] compute [sum(v) AS total]");
  CHECK(
      top(events | ms::group_by("k"_c, ms::session_window("ts"_c, 5min)) | ms::agg(ms::count())) ==
      "Aggregate by [k, session_window(ts, 5 minutes)] compute [count(*)]");
  CHECK(top(events | ms::group_by("k"_c, ms::session_window("ts"_c, "ts"_c - "ts"_c).as("s"_c)) |
            ms::agg(ms::count())) ==
        "Aggregate by [k, session_window(ts, (ts - ts)) AS s] compute [count(*)]");
  CHECK(top(events | ms::union_(events)) == "Union");
}

TEST_CASE("describe: a condition of two parts is two filters", "[plan]") {
  auto const s = events | ms::where("v"_c > 1 && "b"_c);
  CHECK(text(s).starts_with("Filter [b]\n  Filter [(v > 1)]\n    Source "));
}

TEST_CASE("describe: children are indented, a join has its table", "[plan]") {
  auto const s = events | ms::join(sample::colours() | ms::where("colour"_c != "red"), "k"_c);
  auto const r = plan::describe(s.plan);
  REQUIRE(r.children.size() == 2);
  CHECK(r.children[0].kind == plan::relation::kind_type::source);
  CHECK(r.children[1].kind == plan::relation::kind_type::filter);
  CHECK(r.children[1].children[0].static_rows().size() == 3);
}

TEST_CASE("describe: a copy of a stream keeps its identity, another has its own", "[plan]") {
  auto const copy = events;
  CHECK(plan::describe(copy.plan).source_identity == plan::describe(events.plan).source_identity);
  CHECK(plan::describe(sample::stream().plan).source_identity !=
        plan::describe(events.plan).source_identity);
}

TEST_CASE("describe: the fingerprint changes with a value and not with a copy", "[plan]") {
  auto const print = [](auto const& s) { return plan::fingerprint(plan::describe(s.plan)); };
  CHECK(print(events | ms::where("v"_c > 1)) == print(events | ms::where("v"_c > 1)));
  CHECK(print(events | ms::where("v"_c > 1)) != print(events | ms::where("v"_c > 2)));
  CHECK(print(events | ms::with_watermark("ts"_c, 1s)) !=
        print(events | ms::with_watermark("ts"_c, 2s)));
}

TEST_CASE("describe: functions are called over dynamic rows", "[plan]") {
  auto const r =
      plan::describe((events | ms::where([](sample::event const& e) { return e.v > 1; })).plan);
  sample::event e;
  e.v = 2;
  auto values = ms::to_values(ms::struct_row<sample::event>{&e});
  CHECK(r.function(values) == ms::value(true));
  values[2] = ms::value(1);
  CHECK(r.function(values) == ms::value(false));
}
