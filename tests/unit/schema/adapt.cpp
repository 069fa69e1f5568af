// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <boost/hana/for_each.hpp>
#include <boost/hana/members.hpp>

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
// clang-format off
struct wide {
  std::int64_t c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17,
      c18, c19, c20, c21, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31, c32, c33, c34, c35,
      c36, c37, c38, c39, c40, c41, c42, c43, c44, c45, c46, c47, c48, c49, c50, c51, c52, c53,
      c54, c55, c56, c57, c58, c59, c60, c61, c62, c63, c64, c65, c66, c67, c68, c69, c70, c71,
      c72, c73, c74, c75, c76, c77, c78, c79, c80, c81, c82, c83, c84, c85, c86, c87, c88, c89,
      c90, c91, c92, c93, c94, c95, c96, c97, c98, c99, c100, c101, c102, c103, c104, c105,
      c106, c107, c108, c109, c110, c111, c112, c113, c114, c115, c116, c117, c118, c119, c120,
      c121, c122, c123, c124, c125, c126, c127, c128, c129, c130, c131, c132, c133, c134, c135,
      c136, c137, c138, c139, c140, c141, c142, c143, c144, c145, c146, c147, c148, c149, c150,
      c151, c152, c153, c154, c155, c156, c157, c158, c159, c160, c161, c162, c163, c164, c165,
      c166, c167, c168, c169, c170, c171, c172, c173, c174, c175, c176, c177, c178, c179, c180,
      c181, c182, c183, c184, c185, c186, c187, c188, c189, c190, c191, c192, c193, c194, c195,
      c196, c197, c198, c199;
};
// clang-format on
struct pair_of {
  int a;
  std::string b;
};
}  // namespace adapt_test
// clang-format off
MILLSTREAM_ADAPT_STRUCT(adapt_test::wide, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12,
                        c13, c14, c15, c16, c17, c18, c19, c20, c21, c22, c23, c24, c25, c26, c27,
                        c28, c29, c30, c31, c32, c33, c34, c35, c36, c37, c38, c39, c40, c41, c42,
                        c43, c44, c45, c46, c47, c48, c49, c50, c51, c52, c53, c54, c55, c56, c57,
                        c58, c59, c60, c61, c62, c63, c64, c65, c66, c67, c68, c69, c70, c71, c72,
                        c73, c74, c75, c76, c77, c78, c79, c80, c81, c82, c83, c84, c85, c86, c87,
                        c88, c89, c90, c91, c92, c93, c94, c95, c96, c97, c98, c99, c100, c101,
                        c102, c103, c104, c105, c106, c107, c108, c109, c110, c111, c112, c113,
                        c114, c115, c116, c117, c118, c119, c120, c121, c122, c123, c124, c125,
                        c126, c127, c128, c129, c130, c131, c132, c133, c134, c135, c136, c137,
                        c138, c139, c140, c141, c142, c143, c144, c145, c146, c147, c148, c149,
                        c150, c151, c152, c153, c154, c155, c156, c157, c158, c159, c160, c161,
                        c162, c163, c164, c165, c166, c167, c168, c169, c170, c171, c172, c173,
                        c174, c175, c176, c177, c178, c179, c180, c181, c182, c183, c184, c185,
                        c186, c187, c188, c189, c190, c191, c192, c193, c194, c195, c196, c197,
                        c198, c199);
// clang-format on
MILLSTREAM_ADAPT_STRUCT(adapt_test::pair_of, a, b);

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

static_assert(ms::schema_of<adapt_test::wide>::size == 200);
static_assert(ms::schema_of<adapt_test::wide>::names[199] == "c199");

TEST_CASE("adapt: a struct wider than Hana's macro allows is seen like any other", "[schema]") {
  adapt_test::wide w{};
  w.c199 = 7;
  CHECK(ms::struct_row<adapt_test::wide>{&w}.get<"c199">() == 7);
  ms::member_at<0>(w) = 5;
  CHECK(w.c0 == 5);
}

TEST_CASE("adapt: what our macro adapts is a Hana struct, too", "[schema]") {
  std::string seen;
  boost::hana::for_each(boost::hana::members(adapt_test::pair_of{3, "x"}), [&](auto const& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::string>)
      seen += value;
    else
      seen += std::to_string(value);
  });
  CHECK(seen == "3x");
}
