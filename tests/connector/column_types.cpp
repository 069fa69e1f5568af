// SPDX-License-Identifier: Apache-2.0
// Decimal, binary and map columns through the connectors: JSON as Spark reads and writes it, Parquet as Arrow, pyarrow
// and DuckDB see it, CSV, folders, LMDB keys and the console; and as keys and sums that are kept in a checkpoint.
#include <catch2/catch.hpp>

#include <cstdio>

#include <millstream/connector/format/csv.hpp>
#include <millstream/connector/format/json.hpp>
#include <millstream/connector/format/parquet.hpp>
#include <millstream/connector/table/lmdb_key.hpp>
#include <millstream/connector/transport/console.hpp>
#include <millstream/connector/transport/noop.hpp>
#include <millstream/expr/functions/map.hpp>
#include <millstream/millstream.hpp>
#include <millstream/runtime/start.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "connector/json_reading.hpp"

namespace column_types_test {

namespace ms = millstream;

using tags = std::map<std::string, std::optional<std::int64_t>>;
struct purchase {
  std::string user;
  ms::decimal<10, 2> price;
  std::optional<ms::decimal<38, 10>> rate;
  ms::binary token;
  std::optional<ms::binary> extra;
  tags counts;
  std::optional<std::map<std::int32_t, std::string>> names;
  std::vector<ms::decimal<10, 2>> prices;
  std::vector<std::optional<ms::binary>> tokens;
};
struct taxed {
  ms::decimal<20, 4> price;
};
struct shelf {
  ms::decimal<10, 2> price;
  std::int64_t n;
};

}  // namespace column_types_test

BOOST_HANA_ADAPT_STRUCT(column_types_test::purchase, user, price, rate, token, extra, counts, names,
                        prices, tokens);
BOOST_HANA_ADAPT_STRUCT(column_types_test::taxed, price);
BOOST_HANA_ADAPT_STRUCT(column_types_test::shelf, price, n);

namespace {

using namespace column_types_test;
using namespace ms::literals;
using json_reading::context;
using json_reading::read;
using json_reading::read_batch;
using json_reading::temporary_folder;
using ms::field;
using ms::schema;
using ms::value;
using ms::value_list;
using money = ms::decimal<10, 2>;
namespace fs = std::filesystem;

std::vector<purchase> purchases() {
  purchase full{"Ann",
                money("12.50"),
                ms::decimal<38, 10>("-9999999999999999999999999999.9999999999"),
                ms::binary(std::string("\0\xFF\x80 a", 5)),
                ms::binary(""),
                {{"b", 1}, {"a", std::nullopt}},
                {{{2, "two"}, {-1, "minus one"}}},
                {money("0.01"), money("-0.01")},
                {ms::binary("x"), std::nullopt}};
  purchase empty{};
  purchase most{"caf\xC3\xA9",
                money("-99999999.99"),
                ms::decimal<38, 10>("0.0000000001"),
                ms::binary(std::string(1000, '\xFE')),
                std::nullopt,
                {{"caf\xC3\xA9", 1LL << 62}},
                std::nullopt,
                {},
                {}};
  return {full, empty, most};
}

std::vector<value_list> values_of(std::vector<purchase> const& rows) {
  std::vector<value_list> out;
  for (auto const& row : rows)
    out.push_back(ms::to_values(ms::struct_row<purchase>{&row}));
  return out;
}

/// The one value of a line `{"x":<text>}`, or why there is none.
template <class T>
value x(std::string const& text) {
  temporary_folder const folder;
  folder.write("a.json", "{\"x\":" + text + "}\n");
  auto const out = read<schema<field<"x", T>>>({.path = folder.path});
  INFO(text);
  REQUIRE(out.rows.size() == 1);
  return out.rows[0][0];
}
template <class T>
std::string why_not_x(std::string const& text) {
  temporary_folder const folder;
  folder.write("a.json", "{\"x\":" + text + "}\n");
  auto const out = read<schema<field<"x", T>>>(
      ms::json(folder.path).on_malformed(ms::io::malformed_policy::dead_letter), true);
  INFO(text);
  REQUIRE(out.rejected.size() == 1);
  return out.rejected[0].reason;
}

template <class T>
std::string json_of(T v) {
  ms::record<schema<field<"a", T>>> row;
  row.template slot<0>() = std::move(v);
  return ms::io::row_text(row);
}

fs::path python() {
#ifdef MILLSTREAM_TEST_DATA
  auto const at =
      (fs::path(MILLSTREAM_TEST_DATA) / "../../.deps/venv/bin/python").lexically_normal();
  if (fs::exists(at)) return at;
#endif
  return {};
}
std::string output_of(std::string const& command) {
  std::string out;
  auto* const pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe);
  char text[4096];
  while (auto const n = std::fread(text, 1, sizeof text, pipe))
    out.append(text, n);
  CHECK(::pclose(pipe) == 0);
  return out;
}

/// The purchases as one file of the Parquet sink.
fs::path written(temporary_folder const& folder) {
  ms::run(ms::write_stream(ms::from_range(purchases()), ms::parquet(folder.path / "out"))
              .trigger(ms::available_now));
  for (auto const& entry : fs::directory_iterator(folder.path / "out"))
    if (entry.path().extension() == ".parquet") return entry.path();
  FAIL("no file was written");
  return {};
}

}  // namespace

TEST_CASE("column types: JSON is written as Spark writes it", "[connector][json][types]") {
  // each line is Spark 4.2.0's to_json of the same value
  CHECK(json_of(ms::decimal<38, 10>()) == R"({"a":0E-10})");
  CHECK(json_of(ms::decimal<38, 10>("0.0000000001")) == R"({"a":1E-10})");
  CHECK(json_of(money("1.50")) == R"({"a":1.50})");
  CHECK(json_of(ms::decimal<10, 0>(100)) == R"({"a":100})");
  CHECK(json_of(ms::decimal<38, 10>("-0.00000012")) == R"({"a":-1.200E-7})");
  CHECK(json_of(ms::binary(std::string("\0\xFF"
                                       "a",
                                       3))) == R"({"a":"AP9h"})");
  CHECK(json_of(std::optional<ms::binary>()) == "{}");
  CHECK(json_of(tags{{"a", std::nullopt}, {"b", 1}}) == R"({"a":{"a":null,"b":1}})");
  CHECK(json_of(std::map<bool, std::int32_t>{{true, 1}}) == R"({"a":{"true":1}})");
  CHECK(json_of(std::map<ms::decimal<5, 2>, std::int32_t>{{ms::decimal<5, 2>("1.50"), 1}}) ==
        R"({"a":{"1.50":1}})");
  // ours: Spark writes a date's days since 1970 and the address of a byte array
  CHECK(json_of(std::map<ms::date, std::int32_t>{{ms::date(std::chrono::days(18263)), 1}}) ==
        R"({"a":{"2020-01-02":1}})");
  CHECK(json_of(std::map<ms::binary, std::int32_t>{{ms::binary("ab"), 1}}) ==
        R"({"a":{"YWI=":1}})");
}

TEST_CASE("column types: JSON is read as Spark reads it", "[connector][json][types]") {
  CHECK(x<money>("1.255") == value(money("1.26")));
  CHECK(x<money>("\"1.255\"") == value(money("1.26")));
  CHECK(x<money>("1e2") == value(money("100")));
  CHECK(x<money>("\"1e2\"") == value(money("100")));
  CHECK(x<money>("-0.005") == value(money("-0.01")));
  CHECK(x<ms::decimal<38, 0>>("99999999999999999999999999999999999999") ==
        value(ms::decimal<38, 0>("99999999999999999999999999999999999999")));
  CHECK(x<std::optional<money>>("null").is_null());
  CHECK(x<ms::binary>("\"YWI=\"") == value(ms::binary("ab")));
  CHECK(x<ms::binary>("\"\"") == value(ms::binary("")));
  CHECK(x<ms::binary>("\"YW\\u0049=\"") == value(ms::binary("ab")));
  CHECK(x<tags>(R"({"x":1,"x":2})") == value(tags{{"x", 2}}));
  CHECK(x<tags>(R"({"x":null})") == value(tags{{"x", std::nullopt}}));
  CHECK(x<tags>("{}") == value(tags{}));
  CHECK(x<std::map<std::string, std::vector<ms::binary>>>(R"({"a\"":["YQ==","Yg=="],"b":[]})") ==
        value(std::map<std::string, std::vector<ms::binary>>{
            {"a\"", {ms::binary("a"), ms::binary("b")}}, {"b", {}}}));
  CHECK(x<std::map<std::int32_t, bool>>(R"({"-3":true})") ==
        value(std::map<std::int32_t, bool>{{-3, true}}));
  CHECK(x<std::map<ms::date, money>>(R"({"2020-01-02":1.5})") ==
        value(std::map<ms::date, money>{{ms::date(std::chrono::days(18263)), money("1.5")}}));

  for (auto const* text : {"\" 1.5 \"", "\"abc\"", "true", "\"\"", "{}", "[1]"})
    CHECK_THAT(why_not_x<money>(text), Catch::StartsWith("column \"x\" is not a decimal(10,2): "));
  CHECK(why_not_x<money>("100000000") ==
        "column \"x\" is out of the range of decimal(10,2): 100000000");
  CHECK(why_not_x<money>("null") == "column \"x\" is null");
  for (auto const* text : {"\"YWI\"", "\"Y W I =\"", "1", "\"!\""})
    CHECK_THAT(why_not_x<ms::binary>(text), Catch::StartsWith("column \"x\" is not a binary: "));
  CHECK_THAT(why_not_x<tags>("[1]"), Catch::StartsWith("column \"x\" is not a map<string,bigint>"));
  CHECK_THAT(why_not_x<tags>(R"({"x":"s"})"), Catch::Contains("is not a map"));
  CHECK_THAT((why_not_x<std::map<std::int32_t, bool>>(R"({"x":true})")),
             Catch::Contains("is not a map<int,boolean>"));
  CHECK_THAT(why_not_x<tags>(R"({"x":1)"), Catch::Contains("JSON"));
}

TEST_CASE("column types: rows come back from JSON as they were", "[connector][json][types]") {
  temporary_folder const folder;
  std::string text;
  for (auto const& row : purchases()) {
    ms::io::append_row_text(text, ms::struct_row<purchase>{&row});
    text += '\n';
  }
  folder.write("a.json", text);
  auto const out = read<ms::schema_of<purchase>>({.path = folder.path});
  CHECK(out.rejected.empty());
  CHECK(out.rows == values_of(purchases()));
}

TEST_CASE("column types: rows come back from Parquet as they were", "[connector][parquet][types]") {
  temporary_folder const folder;
  auto const file = written(folder);
  auto source =
      ms::parquet(file)
          .open_source<ms::schema_of<purchase>, ms::schema_of<purchase>, ms::schema_of<purchase>>(
              context());
  source.freeze();
  auto const all = read_batch(source.open_batch(source.plan().value()));
  CHECK(all.rejected.empty());
  CHECK(all.rows == values_of(purchases()));

  using wider = ms::schema_of<taxed>;
  auto widened = ms::parquet(file).open_source<wider, wider, wider>(context());
  widened.freeze();
  auto const prices = read_batch(widened.open_batch(widened.plan().value()));
  REQUIRE(prices.rows.size() == 3);
  CHECK(prices.rows[2][0] == value(ms::decimal<20, 4>("-99999999.9900")));

  using narrower = schema<field<"price", ms::decimal<9, 2>>>;
  auto const narrow = [&] {
    auto narrowed = ms::parquet(file).open_source<narrower, narrower, narrower>(context());
    narrowed.freeze();
    read_batch(narrowed.open_batch(narrowed.plan().value()));
  };
  CHECK_THROWS_WITH(narrow(),
                    Catch::Contains("decimal128(10, 2)") && Catch::Contains("not a decimal(9,2)"));
}

TEST_CASE("column types: pyarrow and DuckDB see what the Parquet sink wrote",
          "[connector][parquet][types]") {
  if (python().empty()) {
    WARN("left out: no .deps/venv (./dev setup makes it)");
    return;
  }
  temporary_folder const folder;
  auto const file = written(folder);
  auto const script = folder.write("read.py", R"(
import sys, duckdb, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
print([str(table.schema.field(n).type) for n in ("price", "rate", "token", "prices")])
counts = table.schema.field("counts").type
print(counts.key_type, counts.item_type, counts.key_field.nullable, counts.item_field.nullable)
row = table.to_pylist()[0]
print(row["price"], row["rate"], row["token"], row["counts"], row["names"], row["prices"], row["tokens"])
print(duckdb.sql(f"select sum(price), max(rate), max(octet_length(token)), any_value(counts['b']), "
                 f"typeof(any_value(price)) from '{sys.argv[1]}'").fetchall()[0])
)");
  CHECK(output_of(python().string() + " " + script.string() + " " + file.string()) ==
        "['decimal128(10, 2)', 'decimal128(38, 10)', 'binary', "
        "'list<element: decimal128(10, 2) not null>']\n"
        "string int64 False True\n"
        "12.50 -9999999999999999999999999999.9999999999 b'\\x00\\xff\\x80 a' [('a', None), ('b', "
        "1)] [(-1, 'minus one'), (2, 'two')] [Decimal('0.01'), Decimal('-0.01')] [b'x', None]\n"
        "(Decimal('-99999987.49'), Decimal('1E-10'), 1000, 1, 'DECIMAL(10,2)')\n");
}

TEST_CASE("column types: a file of pyarrow with other layouts is read",
          "[connector][parquet][types]") {
  if (python().empty()) {
    WARN("left out: no .deps/venv (./dev setup makes it)");
    return;
  }
  temporary_folder const folder;
  auto const script = folder.write("write.py", R"(
import sys, decimal, pyarrow as pa, pyarrow.parquet as pq
D = decimal.Decimal
table = pa.table({
  "small": pa.array([D("1.5"), None, D("-2.5")], pa.decimal128(4, 1)),
  "whole": pa.array([D(10**37), D(-10**37), D(0)], pa.decimal128(38, 0)),
  "fixed": pa.array([b"ab", b"cd", None], pa.binary(2)), "large": pa.array([b"x", b"", b"yyy"], pa.large_binary()),
  "text": pa.array(["t", "u", "v"]),
  "map": pa.array([[("b", [1]), ("a", [])], None, []], pa.map_(pa.string(), pa.list_(pa.int32()))),
})
pq.write_table(table, sys.argv[1] + "/a.parquet", store_decimal_as_integer=True)
pq.write_table(table, sys.argv[1] + "/b.parquet", use_dictionary=False, store_schema=False)
)");
  auto const out = folder.path / "out";
  fs::create_directories(out);
  output_of(python().string() + " " + script.string() + " " + out.string());
  using row = schema<field<"small", std::optional<money>>, field<"whole", ms::decimal<38, 0>>,
                     field<"fixed", std::optional<ms::binary>>, field<"large", ms::binary>,
                     field<"text", ms::binary>,
                     field<"map", std::optional<std::map<std::string, std::vector<std::int32_t>>>>>;
  std::vector<value_list> const wanted{
      {value(money("1.50")), value(ms::decimal<38, 0>("10000000000000000000000000000000000000")),
       value(ms::binary("ab")), value(ms::binary("x")), value(ms::binary("t")),
       value(std::map<std::string, std::vector<std::int32_t>>{{"a", {}}, {"b", {1}}})},
      {value(), value(ms::decimal<38, 0>("-10000000000000000000000000000000000000")),
       value(ms::binary("cd")), value(ms::binary("")), value(ms::binary("u")), value()},
      {value(money("-2.50")), value(ms::decimal<38, 0>(0)), value(), value(ms::binary("yyy")),
       value(ms::binary("v")), value(std::map<std::string, std::vector<std::int32_t>>{})}};
  for (auto const* name : {"a.parquet", "b.parquet"}) {
    INFO(name);
    auto source = ms::parquet(out / name).open_source<row, row, row>(context());
    source.freeze();
    CHECK(read_batch(source.open_batch(source.plan().value())).rows == wanted);
  }
}

TEST_CASE("column types: CSV fields become decimals and binary", "[connector][csv][types]") {
  temporary_folder const folder;
  auto const file = folder.write("a.csv", "p,b\n12.345,ab\n-1e2,\n");
  using row = schema<field<"p", money>, field<"b", std::optional<ms::binary>>>;
  auto const rows = ms::csv(file).read_all<row>();
  REQUIRE(rows.size() == 2);
  CHECK(ms::to_values(rows[0]) == value_list{value(money("12.35")), value(ms::binary("ab"))});
  CHECK(ms::to_values(rows[1]) == value_list{value(money("-100")), value()});
  folder.write("a.csv", "p,b\n100000000,\n");
  CHECK_THROWS_WITH(ms::csv(file).read_all<row>(), Catch::Contains("malformed_record"));
}

TEST_CASE("column types: LMDB keys of decimals and binary are in the order of the values",
          "[connector][lmdb][types]") {
  auto const key = [](auto const&... values) {
    std::string out;
    ms::connector::append_key(out, values...);
    return out;
  };
  using wide = ms::decimal<38, 10>;
  std::vector<wide> const ascending{wide("-9999999999999999999999999999"),
                                    wide("-1"),
                                    wide("-0.0000000001"),
                                    wide("0"),
                                    wide("0.0000000001"),
                                    wide("18446744073.7"),
                                    wide("9999999999999999999999999999")};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    CHECK(key(ascending[i - 1]) < key(ascending[i]));
    CHECK(key(1, ascending[i - 1]) < key(1, ascending[i]));
  }
  CHECK(key(ms::binary("a"), 1) < key(ms::binary("ab"), 0));
  CHECK(key(ms::binary(std::string("a\0", 2)), 0) < key(ms::binary("ab"), 0));
  CHECK(key(std::optional<ms::binary>(), 9) < key(ms::binary(""), 0));
}

TEST_CASE("column types: the console and a folder's name show them",
          "[connector][console][types]") {
  CHECK(ms::connector::detail::cell_text(ms::binary("ab\xFF"), 40) == "[61 62 FF]");
  CHECK(ms::connector::detail::cell_text(ms::binary(), 40) == "[]");
  CHECK(ms::connector::detail::cell_text(money("-0.50"), 40) == "-0.50");
  CHECK(ms::connector::detail::cell_text(tags{{"a", 1}}, 40) == R"({"a":1})");

  temporary_folder const folder;
  std::vector<shelf> const rows{{money("1.50"), 1}, {money("-2.00"), 2}};
  ms::run(ms::write_stream(ms::from_range(rows),
                           ms::parquet(folder.path / "out").partition_by("price"_c))
              .trigger(ms::available_now));
  CHECK(fs::exists(folder.path / "out" / "price=1.50"));
  auto source =
      ms::parquet(folder.path / "out")
          .open_source<ms::schema_of<shelf>, ms::schema_of<shelf>, ms::schema_of<shelf>>(context());
  source.freeze();
  auto back = read_batch(source.open_batch(source.plan().value())).rows;
  std::sort(back.begin(), back.end());
  CHECK(back == std::vector<value_list>{{value(money("-2.00")), value(2)},
                                        {value(money("1.50")), value(1)}});
}

TEST_CASE("column types: keys and sums of decimals come back from the checkpoint",
          "[connector][checkpoint][types]") {
  temporary_folder const folder;
  ms::testing::memory_stream<purchase> source;
  ms::testing::memory_sink const sink;
  auto const words = source.stream() | ms::where(ms::size("counts"_c) != 1) |
                     ms::group_by("price"_c, "token"_c) |
                     ms::agg(ms::sum("rate"_c).as("total"_c), ms::avg("price"_c).as("mean"_c),
                             ms::max("extra"_c).as("most"_c), ms::count().as("n"_c));
  auto const query =
      ms::write_stream(words, sink).output_mode(ms::complete).checkpoint(folder.path / "c");
  auto rows = purchases();
  rows[0].rate = ms::decimal<38, 10>("-1.5");
  for (int run = 0; run < 12; ++run) {  // a snapshot stands among them
    source.add(rows);
    auto engine = ms::open_query(query);
    REQUIRE(engine.run_next_batch());
  }
  value_list const empty{value(money("0")), value(ms::binary("")),
                         value(),           value(ms::decimal<14, 6>()),
                         value(),           value(12)};
  value_list const full{value(money("12.50")),
                        value(rows[0].token),
                        value(ms::decimal<38, 10>("-18")),
                        value(ms::decimal<14, 6>("12.5")),
                        value(ms::binary("")),
                        value(12)};
  CHECK(sink.rows(11) == std::vector<value_list>{empty, full});
}
