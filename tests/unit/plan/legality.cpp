// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/legality.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

auto const plain = sample::stream();
auto const watched = plain | ms::with_watermark("ts"_c, 10s);

/// Which of append, update and complete a plan may run in, as three letters.
template <class S>
constexpr auto modes(S const&) {
  using plan = sample::plan_of<S>;
  return std::array<bool, 3>{ms::is_legal<plan, ms::append_mode>,
                             ms::is_legal<plan, ms::update_mode>,
                             ms::is_legal<plan, ms::complete_mode>};
}
constexpr std::array<bool, 3> append_update{true, true, false};
constexpr std::array<bool, 3> all_three{true, true, true};
constexpr std::array<bool, 3> update_complete{false, true, true};

}  // namespace

// the output-mode matrix of SEMANTICS.md (rules 41-52), for the operators that there are
TEST_CASE("legality: a plan without state takes append and update", "[plan][legality]") {
  CHECK(modes(plain) == append_update);
  CHECK(modes(plain | ms::where("v"_c > 1)) == append_update);
  CHECK(modes(plain | ms::where([](auto const&) { return true; })) == append_update);
  CHECK(modes(plain | ms::map([](sample::event const& e) { return e.site; })) == append_update);
  CHECK(modes(plain | ms::select("v"_c)) == append_update);
  CHECK(modes(plain | ms::rename("v"_c, "w"_c)) == append_update);
  CHECK(modes(plain | ms::drop_null("n"_c) | ms::fill_null(0)) == append_update);
  CHECK(modes(plain | ms::pipeline("all", ms::where("v"_c > 1))) == append_update);
  CHECK(modes(plain | ms::union_(plain)) == append_update);
  CHECK(modes(plain | ms::join(sample::colours(), "k"_c)) == append_update);
  CHECK(modes(plain | ms::join(ms::left_outer, sample::colours(), "k"_c)) == append_update);
  CHECK(modes(plain | ms::join(ms::left_semi, sample::colours(), "k"_c)) == append_update);
  CHECK(modes(plain | ms::join(ms::left_anti, sample::colours(), "k"_c)) == append_update);
  CHECK(modes(watched) == append_update);
}

TEST_CASE("legality: an aggregation by event time takes all modes", "[plan][legality]") {
  auto const n = ms::agg(ms::count());
  CHECK(modes(watched | ms::group_by("ts"_c) | n) == all_three);
  CHECK(modes(watched | ms::group_by(ms::window("ts"_c, 5s)) | n) == all_three);
  CHECK(modes(watched | ms::group_by(ms::window("ts"_c, 5s), "k"_c) | n) == all_three);
  CHECK(modes(watched | ms::group_by("ts"_c.as("t"_c)) | n) == all_three);
  CHECK(modes(watched | ms::select("ts"_c.as("t"_c)) | ms::group_by(ms::window("t"_c, 5s)) | n) ==
        all_three);
  CHECK(modes(watched | ms::join(sample::colours(), "k"_c) |
              ms::group_by(ms::window("ts"_c, 5s), "colour"_c) | n) == all_three);
  CHECK(modes(watched | ms::union_(watched) | ms::group_by("ts"_c) | n) == all_three);
}

TEST_CASE("legality: an aggregation by anything else takes no append", "[plan][legality]") {
  auto const n = ms::agg(ms::count());
  CHECK(modes(plain | n) == update_complete);
  CHECK(modes(watched | n) == update_complete);
  CHECK(modes(plain | ms::group_by("k"_c) | n) == update_complete);
  CHECK(modes(watched | ms::group_by("k"_c) | n) == update_complete);
  CHECK(modes(plain | ms::group_by(ms::window("ts"_c, 5s)) | n) == update_complete);
  CHECK(modes(watched | ms::with_column("ts"_c, "ts"_c + 1s) | ms::group_by("ts"_c) | n) ==
        update_complete);
  CHECK(modes(watched | ms::group_by(("ts"_c + 1s).as("ts"_c)) | n) == update_complete);
  CHECK(modes(watched | ms::map([](sample::event const& e) { return e; }) | ms::group_by("ts"_c) |
              n) == update_complete);
}

// rules 43 and 62
TEST_CASE("legality: an aggregation by sessions takes append and complete, and another key",
          "[plan][legality]") {
  auto const n = ms::agg(ms::count());
  auto const session = ms::session_window("ts"_c, 5s);
  constexpr std::array<bool, 3> append_complete{true, false, true};
  constexpr std::array<bool, 3> only_complete{false, false, true};
  constexpr std::array<bool, 3> none{};
  CHECK(modes(watched | ms::group_by(session, "k"_c) | n) == append_complete);
  CHECK(modes(watched | ms::group_by("k"_c, session.as("s"_c)) | n) == append_complete);
  CHECK(modes(plain | ms::group_by(session, "k"_c) | n) == only_complete);
  CHECK(modes(watched | ms::group_by(session) | n) == none);
  auto const found = [](auto const& s, auto mode) {
    return ms::plan::legality<sample::plan_of<decltype(s)>, decltype(mode)>::found;
  };
  using enum ms::plan::verdict;
  CHECK(found(watched | ms::group_by(session) | n, ms::append) == session_window_needs_a_key);
  CHECK(found(watched | ms::group_by(session, "k"_c) | n, ms::update) == session_window_in_update);
  CHECK(found(plain | ms::group_by(session, "k"_c) | n, ms::append) == append_needs_watermark);
}

TEST_CASE("legality: sessions of an aggregation below are sessions again", "[plan][legality]") {
  auto const n = ms::agg(ms::count());
  auto const below = watched | ms::group_by(ms::session_window("ts"_c, 5s), "k"_c, "v"_c) | n |
                     ms::select("session_window"_c.as("s"_c), "k"_c);
  CHECK(modes(below | ms::group_by("s"_c, "k"_c) | n) == std::array<bool, 3>{true, false, false});
  auto const by_start =
      below | ms::select("s.start"_c.as("from"_c), "k"_c) | ms::group_by("from"_c, "k"_c) | n;
  CHECK(modes(by_start) == std::array<bool, 3>{});  // a time that is no event time any more
  auto const alone = below | ms::group_by("s"_c) | n;
  CHECK(ms::plan::legality<sample::plan_of<decltype(alone)>, ms::append_mode>::found ==
        ms::plan::verdict::session_window_needs_a_key);
}

TEST_CASE("legality: what stands above an aggregation changes nothing", "[plan][legality]") {
  auto const counts = watched | ms::group_by(ms::window("ts"_c, 5s), "k"_c) | ms::agg(ms::count());
  CHECK(modes(counts | ms::where("count"_c > 1)) == all_three);
  CHECK(modes(counts | ms::select("k"_c)) == all_three);
}

TEST_CASE("legality: the shape of a plan holds what the rules ask about", "[plan][legality]") {
  using namespace ms::plan;
  using enum operator_kind;
  auto const kinds = [](auto const& s) {
    std::vector<operator_kind> out;
    for (auto const& op : shape_of<sample::plan_of<decltype(s)>>.view())
      out.push_back(op.kind);
    return out;
  };
  using list = std::vector<operator_kind>;
  CHECK(kinds(plain | ms::where("v"_c > 1) | ms::select("v"_c)) == list{source});
  CHECK(kinds(plain | ms::union_(watched)) == list{source, source, watermark, union_of});
  CHECK(kinds(plain | ms::join(sample::colours(), "k"_c)) == list{source, table, join});
  CHECK(kinds(sample::colours()) == list{table});

  auto const counts = watched | ms::group_by("k"_c, ms::window("ts"_c, 5s)) | ms::agg(ms::count());
  constexpr auto shape = shape_of<sample::plan_of<decltype(counts)>>;
  CHECK(shape.count == 3);
  CHECK(shape.operators[2].kind == aggregate);
  CHECK(shape.operators[2].covers == 3);
  CHECK(shape.operators[2].event_time_in_keys);
  CHECK_FALSE(shape.operators[2].only_window);
  using tables = sample::plan_of<decltype(sample::colours())>;
  CHECK(verdict_of(shape_of<tables>.view(), ms::output_mode_value::append) == verdict::no_stream);
}

TEST_CASE("legality: a poisoned plan is legal in every mode, its mistake was told",
          "[plan][legality]") {
  CHECK(modes(ms::stream<ms::plan::poisoned>{}) == all_three);
}

TEST_CASE("legality: the columns that carry a grouping key are known above", "[plan][legality]") {
  auto const counts = watched | ms::group_by(ms::window("ts"_c, 5s), "k"_c) | ms::agg(ms::count());
  auto const above =
      counts | ms::select("window.start"_c.as("from"_c), "k"_c.as("key"_c), "count"_c);
  using origin = ms::plan::key_origin<sample::plan_of<decltype(above)>>;
  CHECK(origin::keys == 2);
  CHECK(origin::of("from") == 0);
  CHECK(origin::of("key") == 1);
  CHECK(origin::of("count") == ms::no_column);
  CHECK(origin::of("k") == ms::no_column);
  CHECK(origin::session == ms::no_column);

  auto const sessions = watched | ms::group_by("k"_c, ms::session_window("ts"_c, 5s)) |
                        ms::agg(ms::count()) | ms::where("count"_c > 1);
  CHECK(ms::plan::key_origin<sample::plan_of<decltype(sessions)>>::session == 1);
}
