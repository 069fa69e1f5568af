// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <map>

#include <millstream/schema/types.hpp>

namespace ms = millstream;

static_assert(ms::column_type<std::int64_t> && ms::column_type<long long> &&
              ms::column_type<std::optional<bool>>);
static_assert(ms::column_type<std::vector<std::string>> && ms::column_type<ms::timestamp>);
static_assert(!ms::column_type<unsigned> && !ms::column_type<char const*> &&
              !ms::column_type<std::map<double, int>> &&
              !ms::column_type<std::map<std::optional<int>, int>>);
static_assert(ms::column_type<std::map<std::string, std::vector<std::optional<int>>>> &&
              ms::column_type<ms::decimal<38, 10>> && ms::column_type<std::optional<ms::binary>>);
static_assert(ms::type_text<ms::decimal<10, 2>>.view() == "ms::decimal<10, 2>");
static_assert(ms::type_text<std::map<std::string, ms::binary>>.view() ==
              "std::map<std::string, ms::binary>");
static_assert(!ms::column_type<long double> && !ms::column_type<char32_t>);
static_assert(
    std::is_same_v<ms::view_of<std::optional<std::string>>, std::optional<std::string_view>>);
static_assert(
    std::is_same_v<ms::owned_of<std::optional<std::string_view>>, std::optional<std::string>>);
static_assert(std::is_same_v<ms::view_of<int>, int>);

TEST_CASE("types: a type prints Spark's name", "[schema]") {
  ms::data_type const text{.kind = ms::type_kind::string, .nullable = true, .members = {}};
  CHECK(text.to_string() == "string");
  ms::data_type const list{
      .kind = ms::type_kind::array, .nullable = false, .members = {{"element", text}}};
  CHECK(list.to_string() == "array<string>");
  ms::data_type const record{
      .kind = ms::type_kind::record, .nullable = false, .members = {{"a", text}, {"b", list}}};
  CHECK(record.to_string() == "struct<a:string,b:array<string>>");
  ms::data_type const number{
      .kind = ms::type_kind::decimal, .members = {}, .precision = 10, .scale = 2};
  CHECK(number.to_string() == "decimal(10,2)");
  ms::data_type const map{.kind = ms::type_kind::map,
                          .members = {{"key", text}, {"value", number}}};
  CHECK(map.to_string() == "map<string,decimal(10,2)>");
}

TEST_CASE("types: equality looks at nullability and members", "[schema]") {
  ms::data_type const a{.kind = ms::type_kind::int64, .nullable = false, .members = {}};
  auto b = a;
  CHECK(a == b);
  b.nullable = true;
  CHECK_FALSE(a == b);
}

TEST_CASE("types: text is viewed without a copy and owned again", "[schema]") {
  std::optional<std::string> const held("ab");
  auto const view = ms::as_view(held);
  CHECK(view->data() == held->data());
  CHECK(ms::as_owned(view) == held);
  CHECK(ms::as_view(std::optional<std::string>()) == std::nullopt);
}
