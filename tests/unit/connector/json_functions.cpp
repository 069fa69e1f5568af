// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/connector/format/json_functions.hpp>

#include "unit/expr/functions/golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace json_records {
struct pair {
  std::optional<std::string> k;
  std::optional<std::int64_t> v;
};
struct numbers {
  std::optional<double> d;
  std::optional<bool> b;
  golden::list<std::int64_t> l;
};
struct times {
  std::optional<ms::timestamp> ts;
  std::optional<ms::date> dt;
};
struct strict_pair {
  std::string k;
  std::optional<std::int64_t> v;
};
struct inner {
  std::int64_t a;
};
struct outer {
  std::optional<inner> in;
  std::optional<std::vector<inner>> list;
};
struct wide {
  std::optional<bool> b;
  std::optional<std::int32_t> i;
  std::optional<std::int64_t> l;
  std::optional<double> d;
  std::optional<std::string> s;
  std::optional<ms::timestamp> ts;
  std::optional<ms::date> dt;
  golden::list<std::int64_t> al;
};
struct holder {
  wide w;
};
}  // namespace json_records
BOOST_HANA_ADAPT_STRUCT(json_records::pair, k, v);
BOOST_HANA_ADAPT_STRUCT(json_records::numbers, d, b, l);
BOOST_HANA_ADAPT_STRUCT(json_records::times, ts, dt);
BOOST_HANA_ADAPT_STRUCT(json_records::strict_pair, k, v);
BOOST_HANA_ADAPT_STRUCT(json_records::inner, a);
BOOST_HANA_ADAPT_STRUCT(json_records::outer, in, list);
BOOST_HANA_ADAPT_STRUCT(json_records::wide, b, i, l, d, s, ts, dt, al);
BOOST_HANA_ADAPT_STRUCT(json_records::holder, w);

TEST_CASE("json_functions: paths find what Spark finds", "[connector][functions]") {
  CHECK_GOLDEN("json_texts", "get_json_object", ms::get_json_object("s"_c, "t"_c));
  CHECK_GOLDEN("json_texts", "get_json_object_literal", ms::get_json_object("s"_c, "$.a"));
  CHECK_GOLDEN("json_texts", "json_array_length", ms::json_array_length("s"_c));
  CHECK_GOLDEN("json_texts", "json_object_keys", ms::json_object_keys("s"_c));
}

TEST_CASE("json_functions: from_json reads what Spark reads", "[connector][functions]") {
  using namespace json_records;
  CHECK_GOLDEN("json_texts", "from_json", ms::from_json<json_records::pair>("s"_c));
  CHECK_GOLDEN("json_texts", "from_json_of_doubles", ms::from_json<numbers>("s"_c));
  CHECK_GOLDEN("json_texts", "from_json_of_times", ms::from_json<times>("s"_c));
}

TEST_CASE("json_functions: from_json is null where a member that can't be null has no value",
          "[connector][functions]") {
  using namespace json_records;
  auto const read = []<class T>(std::type_identity<T>, char const* text) {
    auto const found = ms::expr::evaluate(ms::from_json<T>(ms::lit(text)), golden::wide_record{});
    return found ? ms::to_values(ms::as_row(*found)) : ms::value_list{"none"};
  };
  std::type_identity<strict_pair> const strict;
  std::type_identity<outer> const nested;
  CHECK(read(strict, R"({"k": "x"})") == ms::value_list{"x", {}});
  CHECK(read(strict, R"({"k": "x", "v": "y"})") == ms::value_list{"x", {}});
  CHECK(read(strict, R"({"v": 1})") == ms::value_list{"none"});
  CHECK(read(strict, R"({"k": null})") == ms::value_list{"none"});
  CHECK(read(strict, R"({"k": "x")") == ms::value_list{"none"});
  CHECK(read(nested, R"({"in": {"a": 1}, "list": [{"a": 2}]})") ==
        ms::value_list{ms::value_list{1}, ms::value_list{ms::value_list{2}}});
  CHECK(read(nested, R"({"in": {"b": 1}, "list": [{"a": "x"}]})") == ms::value_list{{}, {}});
}

TEST_CASE("json_functions: to_json writes what Spark writes", "[connector][functions]") {
  CHECK_GOLDEN("json_texts", "to_json_of_array", ms::to_json("al"_c));
  CHECK_GOLDEN("json_texts", "to_json_of_doubles", ms::to_json("ad"_c));
  CHECK_GOLDEN("json_texts", "to_json_of_texts", ms::to_json("as"_c));
  for (auto const& row : golden::cases_of("json_texts").at("to_json").at("rows")) {
    auto const input = golden::row_of(row[0]);
    json_records::holder const held{ms::to<json_records::wide>(input)};
    auto const made =
        ms::expr::evaluate(ms::to_json("w"_c), ms::struct_row<json_records::holder>{&held});
    CHECK(std::string(made) == row[1].get<std::string>());
  }
}
