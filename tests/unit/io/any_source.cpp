// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/io/any_source.hpp>
#include <millstream/io/range_source.hpp>
#include <millstream/schema/value.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
using Catch::Matchers::Contains;

namespace {

std::vector<sample::event> events(std::size_t count) {
  std::vector<sample::event> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    out[i].v = static_cast<std::int64_t>(i);
    out[i].k = std::string(i % 40, 'k');
    if (i % 3 == 0) out[i].n = 7;
    if (i % 5 == 0) out[i].home = sample::place{"Bern", 1};
  }
  return out;
}

/// All rows of the next batch, lane by lane, and the number of blocks.
template <class Source>
std::pair<std::vector<ms::value_list>, std::size_t> next_batch(Source const& source) {
  using s = ms::schema_of<sample::event>;
  auto live = source.template open_source<s, s, s>(ms::io::source_context{});
  std::pair<std::vector<ms::value_list>, std::size_t> out;
  auto const offset = live.plan();
  REQUIRE(offset);
  auto batch = live.open_batch(*offset);
  for (std::size_t lane = 0; lane < batch.lanes(); ++lane)
    batch.read_lane(
        lane,
        [&](auto const& block) {
          ++out.second;
          for (std::size_t i = 0; i < block.size(); ++i)
            out.first.push_back(ms::to_values(ms::make_record<ms::record<s>>(block.row(i))));
        },
        [](auto const&) {});
  return out;
}

/// A table of which no stream can be made, as CSV is.
struct only_table {
  std::string to_string() const { return "a table"; }
  template <class Schema>
  std::vector<ms::record<Schema>> read_all() const {
    return std::vector<ms::record<Schema>>(2);
  }
};

}  // namespace

TEST_CASE("any_source: the rows are those of the source, in its blocks", "[io]") {
  ms::testing::memory_stream<sample::event> source;
  source.add(events(3000));
  ms::any_source<sample::event> const any = source;
  CHECK(any.to_string() == "memory_stream");
  CHECK(next_batch(any) == next_batch(source));
}

TEST_CASE("any_source: what was planned before a restart is not planned again", "[io]") {
  auto const rows = events(10);
  using s = ms::schema_of<sample::event>;
  ms::any_source<sample::event> const any = ms::range_source(rows).max_rows_per_trigger(4);
  auto first = any.open_source<s, s, s>(ms::io::source_context{});
  auto const offset = first.plan();
  REQUIRE(offset);
  auto second = any.open_source<s, s, s>(ms::io::source_context{});
  second.replay(*offset);
  CHECK(second.state() == first.state());
  auto third = any.open_source<s, s, s>(ms::io::source_context{});
  third.restore(second.state());
  CHECK(third.plan() == first.plan());
  third.freeze();
  CHECK(third.plan());
  CHECK_FALSE(third.plan());
  CHECK(third.description() == "memory");
}

TEST_CASE("any_source: a table is one, and says so where a stream is wanted", "[io]") {
  using s = ms::schema_of<sample::event>;
  ms::any_source<sample::event> const table = only_table();
  CHECK(table.read_all<s>().size() == 2);
  CHECK_THROWS_WITH((table.open_source<s, s, s>(ms::io::source_context{})),
                    Contains("a table cannot be read as a stream"));
  ms::testing::memory_stream<sample::event> source;
  ms::any_source<sample::event> const stream = source;
  CHECK_THROWS_WITH(stream.read_all<s>(), Contains("memory_stream cannot be read as a table"));
}
