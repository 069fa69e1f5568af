// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/describe.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
auto const plain = sample::stream();
auto const watched = plain | ms::with_watermark("ts"_c, 10s);
auto const windows =
    watched | ms::group_by(ms::window("ts"_c, 5s)) | ms::agg(ms::count().as("n"_c));

template <class Mode, class S>
constexpr bool legal(Mode, S const&) {
  return ms::is_legal<sample::plan_of<S>, Mode>;
}
template <class S>
std::string text(S const& s) {
  return ms::plan::describe(s.plan).to_string();
}
}  // namespace

TEST_CASE("drop_duplicates: keeps columns and event time, and says its keys", "[dsl]") {
  auto const once = watched | ms::drop_duplicates("k"_c, "v"_c);
  CHECK(sample::columns(once) == sample::columns(watched));
  CHECK(sample::event_time(once) == "ts");
  CHECK(text(once).starts_with("Deduplicate [k, v]\n"));
  CHECK(text(watched | ms::drop_duplicates_within_watermark("k"_c))
            .starts_with("Deduplicate within watermark [k] delay 10 seconds\n"));
  CHECK(text(plain | ms::select("k"_c, "v"_c) | ms::drop_duplicates())
            .starts_with("Deduplicate [k, v]\n"));
}

TEST_CASE(
    "drop_duplicates: runs in append and update mode, and below an aggregation in complete mode",
    "[dsl][rule46][rule51]") {
  auto const once = plain | ms::drop_duplicates("k"_c);
  CHECK((legal(ms::append, once) && legal(ms::update, once) && !legal(ms::complete, once)));
  CHECK(legal(ms::complete, once | ms::group_by("k"_c) | ms::agg(ms::count())));
  auto const within = watched | ms::drop_duplicates_within_watermark("k"_c);
  CHECK((legal(ms::append, within) && legal(ms::update, within)));
  auto const unwatched = plain | ms::drop_duplicates_within_watermark("k"_c);
  CHECK((!legal(ms::append, unwatched) && !legal(ms::update, unwatched)));
}

TEST_CASE(
    "drop_duplicates: above an aggregation, one that looks at the event time wants append mode",
    "[dsl][rule47]") {
  auto const by_time = windows | ms::drop_duplicates("window"_c);
  CHECK((legal(ms::append, by_time) && !legal(ms::update, by_time)));
  auto const by_count = windows | ms::drop_duplicates("n"_c);
  CHECK((legal(ms::append, by_count) && legal(ms::update, by_count) &&
         legal(ms::complete, by_count)));
}

TEST_CASE("drop_duplicates: takes columns that are there, each once, and no array", "[dsl]") {
  constexpr auto fits = []<class S, class W>(S const&, W const&) { return ms::applicable<W, S>; };
  CHECK(fits(plain, ms::drop_duplicates("k"_c)));
  CHECK_FALSE(fits(plain, ms::drop_duplicates("none"_c)));
  CHECK_FALSE(fits(plain, ms::drop_duplicates("k"_c, "k"_c)));
  CHECK_FALSE(fits(plain | ms::limit(3), ms::drop_duplicates("k"_c)));
  CHECK_FALSE(fits(sample::colours(), ms::drop_duplicates("k"_c)));
  // the window of a group is no time to add a delay to
  CHECK_FALSE(fits(windows, ms::drop_duplicates_within_watermark("n"_c)));
  CHECK_FALSE(fits(plain | ms::drop_duplicates("k"_c), ms::union_(plain)));
}
