// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/window_time.hpp>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
namespace expr = ms::expr;

namespace {

using windowed =
    ms::schema<ms::field<"w", ms::window_bounds>, ms::field<"ts", std::optional<ms::timestamp>>>;
template <class E>
using type_in = expr::type_of<E, windowed>;
template <class E>
constexpr bool right = ms::diagnostic::is_none<expr::problem_of<E, windowed>>;

}  // namespace

static_assert(std::is_same_v<type_in<decltype(ms::window_time("w"_c))>, ms::timestamp>);
static_assert(std::is_same_v<type_in<decltype(ms::window("w"_c, 10s))>, ms::window_bounds>);
static_assert(std::is_same_v<type_in<decltype(ms::session_window("w"_c, 10s))>, ms::window_bounds>);
static_assert(!right<decltype(ms::window_time("ts"_c))>);

TEST_CASE("window_time: it is the last microsecond of the window", "[expr][rule63]") {
  ms::record<windowed> row;
  row.slot<0>() = {ms::timestamp(10s), ms::timestamp(15s)};
  CHECK(expr::evaluate(ms::window_time("w"_c), row) == ms::timestamp(15s) - 1us);
}

TEST_CASE("window_time: windows take a time by itself, and a window by its last microsecond",
          "[expr][rule63]") {
  CHECK(expr::time_in_windows(ms::timestamp(3s)) == ms::timestamp(3s));
  CHECK(expr::time_in_windows(std::optional<ms::timestamp>()) == std::nullopt);
  CHECK(expr::time_in_windows(ms::window_bounds{ms::timestamp(10s), ms::timestamp(15s)}) ==
        ms::timestamp(15s) - 1us);
}
