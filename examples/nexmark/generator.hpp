// SPDX-License-Identifier: Apache-2.0
//
// The events of Nexmark, each a function of its number, by the rules of the public generator: of 50 events one is a
// person, three are auctions and 46 are bids; most bids go to a few hot auctions and come from a few hot bidders, most
// auctions are of hot sellers; prices spread evenly over the powers of ten from 1 to 1,000,000, in cents.
// The rules are the specification's, the random numbers are not: other implementations make other events.
#pragma once

#include "records.hpp"

namespace nexmark {

/// What may be said of the events.
struct generator_settings {
  std::int64_t events_per_second = 10'000;  ///< of event time
  /// So many events, one behind the other, come in mixed order; 1 is in order. No multiple of 953.
  std::int64_t out_of_order_group = 1;
  ms::timestamp first_time = std::chrono::sys_days(std::chrono::July / 15 / 2015);
};

enum class event_kind : std::uint8_t { person, auction, bid };

namespace rules {

inline constexpr std::int64_t persons = 1, auctions = 3, events = 50;  // of each 50 events
inline constexpr std::int64_t first_person_id = 1000, first_auction_id = 1000;
inline constexpr std::int64_t first_category = 10, categories = 5;
/// One of these is not hot.
inline constexpr std::int64_t hot_auction_ratio = 2, hot_bidder_ratio = 4, hot_seller_ratio = 4;
/// Of so many auctions or people one is hot.
inline constexpr std::int64_t hot_of = 100;
inline constexpr std::int64_t auctions_in_flight = 100, active_people = 1000;
/// Bids and auctions name ids that are up to so far ahead of those that there are.
inline constexpr std::int64_t id_lead = 10;
inline constexpr std::int64_t person_bytes = 200, auction_bytes = 500, bid_bytes = 100;
inline constexpr std::int64_t channels = 10'000;

}  // namespace rules

/// The events. What is asked for is the event that comes at a place of the order, from 0.
class generator {
 public:
  explicit generator(generator_settings settings = {}) : settings_(settings) {}

  generator_settings const& settings() const { return settings_; }

  event_kind kind_at(std::int64_t place) const {
    auto const rest = number_at(place) % rules::events;
    return rest < rules::persons                     ? event_kind::person
           : rest < rules::persons + rules::auctions ? event_kind::auction
                                                     : event_kind::bid;
  }
  /// **Requires** that the event there is of this kind.
  void make(std::int64_t place, person& out) const;
  void make(std::int64_t place, auction& out) const;
  void make(std::int64_t place, bid& out) const;

  ms::timestamp time_of(std::int64_t number) const {
    return settings_.first_time +
           std::chrono::milliseconds(number * 1000 / settings_.events_per_second);
  }

 private:
  /// The number of the event at a place: they differ within groups where events come out of order.
  std::int64_t number_at(std::int64_t place) const {
    auto const group = settings_.out_of_order_group;
    return place / group * group + place * 953 % group;
  }

  generator_settings settings_;
};

}  // namespace nexmark
