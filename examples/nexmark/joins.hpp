// SPDX-License-Identifier: Apache-2.0
//
// Queries that join two streams, append mode.
#pragma once

#include <millstream/millstream.hpp>

#include "records.hpp"

namespace nexmark {

using namespace ms::literals;
using namespace std::chrono_literals;

/// Local item suggestion: who sells in these states, and what. As in the specification nothing bounds its state.
inline auto q3(auto persons, auto auctions) {
  auto const near = persons | ms::where("state"_c.is_in("OR", "ID", "CA")) |
                    ms::select("id"_c.as("seller"_c), "name"_c, "city"_c, "state"_c);
  return auctions | ms::where("category"_c == 10) | ms::select("id"_c, "seller"_c) |
         ms::join(near, "seller"_c) | ms::select("name"_c, "city"_c, "state"_c, "id"_c);
}

namespace detail {

/// Where the ten seconds begin in which a time lies.
inline auto ten_seconds_of(auto const& time) {
  auto const ms_since_1970 = ms::unix_millis(time);
  return ms::timestamp_millis(ms_since_1970 - ms_since_1970 % 10'000);
}

}  // namespace detail

/// Monitor new users: people who open an auction in the ten seconds in which they came. The specification groups both
/// streams by window and joins the groups; as a person comes once, and is wanted once, a semi join by the window says
/// the same.
inline auto q8(auto persons, auto auctions) {
  auto const sellers = auctions | ms::with_watermark("date_time"_c, 4s) |
                       ms::select("seller"_c.as("id"_c), "date_time"_c.as("opened"_c),
                                  detail::ten_seconds_of("date_time"_c).as("start_time"_c));
  return persons | ms::with_watermark("date_time"_c, 4s) |
         ms::select("id"_c, "name"_c, "date_time"_c,
                    detail::ten_seconds_of("date_time"_c).as("start_time"_c)) |
         ms::join(sellers, "id"_c, "start_time"_c,
                  "opened"_c > "date_time"_c - 10s && "opened"_c < "date_time"_c + 10s,
                  ms::left_semi) |
         ms::select("id"_c, "name"_c, "start_time"_c);
}

/// Expand bids with their auction, of one category. As in the specification nothing bounds its state.
inline auto q20(auto bids, auto auctions) {
  auto const of_category =
      auctions | ms::where("category"_c == 10) |
      ms::select("id"_c.as("auction"_c), "item_name"_c, "description"_c, "initial_bid"_c,
                 "reserve"_c, "date_time"_c.as("auction_date_time"_c), "expires"_c, "seller"_c,
                 "category"_c, "extra"_c.as("auction_extra"_c));
  return bids | ms::join(of_category, "auction"_c) |
         ms::select("auction"_c, "bidder"_c, "price"_c, "channel"_c, "url"_c, "date_time"_c,
                    "extra"_c, "item_name"_c, "description"_c, "initial_bid"_c, "reserve"_c,
                    "auction_date_time"_c, "expires"_c, "seller"_c, "category"_c,
                    "auction_extra"_c);
}

}  // namespace nexmark
