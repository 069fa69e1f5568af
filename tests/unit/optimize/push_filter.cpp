// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
std::string below_projection(auto const& s, bool fires) {
  auto c = sample::chain(s);
  CHECK(ms::optimize::push_filter_below_projection(c) == fires);
  return sample::order(c);
}
std::string below_join(auto const& s, bool fires) {
  auto c = sample::chain(s);
  CHECK(ms::optimize::push_filter_below_join(c) == fires);
  return sample::order(c);
}
auto const events = sample::stream();
}  // namespace

TEST_CASE("push_filter: below projections that do not compute what it reads", "[optimize]") {
  CHECK(below_projection(events | ms::with_column("w"_c, "v"_c + 1) | ms::where("b"_c), true) ==
        "10");
  CHECK(below_projection(events | ms::select("b"_c, "v"_c) | ms::drop("v"_c) | ms::where("b"_c),
                         true) == "201");
  CHECK(below_projection(events | ms::with_column("w"_c, "v"_c + 1) | ms::where("w"_c > 1),
                         false) == "01");
  CHECK(below_projection(events | ms::where("b"_c), false) == "0");
}

TEST_CASE("push_filter: never past a watermark, a map or a join", "[optimize]") {
  CHECK(below_projection(events | ms::with_watermark("ts"_c, 1s) | ms::where("b"_c), false) ==
        "01");
  CHECK(below_projection(
            events | ms::map([](sample::event const& e) { return e; }) | ms::where("b"_c), false) ==
        "01");
  CHECK(below_projection(events | ms::join(sample::colours(), "k"_c) | ms::where("b"_c), false) ==
        "01");
}

TEST_CASE("push_filter: filters keep their order among themselves", "[optimize]") {
  CHECK(below_projection(events | ms::with_column("w"_c, "v"_c) | ms::where("v"_c != 0) |
                             ms::where(10 / "v"_c > 1),
                         true) == "120");
}

TEST_CASE("push_filter: below a join when it reads the stream's columns only", "[optimize]") {
  CHECK(below_join(events | ms::join(sample::colours(), "k"_c) | ms::where("b"_c), true) == "10");
  CHECK(below_join(
            events | ms::join(ms::left_outer, sample::colours(), "k"_c) | ms::where("k"_c == "a"),
            true) == "10");
  CHECK(below_join(events | ms::join(sample::colours(), "k"_c) | ms::where("colour"_c == "red"),
                   false) == "01");
}

TEST_CASE("push_filter: what may be an error does not meet rows that a join leaves out",
          "[optimize]") {
  auto const joined = events | ms::join(sample::colours(), "k"_c);
  CHECK(below_join(joined | ms::where(10 / "v"_c > 1), false) == "01");
  CHECK(below_join(
            events | ms::join(ms::left_outer, sample::colours(), "k"_c) | ms::where(10 / "v"_c > 1),
            true) == "10");
  // the column computes the same, however little of it shows in the condition
  auto const computed = events | ms::with_column("w"_c, 10 / "v"_c);
  CHECK(below_join(computed | ms::join(sample::colours(), "k"_c) | ms::where("w"_c > 1), false) ==
        "012");
  CHECK(below_join(events | ms::with_column("w"_c, ms::upper("k"_c)) |
                       ms::join(sample::colours(), "k"_c) | ms::where("w"_c == "A"),
                   true) == "021");
  // explode has a filter that leaves rows without elements out
  CHECK(below_projection(events | ms::with_column("xs"_c, ms::array("v"_c)) |
                             ms::with_column("e"_c, ms::explode("xs"_c)) |
                             ms::where(10 / "v"_c > 1),
                         true) == "01423");
}

TEST_CASE("push_filter: a condition on the table's columns filters the table", "[optimize]") {
  auto const into_table = [](auto const& s, bool fires) {
    auto c = sample::chain(s);
    CHECK(ms::optimize::push_filter_into_table(c) == fires);
    return sample::order(c);
  };
  auto const joined = events | ms::join(sample::colours(), "k"_c);
  CHECK(into_table(joined | ms::where("b"_c) | ms::where("colour"_c == "red"), true) == "01");
  CHECK(into_table(joined | ms::with_column("w"_c, "v"_c) | ms::where("colour"_c == "red"), true) ==
        "01");
  // not what reads the stream too, nor what the step between computes
  CHECK(into_table(joined | ms::where("colour"_c == "k"_c), false) == "01");
  CHECK(into_table(joined | ms::with_column("colour"_c, "k"_c) | ms::where("colour"_c == "red"),
                   false) == "012");
  // a row without a partner would come out null, not be dropped
  CHECK(into_table(events | ms::join(ms::left_outer, sample::colours(), "k"_c) |
                       ms::where("colour"_c == "red"),
                   false) == "01");
  // a table has rows that no row of the stream meets: they must raise no error
  CHECK(into_table(joined | ms::where(ms::cast<ms::date>("colour"_c) == ms::date()), false) ==
        "01");
  // below the watermark stands the computation itself
  auto c = sample::chain(joined | ms::with_watermark("ts"_c, 1s) |
                         ms::with_column("on"_c, ms::cast<ms::date>("colour"_c)) |
                         ms::where("on"_c == ms::date()));
  ms::optimize::normalise(c);
  CHECK(sample::order(c) == "0312");
  CHECK_FALSE(ms::optimize::push_filter_into_table(c));
}

TEST_CASE("push_filter: a filter goes below the union that it stands above", "[optimize]") {
  struct two_unions {
    static constexpr std::size_t below(std::size_t step) { return step; }
  };
  auto const s = events | ms::where("b"_c) | ms::with_column("w"_c, "v"_c) | ms::where("v"_c > 1);
  auto c = ms::optimize::chain_of<sample::plan_of<decltype(s)>, ms::optimize::detail::everything,
                                  two_unions>();
  CHECK(c.at(2).unions_below == 2);
  CHECK_FALSE(ms::optimize::push_filter_below_projection(c));  // the border stops it
  CHECK(ms::optimize::push_filter_below_union(c));
  CHECK(c.at(2).unions_below == 1);
  CHECK(ms::optimize::push_filter_below_projection(c));
  CHECK(sample::order(c) == "021");
  CHECK(ms::optimize::push_filter_below_union(c));
  CHECK(c.at(1).unions_below == 0);
  CHECK_FALSE(ms::optimize::push_filter_below_union(c));
}

TEST_CASE("push_filter: the rule runs in the compiler too", "[optimize]") {
  using plan = sample::plan_of<decltype(events | ms::with_column("w"_c, "v"_c) | ms::where("b"_c))>;
  static_assert([] {
    auto c = sample::optimize::chain_of<plan, sample::optimize::detail::everything>();
    return ms::optimize::push_filter_below_projection(c) && c.order[0] == 1;
  }());
  SUCCEED();
}
