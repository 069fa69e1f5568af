// SPDX-License-Identifier: Apache-2.0
//
// Where the engine gets the time from; tests put a manual clock in its place.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>

namespace millstream {

/// The time of day for batches, and a steady one for durations. Milliseconds since 1970.
struct query_clock {
  virtual ~query_clock() = default;
  virtual std::int64_t now_ms() const {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }
};

/// When the batch behind one that began at `begun` begins: at the next multiple of the interval, or at once where that
/// is past (rule 12). Milliseconds since 1970, an interval of 0 waits for nothing.
constexpr std::int64_t next_trigger_ms(std::int64_t begun, std::int64_t interval,
                                       std::int64_t now) {
  if (interval == 0) return now;
  return std::max(now, begun / interval * interval + interval);
}

}  // namespace millstream
