// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/schema/adapt.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;

namespace adapt_test {
struct defined {
  BOOST_HANA_DEFINE_STRUCT(defined, (std::int32_t, a), (std::string, b));
};
struct plain {
  int a;
};
}  // namespace adapt_test

static_assert(ms::adapted_struct<sample::event> && ms::adapted_struct<adapt_test::defined>);
static_assert(!ms::adapted_struct<adapt_test::plain> && !ms::adapted_struct<int>);
static_assert(
    std::is_same_v<ms::schema_of<adapt_test::defined>,
                   ms::schema<ms::field<"a", std::int32_t>, ms::field<"b", std::string>>>);
static_assert(ms::schema_of<sample::event>::size == 12);

TEST_CASE("adapt: a struct is seen as a row without a copy", "[schema]") {
  sample::event e;
  e.k = "view";
  ms::struct_row<sample::event> const row{&e};
  CHECK(row.get<"k">() == "view");
  CHECK(row.get<"k">().data() == e.k.data());
  CHECK(&row.get<"site">() == &e.site);
  CHECK(row.get<"n">() == std::nullopt);
}

TEST_CASE("adapt: members are reached by position, to read and to write", "[schema]") {
  adapt_test::defined d{1, "x"};
  ms::member_at<0>(d) = 5;
  CHECK(d.a == 5);
  CHECK(ms::member_at<1>(std::as_const(d)) == "x");
}

TEST_CASE("adapt: a schema is described with names, types and nullability", "[schema]") {
  auto const type = ms::describe_schema<ms::schema_of<sample::event>>();
  CHECK(type.to_string() ==
        "struct<ts:timestamp,k:string,v:bigint,n:bigint,d:double,x:double,b:boolean,m:boolean,tiny:"
        "tinyint,day:date,"
        "site:struct<city:string,number:int>,home:struct<city:string,number:int>>");
  CHECK_FALSE(type.members[2].type.nullable);
  CHECK(type.members[3].type.nullable);
  CHECK(type.members[11].type.nullable);
}
