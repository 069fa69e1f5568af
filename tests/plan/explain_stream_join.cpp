// SPDX-License-Identifier: Apache-2.0
//
// The three plans of a join of two streams as text.
#include <catch2/catch.hpp>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace explain_stream_join {
struct view {
  std::string ad;
  ms::timestamp ts;
  std::int64_t v;
};
struct click {
  std::string ad;
  ms::timestamp rt;
  std::int64_t w;
  double unread;
};
}  // namespace explain_stream_join
BOOST_HANA_ADAPT_STRUCT(explain_stream_join::view, ad, ts, v);
BOOST_HANA_ADAPT_STRUCT(explain_stream_join::click, ad, rt, w, unread);

TEST_CASE("explain: a join of streams prints both, and what frees its state", "[plan][explain]") {
  ms::testing::memory_stream<explain_stream_join::view> views;
  ms::testing::memory_stream<explain_stream_join::click> clicks;
  auto const joined = views.stream() | ms::with_watermark("ts"_c, 5s) |
                      ms::join(ms::left_outer, clicks.stream() | ms::with_watermark("rt"_c, 2s),
                               "ad"_c, "rt"_c > "ts"_c && "rt"_c < "ts"_c + 4s) |
                      ms::where("v"_c > 1) | ms::select("ad"_c, "w"_c);
  CHECK("\n" + ms::explain(ms::write_stream(joined, ms::testing::memory_sink())).to_string() == R"(
== Logical plan ==
Project [ad, w] -> ad: string, w: bigint?
  StreamJoin left [((rt > ts) AND (rt < (ts + 4000000us)))] [ad] -> ad: string, ts: timestamp, v: bigint, rt: timestamp?, w: bigint?, unread: double?
    EventTimeWatermark [ts] delay 5 seconds -> ad: string, ts: timestamp, v: bigint
      Filter [(v > 1)] -> ad: string, ts: timestamp, v: bigint
        Source memory_stream -> ad: string, ts: timestamp, v: bigint
    EventTimeWatermark [rt] delay 2 seconds -> ad: string, rt: timestamp, w: bigint, unread: double
      Source memory_stream -> ad: string, rt: timestamp, w: bigint, unread: double
== Optimized plan ==
rules: prune_columns
Project [ad, w] -> ad: string, w: bigint?
  StreamJoin left [((rt > ts) AND (rt < (ts + 4000000us)))] [ad] -> ad: string, ts: timestamp, v: bigint, rt: timestamp?, w: bigint?, unread: double?
    EventTimeWatermark [ts] delay 5 seconds -> ad: string, ts: timestamp, v: bigint
      Filter [(v > 1)] -> ad: string, ts: timestamp, v: bigint
        Source memory_stream -> ad: string, ts: timestamp, v: bigint
    EventTimeWatermark [rt] delay 2 seconds -> ad: string, rt: timestamp, w: bigint
      Source memory_stream reads 3 of 4 columns -> ad: string, rt: timestamp, w: bigint
== Physical plan ==
Stage 1: one fused loop a lane
  Scan memory_stream -> ad: string, ts: timestamp, v: bigint
  Filter [(v > 1)] -> ad: string, ts: timestamp, v: bigint
  EventTimeWatermark [ts] delay 5 seconds -> ad: string, ts: timestamp, v: bigint
  PartialStreamJoin left [((rt > ts) AND (rt < (ts + 4000000us)))] [ad] -> ad: string, ts: timestamp, v: bigint, rt: timestamp?, w: bigint?, unread: double?
  Scan memory_stream reads 3 of 4 columns -> ad: string, rt: timestamp, w: bigint
  EventTimeWatermark [rt] delay 2 seconds -> ad: string, rt: timestamp, w: bigint
  PartialStreamJoin left [((rt > ts) AND (rt < (ts + 4000000us)))] [ad] -> ad: string, ts: timestamp, v: bigint, rt: timestamp?, w: bigint?, unread: double?
Stage 2: 16 state partitions, lanes merged in order
  MergeStreamJoin left [((rt > ts) AND (rt < (ts + 4000000us)))] [ad] -> ad: string, ts: timestamp, v: bigint, rt: timestamp?, w: bigint?, unread: double? (state freed by the watermark)
  Project [ad, w] -> ad: string, w: bigint?
  Append to memory [append]
)");
}

TEST_CASE("explain: a join of streams by windows is freed by the watermark",
          "[plan][explain][rule71]") {
  ms::testing::memory_stream<explain_stream_join::view> views;
  ms::testing::memory_stream<explain_stream_join::click> clicks;
  auto const seen = views.stream() | ms::with_watermark("ts"_c, 5s) |
                    ms::with_column("window"_c, ms::window("ts"_c, 10s));
  auto const clicked = clicks.stream() | ms::with_watermark("rt"_c, 2s) |
                       ms::select("ad"_c, ms::window("rt"_c, 10s), "w"_c);
  auto const joined = seen | ms::join(clicked, "ad"_c, "window"_c, ms::full_outer);
  auto const query =
      ms::require_bounded_state(ms::write_stream(joined, ms::testing::memory_sink()));
  auto const text = ms::explain(query).to_string();
  INFO(text);
  CHECK(
      text.find("MergeStreamJoin full [ad, window] -> ad: string, ts: timestamp?, v: bigint?, "
                "window: struct<start: timestamp, end: timestamp>, w: bigint? (state freed by the "
                "watermark)") != std::string::npos);
  CHECK(text.find("Generate explode [window]") != std::string::npos);
}
