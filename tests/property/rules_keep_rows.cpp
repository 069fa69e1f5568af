// SPDX-License-Identifier: Apache-2.0
//
// Random rows through queries that the rules of the optimizer change: with all rules, without any, and without each one
// that fires, a batch gives the same rows in the same order, or fails with the same error. A failure prints the seed.
#include <catch2/catch.hpp>

#include <limits>
#include <random>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

std::vector<sample::event> random_events(std::uint64_t seed, std::int64_t least) {
  std::mt19937_64 random(seed);
  std::vector<sample::event> out(random() % 60 + 1);
  for (auto& e : out) {
    auto const one_of = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
    e.ts = ms::timestamp(std::chrono::milliseconds(one_of(40'000)));
    e.k = std::string(1, static_cast<char>('a' + one_of(4)));
    e.v = least + one_of(6);
    if (one_of(3) != 0) e.n = one_of(5) - 1;
    auto const odd = one_of(12);  // NaN equals NaN, and zero both zeros (rule 59)
    e.d = odd == 0   ? std::numeric_limits<double>::quiet_NaN()
          : odd == 1 ? -0.0
          : odd == 2 ? std::numeric_limits<double>::infinity()
                     : static_cast<double>(one_of(9)) / 4;
    if (one_of(3) != 0) e.x = odd == 3 ? e.d : static_cast<double>(one_of(3));
    e.b = one_of(2) == 0;
    if (one_of(3) != 0) e.m = one_of(2) == 0;
    e.site.city = one_of(2) == 0 ? "Ulm" : "Bonn";
    if (one_of(3) == 0) e.site.number = static_cast<std::int32_t>(one_of(4));
    if (one_of(3) != 0) e.home = sample::place{one_of(2) == 0 ? "Ulm" : "Kiel", {}};
  }
  return out;
}

/// All rows of a query as text, in order, or the error that stops it.
template <class Query, class Mode, class Configure>
std::string outcome(Query const& query, Mode mode, std::vector<sample::event> const& events,
                    Configure&& configure) {
  ms::testing::memory_stream<sample::event> source;
  ms::testing::memory_sink sink;
  source.add(events);
  source.max_rows_per_trigger(17);
  std::string out;
  try {
    auto engine = ms::open_query(configure(ms::write_stream(query(source.stream()), sink)
                                               .output_mode(mode)
                                               .threads(1)
                                               .trigger(ms::available_now)));
    while (engine.run_next_batch()) {
    }
  } catch (ms::error const& e) {
    out = std::to_string(static_cast<int>(e.code())) + "\n";
  }
  for (auto const& row : sink.all_rows())
    out += ms::expr::literal_text(row) + "\n";
  return out;
}

/// `Expected`: the rules that must fire, so that a test does not go idle.
template <ms::fixed_string... Expected>
void rules_keep_rows(auto const& query, auto mode, ms::expr::column<Expected>...) {
  using stream =
      decltype(query(std::declval<ms::testing::memory_stream<sample::event>>().stream()));
  using optimized = ms::optimize::optimized_plan<typename stream::plan_type, ms::type_list<>>;
  (
      [&] {
        INFO(Expected.view());
        CHECK(optimized::fires(ms::plan::rules::index_of(Expected.view())));
      }(),
      ...);
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    auto const events = random_events(seed, -1);
    INFO("seed " << seed);
    auto const all = outcome(query, mode, events, [](auto q) { return q; });
    CHECK(outcome(query, mode, events, [](auto q) { return q.without_rules(ms::all_rules); }) ==
          all);
    [&]<ms::fixed_string... Rules>(ms::plan::rule_list<Rules...>) {
      (
          [&] {
            if constexpr (optimized::fires(ms::plan::rules::index_of(Rules.view()))) {
              INFO("without " << Rules.view());
              CHECK(outcome(query, mode, events, [](auto q) {
                      return q.without_rules(ms::expr::column<Rules>());
                    }) == all);
            }
          }(),
          ...);
    }(ms::plan::rules{});
  }
}

/// Does a division by zero stop a query, over rows of which many are zero?
bool fails(auto const& query) {
  return outcome(query, ms::append, random_events(1, 0), [](auto q) { return q; })
      .starts_with(std::to_string(static_cast<int>(ms::errc::division_by_zero)) + "\n");
}

auto colours() {
  return ms::read(
      std::vector<sample::colour>{{"a", "red"}, {"b", "blue"}, {"b", "green"}, {"c", "red"}});
}

}  // namespace

TEST_CASE("rules: projections and filters give the same rows", "[property][optimize]") {
  rules_keep_rows(
      [](auto s) {
        return s | ms::with_column("unread"_c, "d"_c * 2.0) |
               ms::with_column("twice"_c, "v"_c * 2) | ms::where("b"_c && "twice"_c > 2) |
               ms::where(ms::is_not_null("v"_c)) | ms::select("k"_c, "twice"_c);
      },
      ms::append, "push_filter_below_projection"_c, "remove_true_filter"_c, "prune_columns"_c);
}

TEST_CASE("rules: what types and literals decide gives the same rows", "[property][optimize]") {
  rules_keep_rows(
      [](auto s) {
        return s | ms::where(!!("m"_c) || ms::is_null("v"_c)) |
               ms::with_column("w"_c, ms::coalesce("v"_c, 0) + (ms::lit(1) + ms::lit(2))) |
               ms::group_by("k"_c) |
               ms::agg(
                   ms::sum(ms::cast<std::int64_t>("w"_c) * (ms::lit(2) * ms::lit(3))).as("s"_c)) |
               ms::where("s"_c > ms::lit(2) * ms::lit(30) && !ms::is_null("k"_c));
      },
      ms::update, "simplify_by_type"_c, "fold_literals"_c);
}

TEST_CASE("rules: a literal division by zero stays an error of the row that meets it",
          "[property][optimize]") {
  auto const words = [](auto s) {
    return s | ms::where("v"_c < 0) | ms::select(("v"_c + ms::lit(1) / ms::lit(0)).as("w"_c));
  };
  rules_keep_rows(words, ms::append, "fold_literals"_c);
  // no row meets it
  CHECK(outcome(words, ms::append, random_events(1, 0), [](auto q) { return q; }).empty());
  CHECK(outcome(words, ms::append, random_events(1, -9), [](auto q) { return q; }) ==
        std::to_string(static_cast<int>(ms::errc::division_by_zero)) + "\n");
}

TEST_CASE("rules: a join gives the same rows", "[property][optimize]") {
  rules_keep_rows(
      [](auto s) {
        return s | ms::join(ms::left_outer, colours(), "k"_c) | ms::where("v"_c > 1) |
               ms::select("colour"_c, ("v"_c + 1).as("next"_c));
      },
      ms::append, "push_filter_below_join"_c);
}

TEST_CASE("rules: semi and anti joins give the same rows", "[property][optimize]") {
  rules_keep_rows(
      [](auto s) {
        return s | ms::join(ms::left_semi, colours(), "k"_c) | ms::where("v"_c > 1) |
               ms::select(("v"_c + 1).as("next"_c), "x"_c);
      },
      ms::append, "push_filter_below_join"_c);
  rules_keep_rows(
      [](auto s) {
        return s | ms::with_watermark("ts"_c, 5s) |
               ms::join(ms::left_anti, colours() | ms::where("colour"_c != "red"), "k"_c) |
               ms::where("k"_c != "c") | ms::group_by(ms::window("ts"_c, 10s)) |
               ms::agg(ms::count().as("n"_c));
      },
      ms::append, "prune_columns"_c);
}

TEST_CASE("rules: a windowed aggregation gives the same rows", "[property][optimize]") {
  rules_keep_rows(
      [](auto s) {
        return s | ms::with_watermark("ts"_c, 5s) | ms::where("b"_c) | ms::join(colours(), "k"_c) |
               ms::group_by(ms::window("ts"_c, 10s), "colour"_c) |
               ms::agg(ms::count().as("n"_c), ms::sum("n"_c).as("total"_c)) | ms::where("n"_c > 1);
      },
      ms::update, "prune_columns"_c);
}

TEST_CASE("rules: filters above unions and on a table's columns give the same rows",
          "[property][optimize]") {
  rules_keep_rows(
      [](auto s) {
        return s | ms::with_column("u"_c, ms::coalesce("n"_c, "v"_c)) |
               ms::union_(s | ms::where("b"_c) | ms::with_column("u"_c, "v"_c)) |
               ms::join(colours(), "k"_c) | ms::where("colour"_c == "red") | ms::where("u"_c > 2) |
               ms::select("u"_c, "colour"_c, "d"_c);
      },
      ms::append, "push_filter_below_join"_c, "push_filter_below_union"_c,
      "push_filter_into_table"_c);
}

TEST_CASE("rules: what is computed once and what is collapsed gives the same rows and errors",
          "[property][optimize]") {
  // a row that the filter leaves out divides by zero: no error, although the column is kept
  auto const words = [](auto s) {
    return s | ms::with_column("q"_c, 6 / "v"_c * "d"_c) | ms::where("q"_c > 1.0 || "b"_c) |
           ms::select("k"_c, "q"_c, ("q"_c + 1.0).as("r"_c), "site.city"_c) |
           ms::select("r"_c, "q"_c, "city"_c);
  };
  rules_keep_rows(words, ms::append, "compute_once"_c, "collapse_projections"_c);
  rules_keep_rows(
      [](auto s) {
        return s | ms::select(ms::coalesce("n"_c, 6 % "v"_c).as("guarded"_c), "k"_c, "v"_c) |
               ms::where("v"_c != 0) | ms::group_by("k"_c) |
               ms::agg(ms::sum("guarded"_c).as("s"_c), ms::max("guarded"_c).as("m"_c));
      },
      ms::update, "compute_once"_c);
}

TEST_CASE("rules: no rule asks for a value that a query does not ask for", "[property][optimize]") {
  // 6 / v is an error of the rows with v = 0; nobody looks at it where when, coalesce, a lambda over no
  // elements, a filter or a join comes first
  auto const guarded = [](auto s) {
    return s | ms::with_column("q"_c, ms::abs(6 / "v"_c) + ms::length("k"_c)) |
           ms::with_column("a"_c, ms::when("v"_c != 0, "q"_c).otherwise("q"_c * 0)) |
           ms::select("k"_c, "v"_c,
                      ms::when("v"_c != 0, "q"_c + 1).otherwise(ms::lit(0.0)).as("w"_c),
                      ms::coalesce("n"_c, ms::cast<std::int64_t>("v"_c)).as("c"_c),
                      ms::when("v"_c == 0, 1.0).otherwise("q"_c).as("r"_c)) |
           ms::where("r"_c > 1.0);
  };
  rules_keep_rows(guarded, ms::append, "compute_once"_c, "prune_columns"_c);
  CHECK_FALSE(fails(guarded));

  auto const in_lambda = [](auto s) {
    return s | ms::with_column("q"_c, ms::abs(6 / "v"_c)) |
           ms::with_column("xs"_c,
                           ms::filter(ms::array("v"_c, "v"_c * 2), [](auto x) { return x != 0; })) |
           ms::select("k"_c, ms::transform("xs"_c, [](auto x) { return x + "q"_c; }).as("ys"_c));
  };
  rules_keep_rows(in_lambda, ms::append, "compute_once"_c);
  CHECK_FALSE(fails(in_lambda));

  auto const behind_join = [](auto s) {
    return s | ms::where("v"_c != 0 || "k"_c == "d") | ms::join(colours(), "k"_c) |
           ms::with_column("q"_c, 6 / "v"_c) | ms::where("q"_c > 1) |
           ms::where(ms::length("colour"_c) != 4) | ms::select("q"_c, "colour"_c);
  };
  rules_keep_rows(behind_join, ms::append, "push_filter_into_table"_c);
  CHECK_FALSE(fails(behind_join));
}
