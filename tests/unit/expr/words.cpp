// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
namespace expr = ms::expr;

static_assert(std::is_same_v<decltype("v"_c + 1),
                             expr::call<expr::plus, expr::column<"v">, expr::literal<int>>>);
static_assert(std::is_same_v<decltype(1 < "v"_c),
                             expr::call<expr::less, expr::literal<int>, expr::column<"v">>>);
static_assert(
    std::is_same_v<decltype("k"_c == "x"),
                   expr::call<expr::equal_to, expr::column<"k">, expr::literal<std::string>>>);
static_assert(std::is_same_v<decltype(ms::col<"user id">), expr::column<"user id"> const>);
static_assert(expr::name_of<expr::column<"site.city">> == ms::fixed_string("city"));
static_assert(expr::name_of<decltype(ms::sum("v"_c))> == ms::fixed_string("sum"));
static_assert(expr::name_of<decltype(ms::sum("v"_c).as("total"_c))> == ms::fixed_string("total"));
static_assert(expr::name_of<decltype(ms::window("ts"_c, 1s))> == ms::fixed_string("window"));
static_assert(expr::name_of<decltype("v"_c + 1)>.size() == 0);
static_assert(expr::is_aggregate<decltype(ms::count().as("n"_c))> &&
              !expr::is_aggregate<expr::column<"v">>);
static_assert(expr::is_window<decltype(ms::window("ts"_c, 1s).as("w"_c))> &&
              !expr::is_session<decltype(ms::window("ts"_c, 1s))>);
static_assert(expr::is_window<decltype(ms::session_window("ts"_c, 1s).as("s"_c))> &&
              expr::is_session<decltype(ms::session_window("ts"_c, 1s).as("s"_c))>);
static_assert(expr::name_of<decltype(ms::session_window("ts"_c, "v"_c))> ==
              ms::fixed_string("session_window"));

TEST_CASE("words: text of a literal is owned by the expression", "[expr]") {
  auto const made = [] {
    std::string const gone = "a";
    return "k"_c == gone;
  }();
  CHECK(sample::value_of(made));
}

TEST_CASE("words: durations of any unit become microseconds", "[expr]") {
  auto const w = ms::window("ts"_c, 1min, 20s, 5s);
  CHECK(w.length == 60'000'000us);
  CHECK(w.slide == 20'000'000us);
  CHECK(w.start == 5'000'000us);
  CHECK(ms::window("ts"_c, 1min).slide == 1min);
}

TEST_CASE("words: a window that makes no sense is refused", "[expr]") {
  using sample::code_of;
  auto const refused = ms::errc::invalid_argument;
  CHECK(code_of([] { static_cast<void>(ms::window("ts"_c, 0s)); }) == refused);
  CHECK(code_of([] { static_cast<void>(ms::window("ts"_c, 5s, 6s)); }) == refused);
  CHECK(code_of([] { static_cast<void>(ms::window("ts"_c, 5s, 0s)); }) == refused);
  CHECK(code_of([] { static_cast<void>(ms::window("ts"_c, 5s, 5s, 5s)); }) == refused);
  CHECK(code_of([] { static_cast<void>(ms::window("ts"_c, 5s, 5s, -5s)); }) == refused);
}

TEST_CASE("words: a session needs a gap", "[expr]") {
  using sample::code_of;
  CHECK(ms::session_window("ts"_c, 1min).gap.held == 60'000'000us);
  CHECK(code_of([] { static_cast<void>(ms::session_window("ts"_c, 0s)); }) ==
        ms::errc::invalid_argument);
  CHECK(code_of([] { static_cast<void>(ms::session_window("ts"_c, -5s)); }) ==
        ms::errc::invalid_argument);
}

TEST_CASE("words: uses names the paths of the columns that are read", "[expr]") {
  std::string names;
  using read = decltype("site.city"_c == "k"_c && ms::is_null("n"_c + 1));
  expr::uses<read>::each([&](std::string_view name) { names.append(name).append(" "); });
  CHECK(names == "site.city k n ");
  names.clear();
  expr::uses<decltype(ms::session_window("ts"_c, "gap"_c))>::each(
      [&](std::string_view name) { names.append(name).append(" "); });
  CHECK(names == "ts gap ");
}
