// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <type_traits>

#include <millstream/schema/decimal.hpp>

namespace ms = millstream;

using money = ms::decimal<10, 2>;
using widest = ms::decimal<38, 10>;

static_assert(std::is_trivially_copyable_v<money> && sizeof(money) == 16);
static_assert(money("1.25").unscaled() == 125 && money("-.5").unscaled() == -50);
static_assert(money("1.5") == ms::decimal<38, 20>("1.50") &&
              money("-1.25") < widest("-1.2499999999"));
static_assert(ms::decimal<38, 0>(1) >
              ms::decimal<38, 38>("0.99999999999999999999999999999999999999"));
static_assert(!std::is_constructible_v<money, double> && !std::is_convertible_v<int, money>);

TEST_CASE("decimal: text is read whole and rounded half away from zero", "[schema][decimal]") {
  auto const read = [](std::string_view text) {
    auto const v = money::parse(text);
    return v ? ms::to_text(*v) : "none";
  };
  CHECK(read("0") == "0.00");
  CHECK(read("-0.005") == "-0.01");
  CHECK(read("0.0049999999999999999999999999999999999999999999999999") == "0.00");
  CHECK(read("12.345e1") == "123.45");
  CHECK(read("+1.") == "1.00");
  CHECK(read("99999999.994") == "99999999.99");
  CHECK(read("99999999.995") == "none");
  CHECK(read("1e-400") == "0.00");
  CHECK(read("0e400") == "0.00");
  CHECK(read("1e400") == "none");
  CHECK(read("123456789012345678901234567890123456789012345678901234567890123456789012345678901e-"
             "80") == "1.23");
  for (auto const* wrong : {"", "-", ".", "1.2.3", "1e", "e5", "0x1", " 1", "1 ", "NaN", "1,5"})
    CHECK(read(wrong) == "none");
}

TEST_CASE("decimal: text has every digit and reads back", "[schema][decimal]") {
  for (auto const* text : {"0.00", "0.01", "-0.01", "99999999.99", "-99999999.99", "10.50"})
    CHECK(ms::to_text(money::parse(text).value()) == text);
  CHECK(ms::to_text(ms::decimal<38, 0>("-99999999999999999999999999999999999999")) ==
        "-99999999999999999999999999999999999999");
  CHECK(ms::to_text(ms::decimal<3, 3>("0.5")) == "0.500");
}

TEST_CASE("decimal: what does not fit is empty or an error", "[schema][decimal]") {
  CHECK_FALSE(money::from_unscaled(10'000'000'000).has_value());
  CHECK(money::from_unscaled(-9'999'999'999).value() == money("-99999999.99"));
  CHECK_THROWS_WITH(money(100'000'000), Catch::Contains("arithmetic_overflow"));
  CHECK_THROWS_WITH(money(widest("100000000")), Catch::Contains("decimal(10,2)"));
  CHECK(ms::decimal<20, 0>(std::numeric_limits<std::int64_t>::min()) ==
        ms::decimal<38, 0>("-9223372036854775808"));
}

TEST_CASE("decimal: as a double it is the nearest one", "[schema][decimal]") {
  CHECK(static_cast<double>(money("0.10")) == 0.1);
  CHECK(static_cast<double>(ms::decimal<38, 20>("123456789012345678.12345678901234567890")) ==
        123456789012345678.12345678901234567890);
  CHECK(static_cast<double>(ms::decimal<38, 37>("0.1000000000000000055511151231257827021")) == 0.1);
  CHECK(static_cast<float>(ms::decimal<18, 9>("16777217.000000001")) == 16777218.0f);
}
