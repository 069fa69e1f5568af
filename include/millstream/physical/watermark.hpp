// SPDX-License-Identifier: Apache-2.0
//
// `with_watermark`: looks at the event time of each row that passes; the engine moves the watermark
// at the end of the batch (rules 28-32).
#pragma once

#include <algorithm>
#include <limits>

#include <millstream/physical/block_steps.hpp>

namespace millstream::physical {

/// What the rows of a lane, or of a batch, say about event time, in milliseconds as in Spark.
struct event_time_statistics {
  std::int64_t greatest = std::numeric_limits<std::int64_t>::min();
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  double sum = 0;
  std::int64_t rows = 0;

  void add_milliseconds(std::int64_t ms) {
    greatest = std::max(greatest, ms);
    least = std::min(least, ms);
    sum += static_cast<double>(ms);
    ++rows;
  }
  void merge(event_time_statistics const& other) {
    greatest = std::max(greatest, other.greatest);
    least = std::min(least, other.least);
    sum += other.sum;
    rows += other.rows;
  }
};

template <class In, fixed_string Name>
struct watermark {
  using lane_type = event_time_statistics;
  duration delay;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type& lane, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    auto least = std::numeric_limits<std::int64_t>::max();
    auto greatest = std::numeric_limits<std::int64_t>::min();
    int128 sum = 0;
    for (std::size_t q = 0; q < selection.size(); ++q) {
      auto const time = rows.row(selection[q]).template get<Name>();
      std::int64_t micros;
      // a null event time counts as 0 (rule 30)
      if constexpr (is_optional<std::remove_cvref_t<decltype(time)>>)
        micros = time ? time->time_since_epoch().count() : 0;
      else
        micros = time.time_since_epoch().count();
      least = std::min(least, micros);
      greatest = std::max(greatest, micros);
      sum += micros;
    }
    auto const floor_ms = [](std::int64_t us) {
      return us >= 0 ? us / 1000 : -((-us + 999) / 1000);
    };
    lane.merge({floor_ms(greatest), floor_ms(least), static_cast<double>(sum) / 1000.0,
                static_cast<std::int64_t>(selection.size())});
    next(rows, selection);
  }
};

}  // namespace millstream::physical
