// SPDX-License-Identifier: Apache-2.0
//
// The sessions of one key: a list by start, in which no two touch (rule 60).
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace millstream::physical {

/// Makes one session of those in the list that touch [start, end], or a new one; lists are by start, and
/// `Session` has `start`, `end`, `states`. `join(into, gone)` merges two, `move(session)` is told of each
/// whose start is no start any more. Gives the session and whether it is new.
template <class Session, class Join, class Move>
std::pair<Session&, bool> session_over(std::vector<Session>& sessions, std::int64_t start,
                                       std::int64_t end, Join&& join, Move&& move) {
  auto const first = std::partition_point(sessions.begin(), sessions.end(),
                                          [&](Session const& s) { return s.end < start; });
  auto const last =
      std::partition_point(first, sessions.end(), [&](Session const& s) { return s.start <= end; });
  if (first == last) {
    Session made{};
    made.start = start;
    made.end = end;
    return {*sessions.insert(first, std::move(made)), true};
  }
  for (auto gone = std::next(first); gone != last; ++gone) {
    move(*gone);
    join(*first, *gone);
  }
  if (start < first->start) {
    move(*first);
    first->start = start;
  }
  first->end = std::max(end, std::prev(last)->end);
  sessions.erase(std::next(first), last);
  return {*first, false};
}

}  // namespace millstream::physical
