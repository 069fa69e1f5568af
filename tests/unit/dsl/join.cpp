// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

TEST_CASE("join: the table's columns but for the keys stand behind the stream's", "[dsl]") {
  auto const s = sample::stream() | ms::with_watermark("ts"_c, 1s);
  auto const joined = s | ms::join(sample::colours(), "k"_c);
  CHECK(sample::columns(joined) == sample::columns(s) + "colour ");
  CHECK(sample::event_time(joined) == "ts");
  static_assert(
      std::is_same_v<sample::schema_at<decltype(joined)>::type_of<"colour">, std::string>);
}

TEST_CASE("join: the outer join makes the table's columns nullable", "[dsl]") {
  auto const joined = sample::stream() | ms::join(ms::left_outer, sample::colours(), "k"_c);
  static_assert(std::is_same_v<sample::schema_at<decltype(joined)>::type_of<"colour">,
                               std::optional<std::string>>);
  auto const inner = sample::stream() | ms::join(ms::inner, sample::colours(), "k"_c);
  static_assert(std::is_same_v<sample::schema_at<decltype(inner)>::type_of<"colour">, std::string>);
  auto const sparks_order = sample::stream() | ms::join(sample::colours(), "k"_c, ms::left_outer);
  static_assert(std::is_same_v<decltype(sparks_order), decltype(joined)>);
  SUCCEED();
}

TEST_CASE("join: semi and anti joins leave the columns as they are", "[dsl]") {
  auto const s = sample::stream() | ms::with_watermark("ts"_c, 1s);
  auto const with = s | ms::join(ms::left_semi, sample::colours(), "k"_c);
  CHECK(sample::columns(with) == sample::columns(s));
  CHECK(sample::event_time(with) == "ts");
  // the table's other columns may have names of the stream's
  auto const without =
      s | ms::join(sample::colours() | ms::rename("colour"_c, "v"_c), "k"_c, ms::left_anti);
  CHECK(sample::columns(without) == sample::columns(s));
}

TEST_CASE("join: a table may have steps of its own", "[dsl]") {
  auto const joined =
      sample::stream() |
      ms::join(sample::colours() | ms::with_column("bright"_c, "colour"_c == "red"), "k"_c);
  CHECK(sample::schema_at<decltype(joined)>::has("bright"));
}
