// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "connector/json_reading.hpp"

using namespace json_reading;
using ms::field;
using ms::schema;
using ms::value;
using ms::value_list;
using ms::io::malformed_policy;

namespace {

using k_v = schema<field<"k", std::string>, field<"v", std::int64_t>>;
using nullable_k_v =
    schema<field<"k", std::optional<std::string>>, field<"v", std::optional<std::int64_t>>,
           field<"_corrupt_record", std::optional<std::string>>>;

std::string good(int i) {
  return "{\"k\":\"row " + std::to_string(i) + "\",\"v\":" + std::to_string(i) + "}";
}

/// One column read from `{"x":<text>}`, or the reason why it is malformed.
template <class T>
reading read_x(std::string const& text, json_description description = {}) {
  temporary_folder const folder;
  folder.write("x.json", "{\"x\":" + text + "}\n");
  description.path = folder.path;
  return read<schema<field<"x", T>>>(description.on_malformed(malformed_policy::dead_letter));
}
template <class T>
value x(std::string const& text) {
  auto const out = read_x<T>(text);
  INFO(text << ": " << (out.rejected.empty() ? "" : out.rejected[0].reason));
  REQUIRE(out.rows.size() == 1);
  return out.rows[0][0];
}
template <class T>
std::string why_not_x(std::string const& text) {
  auto const out = read_x<T>(text);
  INFO(text);
  REQUIRE(out.rows.empty());
  REQUIRE(out.rejected.size() == 1);
  return out.rejected[0].reason;
}

struct damage {
  char const* what;
  std::string line;
  std::string reason;  // the beginning of it
};

std::vector<damage> damages() {
  std::string nested = "{\"k\":\"a\",\"v\":1,\"deep\":";
  std::string const too_deep = nested + std::string(1024, '[') + std::string(1024, ']') + "}";
  return {
      {"truncated in a value", "{\"k\":\"a\",\"v\":1", "the JSON object is not closed"},
      {"truncated behind a comma", "{\"k\":\"a\",", "the JSON object is not closed"},
      {"truncated in a key", "{\"k\":\"a\",\"v", "a string is not closed"},
      {"only an opening brace", "{", "the JSON object is not closed"},
      {"an open array", "{\"k\":\"a\",\"v\":1,\"z\":[1,[2,", "the JSON object is not closed"},
      {"unclosed string", "{\"k\":\"a,\"v\":1}", "a string is not closed"},
      {"unclosed string behind a backslash", "{\"k\":\"a\\\",\"v\":1}", "a string is not closed"},
      {"backslash at the end", "{\"k\":\"a\",\"v\":1}\\", "something follows"},
      {"wrong type", "{\"k\":\"a\",\"v\":\"x\"}", "column \"v\" is not a bigint: \"x\""},
      {"2.5 into long", "{\"k\":\"a\",\"v\":2.5}", "column \"v\" is not a bigint: 2.5"},
      {"1e3 into long", "{\"k\":\"a\",\"v\":1e3}", "column \"v\" is not a bigint: 1e3"},
      {"out of range", "{\"k\":\"a\",\"v\":9223372036854775808}",
       "column \"v\" is out of the range of bigint"},
      {"far out of range", "{\"k\":\"a\",\"v\":184467440737095516160001}",
       "column \"v\" is out of the range"},
      {"missing", "{\"k\":\"a\"}", "column \"v\" is missing"},
      {"empty object", "{}", "column \"k\" is missing"},
      {"null", "{\"k\":null,\"v\":1}", "column \"k\" is null"},
      {"broken UTF-8", "{\"k\":\"\xff\",\"v\":1}", "the line is not valid UTF-8"},
      {"UTF-8 cut off", "{\"k\":\"a\",\"v\":1}\xc3", "the line is not valid UTF-8"},
      {"a surrogate in UTF-8", "{\"k\":\"\xed\xa0\x80\",\"v\":1}", "the line is not valid UTF-8"},
      {"broken UTF-8 in an unused value", "{\"k\":\"a\",\"v\":1,\"z\":\"\xc0\xaf\"}",
       "the line is not valid UTF-8"},
      {"two objects", "{\"k\":\"a\",\"v\":1}{\"k\":\"a\",\"v\":1}", "something follows"},
      {"two objects, blank between", "{\"k\":\"a\",\"v\":1} {\"k\":\"a\",\"v\":1}",
       "something follows"},
      {"a comma behind", "{\"k\":\"a\",\"v\":1},", "something follows"},
      {"an array", "[{\"k\":\"a\",\"v\":1}]", "the line is not a JSON object"},
      {"a number", "17", "the line is not a JSON object"},
      {"a string", "\"abc\"", "the line is not a JSON object"},
      {"null alone", "null", "the line is not a JSON object"},
      {"garbage", "hello, world", "the line is not a JSON object"},
      {"garbage with quotes", "a\"b\"c", "the line is not a JSON object"},
      {"no comma", "{\"k\":\"a\" \"v\":1}", "not JSON"},
      {"no colon", "{\"k\" \"a\",\"v\":1}", "not JSON"},
      {"two commas", "{\"k\":\"a\",,\"v\":1}", "not JSON"},
      {"comma before the end", "{\"k\":\"a\",\"v\":1,}", "not JSON"},
      {"key without quotes", "{k:\"a\",\"v\":1}", "not JSON"},
      {"single quotes", "{'k':'a','v':1}", "not JSON"},
      {"wrong bracket", "{\"k\":\"a\",\"v\":1]", "not JSON"},
      {"wrong brackets unused", "{\"k\":\"a\",\"v\":1,\"z\":[}]}", "not JSON"},
      {"brackets crossed unused", "{\"k\":\"a\",\"v\":1,\"z\":{\"y\":[1}]}", "not JSON"},
      {"broken word unused", "{\"k\":\"a\",\"v\":1,\"z\":tru}", "not a JSON value"},
      {"broken number unused", "{\"k\":\"a\",\"v\":1,\"z\":1.}", "not a JSON value"},
      {"leading zero", "{\"k\":\"a\",\"v\":01}", "not a JSON value"},
      {"number and word", "{\"k\":\"a\",\"v\":1x}", "not a JSON value"},
      {"number and quote", "{\"k\":\"a\",\"v\":1\"x\"}", "not a JSON value"},
      {"word behind a string", "{\"k\":\"a\"b,\"v\":1}", "not JSON"},
      {"broken escape", "{\"k\":\"\\q\",\"v\":1}", "a string has a broken escape"},
      {"broken escape unused", "{\"k\":\"a\",\"v\":1,\"z\":\"\\u12g4\"}",
       "a string has a broken escape"},
      {"lone surrogate", "{\"k\":\"\\ud800\",\"v\":1}", "a string has a broken escape"},
      {"NUL outside a string", std::string("{\"k\":\"a\",\"v\":1\0}", 16), "not a JSON value"},
      {"NUL before", std::string("\0{\"k\":\"a\",\"v\":1}", 16), "the line is not a JSON object"},
      {"NUL in a string", std::string("{\"k\":\"a\0\",\"v\":1}", 16),
       "a string holds a control character"},
      {"only NULs", std::string(5, '\0'), "the line is not a JSON object"},
      {"tab in a string", "{\"k\":\"a\tb\",\"v\":1}", "a string holds a control character"},
      {"carriage return in a string", "{\"k\":\"a\rb\",\"v\":1}",
       "a string holds a control character"},
      {"form feed", "{\"k\":\"a\"\f\"v\":1}", "not JSON"},
      {"too deep", too_deep, "nested deeper"},
      {"a record pretty-printed, its first line", "{ \"k\": \"a\",",
       "the JSON object is not closed"},
      {"a record pretty-printed, its last line", "\"v\": 1 }", "the line is not a JSON object"},
  };
}

}  // namespace

TEST_CASE("json: rows come by name, in any order of keys, with what is not asked for left out",
          "[connector][json]") {
  temporary_folder const folder;
  folder.write("a.json",
               "{\"k\":\"a\",\"v\":1}\n"
               "{\"v\":2,\"k\":\"b\"}\n"
               "{\"other\":{\"k\":\"no\",\"v\":[7]},\"v\":3,\"k\":\"c\",\"more\":null}\r\n"
               " { \"k\" : \"d\" , \"v\" : 4 } \n"
               "{\"k\":\"e\",\"v\":5,\"k\":\"last wins\"}\n"
               "{\"\\u006b\":\"f\",\"v\":6}");
  auto const out = read<k_v>({.path = folder.path});
  CHECK(out.rows == std::vector<value_list>{
                        {"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"last wins", 5}, {"f", 6}});
  CHECK(out.counts.rows == 6);
  CHECK(out.counts.malformed == 0);
  CHECK(out.counts.bytes ==
        static_cast<std::int64_t>(std::filesystem::file_size(folder.path / "a.json")));
}

TEST_CASE("json: rule 97a, each damage costs its own line only, wherever windows and lanes are cut",
          "[connector][json][semantics]") {
  std::size_t const windows[] = {16, 61, 200, 1u << 16};
  for (auto const& bad : damages()) {
    INFO(bad.what);
    temporary_folder const folder;
    std::string text;
    std::vector<value_list> rows;
    std::vector<std::int64_t> places;
    for (int i = 0; i < 12; ++i) {
      if (i == 0 || i == 5 || i == 6)
        places.push_back(static_cast<std::int64_t>(text.size())), text += bad.line + "\n";
      text += good(i) + "\n";
      rows.push_back({value("row " + std::to_string(i)), value(i)});
    }
    places.push_back(static_cast<std::int64_t>(text.size()));
    text += bad.line;  // and at the end, without a line break
    folder.write("a.json", text);
    for (auto const window : windows)
      for (std::uint64_t const lane :
           {std::uint64_t(1) << 20, std::uint64_t(90), std::uint64_t(7)}) {
        INFO("window " << window << ", bytes a lane " << lane);
        json_description description{.path = folder.path};
        description.window_bytes(window).bytes_per_lane(lane).on_malformed(
            malformed_policy::dead_letter);
        auto const all = read<k_v>(description);
        REQUIRE(all.rows == rows);
        REQUIRE(all.rejected.size() == places.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
          REQUIRE(all.rejected[i].reason.substr(0, bad.reason.size()) == bad.reason);
          REQUIRE(all.rejected[i].offset == places[i]);
          REQUIRE(all.rejected[i].text == bad.line);
        }
        REQUIRE(all.counts.malformed == 4);
        REQUIRE(all.counts.bytes == static_cast<std::int64_t>(text.size()));
        // What is decoded has no say in what is malformed.
        auto const one = read<k_v, k_v, schema<field<"k", std::string>>>(description);
        REQUIRE(one.rejected == all.rejected);
        auto const none = read<k_v, k_v, schema<>>(description);
        REQUIRE(none.rejected == all.rejected);
        REQUIRE(none.counts.rows == 12);
      }
  }
}

TEST_CASE("json: types are checked for the columns that the plan reads, or for all when asked",
          "[connector][json]") {
  temporary_folder const folder;
  folder.write("a.json", "{\"k\":\"a\",\"v\":\"bad\"}\n");
  using k = schema<field<"k", std::string>>;
  json_description const description{.path = folder.path};
  CHECK(read<k_v, k, k>(description).counts.rows == 1);
  CHECK_THROWS_AS((read<k_v, k_v, k>(description)), ms::error);
  CHECK_THROWS_AS((read<k_v, k, k>(json_description(description).validate_all_columns())),
                  ms::error);
  SECTION("and a dead letter asks for all") {
    auto const out = read<k_v, k, k>(description, true);
    CHECK(out.rows.empty());
    CHECK(out.rejected == std::vector<rejection>{{"column \"v\" is not a bigint: \"bad\"", 0,
                                                  "{\"k\":\"a\",\"v\":\"bad\"}"}});
  }
}

TEST_CASE("json: the policy fail names file, place and what to do", "[connector][json]") {
  temporary_folder const folder;
  auto const file = folder.write("a.json", good(1) + "\n{\"k\":1\n");
  try {
    read<k_v>({.path = folder.path});
    FAIL("no error");
  } catch (ms::error const& e) {
    CHECK(e.code() == ms::errc::malformed_record);
    CHECK(e.where().file == file.string());
    CHECK(e.where().byte_offset == good(1).size() + 1);
    CHECK(std::string(e.what()).find("not closed") != std::string::npos);
    CHECK(e.fix().find("on_malformed") != std::string::npos);
  }
}

TEST_CASE("json: rules 97 and 98, drop counts and permissive keeps what parsed",
          "[connector][json][semantics]") {
  temporary_folder const folder;
  folder.write(
      "a.json",
      good(1) + "\n{\"k\":\"kept\",\"v\":\"x\"}\n{\"k\":\"cut\",\"v\":\n\xff\n{\"v\":7}\n");
  json_description description{.path = folder.path};
  auto const dropped =
      read<nullable_k_v>(json_description(description).on_malformed(malformed_policy::drop));
  CHECK(dropped.counts.rows == 2);
  CHECK(dropped.counts.malformed == 3);
  auto const kept =
      read<nullable_k_v>(json_description(description).on_malformed(malformed_policy::permissive));
  value const null;
  CHECK(kept.rows == std::vector<value_list>{{"row 1", 1, null},
                                             {"kept", null, "{\"k\":\"kept\",\"v\":\"x\"}"},
                                             {null, null, "{\"k\":\"cut\",\"v\":"},
                                             {null, null, "\xff"},
                                             {null, 7, null}});
  CHECK(kept.counts.malformed == 3);
  CHECK(kept.rejected.empty());
  SECTION("permissive needs columns that can be null") {
    CHECK_THROWS_WITH(read<k_v>(description.on_malformed(malformed_policy::permissive)),
                      Catch::Contains("k, v"));
  }
}

TEST_CASE("json: rule 99a, blank lines are counted apart", "[connector][json][semantics]") {
  temporary_folder const folder;
  folder.write("a.json", "\n  \t\r\n" + good(1) + "\n\n\r\n" + good(2) + "\n\n   ");
  for (std::size_t const window : {std::size_t(16), std::size_t(4096)}) {
    auto const out = read<k_v>(json_description{.path = folder.path}.window_bytes(window));
    CHECK(out.counts.rows == 2);
    CHECK(out.counts.malformed == 0);
    CHECK(out.counts.blank == 6);
  }
  folder.write("a.json", "\n\n");
  CHECK(read<k_v>({.path = folder.path}).counts.blank == 2);
}

TEST_CASE("json: a byte order mark at the beginning of a file is passed over",
          "[connector][json]") {
  temporary_folder const folder;
  folder.write("a.json", "\xEF\xBB\xBF" + good(1) + "\n" + good(2));
  for (std::uint64_t const lane : {std::uint64_t(1) << 20, std::uint64_t(2)}) {
    auto const out = read<k_v>(json_description{.path = folder.path}.bytes_per_lane(lane));
    CHECK(out.counts.rows == 2);
    CHECK(out.counts.bytes ==
          static_cast<std::int64_t>(std::filesystem::file_size(folder.path / "a.json")));
  }
}

TEST_CASE("json: a value becomes what its column is", "[connector][json]") {
  using namespace std::chrono;
  CHECK(x<std::string>("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20ac\\ud83d\\ude00z\"") ==
        value("a\"\\/\b\f\n\r\té€😀z"));
  CHECK(x<std::string>("5") == value("5"));  // rule 99
  CHECK(x<std::string>("1.50") == value("1.50"));
  CHECK(x<std::string>("true") == value("true"));
  CHECK(x<std::string>("{\"a\": [1]}") == value("{\"a\": [1]}"));
  CHECK(x<std::string>("[]") == value("[]"));
  CHECK(x<std::int64_t>("-9223372036854775808") == value(std::numeric_limits<std::int64_t>::min()));
  CHECK(x<std::int64_t>("9223372036854775807") == value(std::numeric_limits<std::int64_t>::max()));
  for (auto const number : {0LL, 7LL, 12345678LL, 123456789012345678LL, 1234567890123456789LL})
    CHECK(x<std::int64_t>(std::to_string(number)) == value(number));
  CHECK(x<std::int8_t>("-128") == value(-128));
  CHECK(x<double>("3") == value(3.0));
  CHECK(x<double>("-2.5e-3") == value(-0.0025));
  CHECK(x<double>("1e-999") == value(0.0));
  CHECK(x<double>("\"-Infinity\"") == value(-std::numeric_limits<double>::infinity()));
  CHECK(x<double>("\"NaN\"") == value(std::numeric_limits<double>::quiet_NaN()));
  CHECK(x<bool>("true") == value(true));
  CHECK(x<bool>("false") == value(false));
  CHECK(x<ms::timestamp>("\"2013-01-01T10:00:00.5Z\"") ==
        value(ms::timestamp(sys_days(2013y / 1 / 1) + 10h + 500ms)));
  CHECK(x<ms::timestamp>("1357034400") == value(ms::timestamp(sys_days(2013y / 1 / 1) + 10h)));
  CHECK(x<ms::date>("\"2013-01-31\"") == value(ms::date(2013y / 1 / 31)));
  CHECK(x<ms::duration>("1500") == value(ms::duration(1500)));
  CHECK(x<std::optional<std::int64_t>>("null").is_null());
  CHECK(x<std::vector<std::int32_t>>("[1, 2,3 ]") == value(value_list{1, 2, 3}));
  CHECK(x<std::vector<std::string>>("[\"a\\n\",\"\"]") == value(value_list{"a\n", ""}));
  CHECK(x<std::vector<std::optional<double>>>("[1,null]") == value(value_list{1.0, {}}));
}

TEST_CASE("json: what does not fit a column is malformed and said", "[connector][json]") {
  CHECK(why_not_x<std::int8_t>("128") == "column \"x\" is out of the range of tinyint: 128");
  CHECK(why_not_x<std::int64_t>("true") == "column \"x\" is not a bigint: true");
  CHECK(why_not_x<std::int64_t>("{\"a\":1}") == "column \"x\" is not a bigint: {\"a\":1}");
  CHECK(why_not_x<std::int32_t>("[],\"y\":[1]") == "column \"x\" is not an int: []");
  CHECK(why_not_x<std::int64_t>("\"a\\\"b\",\"y\":1") ==
        "column \"x\" is not a bigint: \"a\\\"b\"");
  CHECK(why_not_x<std::int64_t>("{\"a\":{\"b\":\"}\"}},\"y\":1") ==
        "column \"x\" is not a bigint: {\"a\":{\"b\":\"}\"}}");
  CHECK(why_not_x<std::int64_t>("\"" + std::string(38, 'a') + "\xc3\xa4\"") ==
        "column \"x\" is not a bigint: \"" + std::string(38, 'a') + "...");
  CHECK(why_not_x<std::int64_t>("9223372036854775808") ==
        "column \"x\" is out of the range of bigint: 9223372036854775808");
  CHECK(why_not_x<double>("1e999") == "column \"x\" is out of the range of double: 1e999");
  CHECK(why_not_x<double>("\"1\"") == "column \"x\" is not a double: \"1\"");
  CHECK(why_not_x<bool>("1") == "column \"x\" is not a boolean: 1");
  CHECK(why_not_x<ms::timestamp>("\"2013-13-01\"") ==
        "column \"x\" is not a timestamp: \"2013-13-01\"");
  CHECK(why_not_x<ms::timestamp>("1.5") == "column \"x\" is not a timestamp: 1.5");
  CHECK(why_not_x<ms::timestamp>("9223372036854775807") ==
        "column \"x\" is out of the range of timestamp: 9223372036854775807");
  CHECK(why_not_x<ms::date>("3") == "column \"x\" is not a date: 3");
  CHECK(why_not_x<std::string>("null") == "column \"x\" is null");
  CHECK(why_not_x<std::vector<std::int32_t>>("[1,\"a\"]") ==
        "column \"x\" is not an array<int>: [1,\"a\"]");
  CHECK(why_not_x<std::vector<std::int32_t>>("[1,2") == "not JSON at byte 9 of the line");
}

namespace nested {
struct point {
  double x, y;
  std::optional<std::string> label;
};
}  // namespace nested
BOOST_HANA_ADAPT_STRUCT(nested::point, x, y, label);

TEST_CASE("json: nested records are read into their members", "[connector][json]") {
  temporary_folder const folder;
  folder.write("a.json",
               "{\"p\":{\"y\":2,\"x\":1,\"z\":{}},\"ps\":[{\"x\":0,\"y\":0,\"label\":\"o\"}]}\n"
               "{\"p\":null,\"ps\":[]}\n{\"p\":{\"x\":1},\"ps\":[]}\n{\"p\":7,\"ps\":[]}\n");
  using row =
      schema<field<"p", std::optional<nested::point>>, field<"ps", std::vector<nested::point>>>;
  auto const out = read<row>({.path = folder.path}, true);
  REQUIRE(out.rows.size() == 2);
  CHECK(out.rows[0] ==
        value_list{value_list{1.0, 2.0, {}}, value_list{value(value_list{0.0, 0.0, "o"})}});
  CHECK(out.rows[1] == value_list{{}, value_list{}});
  CHECK(out.rejected.size() == 2);
}

TEST_CASE("json: timestamp_unit says what a number counts", "[connector][json][semantics]") {
  using namespace std::chrono;
  auto const in = [](ms::time_unit unit, std::string const& text) {
    auto const out = read_x<ms::timestamp>(text, json_description{}.timestamp_unit("x", unit));
    REQUIRE(out.rows.size() == 1);
    return std::get<ms::timestamp>(out.rows[0][0].held).time_since_epoch().count();
  };
  CHECK(in(ms::time_unit::seconds, "-3") == -3'000'000);
  CHECK(in(ms::time_unit::milliseconds, "1500") == 1'500'000);
  CHECK(in(ms::time_unit::microseconds, "1500") == 1'500);
  CHECK(in(ms::time_unit::nanoseconds, "1999") == 1);
  CHECK(in(ms::time_unit::nanoseconds, "-1") == -1);
  CHECK(json_description{}.timestamp_unit("x", 1ms).timestamp_units.at(0).second ==
        ms::time_unit::milliseconds);
  temporary_folder const folder;
  json_description const wrong = json_description{.path = folder.path}.timestamp_unit("y", 1ms);
  CHECK_THROWS_WITH(read<k_v>(wrong), Catch::Contains("k, v"));
}

TEST_CASE("json: a value nested 1,000 deep is skipped without recursion", "[connector][json]") {
  temporary_folder const folder;
  folder.write("a.json", "{\"k\":\"a\",\"z\":" + std::string(1000, '[') + std::string(1000, ']') +
                             ",\"v\":1}\n");
  CHECK(read<k_v>({.path = folder.path}).counts.rows == 1);
}

TEST_CASE(
    "json: a line longer than max_record_bytes is malformed, one shorter is read whatever the "
    "window",
    "[connector][json]") {
  temporary_folder const folder;
  std::string const fits = "{\"v\":1,\"k\":\"" + std::string(3000, 'y') + "\"}";
  std::string const longer = "{\"v\":1,\"k\":\"" + std::string(300000, 'z') + "\"}";
  for (bool const last : {false, true}) {
    folder.write("a.json", good(1) + "\n" + fits + "\n" + longer + "\n" + good(2) + "\n" +
                               (last ? longer : fits));
    for (std::size_t const window : {std::size_t(64), std::size_t(1) << 12, std::size_t(1) << 22})
      for (std::uint64_t const lane : {std::uint64_t(1) << 30, std::uint64_t(50'000)}) {
        INFO("window " << window << " lane " << lane);
        json_description description{.path = folder.path};
        auto const out = read<k_v>(
            description.max_record_bytes(fits.size()).window_bytes(window).bytes_per_lane(lane),
            true);
        CHECK(out.counts.rows == (last ? 3 : 4));
        CHECK(out.counts.malformed == (last ? 2 : 1));
        CHECK(out.counts.bytes ==
              static_cast<std::int64_t>(std::filesystem::file_size(folder.path / "a.json")));
        REQUIRE(!out.rejected.empty());
        CHECK(out.rejected[0] ==
              rejection{"the line is longer than max_record_bytes",
                        static_cast<std::int64_t>(good(1).size() + fits.size() + 2),
                        longer.substr(0, fits.size())});
      }
  }
}

TEST_CASE("json: a line of 100 MB is passed over in little memory", "[connector][json]") {
  temporary_folder const folder;
  {
    std::ofstream out(folder.path / "a.json", std::ios::binary);
    std::string const chunk(1 << 20, 'x');
    out << good(1) << "\n{\"k\":\"";
    for (int i = 0; i < 100; ++i)
      out << chunk;
    out << "\",\"v\":1}\n" << good(2) << "\n";
  }
  auto const out = read<k_v>(json_description{.path = folder.path}.max_record_bytes(1 << 20), true);
  CHECK(out.rows == std::vector<value_list>{{"row 1", 1}, {"row 2", 2}});
  REQUIRE(out.rejected.size() == 1);
  CHECK(out.rejected[0].text.size() == ms::connector::long_line_shown);
}

TEST_CASE("json: blocks hold at most block_rows rows and text with escapes stays valid in them",
          "[connector][json]") {
  temporary_folder const folder;
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += "{\"k\":\"a\\n" + std::to_string(i) + "\",\"v\":" + std::to_string(i) + "}\n";
  folder.write("a.json", text);
  auto const out = read<k_v>({.path = folder.path});
  REQUIRE(out.rows.size() == 5000);
  for (int i = 0; i < 5000; ++i)
    REQUIRE(out.rows[std::size_t(i)] == value_list{"a\n" + std::to_string(i), i});
}

TEST_CASE("json: lanes follow from bytes and every line is read in exactly one",
          "[connector][json]") {
  temporary_folder const folder;
  std::vector<value_list> rows;
  int n = 0;
  for (int f = 0; f < 5; ++f) {
    std::string text;
    for (int i = 0; i < 1 + f * 7; ++i, ++n)
      text += good(n) + "\n", rows.push_back({value("row " + std::to_string(n)), value(n)});
    if (f % 2 == 0) text.pop_back();
    folder.write(std::string(1, char('a' + f)) + ".json", text, f);
  }
  for (std::uint64_t lane = 1; lane < 400; lane += 3)
    for (std::size_t const window : {std::size_t(16), std::size_t(50), std::size_t(1) << 16})
      REQUIRE(
          read<k_v>(json_description{.path = folder.path}.bytes_per_lane(lane).window_bytes(window))
              .rows == rows);
}

TEST_CASE("json: a file that is cut off while it is read is an error, not a crash",
          "[connector][json]") {
  temporary_folder const folder;
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += good(i) + "\n";
  auto const file = folder.write("a.json", text);
  auto source =
      json_description{.path = folder.path}.window_bytes(512).open_source<k_v, k_v, k_v>(context());
  auto const batch = source.open_batch(*source.plan());
  std::filesystem::resize_file(file, text.size() / 2);
  try {
    read_batch(batch);
    FAIL("no error");
  } catch (ms::error const& e) {
    CHECK(e.code() == ms::errc::source_changed);
  }
}

TEST_CASE("json: what a file grows by while a batch is read is not part of it",
          "[connector][json]") {
  temporary_folder const folder;
  auto const file = folder.write("a.json", good(1) + "\n");
  auto source = json_description{.path = folder.path}.open_source<k_v, k_v, k_v>(context());
  auto const batch = source.open_batch(*source.plan());
  std::ofstream(file, std::ios::app) << good(2) << "\n";
  CHECK(read_batch(batch).counts.rows == 1);
}

TEST_CASE("json: a byte order mark inside a file is malformed", "[connector][json]") {
  temporary_folder const folder;
  folder.write("a.json", good(1) + "\n\xEF\xBB\xBF" + good(2) + "\n" + good(3));
  auto const out = read<k_v>({.path = folder.path}, true);
  CHECK(out.rows == std::vector<value_list>{{"row 1", 1}, {"row 3", 3}});
  CHECK(out.rejected.size() == 1);
}

TEST_CASE("json: a static table is read whole and named by its files", "[connector][json]") {
  temporary_folder const folder;
  folder.write("b.json", good(2), 1);
  folder.write("a.json", good(1) + "\n", 2);
  json_description const description{.path = folder.path};
  auto const rows = description.read_all<k_v>(context());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].get<"k">() == "row 2");
  CHECK(rows[1].get<"v">() == 1);
  CHECK(description.identity().find("b.json\",\"size\":" + std::to_string(good(2).size())) !=
        std::string::npos);
}

TEST_CASE("json: more than 64 columns are told apart", "[connector][json]") {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    using wide = schema<field<ms::fixed_string<3>({'c', char('a' + I / 10), char('a' + I % 10), 0}),
                              std::int32_t>...>;
    temporary_folder const folder;
    std::string text = "{";
    for (auto const name : wide::names)
      text += (text.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":1";
    folder.write("a.json", text + "}\n" + text.substr(0, text.rfind(',')) + "}\n");
    auto const out = read<wide>({.path = folder.path}, true);
    CHECK(out.counts.rows == 1);
    REQUIRE(out.rejected.size() == 1);
    CHECK(out.rejected[0].reason ==
          "column \"" + std::string(wide::names.back()) + "\" is missing");
  }(std::make_index_sequence<70>{});
}
