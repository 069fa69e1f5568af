// SPDX-License-Identifier: Apache-2.0
//
// Where the engine gets the time from; tests put a manual clock in its place.
#pragma once

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

}  // namespace millstream
