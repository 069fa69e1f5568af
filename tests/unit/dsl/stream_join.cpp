// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/dsl/stream_join.hpp>
#include <millstream/plan/describe.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

auto const left =
    sample::stream() | ms::with_watermark("ts"_c, 10s) | ms::select("ts"_c, "k"_c, "v"_c);
auto const right = sample::stream() | ms::with_watermark("ts"_c, 5s) |
                   ms::select("ts"_c.as("rt"_c), "k"_c, "n"_c.as("w"_c));

template <class S>
using columns = sample::schema_at<S>;
template <class S, ms::fixed_string Name>
using type_of = typename columns<S>::template type_of<Name>;

}  // namespace

TEST_CASE("stream_join: the right stream's columns but for the keys stand behind the left one's",
          "[dsl]") {
  auto const joined = left | ms::join(right, "k"_c);
  CHECK(sample::columns(joined) == "ts k v rt w ");
  CHECK(sample::event_time(joined) == "ts");
  static_assert(std::is_same_v<type_of<decltype(joined), "rt">, ms::timestamp>);
  auto const by_two =
      left | ms::join(right | ms::rename("w"_c, "v"_c) | ms::fill_null(0), "k"_c, "v"_c);
  CHECK(sample::columns(by_two) == "ts k v rt ");
}

TEST_CASE("stream_join: of a side that may be missing the columns may be null", "[dsl]") {
  using left_outer = decltype(left | ms::join(ms::left_outer, right, "k"_c));
  static_assert(std::is_same_v<type_of<left_outer, "v">, std::int64_t>);
  static_assert(std::is_same_v<type_of<left_outer, "k">, std::string>);
  static_assert(std::is_same_v<type_of<left_outer, "rt">, std::optional<ms::timestamp>>);
  using right_outer = decltype(left | ms::join(ms::right_outer, right, "k"_c));
  static_assert(std::is_same_v<type_of<right_outer, "v">, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<type_of<right_outer, "k">, std::string>);
  static_assert(std::is_same_v<type_of<right_outer, "rt">, ms::timestamp>);
  using full_outer = decltype(left | ms::join(ms::full_outer, right, "k"_c));
  static_assert(std::is_same_v<type_of<full_outer, "v">, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<type_of<full_outer, "k">, std::string>);
  static_assert(std::is_same_v<type_of<full_outer, "rt">, std::optional<ms::timestamp>>);
  SUCCEED();
}

TEST_CASE("stream_join: a semi join has the left stream's columns alone", "[dsl]") {
  auto const joined = left | ms::join(ms::left_semi, right, "k"_c, "rt"_c <= "ts"_c + 5s);
  static_assert(std::is_same_v<columns<decltype(joined)>, columns<decltype(left)>>);
  SUCCEED();
}

TEST_CASE("stream_join: the kind stands in front or at the end", "[dsl]") {
  auto const in_front = left | ms::join(ms::right_outer, right, "k"_c, "rt"_c <= "ts"_c + 5s);
  auto const at_the_end = left | ms::join(right, "k"_c, "rt"_c <= "ts"_c + 5s, ms::right_outer);
  static_assert(std::is_same_v<decltype(in_front), decltype(at_the_end)>);
  static_assert(std::is_same_v<decltype(left | ms::join(right, "k"_c)),
                               decltype(left | ms::join(ms::inner, right, "k"_c))>);
  SUCCEED();
}

TEST_CASE("stream_join: the event time is the left stream's, else the right one's", "[dsl]") {
  auto const unwatched = sample::stream() | ms::select("ts"_c, "k"_c, "v"_c);
  CHECK(sample::event_time(unwatched | ms::join(right, "k"_c)) == "rt");
  CHECK(sample::event_time(unwatched | ms::join(ms::left_semi, right, "k"_c)).empty());
}

TEST_CASE("stream_join: its description holds keys, kind and condition", "[dsl]") {
  auto const joined = left | ms::join(ms::left_outer, right, "k"_c, "rt"_c <= "ts"_c + 5s);
  auto const described = ms::plan::describe(joined.plan);
  CHECK(described.kind == ms::plan::relation::kind_type::stream_join);
  CHECK(described.detail == "left");
  CHECK(described.columns == std::vector<std::string>{"k"});
  REQUIRE(described.expressions.size() == 1);
  CHECK(described.expressions[0].to_string().find("rt") != std::string::npos);
  CHECK(described.children.size() == 2);
}
