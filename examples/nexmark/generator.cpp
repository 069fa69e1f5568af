// SPDX-License-Identifier: Apache-2.0
#include "generator.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <string_view>

namespace rules = nexmark::rules;

namespace {

constexpr std::array<std::string_view, 11> first_names{
    "Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter"};
constexpr std::array<std::string_view, 9> last_names{
    "Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris"};
constexpr std::array<std::string_view, 10> cities{
    "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland",
    "Bend",    "Redmond",     "Seattle",       "Kent",  "Cheyenne"};
constexpr std::array<std::string_view, 6> states{"AZ", "CA", "ID", "OR", "WA", "WY"};
constexpr std::array<std::string_view, 4> hot_channels{"Google", "Facebook", "Baidu", "Apple"};

/// Random numbers that follow from a seed (SplitMix64).
class random_numbers {
 public:
  explicit random_numbers(std::int64_t seed) : at_(static_cast<std::uint64_t>(seed)) {}

  std::uint64_t next() {
    auto out = at_ += 0x9E3779B97F4A7C15;
    out = (out ^ (out >> 30)) * 0xBF58476D1CE4E5B9;
    out = (out ^ (out >> 27)) * 0x94D049BB133111EB;
    return out ^ (out >> 31);
  }
  /// From 0 to `end` - 1.
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(end));
  }
  double share() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  std::string_view one_of(auto const& texts) {
    return texts[static_cast<std::size_t>(below(std::ssize(texts)))];
  }
  /// Appends exactly so many small letters.
  void append_letters(std::string& out, std::int64_t count) {
    for (; count > 0; count -= 12) {
      auto bits = next();
      for (auto i = std::min<std::int64_t>(count, 12); i > 0; --i, bits /= 26)
        out += static_cast<char>('a' + bits % 26);
    }
  }
  /// Three to `longest` - 1 small letters, now and then `other` between them.
  std::string text(std::int64_t longest, char other = ' ') {
    std::string out;
    append_letters(out, 3 + below(longest - 3));
    for (std::size_t i = 1; i + 1 < out.size(); ++i)
      if (below(13) == 0) out[i] = other;
    return out;
  }
  /// Fills a record of `used` bytes up to `average`, more or less a fifth of what is missing.
  std::string filling(std::int64_t used, std::int64_t average) {
    std::string out;
    auto const missing = average - used;
    if (missing <= 0) return out;
    auto const spread = std::llround(static_cast<double>(missing) * 0.2);
    append_letters(out, missing - spread + (spread == 0 ? 0 : below(2 * spread)));
    return out;
  }
  std::int64_t price() { return std::llround(std::pow(10.0, share() * 6.0) * 100.0); }

 private:
  std::uint64_t at_;
};

std::int64_t last_person(std::int64_t number) {
  return number / rules::events * rules::persons +
         std::min(number % rules::events, rules::persons - 1);
}
std::int64_t last_auction(std::int64_t number) {
  auto const rest = number % rules::events - rules::persons;
  return number / rules::events * rules::auctions +
         (rest < 0 ? -1 : std::min(rest, rules::auctions - 1));
}
std::int64_t some_person(random_numbers& random, std::int64_t number) {
  auto const people = last_person(number) + 1;
  auto const active = std::min(people, rules::active_people);
  return people - active + random.below(active + rules::id_lead);
}
std::int64_t some_auction(random_numbers& random, std::int64_t number) {
  auto const last = last_auction(number);
  auto const first = std::max<std::int64_t>(last - rules::auctions_in_flight, 0);
  return first + random.below(last - first + 1 + rules::id_lead);
}
std::int64_t hot(std::int64_t last) {
  return last / rules::hot_of * rules::hot_of;
}

/// A page of the auction house, the same for one seed.
std::string page(std::int64_t seed) {
  random_numbers random(~seed);
  std::string out = "https://www.nexmark.com/";
  for (int i = 0; i < 3; ++i)
    out += random.text(5, '_') + '/';
  return out += "item.htm?query=1";
}
std::int64_t reversed_bits(std::int64_t of) {
  auto bits = static_cast<std::uint32_t>(of), out = 0u;
  for (int i = 0; i < 32; ++i, bits >>= 1)
    out = out << 1 | (bits & 1);
  return std::abs(static_cast<std::int64_t>(std::bit_cast<std::int32_t>(out)));
}

}  // namespace

void nexmark::generator::make(std::int64_t place, person& out) const {
  auto const number = number_at(place);
  random_numbers random(number);
  out.id = rules::first_person_id + last_person(number);
  out.name = std::string(random.one_of(first_names)) + ' ';
  out.name += random.one_of(last_names);
  out.email_address = random.text(7) + '@';
  out.email_address += random.text(5) + ".com";
  out.credit_card.clear();
  for (int i = 0; i < 4; ++i) {
    auto const group = std::to_string(10'000 + random.below(10'000));
    out.credit_card.append(i == 0 ? "" : " ").append(group, 1);
  }
  out.city = random.one_of(cities);
  out.state = random.one_of(states);
  out.date_time = time_of(number);
  out.extra =
      random.filling(8 + std::ssize(out.name) + std::ssize(out.email_address) +
                         std::ssize(out.credit_card) + std::ssize(out.city) + std::ssize(out.state),
                     rules::person_bytes);
}

void nexmark::generator::make(std::int64_t place, auction& out) const {
  auto const number = number_at(place);
  random_numbers random(number);
  out.id = rules::first_auction_id + last_auction(number);
  out.seller = rules::first_person_id + (random.below(rules::hot_seller_ratio) > 0
                                             ? hot(last_person(number))
                                             : some_person(random, number));
  out.category = rules::first_category + random.below(rules::categories);
  out.initial_bid = random.price();
  out.date_time = time_of(number);
  // on average an auction is open until as many others have been opened as are in flight
  auto const horizon =
      time_of(number + rules::auctions_in_flight * rules::events / rules::auctions) - out.date_time;
  auto const longest = std::max<std::int64_t>(
      2 * std::chrono::duration_cast<std::chrono::milliseconds>(horizon).count(), 1);
  out.expires = out.date_time + std::chrono::milliseconds(1 + random.below(longest));
  out.item_name = random.text(20);
  out.description = random.text(100);
  out.reserve = out.initial_bid + random.price();
  out.extra = random.filling(8 * 6 + std::ssize(out.item_name) + std::ssize(out.description),
                             rules::auction_bytes);
}

void nexmark::generator::make(std::int64_t place, bid& out) const {
  auto const number = number_at(place);
  random_numbers random(number);
  out.auction = rules::first_auction_id + (random.below(rules::hot_auction_ratio) > 0
                                               ? hot(last_auction(number))
                                               : some_auction(random, number));
  // the second of a hundred, so that hot bidders are not hot sellers
  out.bidder = rules::first_person_id + (random.below(rules::hot_bidder_ratio) > 0
                                             ? hot(last_person(number)) + 1
                                             : some_person(random, number));
  out.price = random.price();
  if (random.below(2) > 0) {
    auto const channel = random.below(std::ssize(hot_channels));
    out.channel = hot_channels[static_cast<std::size_t>(channel)];
    out.url = page(rules::channels + channel);
  } else {
    auto const channel = random.below(rules::channels);
    out.channel = "channel-" + std::to_string(channel);
    out.url = page(channel);
    if (random_numbers(channel).below(10) > 0)
      out.url += "&channel_id=" + std::to_string(reversed_bits(channel));
  }
  out.date_time = time_of(number);
  out.extra = random.filling(8 * 4, rules::bid_bytes);
}
