// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as JSON lines: a whole window in one pass, each line by itself, and the window cut in two
// must give the same rows, rejections and counts; and what is rejected as no JSON object must be what
// simdjson's DOM parser, which shares only the first stage, rejects. Built with -fsanitize=fuzzer and
// MILLSTREAM_LIBFUZZER this is a libFuzzer target; alone it mutates its seeds for a while:
// json_lines [rounds] [seed], or json_lines <file> for one input.
#if __has_include(<simdjson.h>)
#include <simdjson.h>

#include <millstream/connector/format/json_source.hpp>
#include <millstream/schema/value.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

namespace {

namespace ms = millstream;
namespace connector = millstream::connector;
using ms::field;

using declared =
    ms::schema<field<"k", std::string>, field<"v", std::int64_t>, field<"d", std::optional<double>>,
               field<"t", std::optional<ms::timestamp>>, field<"b", std::optional<bool>>,
               field<"a", std::optional<std::vector<std::string>>>,
               field<"_corrupt_record", std::optional<std::string>>>;
using one = ms::schema<field<"v", std::int64_t>>;

struct outcome {
  std::vector<ms::value_list> rows;
  std::vector<std::string> rejected;  // reason, place and text
  std::int64_t malformed = 0, blank = 0, bytes = 0;
};
bool same_lines(outcome const& a, outcome const& b) {
  return a.rejected == b.rejected && a.malformed == b.malformed && a.blank == b.blank &&
         a.bytes == b.bytes;
}

/// The text as windows cut behind the line break at or behind each of `cuts`.
template <class Needed>
outcome read(std::string_view text, bool line_by_line, std::vector<std::size_t> cuts = {}) {
  connector::json_plan<declared> plan;
  plan.policy = ms::io::malformed_policy::dead_letter;
  plan.max_record = 200;
  plan.line_by_line = line_by_line;
  for (std::size_t i = 0; i + 1 < declared::size; ++i)
    plan.checked[i] = true, plan.all[0] |= std::uint64_t(1) << i;
  connector::json_workspace space;
  connector::json_rows<declared, Needed> rows(plan, space);
  connector::file_slice const file{.path = "fuzz"};
  outcome out;
  auto consume = [&](auto const& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      ms::value_list row;
      Needed::for_each(
          [&]<class Field>() { row.emplace_back(block.row(i).template get<Field::name>()); });
      out.rows.push_back(std::move(row));
    }
  };
  auto reject = [&](ms::io::malformed_record const& bad) {
    out.rejected.push_back(std::string(bad.reason) + '@' + std::to_string(bad.byte_offset) + '|' +
                           std::string(bad.text));
  };
  cuts.push_back(text.size());
  std::size_t begin = 0;
  for (auto cut : cuts) {
    cut = std::min(text.find('\n', cut), text.size() - 1) + 1;
    if (cut <= begin) continue;
    // Exactly as much memory as a lane has: what reads farther is found by the address sanitizer.
    auto const size = cut - begin;
    std::unique_ptr<char[]> const memory(new char[size + connector::window_padding]);
    std::copy_n(text.data() + begin, size, memory.get());
    std::fill_n(memory.get() + size, connector::window_padding, '\n');
    rows.window({.text = memory.get(), .size = size, .file = &file, .offset = begin, .bytes = size},
                consume, reject);
    begin = cut;
  }
  out.malformed = rows.counts().malformed;
  out.blank = rows.counts().blank;
  out.bytes = rows.counts().bytes;
  return out;
}

void check(bool holds, char const* what, std::string_view text) {
  if (holds) return;
  std::cerr << "disagreement: " << what << "\n";
  std::ofstream("json_lines.failure", std::ios::binary)
      .write(text.data(), static_cast<std::streamsize>(text.size()));
  std::abort();
}

/// Whether the lines that are no JSON objects are those that the DOM parser refuses.
void check_against_dom(std::string_view text, outcome const& read) {
  static simdjson::dom::parser parser;
  std::size_t next = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    auto const end = std::min(text.find('\n', begin), text.size());
    auto const line = text.substr(begin, end - begin);
    std::string reason;
    if (next < read.rejected.size()) {
      auto const& rejected = read.rejected[next];
      auto const place = '@' + std::to_string(begin) + '|';
      if (auto const at = rejected.find(place); at != std::string::npos)
        reason = rejected.substr(0, at), ++next;
    }
    simdjson::dom::element element;
    auto const code = parser.parse(line.data(), line.size()).get(element);
    bool const number =
        code == simdjson::NUMBER_ERROR || code == simdjson::BIGINT_ERROR;  // too large for it
    bool const blank = code == simdjson::EMPTY;
    bool const object = code == simdjson::SUCCESS && element.is_object();
    bool const too_long = reason == "the line is longer than max_record_bytes";
    if (!too_long && !number) {
      bool const no_object = !reason.empty() && !reason.starts_with("column \"");
      check(object || blank ? !no_object : no_object,
            reason.empty() ? "kept a line that the DOM parser refuses" : reason.c_str(), line);
    }
    begin = end + 1;
  }
  check(next == read.rejected.size(), "a rejection is not in the order of lines", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const whole = read<declared>(text, false);
  auto const lines = read<declared>(text, true);
  check(whole.rows == lines.rows, "rows, window and line by line", text);
  check(same_lines(whole, lines), "rejections, window and line by line", text);
  auto const cut = read<declared>(text, false, {size / 3, size / 2});
  check(whole.rows == cut.rows && same_lines(whole, cut), "one window and several", text);
  auto const narrow = read<one>(text, false);
  check(same_lines(whole, narrow), "rejections depend on the columns decoded", text);
  check(narrow.rows.size() == whole.rows.size(), "rows depend on the columns decoded", text);
  check_against_dom(text, whole);
  check(whole.bytes == static_cast<std::int64_t>(size), "bytes", text);
  auto const line_count =
      static_cast<std::int64_t>(std::count(text.begin(), text.end(), '\n')) + (text.back() != '\n');
  check(static_cast<std::int64_t>(whole.rows.size()) + whole.malformed + whole.blank == line_count,
        "a line was lost", text);
  return 0;
}

#ifndef MILLSTREAM_LIBFUZZER
int main(int argc, char** argv) {
  auto const run = [](std::string const& text) {
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size());
  };
  if (argc > 1 && std::ifstream(argv[1]).good()) {
    std::ifstream in(argv[1], std::ios::binary);
    run({std::istreambuf_iterator<char>(in), {}});
    return 0;
  }
  long const rounds = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 20'000;
  auto const seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 20'261'123ull;
  std::cout << "json_lines: " << rounds << " rounds, seed " << seed << "\n";
  std::mt19937_64 random(seed);
  auto const below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::string const seeds[] = {
      "{\"k\":\"a\",\"v\":1}",
      "{\"v\":-9223372036854775808,\"k\":\"\\u00e9\\ud83d\\ude00\"}",
      "{\"k\":\"a\",\"v\":2,\"d\":1.5e-3,\"t\":\"2013-01-01T10:00:00Z\",\"b\":true,\"a\":[\"x\","
      "\"y\\n\"]}",
      "{\"k\":[1,{\"z\":[]}],\"v\":3,\"d\":null,\"other\":{\"k\":[[[]]],\"l\":\"\\\\\"}}",
      "",
      "  \t\r",
      "{\"k\":\"a\",\"v\":2.5}",
      "{ \"k\" : \"\xc3\xa9\" , \"v\" : 12345678901234567 }",
      "{\"k\":\"a\",\"k\":\"b\",\"v\":1}",
      "{\"k\":\"" + std::string(190, 'l') + "\",\"v\":1}",
      "[1]",
      "null",
      "{\"\\u006b\":\"escaped\",\"v\":4}"};
  std::string const pieces[] = {"\"",      "\\",   "{",
                                "}",       "[",    "]",
                                ",",       ":",    "\n",
                                "\r\n",    "null", "\\u",
                                "\\ud800", "0",    "-",
                                ".",       "e9",   std::string(1, '\0'),
                                "\xff",    "\xc3", "\xe2\x82\xac",
                                " ",       "\t",   "99999999999999999999",
                                "\x0c",    "\x1a"};
  for (long round = 0; round < rounds; ++round) {
    std::string text;
    for (auto lines = 1 + below(8); lines-- > 0;)
      text += seeds[below(std::size(seeds))] + "\n";
    if (below(2) == 0) text.pop_back();
    for (auto changes = below(4); changes-- > 0 && !text.empty();) {
      auto const at = below(text.size());
      switch (below(4)) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, 1 + below(6));
          break;
        case 2:
          text.insert(at, pieces[below(std::size(pieces))]);
          break;
        default:
          text.insert(at, text.substr(below(text.size()), below(40)));
          break;
      }
    }
    run(text);
  }
  return 0;
}
#endif
#else  // no simdjson, no JSON connector: nothing to feed
int main() {
  return 0;
}
#endif
