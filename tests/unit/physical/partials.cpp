// SPDX-License-Identifier: Apache-2.0
#include <millstream/physical/partials.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <string>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>

namespace ms = millstream;
using namespace ms::literals;
namespace physical = ms::physical;

namespace partials_test {

struct reading {
  std::string station;
  std::optional<std::int64_t> sensor;
  double value;
};

}  // namespace partials_test

BOOST_HANA_ADAPT_STRUCT(partials_test::reading, station, sensor, value);

namespace {

using partials_test::reading;

/// Few groups for a while, then a new one nearly each row: a lane's table is emptied, then left.
std::vector<reading> many_groups(std::size_t rows) {
  std::vector<reading> out;
  for (std::size_t i = 0; i < rows; ++i) {
    auto const n = i < rows / 4 ? i % 50 : (i * 2654435761u) % rows;
    out.push_back(
        {"a station with a long name " + std::to_string(n % 20'011),
         n % 7 == 0 ? std::nullopt : std::optional<std::int64_t>(static_cast<std::int64_t>(n % 3)),
         0.1 * static_cast<double>(i % 1013)});
  }
  return out;
}

std::vector<ms::value_list> totals(std::vector<reading> const& rows, unsigned threads) {
  ms::testing::memory_sink out;
  auto const s = ms::from_range(rows) | ms::group_by("station"_c, "sensor"_c) |
                 ms::agg(ms::count().as("n"_c), ms::sum("value"_c).as("total"_c),
                         ms::max("value"_c).as("most"_c));
  ms::run(ms::write_stream(s, out)
              .output_mode(ms::complete)
              .trigger(ms::available_now)
              .threads(threads));
  return out.rows(0);
}

}  // namespace

TEST_CASE("partition_lists: what was added to a partition comes back in order", "[physical]") {
  physical::partition_lists<std::pair<std::string, int>> lists;
  for (int i = 0; i < 10'000; ++i)
    lists.add(static_cast<std::size_t>(i % 3), 4, "text", i);
  std::vector<int> seen;
  lists.for_each_chunk(1, [&](auto const* partials, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      seen.push_back(partials[i].second);
  });
  REQUIRE(seen.size() == 3333);
  for (std::size_t i = 0; i < seen.size(); ++i)
    CHECK(seen[i] == static_cast<int>(i * 3 + 1));
  lists.for_each_chunk(3, [&](auto const*, std::size_t) { FAIL("nothing is in this partition"); });
}

TEST_CASE("kept_text: text stays where it is", "[physical]") {
  physical::kept_text texts;
  std::vector<std::string_view> views;
  for (int i = 0; i < 10'000; ++i)
    views.push_back(texts.keep("text " + std::to_string(i)));
  views.push_back(texts.keep(std::string(200'000, 'x')));
  CHECK(texts.keep("").empty());
  for (int i = 0; i < 10'000; ++i)
    REQUIRE(views[static_cast<std::size_t>(i)] == "text " + std::to_string(i));
  CHECK(views.back() == std::string(200'000, 'x'));
}

TEST_CASE(
    "aggregate: many groups give the same bits with any number of threads, and the right ones",
    "[physical]") {
  auto const rows = many_groups(300'000);
  auto const alone = totals(rows, 1);
  CHECK(alone == totals(rows, 2));
  CHECK(alone == totals(rows, 7));

  struct expected {
    std::int64_t n = 0;
    double total = 0, most = 0;
  };
  std::map<std::pair<std::string, std::optional<std::int64_t>>, expected> groups;
  for (auto const& r : rows) {
    auto& g = groups[{r.station, r.sensor}];
    ++g.n, g.total += r.value, g.most = std::max(g.most, r.value);
  }
  REQUIRE(alone.size() == groups.size());
  for (auto const& row : alone) {
    auto const sensor =
        row[1] == ms::value() ? std::nullopt : std::optional(std::get<std::int64_t>(row[1].held));
    auto const& g = groups.at({std::get<std::string>(row[0].held), sensor});
    CHECK(std::get<std::int64_t>(row[2].held) == g.n);
    CHECK(std::get<double>(row[3].held) == Approx(g.total));
    CHECK(std::get<double>(row[4].held) == g.most);
  }
}
