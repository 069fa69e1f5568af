// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <limits>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using ms::errc;
using sample::code_of;
using sample::event;
using sample::value_of;

namespace {
constexpr auto int64_max = std::numeric_limits<std::int64_t>::max();
constexpr auto int64_min = std::numeric_limits<std::int64_t>::min();
auto const nan_value = std::numeric_limits<double>::quiet_NaN();
using maybe = std::optional<bool>;
}  // namespace

TEST_CASE("functions: and, or, not follow three-valued logic", "[expr]") {
  auto const with = [](maybe m, bool b) {
    event e;
    e.m = m, e.b = b;
    return e;
  };
  auto const null = with(std::nullopt, true);
  CHECK(value_of("m"_c && "b"_c, null) == maybe());
  CHECK(value_of("m"_c && "b"_c, with(std::nullopt, false)) == maybe(false));
  CHECK(value_of("b"_c && "m"_c, with(std::nullopt, false)) == maybe(false));
  CHECK(value_of("m"_c || "b"_c, null) == maybe(true));
  CHECK(value_of("m"_c || "b"_c, with(std::nullopt, false)) == maybe());
  CHECK(value_of(!"m"_c, null) == maybe());
  CHECK(value_of(!"m"_c, with(false, true)) == maybe(true));
  CHECK(value_of("b"_c && !"b"_c, null) == false);
}

TEST_CASE("functions: the right side is not evaluated when the left one decides", "[expr]") {
  event e;
  e.v = 0;
  CHECK(value_of("v"_c != 0 && 10 / "v"_c > 1, e) == false);
  CHECK(value_of("v"_c == 0 || 10 / "v"_c > 1, e) == true);
  CHECK(code_of([&] { value_of("v"_c == 0 && 10 / "v"_c > 1, e); }) == errc::division_by_zero);
}

TEST_CASE("functions: a comparison with null is null", "[expr]") {
  CHECK(value_of("n"_c == 1) == maybe());
  CHECK(value_of("n"_c != "n"_c) == maybe());
  event e;
  e.n = 1;
  CHECK(value_of("n"_c == 1, e) == maybe(true));
  CHECK(value_of("n"_c < "x"_c, e) == maybe());
}

TEST_CASE("functions: NaN equals NaN and is the greatest, zeros are equal", "[expr]") {
  event e;
  e.d = nan_value, e.x = nan_value;
  CHECK(value_of("d"_c == "x"_c, e) == maybe(true));
  CHECK(value_of("d"_c > 1e300, e));
  CHECK(value_of("d"_c >= "x"_c, e) == maybe(true));
  CHECK_FALSE(value_of("d"_c < 1e300, e));
  CHECK_FALSE(value_of("d"_c != nan_value, e));
  e.d = -0.0;
  CHECK(value_of("d"_c == 0.0, e));
  CHECK_FALSE(value_of("d"_c < 0.0, e));
}

TEST_CASE("functions: numbers of different widths, text, and times compare", "[expr]") {
  event e;
  e.tiny = -1, e.v = 1, e.k = "b";
  CHECK(value_of("tiny"_c < "v"_c, e));
  CHECK(value_of("v"_c < 1.5, e));
  CHECK(value_of("k"_c > "a", e));
  CHECK(value_of("k"_c == std::string("b"), e));
  e.ts = ms::timestamp(24h), e.day = ms::date(std::chrono::days(1));
  CHECK(value_of("ts"_c == "day"_c, e));
  CHECK(value_of("day"_c <= "ts"_c, e));
  CHECK(value_of("k"_c < "\xc3\xa4", e));
}

TEST_CASE("functions: an integer that does not fit is an error, never wrapped", "[expr]") {
  event e;
  e.v = int64_max;
  CHECK(code_of([&] { value_of("v"_c + 1, e); }) == errc::arithmetic_overflow);
  CHECK(code_of([&] { value_of("v"_c * 2, e); }) == errc::arithmetic_overflow);
  e.v = int64_min;
  CHECK(code_of([&] { value_of("v"_c - 1, e); }) == errc::arithmetic_overflow);
  CHECK(code_of([&] { value_of(-"v"_c, e); }) == errc::arithmetic_overflow);
  e.tiny = 127;
  CHECK(value_of("tiny"_c + 1, e) == 128);
  CHECK(code_of([&] { value_of("tiny"_c + "tiny"_c, e); }) == errc::arithmetic_overflow);
}

TEST_CASE("functions: int by int is a double, and division by zero an error", "[expr]") {
  event e;
  e.v = 7;
  CHECK(value_of("v"_c / 2, e) == 3.5);
  CHECK(value_of("v"_c % 4, e) == 3);
  CHECK(code_of([&] { value_of("v"_c / 0, e); }) == errc::division_by_zero);
  CHECK(code_of([&] { value_of("v"_c % 0, e); }) == errc::division_by_zero);
  CHECK(code_of([&] { value_of("d"_c / 0.0, e); }) == errc::division_by_zero);
  CHECK(value_of("v"_c / ms::nullif("n"_c, 0), e) == std::optional<double>());
  e.v = int64_min;
  CHECK(value_of("v"_c % -1, e) == 0);
  e.v = -7;
  CHECK(value_of("v"_c % 4, e) == -3);
}

TEST_CASE("functions: null makes arithmetic null", "[expr]") {
  CHECK(value_of("n"_c + 1) == std::nullopt);
  CHECK(value_of(-"x"_c) == std::nullopt);
}

TEST_CASE("functions: times take durations and give durations", "[expr]") {
  event e;
  e.ts = ms::timestamp(10s);
  CHECK(value_of("ts"_c + 5s, e) == ms::timestamp(15s));
  CHECK(value_of("ts"_c - 5s, e) == ms::timestamp(5s));
  CHECK(value_of("ts"_c - "ts"_c, e) == ms::duration(0));
}

TEST_CASE("functions: is_null, coalesce and nullif see null", "[expr]") {
  event e;
  CHECK(value_of(ms::is_null("n"_c), e));
  CHECK_FALSE(value_of(ms::is_not_null("n"_c), e));
  CHECK_FALSE(value_of(ms::is_null("v"_c), e));
  CHECK(value_of(ms::coalesce("n"_c, "v"_c), e) == 1);
  CHECK(value_of(ms::coalesce("n"_c, "x"_c, 2.5), e) == 2.5);
  CHECK(value_of(ms::nullif("v"_c, 1), e) == std::nullopt);
  CHECK(value_of(ms::nullif("v"_c, 2), e) == 1);
  CHECK(value_of(ms::nullif("v"_c, "n"_c), e) == 1);
}

TEST_CASE("functions: a cast that does not fit is an error", "[expr]") {
  event e;
  e.v = 300;
  CHECK(code_of([&] { value_of(ms::cast<std::int8_t>("v"_c), e); }) == errc::bad_cast);
  CHECK(value_of(ms::cast<std::int32_t>("v"_c), e) == 300);
  for (double const d : {nan_value, 1e19, -1e19, 9223372036854775808.0}) {
    e.d = d;
    CHECK(code_of([&] { value_of(ms::cast<std::int64_t>("d"_c), e); }) == errc::bad_cast);
  }
  e.d = -9223372036854775808.0;
  CHECK(value_of(ms::cast<std::int64_t>("d"_c), e) == int64_min);
  e.d = -128.9;
  CHECK(value_of(ms::cast<std::int8_t>("d"_c), e) == -128);
  e.d = -129.0;
  CHECK(code_of([&] { value_of(ms::cast<std::int8_t>("d"_c), e); }) == errc::bad_cast);
  CHECK(value_of(ms::cast<double>("v"_c), e) == 300.0);
  CHECK(value_of(ms::cast<std::int32_t>("b"_c), e) == 1);
  CHECK(value_of(ms::cast<std::int32_t>("n"_c), e) == std::nullopt);
}

TEST_CASE("functions: casts of times floor and read text", "[expr]") {
  event e;
  e.ts = ms::timestamp(-1us);
  CHECK(value_of(ms::cast<ms::date>("ts"_c), e) == ms::date(std::chrono::days(-1)));
  CHECK(value_of(ms::cast<std::int64_t>("ts"_c), e) == -1);
  e.day = ms::date(std::chrono::days(2));
  CHECK(value_of(ms::cast<ms::timestamp>("day"_c), e) == ms::timestamp(48h));
  e.k = "1970-01-03T00:00:01Z";
  CHECK(value_of(ms::cast<ms::timestamp>("k"_c), e) == ms::timestamp(48h + 1s));
  CHECK(value_of(ms::cast<ms::date>("k"_c), e) ==
        ms::date(std::chrono::days(2)));  // as Spark has it
  e.k = "1970-13-03T00:00:01Z";
  CHECK(code_of([&] { value_of(ms::cast<ms::date>("k"_c), e); }) == errc::bad_cast);
  CHECK(code_of([&] { value_of(ms::cast<ms::timestamp>("k"_c), e); }) == errc::bad_cast);
}
