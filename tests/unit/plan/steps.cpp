// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/plan/steps.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
namespace plan = ms::plan;
using namespace ms::literals;
using namespace std::chrono_literals;
using in = ms::schema_of<sample::event>;

namespace {

template <class Step>
std::string reads(Step const&) {
  std::string out;
  Step::template reads<in>([&](std::string_view name) { out.append(name).append(" "); });
  return out;
}
template <class Step>
constexpr std::string_view tag_behind(Step const&, std::string_view tag) {
  return Step::template event_time<in>(tag);
}
auto step_of(auto const& s) {
  return s.plan.step;
}

}  // namespace

TEST_CASE("steps: each names the columns that it reads", "[plan]") {
  auto const s = sample::stream();
  CHECK(reads(step_of(s | ms::where("v"_c > "n"_c))) == "v n ");
  CHECK(reads(step_of(s | ms::select("site.city"_c, "k"_c))) == "site.city k ");
  CHECK(reads(step_of(s | ms::drop("k"_c))) == "");
  CHECK(reads(step_of(s | ms::with_watermark("ts"_c, 1s))) == "ts ");
  CHECK(reads(step_of(s | ms::join(sample::colours(), "k"_c))) == "k ");
  CHECK(reads(step_of(s | ms::group_by("k"_c) | ms::agg(ms::sum("v"_c), ms::count()))) == "k v ");
}

TEST_CASE("steps: the event-time tag goes from a window to its time, and to windows of it",
          "[plan][rule63]") {
  auto const windows = sample::stream() | ms::with_watermark("ts"_c, 1s) |
                       ms::group_by(ms::window("ts"_c, 1s), "k"_c) | ms::agg(ms::count());
  auto const n = ms::agg(ms::count());
  CHECK(sample::event_time(windows | ms::select(ms::window_time("window"_c).as("t"_c))) == "t");
  CHECK(sample::event_time(windows | ms::with_column("t"_c, ms::window_time("window"_c))) == "t");
  CHECK(sample::event_time(windows | ms::select("window.end"_c)).empty());
  CHECK(sample::event_time(windows | ms::group_by(ms::window("window"_c, 5s).as("w"_c)) | n) ==
        "w");
  CHECK(sample::event_time(windows | ms::group_by(ms::window_time("window"_c).as("t"_c)) | n) ==
        "t");
  CHECK(sample::event_time(
            windows | ms::group_by(ms::session_window(ms::window_time("window"_c), 5s), "k"_c) |
            n) == "session_window");
  CHECK(sample::event_time(windows | ms::group_by(ms::window("window.end"_c, 5s).as("w"_c)) | n)
            .empty());
}

TEST_CASE("steps: the event-time tag follows a plain column and is lost with it", "[plan]") {
  auto const s = sample::stream();
  CHECK(tag_behind(step_of(s | ms::where("v"_c > 1)), "ts") == "ts");
  CHECK(tag_behind(step_of(s | ms::select("ts"_c.as("t"_c))), "ts") == "t");
  CHECK(tag_behind(step_of(s | ms::select("k"_c)), "ts").empty());
  CHECK(tag_behind(step_of(s | ms::select(("ts"_c + 1s).as("ts"_c))), "ts").empty());
  CHECK(tag_behind(step_of(s | ms::with_column("ts"_c, "ts"_c + 1s)), "ts").empty());
  CHECK(tag_behind(step_of(s | ms::with_column("w"_c, "v"_c + 1)), "ts") == "ts");
  CHECK(tag_behind(step_of(s | ms::drop("ts"_c)), "ts").empty());
  CHECK(tag_behind(step_of(s | ms::drop("k"_c)), "ts") == "ts");
  CHECK(tag_behind(step_of(s | ms::group_by(ms::window("ts"_c, 1s)) | ms::agg(ms::count())),
                   "ts") == "window");
  CHECK(tag_behind(step_of(s | ms::group_by("k"_c) | ms::agg(ms::count())), "ts").empty());
}
