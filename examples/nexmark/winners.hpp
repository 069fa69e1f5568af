// SPDX-License-Identifier: Apache-2.0
//
// Queries that rank rows, which no streaming aggregation does: with a state of their own (transform_with_state).
// Named so: q4, q6, q9, q18 and q19 are not written as the specification writes them.
#pragma once

#include <algorithm>
#include <tuple>

#include <millstream/millstream.hpp>

#include "records.hpp"

namespace nexmark {

using namespace ms::literals;
using namespace std::chrono_literals;

/// Auctions and bids in one stream: an auction has an end, a bid has a bidder.
struct auction_event {
  std::int64_t auction;
  ms::timestamp at;
  std::optional<ms::timestamp> expires;
  std::int64_t seller = 0, category = 0;
  std::int64_t bidder = 0, price = 0;
};

/// An auction that is over, and its highest bid.
struct winning_bid {
  std::int64_t auction, seller, category;
  ms::timestamp opened, expires;
  std::int64_t bidder, price;
  ms::timestamp bid_time;
};

struct opened_auction {
  ms::timestamp opened, expires;
  std::int64_t seller, category;
};
struct offer {
  std::int64_t bidder, price;
  ms::timestamp at;
};

}  // namespace nexmark
BOOST_HANA_ADAPT_STRUCT(nexmark::auction_event, auction, at, expires, seller, category, bidder,
                        price);
BOOST_HANA_ADAPT_STRUCT(nexmark::winning_bid, auction, seller, category, opened, expires, bidder,
                        price, bid_time);
BOOST_HANA_ADAPT_STRUCT(nexmark::opened_auction, opened, expires, seller, category);
BOOST_HANA_ADAPT_STRUCT(nexmark::offer, bidder, price, at);

namespace nexmark {

/// The highest bid of an auction, said when the auction is over: of equal ones the earliest. Bids may come before
/// their auction; they wait for it until the watermark has passed them.
struct highest_bid {
  using input = auction_event;
  using output = winning_bid;
  static constexpr auto time_mode = ms::time_mode::event_time;
  ms::value_state<opened_auction> auction;
  ms::value_state<offer> best;
  ms::list_state<offer> early;

  void handle_rows(auto const&, std::span<auction_event const> rows,
                   ms::group_context<winning_bid>& group) {
    for (auto const& r : rows) {
      if (r.expires) {
        auction.update({r.at, *r.expires, r.seller, r.category});
        for (auto const& bid : early.get())
          consider(bid);
        early.clear();
        group.register_timer(*r.expires);
      } else if (offer const bid{r.bidder, r.price, r.at}; auction.exists()) {
        consider(bid);
      } else {
        early.append(bid);
        group.register_timer(r.at);
      }
    }
  }
  void handle_timer(auto const& key, ms::timestamp at, ms::group_context<winning_bid>& group) {
    if (!auction.exists()) {
      auto waiting = early.get();
      std::erase_if(waiting, [&](offer const& bid) { return bid.at <= at; });
      early.put(std::move(waiting));
    } else if (auto const& a = *auction.get(); at >= a.expires) {
      if (auto const& won = best.get())
        group.emit({key.template get<"auction">(), a.seller, a.category, a.opened, a.expires,
                    won->bidder, won->price, won->at});
      auction.clear();
      best.clear();
    }
  }

 private:
  void consider(offer const& bid) {
    auto const& a = *auction.get();
    if (bid.at < a.opened || bid.at > a.expires) return;
    auto const& held = best.get();
    if (!held || bid.price > held->price || (bid.price == held->price && bid.at < held->at))
      best.update(bid);
  }
};

/// The mean of what came so far.
struct running_average {
  std::int64_t category;
  double average;
};
struct average_of_category {
  using input = winning_bid;
  using output = running_average;
  ms::value_state<std::int64_t> sum, count;

  void handle_rows(auto const& key, std::span<winning_bid const> rows,
                   ms::group_context<running_average>& group) {
    auto total = sum.get().value_or(0);
    auto const n = count.get().value_or(0) + std::ssize(rows);
    for (auto const& r : rows)
      total += r.price;
    sum.update(total);
    count.update(n);
    group.emit(
        {key.template get<"category">(), static_cast<double>(total) / static_cast<double>(n)});
  }
};

/// The mean of an auction and the ten of the same seller that ended before it.
struct seller_average {
  std::int64_t seller, auction;
  double average;
};
struct last_prices {
  using input = winning_bid;
  using output = seller_average;
  static constexpr std::ptrdiff_t kept = 11;
  ms::list_state<std::int64_t> prices;

  void handle_rows(auto const& key, std::span<winning_bid const> rows,
                   ms::group_context<seller_average>& group) {
    std::vector<winning_bid> ended(rows.begin(), rows.end());
    std::sort(ended.begin(), ended.end(), [](auto const& a, auto const& b) {
      return std::tie(a.expires, a.auction) < std::tie(b.expires, b.auction);
    });
    auto last = prices.get();
    for (auto const& r : ended) {
      last.push_back(r.price);
      if (std::ssize(last) > kept) last.erase(last.begin());
      double sum = 0;
      for (auto const price : last)
        sum += static_cast<double>(price);
      group.emit({key.template get<"seller">(), r.auction, sum / static_cast<double>(last.size())});
    }
    prices.put(std::move(last));
  }
};

/// The last bid of a bidder for an auction.
struct last_bid {
  using input = bid;
  using output = bid;
  ms::value_state<bid> held;

  void handle_rows(auto const&, std::span<bid const> rows, ms::group_context<bid>& group) {
    bool newer = false;
    for (auto const& r : rows)
      if (!held.exists() || r.date_time >= held.get()->date_time) held.update(r), newer = true;
    if (newer) group.emit(*held.get());
  }
};

/// A bid and its place among the highest of its auction.
struct ranked_bid {
  std::int64_t rank_number, auction, bidder, price;
  ms::timestamp date_time;
  std::string extra;
};
/// The ten highest bids for an auction, of equal ones the first; those whose place is new are said.
struct ten_highest {
  using input = bid;
  using output = ranked_bid;
  ms::list_state<bid> highest;

  void handle_rows(auto const&, std::span<bid const> rows, ms::group_context<ranked_bid>& group) {
    auto now = highest.get();
    auto changed_from = std::ptrdiff_t(10);
    for (auto const& r : rows) {
      auto const place = std::upper_bound(
          now.begin(), now.end(), r, [](bid const& a, bid const& b) { return a.price > b.price; });
      if (auto const at = place - now.begin(); at < 10) {
        now.insert(place, r);
        if (std::ssize(now) > 10) now.pop_back();
        changed_from = std::min(changed_from, at);
      }
    }
    for (auto at = changed_from; at < std::ssize(now); ++at) {
      auto const& b = now[static_cast<std::size_t>(at)];
      group.emit({at + 1, b.auction, b.bidder, b.price, b.date_time, b.extra});
    }
    if (changed_from < 10) highest.put(std::move(now));
  }
};

}  // namespace nexmark
BOOST_HANA_ADAPT_STRUCT(nexmark::highest_bid, auction, best, early);
BOOST_HANA_ADAPT_STRUCT(nexmark::running_average, category, average);
BOOST_HANA_ADAPT_STRUCT(nexmark::average_of_category, sum, count);
BOOST_HANA_ADAPT_STRUCT(nexmark::seller_average, seller, auction, average);
BOOST_HANA_ADAPT_STRUCT(nexmark::last_prices, prices);
BOOST_HANA_ADAPT_STRUCT(nexmark::last_bid, held);
BOOST_HANA_ADAPT_STRUCT(nexmark::ranked_bid, rank_number, auction, bidder, price, date_time, extra);
BOOST_HANA_ADAPT_STRUCT(nexmark::ten_highest, highest);

namespace nexmark {

/// Winning bids: each auction that is over with its highest bid.
inline auto q9_transform_with_state(auto auctions, auto bids) {
  auto const offers = bids | ms::map([](bid const& b) {
                        return auction_event{.auction = b.auction,
                                             .at = b.date_time,
                                             .expires = {},
                                             .bidder = b.bidder,
                                             .price = b.price};
                      });
  return auctions | ms::map([](auction const& a) {
           return auction_event{.auction = a.id,
                                .at = a.date_time,
                                .expires = a.expires,
                                .seller = a.seller,
                                .category = a.category};
         }) |
         ms::union_(offers) | ms::with_watermark("at"_c, 4s) | ms::group_by("auction"_c) |
         ms::transform_with_state(highest_bid{});
}

/// Average price for a category: of the auctions that are over, said anew when one more is.
inline auto q4_transform_with_state(auto auctions, auto bids) {
  return q9_transform_with_state(auctions, bids) | ms::group_by("category"_c) |
         ms::transform_with_state(average_of_category{});
}

/// Average selling price by seller, over the auction that ended and the ten before it, in the order in which they
/// ended.
inline auto q6_transform_with_state(auto auctions, auto bids) {
  return q9_transform_with_state(auctions, bids) | ms::group_by("seller"_c) |
         ms::transform_with_state(last_prices{});
}

/// Find last bid: of each bidder for each auction, said anew when there is one.
inline auto q18_transform_with_state(auto bids) {
  return bids | ms::group_by("bidder"_c, "auction"_c) | ms::transform_with_state(last_bid{});
}

/// Auction top ten: bids by price, said anew when a place changes.
inline auto q19_transform_with_state(auto bids) {
  return bids | ms::group_by("auction"_c) | ms::transform_with_state(ten_highest{});
}

}  // namespace nexmark
