// SPDX-License-Identifier: Apache-2.0
//
// The generator as a source: `ms::read_stream(nexmark::events<nexmark::bid>(...))`. A batch is a range of places in
// the order of all events, of which the source gives those of its kind; so the three sources of a query plan the same
// ranges, and a batch is made again after a restart. Nothing is kept.
#pragma once

#include <millstream/batch/block.hpp>
#include <millstream/io/row_offsets.hpp>

#include "generator.hpp"

namespace nexmark {

/// Which events there are, and how they are handed on.
struct event_range {
  generator_settings settings{};
  std::int64_t count = 1'000'000;
  std::int64_t per_batch = 100'000;
  std::size_t rows_per_block = ms::block_rows;  ///< from 1 to ms::block_rows
};

template <class Event>
inline constexpr auto kind_of = event_kind::bid;
template <>
inline constexpr auto kind_of<person> = event_kind::person;
template <>
inline constexpr auto kind_of<auction> = event_kind::auction;

/// The events of one kind.
template <class Event>
class events {
 public:
  using row_schema = ms::schema_of<Event>;

  explicit events(event_range range) : range_(range) {}

  std::string to_string() const {
    constexpr std::string_view names[] = {"persons", "auctions", "bids"};
    return "nexmark " + std::string(names[static_cast<int>(kind_of<Event>)]);
  }

  template <class Declared, class Checked, class Needed>
  auto open_source(ms::io::source_context const&) const {
    return live{range_, {}};
  }

 private:
  struct batch {
    event_range from;
    ms::io::row_range places;

    std::size_t lanes() const { return places.lanes(); }
    ms::io::lane_counts read_lane(std::size_t lane, auto&& consume, auto&&) const {
      generator const all(from.settings);
      auto const mine = places.lane(lane);
      std::vector<Event> rows(from.rows_per_block);
      std::size_t filled = 0;
      ms::io::lane_counts counts;
      auto const hand_on = [&] {
        consume(ms::struct_block<Event>{rows.data(), filled});
        counts.rows += static_cast<std::int64_t>(filled);
        filled = 0;
      };
      for (auto place = mine.start; place < mine.end; ++place) {
        if (all.kind_at(place) != kind_of<Event>) continue;
        all.make(place, rows[filled++]);
        if (filled == rows.size()) hand_on();
      }
      if (filled > 0) hand_on();
      return counts;
    }
  };

  struct live {
    event_range from;
    ms::io::row_planner planner;

    std::string description() const { return events(from).to_string(); }
    std::optional<std::string> plan() {
      auto const next = planner.plan(from.count, from.per_batch);
      return next ? std::optional(next->to_string()) : std::nullopt;
    }
    void freeze() { planner.freeze(from.count); }
    void replay(std::string_view offset) { planner.replay(offset); }
    std::string state() const { return planner.state(); }
    void restore(std::string_view state) { planner.restore(state); }
    void commit(std::string_view) {}
    batch open_batch(std::string_view offset) const {
      return {from, ms::io::row_range::parse(offset)};
    }
  };

  event_range range_;
};

}  // namespace nexmark
