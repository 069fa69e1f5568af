// SPDX-License-Identifier: Apache-2.0
//
// What an expression may know of the batch in which it is evaluated: its time (rule 5) and the query's
// time zone. The engine says it to each thread that works on the batch; a replayed batch has the same.
#pragma once

#include <millstream/base/error.hpp>
#include <millstream/schema/time_zone.hpp>

namespace millstream::expr {

struct batch_context {
  timestamp now{};                  ///< when the batch was planned, from the log
  time_zone const* zone = nullptr;  ///< of the query; null is UTC
};

namespace detail {
inline thread_local constinit batch_context const* batch_of_thread = nullptr;
}

/// The batch that this thread works on. **Errors** errc::invalid_argument outside of a batch, such as in
/// the plan of a static table.
inline batch_context const& current_batch() {
  if (!detail::batch_of_thread)
    throw error(errc::invalid_argument, "current_timestamp() stands where there is no batch", {},
                "use it on a stream; a static table is read before the first batch");
  return *detail::batch_of_thread;
}

/// The time zone of the query; null is UTC, as where there is no batch.
inline time_zone const* session_zone() {
  return detail::batch_of_thread ? detail::batch_of_thread->zone : nullptr;
}

/// Times in the time zone of the query: a local time is a count of microseconds, as if it were UTC.
namespace session {
inline std::int64_t local_microseconds(timestamp time) {
  auto const* zone = session_zone();
  return zone ? zone->to_local(time) : time.time_since_epoch().count();
}
inline timestamp instant_of(std::int64_t local) {
  auto const* zone = session_zone();
  return zone ? zone->to_instant(local) : timestamp(duration(local));
}
/// The instant of a local time that was made of another one: its offset stays if it can.
inline timestamp instant_near(std::int64_t local, timestamp near) {
  auto const* zone = session_zone();
  return zone ? zone->to_instant(local, zone->offset_at(near)) : timestamp(duration(local));
}
/// The day of a time, as a count since 1970.
inline std::int64_t days_of(timestamp time) {
  return civil::floor_divide(local_microseconds(time), civil::microseconds_per_day);
}
inline std::int64_t days_of(date day) {
  return day.time_since_epoch().count();
}
/// Midnight of a day; errc::arithmetic_overflow where no timestamp is as far.
inline timestamp midnight_of(std::int64_t days) {
  std::int64_t local;
  if (__builtin_mul_overflow(days, civil::microseconds_per_day, &local))
    throw error(errc::arithmetic_overflow, "the day is too far for a timestamp");
  return instant_of(local);
}
inline timestamp instant_of(date day) {
  return midnight_of(days_of(day));
}
inline timestamp instant_of(timestamp time) {
  return time;
}
}  // namespace session

/// While it lives, its thread works on a batch.
class in_batch {
 public:
  explicit in_batch(batch_context const& context) : before_(detail::batch_of_thread) {
    detail::batch_of_thread = &context;
  }
  in_batch(in_batch const&) = delete;
  in_batch& operator=(in_batch const&) = delete;
  ~in_batch() { detail::batch_of_thread = before_; }

 private:
  batch_context const* before_;
};

}  // namespace millstream::expr
