// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter against cases computed by hand, a case a rule. What Spark says to the same
// rules is in tests/semantics/golden.
#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>
#include <limits>

#include <millstream/dsl/aggregate.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/join.hpp>
#include <millstream/dsl/map.hpp>
#include <millstream/dsl/read.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/dsl/union.hpp>
#include <millstream/dsl/with_watermark.hpp>
#include <millstream/testing/reference.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using ms::value;
using ms::value_list;
using ms::testing::reference_batch;
using ms::testing::reference_mode;
using ms::testing::reference_query;

namespace reference_test {

struct address {
  std::string city;
  std::optional<std::int32_t> number;
};
struct event {
  std::optional<ms::timestamp> ts;
  std::optional<std::string> k;
  std::int64_t v;
  double d;
  std::int8_t tiny;
  std::optional<address> home;
};
struct doubled {
  std::int64_t twice;
};
struct label {
  std::int64_t v;
  std::string name;
};

}  // namespace reference_test

BOOST_HANA_ADAPT_STRUCT(reference_test::address, city, number);
BOOST_HANA_ADAPT_STRUCT(reference_test::event, ts, k, v, d, tiny, home);
BOOST_HANA_ADAPT_STRUCT(reference_test::doubled, twice);
BOOST_HANA_ADAPT_STRUCT(reference_test::label, v, name);

namespace {

using reference_test::event;

struct named_source {
  std::string to_string() const { return "test"; }
};
auto new_stream() {
  return ms::stream<ms::plan::source<ms::schema_of<event>, named_source>>{
      {}, {{}, ms::plan::new_source_identity()}};
}

ms::timestamp at(double seconds) {
  return ms::timestamp(ms::duration(std::llround(seconds * 1e6)));
}
value_list window(double start, double end) {
  return {at(start), at(end)};
}

/// A row with a time in seconds, and what else a case needs.
value_list row(std::optional<double> ts, value k = "a", std::int64_t v = 0, double d = 0) {
  return {ts ? value(at(*ts)) : value(), k, v, d, std::int64_t(1), value()};
}

/// One stream's query, fed batch by batch.
struct fed {
  reference_query query;
  int source;
  template <class Build>
  fed(reference_mode mode, Build const& build) : fed(mode, build, new_stream()) {}
  template <class Build, class Stream>
  fed(reference_mode mode, Build const& build, Stream const& s)
      : query(ms::plan::describe(build(s).plan), mode),
        source(s.plan.identity) {}
  std::vector<reference_batch> operator()(std::vector<value_list> rows, bool no_data = true) {
    auto out = query.process({{source, std::move(rows)}}, no_data);
    for (auto& b : out)
      std::sort(b.rows.begin(), b.rows.end());
    return out;
  }
};
using rows = std::vector<value_list>;

auto count_by_window(auto s, ms::duration length = 5s) {
  return s | ms::group_by(ms::window("ts"_c, length)) | ms::agg(ms::count().as("n"_c));
}
auto watched_count(ms::duration delay) {
  return [delay](auto s) { return count_by_window(s | ms::with_watermark("ts"_c, delay)); };
}

/// The value of an expression over one row.
template <class E>
value computed(E const& e, value_list const& input) {
  fed q(reference_mode::append, [&](auto s) { return s | ms::select(e.as("out"_c)); });
  return q({input}).at(0).rows.at(0).at(0);
}
template <class E>
ms::errc error_of(E const& e, value_list const& input) {
  try {
    computed(e, input);
  } catch (ms::error const& problem) {
    return problem.code();
  }
  return ms::errc::internal;
}

}  // namespace

// ---- expressions ----

TEST_CASE("reference: null follows three-valued logic", "[testing][reference]") {
  auto const null_key = row(1, value());
  auto const unknown = "k"_c == "a";  // null
  CHECK(computed(unknown, null_key) == value());
  CHECK(computed(unknown && "v"_c == 1, null_key) == value(false));
  CHECK(computed(unknown && "v"_c == 0, null_key) == value());
  CHECK(computed("v"_c == 1 && unknown, null_key) == value(false));
  CHECK(computed(unknown || "v"_c == 0, null_key) == value(true));
  CHECK(computed(unknown || "v"_c == 1, null_key) == value());
  CHECK(computed(!unknown, null_key) == value());
  CHECK(computed(ms::is_null("k"_c), null_key) == value(true));
  CHECK(computed(ms::is_not_null("k"_c), null_key) == value(false));
  CHECK(computed(ms::coalesce("k"_c, "z"), null_key) == value("z"));
  CHECK(computed(ms::nullif("v"_c, 0), null_key) == value());
  CHECK(computed(ms::nullif("v"_c, 7), null_key) == value(0));
}

TEST_CASE("reference: the left side of AND and OR can spare the right one",
          "[testing][reference][rule65]") {
  CHECK(computed("v"_c != 0 && 1 / "v"_c > 0, row(1)) == value(false));
  CHECK(computed("v"_c == 0 || 1 / "v"_c > 0, row(1)) == value(true));
  CHECK(error_of(1 / "v"_c > 0 && "v"_c != 0, row(1)) == ms::errc::division_by_zero);
}

TEST_CASE("reference: NaN equals NaN and is greatest, -0.0 equals 0.0",
          "[testing][reference][rule65a]") {
  auto const nan = row(1, "a", 0, std::nan(""));
  CHECK(computed("d"_c == std::nan(""), nan) == value(true));
  CHECK(computed("d"_c > std::numeric_limits<double>::infinity(), nan) == value(true));
  CHECK(computed("d"_c > "v"_c, nan) == value(true));
  CHECK(computed("d"_c == 0.0, row(1, "a", 0, -0.0)) == value(true));
  CHECK(computed("d"_c < 0.0, row(1, "a", 0, -0.0)) == value(false));
}

TEST_CASE("reference: text compares by bytes", "[testing][reference][rule65a]") {
  CHECK(computed("k"_c > "z", row(1, "\xc3\xa9")) == value(true));
  CHECK(computed("k"_c < "aa", row(1, "a")) == value(true));
}

TEST_CASE("reference: integers are checked by the width of the result",
          "[testing][reference][rule65]") {
  auto const input = row(1, "a", std::numeric_limits<std::int64_t>::max());
  CHECK(error_of("v"_c + 1, input) == ms::errc::arithmetic_overflow);
  CHECK(error_of("v"_c * "v"_c, input) == ms::errc::arithmetic_overflow);
  CHECK(error_of(-("v"_c) - 2, input) == ms::errc::arithmetic_overflow);
  CHECK(error_of("tiny"_c * ms::lit(std::int8_t(127)) + "tiny"_c, input) ==
        ms::errc::arithmetic_overflow);
  CHECK(computed("tiny"_c * ms::lit(std::int8_t(127)), input) == value(127));
  CHECK(computed("tiny"_c + 127, input) == value(128));
  CHECK(computed("v"_c % -1, row(1, "a", std::numeric_limits<std::int64_t>::min())) == value(0));
  CHECK(error_of("v"_c % 0, input) == ms::errc::division_by_zero);
  CHECK(computed(7 / "tiny"_c, input) == value(7.0));
  CHECK(error_of("d"_c / 0.0, input) == ms::errc::division_by_zero);
}

TEST_CASE("reference: casts convert or fail", "[testing][reference][rule65]") {
  CHECK(computed(ms::cast<std::int8_t>("d"_c), row(1, "a", 0, -128.9)) == value(-128));
  CHECK(error_of(ms::cast<std::int8_t>("d"_c), row(1, "a", 0, -129)) == ms::errc::bad_cast);
  CHECK(error_of(ms::cast<std::int64_t>("d"_c), row(1, "a", 0, 9223372036854775808.0)) ==
        ms::errc::bad_cast);
  CHECK(error_of(ms::cast<std::int32_t>("d"_c), row(1, "a", 0, std::nan(""))) ==
        ms::errc::bad_cast);
  CHECK(computed(ms::cast<ms::timestamp>("k"_c), row(1, "1970-01-01T00:00:09Z")) == value(at(9)));
  CHECK(error_of(ms::cast<ms::timestamp>("k"_c), row(1, "soon")) == ms::errc::bad_cast);
  CHECK(computed(ms::cast<std::int64_t>("ts"_c), row(-0.5)) == value(-1));
  CHECK(computed(ms::cast<float>("d"_c), row(1, "a", 0, 0.1)) == value(0.1f));
}

TEST_CASE("reference: times add, and a path reaches into a record", "[testing][reference]") {
  CHECK(computed("ts"_c + 2s, row(1)) == value(at(3)));
  CHECK(computed("ts"_c - "ts"_c, row(1)) == value(ms::duration(0)));
  CHECK(computed("ts"_c + 2s, row(std::nullopt)) == value());
  auto input = row(1);
  CHECK(computed("home.city"_c, input) == value());
  input[5] = value_list{"Bern", value()};
  CHECK(computed("home.city"_c, input) == value("Bern"));
  CHECK(computed("home.number"_c, input) == value());
}

// ---- relations without state ----

TEST_CASE("reference: stateless steps pass rows in order and run no batch by themselves",
          "[testing][reference][rule1]") {
  fed q(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::where("v"_c > 0) |
           ms::with_column("v"_c, "v"_c + 1) |
           ms::where([](auto const& r) { return r["v"_c] < 10; }) |
           ms::drop("ts"_c, "home"_c, "tiny"_c, "d"_c);
  });
  auto const ran = q({row(1, "a", 0), row(2, "b", 3), row(3, "c", 9), row(4, "d", 1)});
  REQUIRE(ran.size() == 1);
  CHECK(ran[0].rows == rows{{"b", 4}, {"d", 2}});
  CHECK(ran[0].state_rows == 0);
  CHECK(q.query.process({}).empty());
  CHECK(q({}).at(0).watermark_ms == 4000);
}

TEST_CASE("reference: a map makes new rows", "[testing][reference]") {
  fed q(reference_mode::append, [](auto s) {
    return s | ms::map([](auto const& r) { return reference_test::doubled{r["v"_c] * 2}; }) |
           ms::where("twice"_c > 2);
  });
  CHECK(q({row(1, "a", 1), row(1, "a", 2)}).at(0).rows == rows{{4}});
}

TEST_CASE("reference: a static join multiplies duplicates, and a left one keeps the rest",
          "[testing][reference][rule49]") {
  auto const table =
      ms::read(std::vector<reference_test::label>{{1, "one"}, {2, "two"}, {2, "zwei"}});
  fed inner(reference_mode::append,
            [&](auto s) { return s | ms::join(table, "v"_c) | ms::select("v"_c, "name"_c); });
  CHECK(inner({row(1, "a", 2), row(1, "a", 3)}).at(0).rows == rows{{2, "two"}, {2, "zwei"}});
  fed left(reference_mode::append, [&](auto s) {
    return s | ms::join(ms::left_outer, table, "v"_c) | ms::select("v"_c, "name"_c);
  });
  CHECK(left({row(1, "a", 2), row(1, "a", 3)}).at(0).rows ==
        rows{{2, "two"}, {2, "zwei"}, {3, value()}});
}

// ---- watermark and windows ----

TEST_CASE("reference: the watermark moves after the batch, and a no-data batch emits",
          "[testing][reference][rule21][rule29][rule55]") {
  fed q(reference_mode::append, watched_count(2s));
  auto const first = q({row(1), row(2)});
  REQUIRE(first.size() == 1);  // the watermark stays at 0, so nothing is asked for
  auto const second = q({row(7)});
  REQUIRE(second.size() == 2);
  CHECK(second[0].rows.empty());
  CHECK(second[0].watermark_ms == 0);
  CHECK(second[0].state_rows == 2);
  CHECK(second[1].batch_id == 2);
  CHECK(second[1].watermark_ms == 5000);
  CHECK(second[1].rows == rows{{window(0, 5), 2}});
  CHECK(second[1].state_rows == 1);
  CHECK(q({row(8)}).at(0).batch_id == 3);
}

TEST_CASE("reference: what ties with the watermark is late, and is evicted",
          "[testing][reference][rule34][rule35]") {
  fed q(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::group_by("ts"_c) |
           ms::agg(ms::count().as("n"_c));
  });
  auto const first = q({row(5), row(4)});
  REQUIRE(first.size() == 2);
  CHECK(first[1].rows == rows{{at(4), 1}, {at(5), 1}});
  auto const second = q({row(5), row(5.000001)});
  CHECK(second.at(0).late_rows == 1);
  CHECK(second.at(0).late_groups == 1);
  CHECK(second.at(0).state_rows == 1);
}

TEST_CASE("reference: without no-data batches the late test lags one batch",
          "[testing][reference][rule27][rule36][rule37]") {
  fed q(reference_mode::append, watched_count(0s));
  CHECK(q({row(1), row(10)}, false).size() == 1);
  auto const second = q({row(2), row(11)}, false);  // evicts with 10, drops what is late by 0
  REQUIRE(second.size() == 1);
  CHECK(second[0].late_rows == 0);
  CHECK(second[0].rows == rows{{window(0, 5), 2}});
  CHECK(q({row(3)}, false).at(0).late_rows == 1);
  CHECK(q.query.watermark_ms() == 11000);
}

TEST_CASE("reference: an owed no-data batch runs at an idle trigger",
          "[testing][reference][rule21]") {
  fed q(reference_mode::append, watched_count(0s));
  CHECK(q({row(1), row(10)}, false).size() == 1);
  auto const owed = q.query.process({});
  REQUIRE(owed.size() == 1);
  CHECK(owed[0].rows == rows{{window(0, 5), 1}});
  CHECK(q.query.process({}).empty());
}

TEST_CASE("reference: update emits what was touched, then evicts without a word",
          "[testing][reference][rule22][rule56]") {
  fed q(reference_mode::update, watched_count(0s));
  auto const first = q({row(1), row(7)});
  REQUIRE(first.size() == 2);
  CHECK(first[0].rows == rows{{window(0, 5), 1}, {window(5, 10), 1}});
  CHECK(first[1].rows.empty());
  CHECK(first[1].state_rows == 1);
  CHECK(q({row(30), row(4)}).at(0).rows == rows{{window(30, 35), 1}});
}

TEST_CASE("reference: complete keeps late rows and every group, and asks for nothing",
          "[testing][reference][rule22][rule39][rule57]") {
  fed q(reference_mode::complete, watched_count(0s));
  CHECK(q({row(100)}).size() == 1);
  auto const second = q({row(1)});
  REQUIRE(second.size() == 1);
  CHECK(second[0].watermark_ms == 100000);
  CHECK(second[0].late_rows == 0);
  CHECK(second[0].rows == rows{{window(0, 5), 1}, {window(100, 105), 1}});
}

TEST_CASE("reference: a window of before 1970 is late from the first batch",
          "[testing][reference][rule28]") {
  fed q(reference_mode::update, watched_count(0s));
  auto const first = q({row(-3), row(0)});
  CHECK(first.at(0).rows == rows{{window(0, 5), 1}});
  CHECK(first.at(0).late_groups == 1);
}

TEST_CASE("reference: the watermark is in milliseconds, times in microseconds",
          "[testing][reference][rule30]") {
  fed q(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 10s) | ms::group_by("ts"_c) |
           ms::agg(ms::count().as("n"_c));
  });
  q({row(25.0009)});
  CHECK(q.query.watermark_ms() == 15000);
  auto const second = q({row(15.0005), row(15)});
  CHECK(second.at(0).late_rows == 1);
  CHECK(second.at(0).state_rows == 2);
}

TEST_CASE("reference: a null time belongs to no window, and as a key is never closed",
          "[testing][reference][rule30][rule54]") {
  fed windows(reference_mode::append, watched_count(0s));
  auto const ran = windows({row(std::nullopt), row(60)});
  CHECK(ran.at(0).null_time_rows == 1);
  CHECK(ran.at(0).late_rows == 0);
  CHECK(ran.at(1).state_rows == 1);
  fed raw(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::group_by("ts"_c) |
           ms::agg(ms::count().as("n"_c));
  });
  auto const kept = raw({row(std::nullopt), row(60)});
  CHECK(kept.at(1).rows == rows{{at(60), 1}});
  CHECK(kept.at(1).state_rows == 1);
}

TEST_CASE("reference: overlapping windows count a row in each, also before 1970",
          "[testing][reference][rule53]") {
  fed q(reference_mode::complete, [](auto s) {
    return s | ms::group_by(ms::window("ts"_c, 10s, 4s, 1s)) | ms::agg(ms::count().as("n"_c));
  });
  CHECK(q({row(-0.5), row(9)}).at(0).rows == rows{{window(-7, 3), 1},
                                                  {window(-3, 7), 1},
                                                  {window(1, 11), 1},
                                                  {window(5, 15), 1},
                                                  {window(9, 19), 1}});
}

TEST_CASE("reference: a late row is given whole and once, when all its windows are closed",
          "[testing][reference][rule34][rule40]") {
  fed q(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::group_by(ms::window("ts"_c, 10s, 5s)) |
           ms::agg(ms::count().as("n"_c)) | ms::group_by(ms::window("window"_c, 1min)) |
           ms::agg(ms::sum("n"_c).as("n"_c));
  });
  CHECK(q({row(20)}).at(0).late.empty());
  // 14 is in [5, 15) and [10, 20), 16 in [15, 25) too, which 20 has not passed
  auto const batch = q({row(14, "b", 7), row(16, "c"), row(std::nullopt), row(3, "d")}).at(0);
  CHECK(batch.late == rows{row(14, "b", 7), row(3, "d")});
  CHECK(batch.late_rows == 5);
}

TEST_CASE("reference: of several watermarks the least counts, one without data is 0",
          "[testing][reference][rule31][rule32]") {
  auto const a = new_stream();
  auto const b = new_stream();
  auto const both = count_by_window(a | ms::with_watermark("ts"_c, 0s) |
                                    ms::union_(b | ms::with_watermark("ts"_c, 0s)));
  reference_query q(ms::plan::describe(both.plan), reference_mode::append);
  CHECK(q.process({{a.plan.identity, {row(50)}}}).size() == 1);
  CHECK(q.watermark_ms() == 0);
  CHECK(q.process({{b.plan.identity, {row(20)}}}).size() == 2);
  CHECK(q.watermark_ms() == 20000);
  CHECK(q.process({{a.plan.identity, {row(90)}}}).at(0).watermark_ms == 20000);
  CHECK(q.watermark_ms() == 20000);
}

TEST_CASE("reference: a source used twice gives its rows twice", "[testing][reference][rule17]") {
  fed q(reference_mode::append, [](auto s) {
    auto const one = s | ms::select("v"_c);
    return one | ms::union_(one);
  });
  CHECK(q({row(1, "a", 7)}).at(0).rows == rows{{7}, {7}});
}

TEST_CASE("reference: a replaced event time has no late rows and frees nothing",
          "[testing][reference][rule39]") {
  fed q(reference_mode::update, [](auto s) {
    return count_by_window(s | ms::with_watermark("ts"_c, 0s) |
                           ms::with_column("ts"_c, "ts"_c + 1s));
  });
  q({row(30)});
  auto const late = q({row(1)});
  CHECK(late.at(0).watermark_ms == 30000);
  CHECK(late.at(0).rows == rows{{window(0, 5), 1}});
  CHECK(late.at(0).state_rows == 2);
  CHECK_THROWS_AS(fed(reference_mode::append,
                      [](auto s) {
                        return count_by_window(s | ms::with_watermark("ts"_c, 0s) |
                                               ms::with_column("ts"_c, "ts"_c + 1s));
                      }),
                  ms::error);
}

// ---- groups ----

TEST_CASE("reference: null, NaN and zero are one group each", "[testing][reference][rule59]") {
  fed q(reference_mode::update,
        [](auto s) { return s | ms::group_by("k"_c, "d"_c) | ms::agg(ms::count().as("n"_c)); });
  auto const out = q({row(1, value(), 0, std::nan("")), row(1, value(), 0, std::nan("1")),
                      row(1, "a", 0, -0.0), row(1, "a", 0, 0.0)});
  CHECK(out.at(0).rows == rows{{value(), std::nan(""), 2}, {"a", 0.0, 2}});
  CHECK_FALSE(std::signbit(std::get<double>(out[0].rows[1][1].held)));
}

TEST_CASE("reference: one group of all rows comes out of every batch",
          "[testing][reference][rule58]") {
  fed q(reference_mode::update, [](auto s) {
    return s | ms::where("v"_c > 0) | ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("total"_c));
  });
  CHECK(q({row(1)}).at(0).rows == rows{{0, value()}});
  CHECK(q({row(1, "a", 5), row(1, "a", 6)}).at(0).rows == rows{{2, 11}});
  CHECK(q({}).at(0).rows == rows{{2, 11}});
}

TEST_CASE("reference: aggregates skip nulls and have the right types",
          "[testing][reference][rule65][rule65a]") {
  fed q(reference_mode::complete, [](auto s) {
    return s | ms::agg(ms::count("k"_c).as("keys"_c), ms::min("k"_c).as("least"_c),
                       ms::max("d"_c).as("greatest"_c), ms::avg("v"_c).as("mean"_c),
                       ms::sum("tiny"_c).as("ones"_c), ms::sum("d"_c).as("ds"_c));
  });
  CHECK(q({row(1, value(), 1, 2.5), row(1, "b", 2, -1)}).at(0).rows ==
        rows{{1, "b", 2.5, 1.5, 2, 1.5}});
  CHECK(q({row(1, "", 6, std::nan(""))}).at(0).rows ==
        rows{{2, "", std::nan(""), 3.0, 3, std::nan("")}});
}

TEST_CASE("reference: a sum is judged when it is finished, and a failed batch changes nothing",
          "[testing][reference][rule16][rule65]") {
  fed q(reference_mode::update,
        [](auto s) { return s | ms::group_by("k"_c) | ms::agg(ms::sum("v"_c).as("total"_c)); });
  auto const most = std::numeric_limits<std::int64_t>::max();
  CHECK(q({row(1, "a", most), row(1, "a", 1), row(1, "a", -1)}).at(0).rows == rows{{"a", most}});
  CHECK_THROWS_AS(q({row(1, "a", 1)}), ms::error);
  auto const after = q({row(1, "a", -1)});
  CHECK(after.at(0).batch_id == 1);
  CHECK(after.at(0).rows == rows{{"a", most - 1}});
}

TEST_CASE("reference: what a mode does not allow is refused",
          "[testing][reference][rule41][rule42]") {
  auto const by_key = [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::group_by("k"_c) | ms::agg(ms::count());
  };
  CHECK_THROWS_AS(fed(reference_mode::append, by_key), ms::error);
  CHECK_NOTHROW(fed(reference_mode::update, by_key));
  CHECK_THROWS_AS(fed(reference_mode::complete, [](auto s) { return s | ms::where("v"_c > 0); }),
                  ms::error);
}

// ---- rule 28a ----

TEST_CASE("reference: a condition moves below the watermark, conjunct by conjunct",
          "[testing][reference][rule28a]") {
  fed q(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::with_column("w"_c, "v"_c * 2) |
           ms::where("w"_c > 2 && "ts"_c < ms::timestamp(50s)) |
           ms::select("ts"_c, "k"_c.as("name"_c)) | ms::where("name"_c == "a");
  });
  CHECK(q.query.normalised_plan().to_string() ==
        "Project [ts, k AS name]\n"
        "  Filter [(ts < 1970-01-01T00:00:50.000Z)]\n"
        "    WithColumn [(v * 2) AS w]\n"
        "      EventTimeWatermark [ts] delay 0 seconds\n"
        "        Filter [(k = 'a')]\n"
        "          Filter [((v * 2) > 2)]\n"
        "            Source test -> " +
            ms::describe_schema<ms::schema_of<event>>().to_string() + "\n");
  q({row(40, "a", 2), row(60, "b", 9), row(70, "a", 1), row(80, "c", 3)});
  CHECK(q.query.watermark_ms() == 40000);
}

TEST_CASE("reference: a condition that reads the time, or meets a function, stays",
          "[testing][reference][rule28a]") {
  fed time(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::with_column("t"_c, "ts"_c + 1s) |
           ms::where("t"_c < ms::timestamp(50s));
  });
  time({row(60)});
  CHECK(time.query.watermark_ms() == 60000);
  fed function(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::where([](auto const&) { return true; }) |
           ms::where("k"_c == "a");
  });
  function({row(60, "b")});
  CHECK(function.query.watermark_ms() == 60000);
}

TEST_CASE("reference: a condition on a grouping key moves below the watermark too",
          "[testing][reference][rule28a]") {
  fed q(reference_mode::append, [](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::group_by(ms::window("ts"_c, 5s), "k"_c) |
           ms::agg(ms::count().as("n"_c)) | ms::where("k"_c == "a" && "n"_c > 0);
  });
  CHECK(q({row(1), row(60, "b")}).at(1).watermark_ms == 1000);
}

TEST_CASE(
    "reference: rows that an inner join or a window leaves out do not feed the watermark below",
    "[testing][reference][rule28a]") {
  auto const table = ms::read(std::vector<reference_test::label>{{1, "one"}});
  fed q(reference_mode::append, [&](auto s) {
    return s | ms::with_watermark("ts"_c, 0s) | ms::with_column("v"_c, ms::nullif("v"_c, 0)) |
           ms::join(table, "v"_c);
  });
  q({row(60, "a", 0), row(5, "a", 2)});
  CHECK(q.query.watermark_ms() == 5000);
}
