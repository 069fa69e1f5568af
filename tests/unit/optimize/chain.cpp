// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using ms::optimize::column_set;
using sample::chain;

TEST_CASE("chain: a set of columns holds, joins and meets", "[optimize]") {
  column_set a, b;
  CHECK(a.empty());
  a.add(3), a.add(200);
  CHECK((a.has(3) && a.has(200) && !a.has(4)));
  b.add(4);
  CHECK_FALSE(a.meets(b));
  b.add(a);
  CHECK(b.meets(a));
}

TEST_CASE("chain: steps are numbered from the source, with what they read and define",
          "[optimize]") {
  auto const c = chain(sample::stream() | ms::with_column("w"_c, "v"_c + 1) |
                       ms::where("w"_c > "n"_c) | ms::select("k"_c, "w"_c));
  REQUIRE(c.count == 3);
  CHECK(sample::letters(c) == "wfp");
  CHECK(sample::names(c.at(0).reads) == "v ");
  CHECK(c.at(1).reads.meets(c.at(0).defines));
  CHECK(sample::names(c.at(1).reads) == "n ");
  // a plain column that is passed on keeps its number
  CHECK(c.at(2).defines.empty());
  CHECK(c.source_columns == 14);
}

TEST_CASE("chain: a name that is defined again is another column", "[optimize]") {
  auto const c = chain(sample::stream() | ms::with_column("v"_c, "v"_c + 1) | ms::where("v"_c > 1));
  CHECK_FALSE(c.may_pass(c.at(1), c.at(0)));
  CHECK(sample::names(c.at(1).reads).empty());
}

TEST_CASE("chain: a filter passes what does not compute what it reads", "[optimize]") {
  auto const s = sample::stream();
  auto const passes = [](auto const& two_steps) {
    auto const c = chain(two_steps);
    return c.may_pass(c.at(1), c.at(0));
  };
  auto const f = ms::where("k"_c == "a");
  CHECK(passes(s | ms::where("v"_c > 1) | f));
  CHECK(passes(s | ms::with_column("w"_c, "k"_c) | f));
  CHECK_FALSE(passes(s | ms::with_column("k"_c, "k"_c == "x") | ms::where("k"_c)));
  CHECK(passes(s | ms::select("k"_c, ("v"_c + 1).as("w"_c)) | f));
  CHECK_FALSE(passes(s | ms::map([](sample::event const& e) { return e; }) | f));
  CHECK(passes(s | ms::with_watermark("ts"_c, 1s) | f));
  CHECK_FALSE(passes(s | ms::with_watermark("ts"_c, 1s) | ms::where("ts"_c > ms::timestamp())));
  CHECK(passes(s | ms::join(sample::colours(), "k"_c) | f));
  CHECK_FALSE(passes(s | ms::join(sample::colours(), "k"_c) | ms::where("colour"_c == "red")));
}

TEST_CASE("chain: it is a constant expression", "[optimize]") {
  constexpr auto c = sample::optimize::chain_of<
      sample::plan_of<decltype(sample::stream() | ms::where("v"_c > 1) | ms::select("k"_c))>,
      sample::optimize::detail::everything>();
  static_assert(c.count == 2 && c.at(0).kind == ms::plan::step_kind::filter);
  CHECK(sample::names(c.needed) == "k v ");
}

TEST_CASE("chain: rebuilt nodes have the order of the value", "[optimize]") {
  auto const s = sample::stream() | ms::with_column("w"_c, "v"_c + 1) | ms::where("b"_c);
  static constexpr auto value = [] {
    auto c = sample::optimize::chain_of<sample::plan_of<decltype(s)>,
                                        sample::optimize::detail::everything>();
    c.move_down(1, 0);
    return c;
  }();
  auto const rebuilt = ms::optimize::rebuild<value, value.count>(s.plan);
  CHECK(ms::plan::describe(rebuilt).to_string().starts_with(
      "WithColumn [(v + 1) AS w]\n  Filter [b]\n    Source"));
  CHECK(ms::plan::leaf_of(rebuilt).identity == ms::plan::leaf_of(s.plan).identity);
}

TEST_CASE("chain: a record is known by its members", "[optimize]") {
  auto const c = chain(sample::stream() | ms::where("site.city"_c == "Ulm") |
                       ms::select("site"_c, "home.number"_c) | ms::where("site.number"_c > 1));
  CHECK(sample::names(c.at(0).reads) == "site.city ");
  CHECK(sample::names(c.at(1).reads) == "site.city site.number home.number ");
  CHECK(sample::names(c.at(2).reads) == "site.number ");
  // the filter may go below the projection that passes the record on
  CHECK(c.may_pass(c.at(2), c.at(1)));
  CHECK(sample::names(c.checked) == "site.city site.number home.number ");
}

TEST_CASE("chain: what is read more than once is known", "[optimize]") {
  auto const c = chain(sample::stream() | ms::where("v"_c > "n"_c && "v"_c < 9 - "d"_c) |
                       ms::with_column("w"_c, "v"_c * "v"_c + "n"_c));
  // a condition is split where it is written
  CHECK(c.at(0).reads_again.empty());
  CHECK(sample::names(c.at(2).reads_again) == "v ");
}

TEST_CASE("chain: a step knows how many unions it stands above", "[optimize]") {
  auto const s = sample::stream();
  auto const both = (s | ms::where("b"_c)) | ms::union_(s) | ms::where("v"_c > 1) | ms::union_(s) |
                    ms::where("v"_c > 2);
  using levels = ms::plan::union_levels<sample::plan_of<decltype(both)>>;
  CHECK(levels::branches == 3);
  CHECK((levels::steps(0) == 3 && levels::steps(1) == 2 && levels::steps(2) == 1));
  CHECK((levels::below(0, 0) == 0 && levels::below(0, 1) == 1 && levels::below(0, 2) == 2));
  CHECK((levels::below(1, 0) == 1 && levels::below(1, 1) == 2));
  CHECK(levels::below(2, 0) == 1);
}
