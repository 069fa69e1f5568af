// SPDX-License-Identifier: Apache-2.0
//
// The windows of a row as an array, of which `select` and `with_column` make a row each. `group_by` does not need it:
// it has the windows of a row as keys (physical/group_key.hpp).
#pragma once

#include <vector>

#include <millstream/expr/evaluate.hpp>
#include <millstream/expr/functions/window_time.hpp>

namespace millstream::expr {

/// Time or window, length, slide and start offset of the windows. A null time belongs to none (rules 53, 54).
struct windows_of {
  static constexpr std::string_view name = "windows_of";
  static constexpr bool null_aware = true;
  static constexpr bool total = true;
  template <class...>
  using problem = diagnostic::none;
  template <class...>
  using result = std::vector<window_bounds>;

  template <class T>
  static std::vector<window_bounds> apply(T const& v, duration length, duration slide,
                                          duration start) {
    std::vector<window_bounds> out;
    if constexpr (is_optional<T>) {
      if (v) add(time_in_windows(*v), length, slide, start, out);
    } else {
      add(time_in_windows(v), length, slide, start, out);
    }
    return out;
  }

 private:
  static void add(timestamp time, duration length, duration slide, duration start,
                  std::vector<window_bounds>& out) {
    for (auto at = window_start(time, slide, start); time < at + length; at -= slide)
      out.push_back({at, at + length});
  }
};

/// The call that makes the windows of a row.
template <class E>
constexpr auto all_windows(window_call<E> const& w) {
  return make_call<windows_of>(w.time, w.length, w.slide, w.start);
}
template <fixed_string Name, class E>
constexpr auto all_windows(alias<Name, E> const& e) {
  return all_windows(e.of);
}

/// A window that is no session.
template <class E>
inline constexpr bool is_time_window = is_window<E> && !is_session<E>;

}  // namespace millstream::expr
