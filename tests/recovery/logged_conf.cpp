// SPDX-License-Identifier: Apache-2.0
//
// What the log says of a query counts after a restart, not what the query says then (rule 8): the policy between
// several watermarks and the time zone. A log that does not know the zone takes the query's.
#include <catch2/catch.hpp>

#include <millstream/checkpoint/store.hpp>
#include <millstream/expr/functions/time_parts.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>
#include "unit/io/temporary_folder.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace logged_conf_test {
struct row {
  ms::timestamp at;
  std::int64_t v;
};
}  // namespace logged_conf_test
BOOST_HANA_ADAPT_STRUCT(logged_conf_test::row, at, v);

namespace {

using logged_conf_test::row;
using rows = std::vector<ms::value_list>;

row at(int second) {
  return {ms::timestamp(std::chrono::seconds(second)), 1};
}

/// Two streams that have a watermark each, the second far behind the first.
struct two_watermarks {
  temporary_folder folder;
  ms::testing::memory_stream<row> fast, slow;
  ms::testing::memory_sink sink;

  auto query() const {
    return ms::write_stream((fast.stream() | ms::with_watermark("at"_c, 0s)) |
                                ms::union_(slow.stream() | ms::with_watermark("at"_c, 0s)) |
                                ms::group_by(ms::window("at"_c, 10s)) | ms::agg(ms::count()),
                            sink)
        .checkpoint(folder.path / "checkpoint")
        .threads(1);
  }
  /// The watermark after all that there is, and the warnings of the start.
  std::pair<std::int64_t, std::vector<std::string>> run(auto const& described) const {
    auto engine = ms::open_query(described);
    while (engine.run_next_batch()) {
    }
    return {engine.watermark_ms(), engine.warnings()};
  }
};

}  // namespace

TEST_CASE(
    "checkpoint: the watermark policy is the checkpoint's, and a query of another one is warned",
    "[recovery][rule8][rule31]") {
  using enum ms::watermark_policy;
  auto const [first, restarted, after] =
      GENERATE(table<ms::watermark_policy, ms::watermark_policy, std::int64_t>(
          {{min, max, 50'000}, {max, min, 200'000}, {min, min, 50'000}, {max, max, 200'000}}));
  two_watermarks f;
  f.fast.add(at(100));
  f.slow.add(at(20));
  auto const before = f.run(f.query().watermark_policy(first));
  CHECK(before.first == (first == max ? 100'000 : 20'000));
  CHECK(before.second.empty());
  f.fast.add(at(200));
  f.slow.add(at(50));
  auto const [watermark, warnings] = f.run(f.query().watermark_policy(restarted));
  CHECK(watermark == after);
  REQUIRE(warnings.size() == (first == restarted ? 0 : 1));
  if (first != restarted) {
    CHECK(warnings[0].find("watermark policy " + std::string(first == max ? "max" : "min")) !=
          std::string::npos);
  }
}

TEST_CASE("checkpoint: a snapshot without a log remembers the watermark policy",
          "[recovery][rule8][rule31]") {
  two_watermarks f;
  f.fast.add(at(100));
  f.slow.add(at(20));
  f.run(f.query().watermark_policy(ms::watermark_policy::max).batches_per_snapshot(1));
  f.fast.add(at(200));
  f.slow.add(at(50));
  CHECK(f.run(f.query()).first == 200'000);
}

TEST_CASE("checkpoint: the time zone is the checkpoint's, and a query of another one is warned",
          "[recovery][rule8]") {
  temporary_folder folder;
  ms::testing::memory_stream<row> source;
  ms::testing::memory_sink sink;
  auto const query = [&](std::string_view zone) {
    return ms::write_stream(source.stream() | ms::select(ms::hour("at"_c).as("hour"_c)), sink)
        .checkpoint(folder.path / "checkpoint")
        .time_zone(zone)
        .trigger(ms::available_now);
  };
  source.add(at(0));
  {
    auto const running = ms::start(query("Europe/Berlin"));
    running->await_termination();
    CHECK(running->warnings().empty());
  }
  source.add(at(0));
  auto const running = ms::start(query("Asia/Tokyo"));
  running->await_termination();
  REQUIRE(running->warnings().size() == 1);
  CHECK(running->warnings()[0] ==
        "the checkpoint was begun with the time zone Europe/Berlin, which goes on; the query says "
        "Asia/Tokyo");
  CHECK(sink.all_rows() == rows{{1}, {1}});
}

TEST_CASE("checkpoint: a log of a version that did not log the time zone takes the query's",
          "[recovery][rule8]") {
  temporary_folder folder;
  ms::testing::memory_stream<row> source;
  ms::testing::memory_sink sink;
  auto const query =
      ms::write_stream(source.stream() | ms::select(ms::hour("at"_c).as("hour"_c)), sink)
          .checkpoint(folder.path / "checkpoint")
          .time_zone("Asia/Tokyo")
          .threads(1);
  source.add(at(0));
  {
    // the first batch as it was logged before
    auto store = ms::checkpoint::store::open(folder.path / "checkpoint", {.state_partitions = 16});
    store.write_offsets({.batch_id = 0,
                         .conf = {{"watermark_policy", "min"}},
                         .sources = {{source.to_string(), ms::io::row_range{0, 1}.to_string()}}});
  }
  auto engine = ms::open_query(query);
  CHECK(engine.warnings().empty());
  while (engine.run_next_batch()) {
  }
  CHECK(sink.all_rows() == rows{{9}});
}
