// SPDX-License-Identifier: Apache-2.0
//
// Queries over groups: windows and sessions of event time in append mode, statistics of a day in update mode.
#pragma once

#include <millstream/millstream.hpp>

#include "records.hpp"

namespace nexmark {

using namespace ms::literals;
using namespace std::chrono_literals;

/// All auctions that have the greatest number, where several do.
struct hottest_auctions {
  static constexpr std::string_view name = "hottest_auctions";
  struct state {
    std::int64_t number = 0;
    std::vector<std::int64_t> auctions;
  };
  static void step(state& s, std::int64_t auction, std::int64_t number) {
    merge(s, {number, {auction}});
  }
  static void merge(state& s, state const& later) {
    if (later.number > s.number)
      s = later;
    else if (later.number == s.number)
      s.auctions.insert(s.auctions.end(), later.auctions.begin(), later.auctions.end());
  }
  static std::vector<std::int64_t> finish(state const& s) { return s.auctions; }
};

}  // namespace nexmark
BOOST_HANA_ADAPT_STRUCT(nexmark::hottest_auctions::state, number, auctions);

namespace nexmark {

/// Hot items: the auctions with the most bids of each ten seconds, every two seconds. The specification joins the
/// counts with their maximum; here the maximum is a window's aggregate that says whose it is.
inline auto q5(auto bids) {
  return bids | ms::with_watermark("date_time"_c, 4s) |
         ms::group_by(ms::window("date_time"_c, 10s, 2s), "auction"_c) |
         ms::agg(ms::count().as("num"_c)) | ms::group_by("window"_c) |
         ms::agg(ms::user_aggregate<hottest_auctions>("auction"_c, "num"_c).as("auctions"_c),
                 ms::max("num"_c).as("num"_c)) |
         ms::select(ms::explode("auctions"_c).as("auction"_c), "num"_c,
                    "window.start"_c.as("start_time"_c), "window.end"_c.as("end_time"_c));
}

/// Highest bid of each ten seconds; the first, where several are as high. The specification joins the bids with their
/// maximum.
inline auto q7(auto bids) {
  return bids | ms::with_watermark("date_time"_c, 4s) |
         ms::group_by(ms::window("date_time"_c, 10s)) |
         ms::agg(ms::max_by("auction"_c, "price"_c).as("auction"_c),
                 ms::max("price"_c).as("highest"_c),
                 ms::max_by("bidder"_c, "price"_c).as("bidder"_c),
                 ms::max_by("date_time"_c, "price"_c).as("bid_time"_c),
                 ms::max_by("extra"_c, "price"_c).as("extra"_c)) |
         ms::select("auction"_c, "bidder"_c, "highest"_c.as("price"_c),
                    "bid_time"_c.as("date_time"_c), "extra"_c);
}

/// User sessions: bids of a bidder without a gap of ten seconds.
inline auto q11(auto bids) {
  return bids | ms::with_watermark("date_time"_c, 4s) |
         ms::group_by("bidder"_c, ms::session_window("date_time"_c, 10s)) |
         ms::agg(ms::count().as("bid_count"_c)) |
         ms::select("bidder"_c, "bid_count"_c, "session_window.start"_c.as("start_time"_c),
                    "session_window.end"_c.as("end_time"_c));
}

/// Processing time windows: bids of a bidder in ten seconds of the clock.
inline auto q12(auto bids) {
  return bids | ms::with_column("proc_time"_c, ms::current_timestamp()) |
         ms::group_by("bidder"_c, ms::window("proc_time"_c, 10s)) |
         ms::agg(ms::count().as("bid_count"_c)) |
         ms::select("bidder"_c, "bid_count"_c, "window.start"_c.as("start_time"_c),
                    "window.end"_c.as("end_time"_c));
}

namespace detail {

inline constexpr auto low = "price"_c < 10'000;
inline constexpr auto middle = "price"_c >= 10'000 && "price"_c < 1'000'000;
inline constexpr auto high = "price"_c >= 1'000'000;

/// Bids, bidders and auctions by price, beside `more`. The specification counts different ids, which no stream can
/// (rule 46); a set of them can be kept, and has a size.
inline auto ids_by_price(auto... more) {
  return ms::agg(more..., ms::count().as("total_bids"_c), ms::count_if(low).as("rank1_bids"_c),
                 ms::count_if(middle).as("rank2_bids"_c), ms::count_if(high).as("rank3_bids"_c),
                 ms::collect_set("bidder"_c).as("total_bidders"_c),
                 ms::collect_set(ms::when(low, "bidder"_c)).as("rank1_bidders"_c),
                 ms::collect_set(ms::when(middle, "bidder"_c)).as("rank2_bidders"_c),
                 ms::collect_set(ms::when(high, "bidder"_c)).as("rank3_bidders"_c),
                 ms::collect_set("auction"_c).as("total_auctions"_c),
                 ms::collect_set(ms::when(low, "auction"_c)).as("rank1_auctions"_c),
                 ms::collect_set(ms::when(middle, "auction"_c)).as("rank2_auctions"_c),
                 ms::collect_set(ms::when(high, "auction"_c)).as("rank3_auctions"_c));
}
/// Their numbers, behind `first`.
inline auto numbers_by_price(auto... first) {
  auto const size_of = [](auto ids) { return ms::size(ids).as(ids); };
  return ms::select(first..., "total_bids"_c, "rank1_bids"_c, "rank2_bids"_c, "rank3_bids"_c,
                    size_of("total_bidders"_c), size_of("rank1_bidders"_c),
                    size_of("rank2_bidders"_c), size_of("rank3_bidders"_c),
                    size_of("total_auctions"_c), size_of("rank1_auctions"_c),
                    size_of("rank2_auctions"_c), size_of("rank3_auctions"_c));
}

inline auto day() {
  return ms::date_format("date_time"_c, "yyyy-MM-dd").as("day"_c);
}

}  // namespace detail

/// Bidding statistics of a day: how many bids, bidders and auctions, by price.
inline auto q15(auto bids) {
  return bids | ms::group_by(detail::day()) | detail::ids_by_price() |
         detail::numbers_by_price("day"_c);
}

/// Channel statistics of a day.
inline auto q16(auto bids) {
  auto const minute = ms::max(ms::date_format("date_time"_c, "HH:mm")).as("minute"_c);
  return bids | ms::group_by("channel"_c, detail::day()) | detail::ids_by_price(minute) |
         detail::numbers_by_price("channel"_c, "day"_c, "minute"_c);
}

/// Auction statistics of a day.
inline auto q17(auto bids) {
  using namespace detail;
  return bids | ms::group_by("auction"_c, day()) |
         ms::agg(ms::count().as("total_bids"_c), ms::count_if(low).as("rank1_bids"_c),
                 ms::count_if(middle).as("rank2_bids"_c), ms::count_if(high).as("rank3_bids"_c),
                 ms::min("price"_c).as("min_price"_c), ms::max("price"_c).as("max_price"_c),
                 ms::avg("price"_c).as("avg_price"_c), ms::sum("price"_c).as("sum_price"_c));
}

}  // namespace nexmark
