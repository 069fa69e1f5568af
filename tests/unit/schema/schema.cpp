// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/schema/schema.hpp>

namespace ms = millstream;

using sample_schema = ms::schema<ms::field<"user_id", int>, ms::field<"event_type", double>,
                                 ms::field<"n", std::optional<int>>>;

static_assert(sample_schema::size == 3);
static_assert(sample_schema::index_of("event_type") == 1);
static_assert(sample_schema::index_of("nothing") == ms::no_column);
static_assert(std::is_same_v<sample_schema::type_of<"n">, std::optional<int>>);
static_assert(std::is_same_v<ms::put_field<ms::field<"n", int>, sample_schema>,
                             ms::schema<ms::field<"user_id", int>, ms::field<"event_type", double>,
                                        ms::field<"n", int>>>);
static_assert(ms::put_field<ms::field<"w", int>, sample_schema>::names[3] == "w");
static_assert(
    std::is_same_v<ms::keep_fields<sample_schema, ms::all_but<"event_type">>,
                   ms::schema<ms::field<"user_id", int>, ms::field<"n", std::optional<int>>>>);
static_assert(
    std::is_same_v<
        ms::nullable_schema<ms::schema<ms::field<"a", int>, ms::field<"b", std::optional<int>>>>,
        ms::schema<ms::field<"a", std::optional<int>>, ms::field<"b", std::optional<int>>>>);

TEST_CASE("schema: the nearest name is one that may be a slip", "[schema]") {
  CHECK(sample_schema::nearest("evnt_type") == "event_type");
  CHECK(sample_schema::nearest("userid") == "user_id");
  CHECK(sample_schema::nearest("campaign").empty());
  CHECK(ms::schema<>::nearest("x").empty());
}

TEST_CASE("schema: for_each visits the columns in order", "[schema]") {
  std::string names;
  sample_schema::for_each([&]<class Field>() { names.append(Field::name.view()).append(" "); });
  CHECK(names == "user_id event_type n ");
}
