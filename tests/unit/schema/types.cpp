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

namespace {

ms::data_type type_of(ms::type_kind kind, std::vector<ms::data_type::member> members = {}) {
  ms::data_type out;
  out.kind = kind;
  out.members = std::move(members);
  return out;
}

}  // namespace

TEST_CASE("types: a type prints Spark's name", "[schema]") {
  auto text = type_of(ms::type_kind::string);
  text.nullable = true;
  CHECK(text.to_string() == "string");
  auto const list = type_of(ms::type_kind::array, {{"element", text}});
  CHECK(list.to_string() == "array<string>");
  auto const record = type_of(ms::type_kind::record, {{"a", text}, {"b", list}});
  CHECK(record.to_string() == "struct<a:string,b:array<string>>");
  auto number = type_of(ms::type_kind::decimal);
  number.precision = 10;
  number.scale = 2;
  CHECK(number.to_string() == "decimal(10,2)");
  auto const map = type_of(ms::type_kind::map, {{"key", text}, {"value", number}});
  CHECK(map.to_string() == "map<string,decimal(10,2)>");
}

TEST_CASE("types: equality looks at nullability and members", "[schema]") {
  auto const a = type_of(ms::type_kind::int64);
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
