// SPDX-License-Identifier: Apache-2.0
//
// The time of a window: `window_time`, and by what time a window, or a session, of windows takes them.
#pragma once

#include <millstream/expr/functions/arguments.hpp>

namespace millstream {

namespace expr {

namespace takes {
template <class T>
using is_window_bounds = std::bool_constant<std::is_same_v<T, window_bounds>>;
using window = kind<"a window", is_window_bounds>;
}  // namespace takes

struct window_time_of : strict<"window_time", timestamp, takes::window> {
  static constexpr timestamp apply(auto const& window) {
    return as_row(window).template get<"end">() - duration(1);
  }
};

/// All windows of a time, the newest first (windows_of.hpp).
struct windows_of;

/// A time is its own, a window's is the last one in it.
template <class T>
constexpr auto time_in_windows(T const& v) {
  if constexpr (std::is_same_v<without_optional_t<T>, timestamp>)
    return v;
  else
    return window_time_of::apply(v);
}

}  // namespace expr

/// The last microsecond of a window, by which windows of it take it. **Shape** timestamp. **Requires** a
/// window (MS055). **Order and time** keeps the event-time tag. **Source** Spark's `window_time`, rule 63.
template <expr::argument Window>
constexpr auto window_time(Window const& window) {
  return expr::make_call<expr::window_time_of>(window);
}

}  // namespace millstream
