// SPDX-License-Identifier: Apache-2.0
//
// A clock that stands still until a test moves it: `open_query(query, clock)`.
#pragma once

#include <atomic>
#include <memory>

#include <millstream/runtime/clock.hpp>

namespace millstream::testing {

/// The time of day as a test says it is. May be moved from any thread, backwards too.
/// **Example** `auto clock = std::make_shared<manual_clock>(1000ms); clock->advance(5s);`
class manual_clock final : public query_clock {
 public:
  explicit manual_clock(std::chrono::milliseconds since_1970 = {}) : now_(since_1970.count()) {}

  std::int64_t now_ms() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }
  void set(std::chrono::milliseconds since_1970) { now_ = since_1970.count(); }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace millstream::testing
