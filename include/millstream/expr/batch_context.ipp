// SPDX-License-Identifier: Apache-2.0
//
// What of batch_context.hpp can be compiled once.
#pragma once

#include <millstream/expr/batch_context.hpp>

namespace millstream::expr {

MILLSTREAM_CORE batch_context const& current_batch() {
  if (!detail::batch_of_thread)
    throw error(errc::invalid_argument, "current_timestamp() stands where there is no batch", {},
                "use it on a stream; a static table is read before the first batch");
  return *detail::batch_of_thread;
}

}  // namespace millstream::expr

namespace millstream::expr::session {

MILLSTREAM_CORE timestamp midnight_of(std::int64_t days) {
  std::int64_t local;
  if (__builtin_mul_overflow(days, civil::microseconds_per_day, &local))
    throw error(errc::arithmetic_overflow, "the day is too far for a timestamp");
  return instant_of(local);
}

}  // namespace millstream::expr::session
