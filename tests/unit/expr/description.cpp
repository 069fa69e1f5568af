// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/description.hpp>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
auto described(auto const& e) {
  return ms::expr::describe<sample::event_schema>(e);
}
auto text(auto const& e) {
  return described(e).to_string();
}
}  // namespace

TEST_CASE("description: literals print as SQL does", "[expr]") {
  using ms::expr::literal_text;
  CHECK(literal_text({}) == "NULL");
  CHECK(literal_text(true) == "true");
  CHECK(literal_text(0.1) == "0.1");
  CHECK(literal_text("x") == "'x'");
  CHECK(literal_text(ms::timestamp(1s)) == "1970-01-01T00:00:01.000Z");
  CHECK(literal_text(ms::value_list{1, "a"}) == "[1, 'a']");
}

TEST_CASE("description: a span is printed in its largest whole unit", "[expr]") {
  using ms::expr::duration_text;
  CHECK(duration_text(48h) == "2 days");
  CHECK(duration_text(90min) == "90 minutes");
  CHECK(duration_text(0s) == "0 seconds");
  CHECK(duration_text(1500ms) == "1500 milliseconds");
  CHECK(duration_text(1us) == "1 microseconds");
}

TEST_CASE("description: two expressions that differ in a value print differently", "[expr]") {
  CHECK(text("v"_c > 1) != text("v"_c > 2));
  CHECK(text("k"_c == "a") != text("k"_c == "b"));
  CHECK(text(ms::window("ts"_c, 10s)) != text(ms::window("ts"_c, 10s, 5s)));
  CHECK(text(ms::window("ts"_c, 10s)) == "window(ts, 10 seconds)");
}

TEST_CASE("description: it has the type of the result", "[expr]") {
  CHECK(described("v"_c / 2).type.to_string() == "double");
  CHECK(described("n"_c > 1).type.nullable);
  CHECK(described(ms::sum("tiny"_c)).type.to_string() == "bigint");
  CHECK(described(ms::window("ts"_c, 1s)).type.to_string() ==
        "struct<start:timestamp,end:timestamp>");
}
