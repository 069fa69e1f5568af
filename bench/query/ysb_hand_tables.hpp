// SPDX-License-Identifier: Apache-2.0
//
// The tables of the hand-written loops: flat, open addressing, load at most 1/2, placed by the high
// bits of a multiplicative hash, so that merging two of them goes through memory in order.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include <millstream/connector/transport/noop.hpp>

#include "../runner/runner.hpp"
#include "ysb_memory_data.hpp"

namespace ysb {

/// `Entry` has `bool used() const` (false for zero bytes), `std::uint64_t hash() const`.
template <class Entry>
class flat_table {
 public:
  explicit flat_table(std::size_t expected = 0) { allocate(expected); }

  std::size_t size() const { return size_; }

  /// The place of the entry for which `same`, or an unused one.
  template <class Same>
  Entry& find(std::uint64_t hash, Same&& same) {
    auto* at = slots_.get() + (hash >> shift_);
    while (at->used() && !same(*at))
      ++at;
    return *at;
  }
  template <class Same>
  Entry const& find(std::uint64_t hash, Same&& same) const {
    return const_cast<flat_table*>(this)->find(hash, same);
  }
  /// Says that an unused place was filled; places may move.
  void added() {
    if (++size_ * 2 > capacity_) [[unlikely]]
      grow();
  }

  /// Calls `visit` for entries with `from` <= hash < `to` (0: no limit), in slot order.
  template <class Visit>
  void each(std::uint64_t from, std::uint64_t to, Visit&& visit) const {
    auto const end = slots_.get() + total();
    auto const* const last = to == 0 ? end : slots_.get() + (to >> shift_);
    for (auto const* at = slots_.get() + (from >> shift_); at != end && (at < last || at->used());
         ++at)
      if (at->used() && at->hash() >= from && (to == 0 || at->hash() < to)) visit(*at);
  }

 private:
  std::size_t total() const { return capacity_ + capacity_ / 4 + 64; }
  void allocate(std::size_t expected) {
    capacity_ = std::bit_ceil(std::max<std::size_t>(expected * 2, 64));
    shift_ = 64 - std::countr_zero(capacity_);
    slots_.reset(static_cast<Entry*>(std::calloc(total(), sizeof(Entry))));
    if (!slots_) throw std::bad_alloc();
  }
  [[gnu::noinline]] void grow() {
    flat_table larger(capacity_);
    each(0, 0,
         [&](Entry const& e) { larger.find(e.hash(), [](auto const&) { return false; }) = e; });
    larger.size_ = size_;
    *this = std::move(larger);
  }

  struct release {
    void operator()(Entry* p) const { std::free(p); }
  };
  std::unique_ptr<Entry, release> slots_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
  int shift_ = 0;
};

constexpr std::uint64_t hash_one(std::uint64_t a) {
  return a * 0x9E3779B97F4A7C15u;
}
constexpr std::uint64_t hash_two(std::uint64_t a, std::uint64_t b) {
  return (a * 0xC2B2AE3D27D4EB4Fu + b) * 0x9E3779B97F4A7C15u;
}

/// Ad to campaign.
struct ad_entry {
  std::int64_t ad_id;
  std::int64_t campaign_id;
  bool used() const { return campaign_id != 0; }
  std::uint64_t hash() const { return hash_one(static_cast<std::uint64_t>(ad_id)); }
};
using ad_table = flat_table<ad_entry>;

inline ad_table index_ads(std::vector<ad> const& ads) {
  ad_table out(ads.size());
  for (auto const& a : ads) {
    out.find(hash_one(static_cast<std::uint64_t>(a.ad_id)), [](auto const&) { return false; }) = {
        a.ad_id, a.campaign_id};
    out.added();
  }
  return out;
}

/// (window, campaign) to count.
struct count_entry {
  std::int64_t window;
  std::int64_t campaign_id;
  std::int64_t views;
  bool used() const { return views != 0; }
  std::uint64_t hash() const {
    return hash_two(static_cast<std::uint64_t>(campaign_id), static_cast<std::uint64_t>(window));
  }
};
using count_table = flat_table<count_entry>;

inline void add_views(count_table& table, std::int64_t window, std::int64_t campaign,
                      std::int64_t views) {
  auto const hash =
      hash_two(static_cast<std::uint64_t>(campaign), static_cast<std::uint64_t>(window));
  auto& there = table.find(
      hash, [&](count_entry const& e) { return e.campaign_id == campaign && e.window == window; });
  if (there.used()) [[likely]] {
    there.views += views;
  } else {
    there = {window, campaign, views};
    table.added();
  }
}

/// The start of the window of `time`, which is mostly the one of the event before.
class window_of {
 public:
  std::int64_t operator()(std::int64_t time) {
    if (static_cast<std::uint64_t>(time - start_) >=
        static_cast<std::uint64_t>(window_microseconds)) [[unlikely]]
      start_ = time - time % window_microseconds;
    return start_;
  }

 private:
  std::int64_t start_ = INT64_MIN / 2;
};

/// Groups with `from` <= hash < `to` of all threads' tables, as the noop sink sees them.
inline bench::outcome merged(std::vector<count_table> const& tables, std::uint64_t from,
                             std::uint64_t to) {
  bench::outcome out;
  auto const take = [&](count_entry const& e) {
    auto word = millstream::connector::detail::fold(0, static_cast<std::uint64_t>(e.window));
    word = millstream::connector::detail::fold(
        word, static_cast<std::uint64_t>(e.window + window_microseconds));
    word = millstream::connector::detail::fold(word, static_cast<std::uint64_t>(e.campaign_id));
    out.checksum += millstream::connector::detail::fold(word, static_cast<std::uint64_t>(e.views));
    ++out.groups;
  };
  if (tables.size() == 1) {
    tables[0].each(from, to, take);
    return out;
  }
  std::size_t most = 0;
  for (auto const& t : tables)
    most = std::max(most, t.size());
  count_table all(most);
  for (auto const& t : tables)
    t.each(from, to,
           [&](count_entry const& e) { add_views(all, e.window, e.campaign_id, e.views); });
  all.each(0, 0, take);
  return out;
}

}  // namespace ysb
