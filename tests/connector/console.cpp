// SPDX-License-Identifier: Apache-2.0
// The sinks that keep nothing durable: console, noop, for_each_batch.
#include <catch2/catch.hpp>

#include <sstream>

#include <millstream/connector/transport/console.hpp>
#include <millstream/connector/transport/noop.hpp>

#include "connector/sink_contract.hpp"

namespace {

namespace ms = millstream;
using namespace sink_contract;

struct named_row {
  std::string key;
  std::optional<std::string> origin;
  std::int64_t delay;
};

}  // namespace

BOOST_HANA_ADAPT_STRUCT(named_row, key, origin, delay);

TEST_CASE("console: a batch is printed as a table", "[connector][console]") {
  std::ostringstream out;
  auto sink = ms::console().to(out).open_sink<row_schema, ms::update_mode>(context_of());
  static_assert(io::live_sink<decltype(sink)>);
  sink.recover(-1);
  CHECK(run_batch(sink, 7).rows == 3);
  CHECK(out.str() ==
        "Batch: 7\n"
        "+------+--------+-------+\n"
        "| key  | origin | delay |\n"
        "+------+--------+-------+\n"
        "| b7-0 | JFK    | 70    |\n"
        "| b7-1 | null   | 71    |\n"
        "| b7-2 | a/b    | 72    |\n"
        "+------+--------+-------+\n\n");
}

TEST_CASE("console: an empty batch is a header, a long one is cut, a long cell too",
          "[connector][console]") {
  std::ostringstream out;
  auto sink = ms::console().to(out).rows(1).truncate(5).open_sink<row_schema, ms::update_mode>(
      context_of());
  std::vector<decltype(sink)::lane_type> lanes;
  sink.commit(0, lanes);
  CHECK(out.str() ==
        "Batch: 0\n"
        "+-----+--------+-------+\n"
        "| key | origin | delay |\n"
        "+-----+--------+-------+\n"
        "+-----+--------+-------+\n\n");
  out.str("");
  lanes.push_back(sink.make_lane(1, 0));
  auto row = make_row(1, 0);
  row.slot_of<"key">() = "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4";
  row.slot_of<"origin">() = "a\nb\x80";
  lanes[0].append(row);
  lanes[0].append(row);
  sink.commit(1, lanes);
  CHECK(out.str() ==
        "Batch: 1\n"
        "+-------+--------+-------+\n"
        "| key   | origin | delay |\n"
        "+-------+--------+-------+\n"
        "| \xC3\xA4\xC3\xA4... | a b\xEF\xBF\xBD   | 10    |\n"
        "+-------+--------+-------+\n"
        "only the first 1 of 2 rows are shown\n\n");
}

TEST_CASE("noop: rows are counted, and the checksum does not depend on lanes or order",
          "[connector][noop]") {
  auto const first = ms::noop(), second = ms::noop(), third = ms::noop();
  auto sink = first.open_sink<row_schema, ms::append_mode>(context_of());
  static_assert(io::live_sink<decltype(sink)>);
  run_batch(sink, 0);
  run_batch(sink, 1);
  CHECK(first.totals().rows == 6);
  CHECK(first.totals().batches == 2);

  auto other = second.open_sink<row_schema, ms::append_mode>(context_of());
  std::vector<decltype(other)::lane_type> lanes;
  lanes.push_back(other.make_lane(0, 0));
  for (std::int64_t batch : {1, 0})
    for (std::int64_t i : {2, 0, 1})
      lanes[0].append(make_row(batch, i));
  other.commit(0, lanes);
  CHECK(second.totals().checksum == first.totals().checksum);

  auto different = third.open_sink<row_schema, ms::append_mode>(context_of());
  run_batch(different, 0);
  run_batch(different, 2);
  CHECK(third.totals().checksum != first.totals().checksum);
}

TEST_CASE("for_each_batch: the function gets each batch's rows in lane order, and its number",
          "[connector][for_each_batch]") {
  std::vector<std::string> seen;
  auto const description = ms::for_each_batch([&seen](auto rows, std::int64_t batch) {
    for (auto const& row : rows) {
      auto const as_struct = ms::to<named_row>(row);
      seen.push_back(std::to_string(batch) + ":" + as_struct.key + ":" +
                     as_struct.origin.value_or("-"));
    }
    if (batch == 1) throw std::runtime_error("the user's");
  });
  auto sink = description.open_sink<row_schema, ms::complete_mode>(context_of());
  static_assert(io::live_sink<decltype(sink)>);
  CHECK(run_batch(sink, 0).rows == 3);
  CHECK(seen == std::vector<std::string>{"0:b0-0:JFK", "0:b0-1:-", "0:b0-2:a/b"});
  CHECK_THROWS_WITH(run_batch(sink, 1), "the user's");
  CHECK(sink.fence() == -1);
}

TEST_CASE("console: every output mode is taken, files take append only", "[connector][console]") {
  STATIC_REQUIRE(io::sink_accepts<decltype(ms::console()), ms::complete_mode>);
  STATIC_REQUIRE(io::sink_accepts<decltype(ms::noop()), ms::update_mode>);
}
