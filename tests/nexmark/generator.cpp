// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <set>

#include "generator.hpp"

using namespace nexmark;

namespace {

template <class Event>
std::vector<Event> all_of(generator const& from, event_kind kind, std::int64_t places) {
  std::vector<Event> out;
  for (std::int64_t place = 0; place < places; ++place)
    if (from.kind_at(place) == kind) from.make(place, out.emplace_back());
  return out;
}
double share(auto const& rows, auto const& is) {
  return static_cast<double>(std::count_if(rows.begin(), rows.end(), is)) /
         static_cast<double>(rows.size());
}

}  // namespace

TEST_CASE("nexmark generator: of 50 events one is a person, three are auctions, 46 are bids",
          "[nexmark]") {
  generator const events;
  std::string kinds;
  for (std::int64_t place = 0; place < 50; ++place)
    kinds += "pab"[static_cast<int>(events.kind_at(place))];
  CHECK(kinds == "paaa" + std::string(46, 'b'));
}

TEST_CASE(
    "nexmark generator: ids count up from 1000 and others name those that there are, or nearly",
    "[nexmark]") {
  generator const events;
  auto const persons = all_of<person>(events, event_kind::person, 100'000);
  auto const auctions = all_of<auction>(events, event_kind::auction, 100'000);
  for (std::size_t i = 0; i < persons.size(); ++i)
    CHECK(persons[i].id == 1000 + static_cast<std::int64_t>(i));
  for (std::size_t i = 0; i < auctions.size(); ++i) {
    auto const& a = auctions[i];
    CHECK(a.id == 1000 + static_cast<std::int64_t>(i));
    CHECK(a.seller >= 1000);
    CHECK(a.seller <= 1000 + static_cast<std::int64_t>(i / 3) + 10);
    CHECK(a.expires > a.date_time);
  }
}

TEST_CASE("nexmark generator: what is hot has the specification's share", "[nexmark]") {
  generator const events;
  auto const bids = all_of<bid>(events, event_kind::bid, 100'000);
  auto const auctions = all_of<auction>(events, event_kind::auction, 100'000);
  CHECK(share(bids, [](auto const& b) { return b.auction % 100 == 0; }) ==
        Approx(0.5).margin(0.02));
  CHECK(share(bids, [](auto const& b) { return b.bidder % 100 == 1; }) ==
        Approx(0.75).margin(0.02));
  CHECK(share(bids, [](auto const& b) { return !b.channel.starts_with("channel-"); }) ==
        Approx(0.5).margin(0.02));
  CHECK(share(auctions, [](auto const& a) { return a.seller % 100 == 0; }) ==
        Approx(0.75).margin(0.03));
  for (std::int64_t category = 10; category < 15; ++category)
    CHECK(share(auctions, [&](auto const& a) { return a.category == category; }) ==
          Approx(0.2).margin(0.03));
  // as many prices between 1 and 10 as between 100,000 and 1,000,000
  for (std::int64_t from = 100; from < 100'000'000; from *= 10)
    CHECK(share(bids, [&](auto const& b) { return b.price >= from && b.price < 10 * from; }) ==
          Approx(1.0 / 6).margin(0.01));
}

TEST_CASE("nexmark generator: events are ten to a millisecond, and mixed only within their group",
          "[nexmark]") {
  generator const in_order;
  generator const mixed({.out_of_order_group = 1000});
  CHECK(in_order.time_of(25) == in_order.settings().first_time + std::chrono::milliseconds(2));
  std::set<std::string> expected, got;
  auto greatest = ms::timestamp::min();
  bool out_of_order = false;
  for (std::int64_t place = 0; place < 3000; ++place) {
    bid a, b;
    if (in_order.kind_at(place) == event_kind::bid)
      in_order.make(place, a), expected.insert(a.extra);
    if (mixed.kind_at(place) != event_kind::bid) continue;
    mixed.make(place, b);
    got.insert(b.extra);
    out_of_order = out_of_order || b.date_time < greatest;
    greatest = std::max(greatest, b.date_time);
    CHECK(greatest - b.date_time < std::chrono::milliseconds(100));
  }
  CHECK(out_of_order);
  CHECK(expected == got);
}

TEST_CASE("nexmark generator: events are the same with every compiler", "[nexmark]") {
  // what g++ 12, clang 16 and clang 19 make; the golden answers are over these events
  generator const events;
  std::uint64_t hash = 14'695'981'039'346'656'037u;
  auto const add = [&](auto const&... parts) {
    auto const one = [&](std::string const& text) {
      for (unsigned char const c : text)
        hash = (hash ^ c) * 1'099'511'628'211u;
    };
    (one([&] {
       if constexpr (std::integral<std::remove_cvref_t<decltype(parts)>>)
         return std::to_string(parts);
       else
         return parts;
     }()),
     ...);
  };
  for (std::int64_t place = 0; place < 200'000; ++place) {
    if (events.kind_at(place) == event_kind::person) {
      person p;
      events.make(place, p);
      add(p.name, p.email_address, p.credit_card, p.city, p.state, p.extra, p.id);
    } else if (events.kind_at(place) == event_kind::auction) {
      auction a;
      events.make(place, a);
      add(a.item_name, a.description, a.extra, a.id, a.initial_bid, a.reserve, a.seller, a.category,
          a.expires.time_since_epoch().count());
    } else {
      bid b;
      events.make(place, b);
      add(b.channel, b.url, b.extra, b.auction, b.bidder, b.price,
          b.date_time.time_since_epoch().count());
    }
  }
  CHECK(hash == 0xbcec2471d0e457b7);
}
