// SPDX-License-Identifier: Apache-2.0
//
// Offsets of sources that number their rows: a batch is the rows [start, end), written as
// `{"start":0,"end":1000}`; and how such a batch is cut into lanes.
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>
#include <millstream/io/source.hpp>

namespace millstream::io {

__extension__ using wide = __int128;

/// Rows [start, end) of a source.
struct row_range {
  std::int64_t start = 0;
  std::int64_t end = 0;

  std::string to_string() const {
    return "{\"start\":" + std::to_string(start) + ",\"end\":" + std::to_string(end) + "}";
  }

  static row_range parse(std::string_view text);
  /// The offset of the rows of two batches, the second planned behind the first.
  static std::string join(std::string_view first, std::string_view next);

  /// Lanes of a batch: one for each 8,192 rows, 16 at most.
  std::size_t lanes() const {
    return std::clamp<std::size_t>(static_cast<std::size_t>(end - start) / 8192, 1, max_lanes);
  }
  /// The rows of one lane.
  row_range lane(std::size_t index) const;
};

/// Plans ranges of numbered rows: what a source with row numbers keeps between batches.
class row_planner {
 public:
  /// The next range when `available` rows exist; empty when there is nothing new.
  std::optional<row_range> plan(std::int64_t available, std::int64_t limit);
  void freeze(std::int64_t available) { frozen_ = available; }
  void replay(std::string_view offset) { next_ = row_range::parse(offset).end; }
  std::string state() const { return row_range{0, next_}.to_string(); }
  void restore(std::string_view state) { next_ = row_range::parse(state).end; }

 private:
  std::int64_t next_ = 0;
  std::optional<std::int64_t> frozen_;
};

}  // namespace millstream::io

#ifndef MILLSTREAM_COMPILED
#include <millstream/io/row_offsets.ipp>
#endif
