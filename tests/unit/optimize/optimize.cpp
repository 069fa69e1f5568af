// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

template <class Off = ms::type_list<>, class S>
auto optimized(S const& s) {
  return ms::optimize::optimized_plan<sample::plan_of<S>, Off>(s.plan);
}
using rules = std::vector<std::string>;
template <ms::fixed_string... Rules>
using columns_named = ms::type_list<ms::expr::column<Rules>...>;

}  // namespace

TEST_CASE("optimize: the rules that changed something are told", "[optimize]") {
  auto const s = sample::stream() | ms::with_column("w"_c, "v"_c + 1) |
                 ms::join(sample::colours(), "k"_c) | ms::where("b"_c) |
                 ms::where(ms::is_not_null("v"_c)) | ms::select("w"_c, "colour"_c);
  CHECK(optimized(s).fired_rules() ==
        rules{"remove_true_filter", "push_filter_below_join", "prune_columns"});
  CHECK(optimized(sample::stream() | ms::where("b"_c)).fired_rules().empty());
}

TEST_CASE("optimize: a rule that is off does not fire", "[optimize]") {
  auto const s =
      sample::stream() | ms::with_column("w"_c, "v"_c + 1) | ms::where("b"_c) | ms::select("w"_c);
  CHECK(optimized(s).fired_rules() ==
        rules{"push_filter_below_projection", "collapse_projections", "prune_columns"});
  using off = ms::type_list<ms::expr::column<"push_filter_below_projection">,
                            ms::expr::column<"push_filter_below_join">>;
  CHECK(optimized<off>(s).fired_rules() == rules{"prune_columns"});
  using no_pruning = ms::type_list<ms::expr::column<"prune_columns">>;
  CHECK(decltype(optimized<no_pruning>(s))::needed<0>::size < 12);
}

TEST_CASE("optimize: branches over one source read what any of them needs", "[optimize]") {
  auto const s = sample::stream();
  auto const both =
      (s | ms::select("k"_c)) | ms::union_(s | ms::where("v"_c > 1) | ms::select("k"_c));
  using plan = decltype(optimized(both));
  CHECK(plan::branch_count == 2);
  CHECK(plan::needed<0>::size == 2);
  CHECK(std::is_same_v<plan::needed<0>, plan::needed<1>>);
}

TEST_CASE("optimize: at least one column is read", "[optimize]") {
  auto const s = sample::stream() | ms::agg(ms::count());
  CHECK(decltype(optimized(s))::needed<0>::size == 1);
}

namespace {
struct reads_members_description {
  static constexpr bool reads_members = true;
};
}  // namespace

TEST_CASE("optimize: a source that can leaves out members, and checks the whole column",
          "[optimize][rule97a]") {
  namespace plan = ms::plan;
  using source = plan::source<ms::schema_of<sample::event>, reads_members_description>;
  ms::stream<source> const s{{}, {{}, 0}};
  auto const read = s | ms::where("site.city"_c == "Ulm") | ms::select("v"_c, "home.number"_c);
  using plans = decltype(optimized(read));
  using needed = plans::needed<0>;
  CHECK(needed::size == 3);
  CHECK(ms::schema_of<needed::type_of<"site">>::size == 1);
  CHECK(ms::is_optional<needed::type_of<"home">>);
  CHECK(std::is_same_v<plans::checked<0>::type_of<"site">, sample::place>);
  using off = ms::type_list<ms::expr::column<"prune_columns">>;
  CHECK(std::is_same_v<decltype(optimized<off>(read))::needed<0>::type_of<"site">, sample::place>);
}

TEST_CASE("optimize: the fingerprint is of the plan as it is meant, whatever rules are off",
          "[optimize][rule4]") {
  auto const s = sample::stream() |
                 ms::union_(sample::stream() | ms::with_column("v"_c, "v"_c + 1)) |
                 ms::join(sample::colours(), "k"_c) | ms::where("colour"_c == "red" && "b"_c) |
                 ms::select("k"_c, ("v"_c / 2).as("w"_c)) | ms::select("k"_c, "w"_c) |
                 ms::group_by("k"_c) | ms::agg(ms::sum("w"_c).as("s"_c), ms::max("w"_c).as("m"_c));
  auto const of = [](auto const& plans) { return ms::plan::fingerprint(plans.logical_relation()); };
  CHECK(optimized(s).fired_rules().size() > 4);
  using off = ms::plan::rules::as<columns_named>;
  CHECK(optimized<off>(s).fired_rules().empty());
  CHECK(of(optimized(s)) == of(optimized<off>(s)));
  CHECK(std::is_same_v<decltype(optimized(s))::plan_type, decltype(optimized<off>(s))::plan_type>);
}
