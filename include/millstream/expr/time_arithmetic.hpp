// SPDX-License-Identifier: Apache-2.0
//
// `+` and `-` of times: which types there are, and their values. A day of a span is a step of the calendar
// in the query's time zone, as in Spark (the clock shows the same the day after, over a change of
// clocks too); what is less than a day is elapsed time. What does not fit is errc::arithmetic_overflow.
#pragma once

#include <millstream/expr/batch_context.hpp>

namespace millstream::expr::detail {

template <class T>
inline constexpr bool is_instant = std::is_same_v<T, timestamp> || std::is_same_v<T, date>;

template <class A, class B>
inline constexpr bool time_plus = (is_instant<A> && std::is_same_v<B, duration>) ||
                                  (std::is_same_v<A, duration> && is_instant<B>) ||
                                  (std::is_same_v<A, duration> && std::is_same_v<B, duration>) ||
                                  (std::is_same_v<A, date> && integer_column<B>) ||
                                  (integer_column<A> && std::is_same_v<B, date>);
template <class A, class B>
inline constexpr bool time_minus =
    (is_instant<A> && std::is_same_v<B, duration>) ||
    (std::is_same_v<A, duration> && std::is_same_v<B, duration>) ||
    (std::is_same_v<A, date> && integer_column<B>) || (is_instant<A> && is_instant<B>);

[[noreturn]] inline void throw_time_overflow() {
  throw error(errc::arithmetic_overflow, "the result of a sum of times does not fit its type");
}
constexpr std::int64_t sum_of_counts(std::int64_t a, std::int64_t b) {
  std::int64_t out;
  if (__builtin_add_overflow(a, b, &out)) [[unlikely]]
    throw_time_overflow();
  return out;
}
constexpr std::int64_t difference_of_counts(std::int64_t a, std::int64_t b) {
  std::int64_t out;
  if (__builtin_sub_overflow(a, b, &out)) [[unlikely]]
    throw_time_overflow();
  return out;
}

inline timestamp plus_span(timestamp time, std::int64_t span) {
  auto const* zone = session_zone();
  if (!zone || zone->is_fixed())
    return timestamp(duration(sum_of_counts(time.time_since_epoch().count(), span)));
  auto const rest = span % civil::microseconds_per_day;
  auto const days_later =
      session::instant_near(sum_of_counts(session::local_microseconds(time), span - rest), time);
  return timestamp(duration(sum_of_counts(days_later.time_since_epoch().count(), rest)));
}
constexpr date plus_days(date day, std::int64_t days) {
  auto const out = sum_of_counts(day.time_since_epoch().count(), days);
  if (out != static_cast<std::int32_t>(out)) throw_time_overflow();  // as far as Spark's dates go
  return date(std::chrono::days(out));
}

template <class A, class B>
struct sum_of_times {
  static constexpr auto of(A const& a, B const& b) {
    if constexpr (is_instant<A> && std::is_same_v<B, duration>)
      return plus_span(session::instant_of(a), b.count());
    else if constexpr (std::is_same_v<A, duration> && std::is_same_v<B, duration>)
      return duration(sum_of_counts(a.count(), b.count()));
    else if constexpr (std::is_same_v<A, date>)
      return plus_days(a, b);
    else
      return sum_of_times<B, A>::of(b, a);
  }
  using type = decltype(of(std::declval<A>(), std::declval<B>()));
};

template <class A, class B>
struct difference_of_times {
  static constexpr auto of(A const& a, B const& b) {
    if constexpr (is_instant<A> && std::is_same_v<B, duration>)
      return plus_span(session::instant_of(a), difference_of_counts(0, b.count()));
    else if constexpr (std::is_same_v<A, duration>)
      return duration(difference_of_counts(a.count(), b.count()));
    else if constexpr (std::is_same_v<A, date> && std::is_same_v<B, date>)
      return duration(a - b);
    else if constexpr (is_instant<A> && is_instant<B>)
      // as the clocks of the query's time zone show them, in Spark too
      return duration(difference_of_counts(session::local_microseconds(session::instant_of(a)),
                                           session::local_microseconds(session::instant_of(b))));
    else
      return plus_days(a, difference_of_counts(0, b));
  }
  using type = decltype(of(std::declval<A>(), std::declval<B>()));
};

}  // namespace millstream::expr::detail
