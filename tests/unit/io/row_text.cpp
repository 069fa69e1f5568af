// SPDX-License-Identifier: Apache-2.0
// Rows as JSON text, and the small reader that reads such text back.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <random>

#include <millstream/io/json_value.hpp>
#include <millstream/io/row_text.hpp>

namespace {

namespace ms = millstream;
namespace io = millstream::io;

struct place {
  std::string city;
  std::optional<std::int32_t> floor;
};
struct visit {
  std::string name;
  std::optional<std::string> note;
  std::int64_t count;
  double share;
  bool paid;
  ms::timestamp time;
  ms::date day;
  ms::duration stay;
  place where;
  std::optional<place> next;
  std::vector<std::optional<std::int64_t>> marks;
  std::vector<place> stops;
};

template <class T>
std::string json_of(T value) {
  ms::record<ms::schema<ms::field<"x", T>>> row;
  row.template slot<0>() = std::move(value);
  auto text = io::row_text(row, {.keep_nulls = true});
  return text.substr(5, text.size() - 6);  // without {"x": and }
}

std::string quoted_text(std::string_view text) {
  std::string out;
  io::append_json_string(out, text);
  return out;
}

}  // namespace

BOOST_HANA_ADAPT_STRUCT(place, city, floor);
BOOST_HANA_ADAPT_STRUCT(visit, name, note, count, share, paid, time, day, stay, where, next, marks,
                        stops);

TEST_CASE("row_text: a row is one JSON object, null fields left out", "[unit][row_text]") {
  visit v{"Ann",
          std::nullopt,
          -7,
          0.5,
          true,
          ms::timestamp(std::chrono::microseconds(1'359'626'400'123'000)),
          ms::date(std::chrono::days(15736)),
          std::chrono::seconds(2),
          {"Oslo", std::nullopt},
          std::nullopt,
          {1, std::nullopt},
          {{"A", 1}}};
  CHECK(
      io::row_text(ms::struct_row<visit>{&v}) ==
      R"({"name":"Ann","count":-7,"share":0.5,"paid":true,"time":"2013-01-31T10:00:00.123Z","day":"2013-01-31",)"
      R"("stay":2000000,"where":{"city":"Oslo"},"marks":[1,null],"stops":[{"city":"A","floor":1}]})");
  v.note = "x", v.next = place{"Rome", 3};
  CHECK(io::row_text(ms::struct_row<visit>{&v}).find(R"("next":{"city":"Rome","floor":3})") !=
        std::string::npos);
  ms::record<ms::schema<ms::field<"a", std::optional<std::int64_t>>,
                        ms::field<"b\"", std::optional<bool>>>>
      nulls;
  CHECK(io::row_text(nulls) == "{}");
  CHECK(io::row_text(nulls, {.keep_nulls = true}) == R"({"a":null,"b\"":null})");
  nulls.slot<1>() = false;
  CHECK(io::row_text(nulls) == R"({"b\"":false})");
}

TEST_CASE("row_text: the columns of a smaller schema are taken by name", "[unit][row_text]") {
  ms::record<ms::schema<ms::field<"a", std::int64_t>, ms::field<"b", std::int64_t>>> row;
  std::string out = "before ";
  io::append_row_text<ms::schema<ms::field<"b", std::int64_t>>>(out, row);
  CHECK(out == R"(before {"b":0})");
}

TEST_CASE("row_text: text is escaped, and what is no UTF-8 becomes U+FFFD", "[unit][row_text]") {
  CHECK(quoted_text("") == "\"\"");
  CHECK(quoted_text("plain text, long enough for words") ==
        "\"plain text, long enough for words\"");
  CHECK(quoted_text("a\"b\\c\n\r\t\b\f\x01\x1f\x7f/") ==
        "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\\u001f\x7f/\"");
  CHECK(quoted_text(std::string("\0", 1)) == "\"\\u0000\"");
  CHECK(quoted_text("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80") ==
        "\"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\"");
  // Each maximal broken sequence is one replacement, as Java and Python decode.
  auto const bad = [](std::string_view text) { return quoted_text(text); };
  std::string const r(ms::replacement_character);
  CHECK(bad("\xFF") == "\"" + r + "\"");
  CHECK(bad("a\x80"
            "b") == "\"a" + r + "b\"");
  CHECK(bad("\xC3") == "\"" + r + "\"");
  CHECK(bad("\xE2\x82") == "\"" + r + "\"");
  CHECK(bad("\xE2\x82"
            "A") == "\"" + r + "A\"");
  CHECK(bad("\xC0\xAF") == "\"" + r + r + "\"");
  CHECK(bad("\xED\xA0\x80") == "\"" + r + r + r + "\"");          // a surrogate
  CHECK(bad("\xF4\x90\x80\x80") == "\"" + r + r + r + r + "\"");  // above U+10FFFF
  CHECK(bad("0123456\xFF"
            "89abcdef") == "\"0123456" + r + "89abcdef\"");
}

TEST_CASE("row_text: corrected text equals the escaped one and valid text is not copied",
          "[unit][row_text]") {
  std::string storage;
  std::string_view const good = "caf\xC3\xA9";
  CHECK(ms::valid_utf8(good, storage).data() == good.data());
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 12, ' ');
    for (auto& c : text)
      c = static_cast<char>(
          "\x80\xBF\xC2\xE0\xA0\xED\x9F\xF0\x90\xF4\x8F\xFF"
          "abc\xC3\xE2"[random() % 17]);
    auto const corrected = std::string(ms::valid_utf8(text, storage));
    CAPTURE(text);
    if (quoted_text(text) != "\"" + corrected + "\"") FAIL("escaping and correcting disagree");
    if (ms::valid_utf8_prefix(corrected) != corrected.size()) FAIL("corrected text is not valid");
  }
}

TEST_CASE("row_text: numbers read back as the same numbers", "[unit][row_text]") {
  CHECK(json_of(std::int8_t{-128}) == "-128");
  CHECK(json_of(INT64_MIN) == "-9223372036854775808");
  CHECK(json_of(1.0) == "1.0");
  CHECK(json_of(-0.0) == "-0.0");
  CHECK(json_of(0.1) == "0.1");
  CHECK(json_of(0.1F) == "0.1");
  CHECK(json_of(1e300) == "1e+300");
  CHECK(json_of(std::nan("")) == "\"NaN\"");
  CHECK(json_of(std::numeric_limits<double>::infinity()) == "\"Infinity\"");
  CHECK(json_of(-std::numeric_limits<float>::infinity()) == "\"-Infinity\"");
  std::mt19937_64 random(2);
  for (int round = 0; round < 20000; ++round) {
    auto const value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    auto const back = io::parse_json(json_of(value));
    REQUIRE(back);
    auto const* number = std::get_if<double>(&back->held);
    if (!number || std::bit_cast<std::uint64_t>(*number) != std::bit_cast<std::uint64_t>(value))
      FAIL("seed 2, round " << round);
  }
}

TEST_CASE("row_text: times are the text of time_text", "[unit][row_text]") {
  std::mt19937_64 random(3);
  auto check = [](ms::timestamp time) {
    std::string const expected = ms::to_text(time);
    if (json_of(time) != "\"" + expected + "\"") FAIL(expected);
    auto const day = std::chrono::floor<std::chrono::days>(time);
    if (json_of(ms::date(day)) != "\"" + ms::to_text(ms::date(day)) + "\"") FAIL(expected);
  };
  for (std::int64_t micros :
       {0L, -1L, 1L, 999L, 1000L, 999'999L, -62'167'219'200'000'000L, -62'167'219'200'000'001L,
        253'402'300'799'999'999L, 253'402'300'800'000'000L})
    check(ms::timestamp(std::chrono::microseconds(micros)));
  for (int round = 0; round < 20000; ++round)
    check(
        ms::timestamp(std::chrono::microseconds(static_cast<std::int64_t>(random()) / 16 /
                                                (round % 2 ? 1 : 1000) * (round % 2 ? 1 : 1000))));
}

TEST_CASE("json_value: what is written is read back, escapes and surrogates too",
          "[unit][json_value]") {
  auto const value = io::parse_json(
      R"( { "a" : [ 1 , -2.5 , true , null , "x\u00e9\ud83d\ude00\/\n" ] , "a2" : {} , "n" : 9223372036854775807, "n":7 } )");
  REQUIRE(value);
  auto const& list = (*value)["a"].elements();
  REQUIRE(list.size() == 5);
  CHECK(list[0].integer() == 1);
  CHECK(std::get<double>(list[1].held) == -2.5);
  CHECK(std::get<bool>(list[2].held));
  CHECK(list[3].held.index() == 0);
  CHECK(list[4].text() == "x\xC3\xA9\xF0\x9F\x98\x80/\n");
  CHECK((*value)["n"].integer() == 7);
  CHECK_FALSE((*value)["absent"].integer());
  CHECK_FALSE((*value)["n"].text());
  std::string const text("quote \" back \\ control \x01\n end");
  CHECK(io::parse_json(quoted_text(text))->text() == text);
}

TEST_CASE("json_value: anything else than one JSON value is refused", "[unit][json_value]") {
  for (auto const* text : {"",        " ",         "{",           "}",          "[1",    "[1,]",
                           "[,1]",    "{\"a\"}",   "{\"a\":}",    "{\"a\":1,}", "{a:1}", "\"open",
                           "\"\\q\"", "\"\\u12\"", "\"\\ud800\"", "tru",        "nul",   "1 2",
                           "-",       "1e",        "{} x",        "[1 2]"}) {
    INFO(text);
    CHECK_FALSE(io::parse_json(text));
  }
  CHECK_FALSE(io::parse_json(std::string(100'000, '[')));
}
