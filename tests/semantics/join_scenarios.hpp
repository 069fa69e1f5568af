// SPDX-License-Identifier: Apache-2.0
//
// The queries of tests/semantics/golden_joins/*.json, by the name of the file. What Spark is given for each
// stands in tests/oracle/stream_joins.py.
#pragma once

#include <millstream/dsl/drop_duplicates.hpp>
#include <millstream/dsl/rename.hpp>
#include <millstream/dsl/stream_join.hpp>
#include <millstream/expr/functions/conditional.hpp>

#include "scenarios.hpp"

namespace join_scenarios {

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using scenarios::operator""_named;
using scenarios::append;
using scenarios::update;

inline constexpr char const* folder = "golden_joins";

auto left(auto a) {
  return a | ms::with_watermark("ts"_c, 5s) | ms::select("ts"_c, "k"_c, "v"_c);
}
auto right(auto b) {
  return b | ms::with_watermark("ts"_c, 2s) | ms::select("ts"_c.as("rt"_c), "k"_c, "v"_c.as("w"_c));
}
auto right_by_time(auto b) {
  return b | ms::with_watermark("ts"_c, 2s) | ms::select("ts"_c, "k"_c, "v"_c.as("w"_c));
}
inline auto const between = "rt"_c >= "ts"_c && "rt"_c <= "ts"_c + 4s;
inline auto const strictly = "rt"_c > "ts"_c - 1s && "rt"_c < "ts"_c + 3s;
inline auto const not_later = "rt"_c <= "ts"_c + 4s;

template <class Kind>
auto bound(Kind kind) {
  return [kind](auto a, auto b) { return left(a) | ms::join(kind, right(b), "k"_c, between); };
}
template <class Kind>
auto by_time(Kind kind) {
  return
      [kind](auto a, auto b) { return left(a) | ms::join(right_by_time(b), "ts"_c, "k"_c, kind); };
}
auto windows(auto s) {
  return s | ms::group_by(ms::window("ts"_c, 5s)) | ms::agg(ms::count().as("n"_c));
}

/// Visits each as (name, output mode, function of two streams).
void for_each_bound(auto&& visit) {
  visit("inner_between"_named, append, bound(ms::inner));
  visit("inner_update"_named, update, bound(ms::inner));
  visit("left_outer_between"_named, append, bound(ms::left_outer));
  visit("left_outer_without_no_data_batches"_named, append, bound(ms::left_outer));
  visit("inner_of_rows_that_leave_at_once"_named, append, bound(ms::inner));
  visit("left_outer_of_rows_that_leave_at_once"_named, append, bound(ms::left_outer));
  visit("full_outer_of_rows_that_leave_at_once"_named, append, bound(ms::full_outer));
  visit("right_outer_between"_named, append, bound(ms::right_outer));
  visit("full_outer_between"_named, append, bound(ms::full_outer));
  visit("left_semi_between"_named, append, bound(ms::left_semi));
  visit("inner_then_windows"_named, append,
        [](auto a, auto b) { return windows(bound(ms::inner)(a, b)); });
  visit("left_outer_then_windows"_named, append,
        [](auto a, auto b) { return windows(bound(ms::left_outer)(a, b)); });
}

/// The same: other bounds, and none.
void for_each_of_other_bounds(auto&& visit) {
  visit("inner_strictly"_named, append,
        [](auto a, auto b) { return left(a) | ms::join(right(b), "k"_c, strictly); });
  visit("left_outer_strictly"_named, append, [](auto a, auto b) {
    return left(a) | ms::join(ms::left_outer, right(b), "k"_c, strictly);
  });
  visit("inner_not_later"_named, append,
        [](auto a, auto b) { return left(a) | ms::join(right(b), "k"_c, not_later); });
  visit("left_outer_not_later"_named, append, [](auto a, auto b) {
    return left(a) | ms::join(ms::left_outer, right(b), "k"_c, not_later);
  });
  visit("inner_without_bound"_named, append,
        [](auto a, auto b) { return left(a) | ms::join(right(b), "k"_c); });
  visit("inner_without_watermarks"_named, append, [](auto a, auto b) {
    return a | ms::select("ts"_c, "k"_c, "v"_c) |
           ms::join(b | ms::select("ts"_c.as("rt"_c), "k"_c, "v"_c.as("w"_c)), "k"_c);
  });
  visit("inner_by_time"_named, append, by_time(ms::inner));
  visit("left_outer_by_time"_named, append, by_time(ms::left_outer));
  visit("full_outer_by_time"_named, append, by_time(ms::full_outer));
  visit("left_semi_by_time"_named, append, by_time(ms::left_semi));
}

/// The same: keys and times that are null, and a stream that meets itself.
void for_each_with_nulls(auto&& visit) {
  visit("inner_of_null_keys"_named, append, bound(ms::inner));
  visit("left_outer_of_null_keys"_named, append, bound(ms::left_outer));
  visit("right_outer_of_null_keys"_named, append, bound(ms::right_outer));
  visit("full_outer_of_null_keys"_named, append, bound(ms::full_outer));
  visit("left_semi_of_null_keys"_named, append, bound(ms::left_semi));
  visit("inner_by_null_times"_named, append, by_time(ms::inner));
  visit("left_outer_by_null_times"_named, append, by_time(ms::left_outer));
  visit("right_outer_by_null_times"_named, append, by_time(ms::right_outer));
  visit("full_outer_by_null_times"_named, append, by_time(ms::full_outer));
  visit("left_semi_by_null_times"_named, append, by_time(ms::left_semi));
  visit("join_with_itself"_named, append, [](auto s) { return bound(ms::inner)(s, s); });
}

/// A join by `k` and `between` and what is asked besides.
auto asking(auto kind, auto asked) {
  return [kind, asked](auto a, auto b) {
    return left(a) | ms::join(kind, right(b), "k"_c, between && asked);
  };
}
inline auto const of_left = "v"_c % 2 == 0;
inline auto const of_right = "w"_c % 2 == 0;
inline auto const of_key = "k"_c > "a";
inline auto const of_both = of_left && "w"_c % 3 != 0;
inline auto const coalesced = ms::coalesce("v"_c, 0) <= ms::coalesce("w"_c, 100);
inline auto const missing = ms::is_null("v"_c) && (ms::is_null("w"_c) || "w"_c > 5);
inline auto const null_safe = "v"_c.eq_null_safe("w"_c);

/// The same: the condition looks at one stream alone too, or is true of values that are missing.
void for_each_asking(auto&& visit) {
  visit("inner_asking_of_both"_named, append, asking(ms::inner, of_both));
  visit("left_outer_asking_of_both"_named, append, asking(ms::left_outer, of_both));
  visit("right_outer_asking_of_both"_named, append, asking(ms::right_outer, of_both));
  visit("full_outer_asking_of_both"_named, append, asking(ms::full_outer, of_both));
  visit("left_semi_asking_of_both"_named, append, asking(ms::left_semi, of_both));
  visit("full_outer_asking_of_key"_named, append, asking(ms::full_outer, of_key));
  visit("inner_of_coalesced_values"_named, append, asking(ms::inner, coalesced));
  visit("left_outer_of_missing_values"_named, append, asking(ms::left_outer, missing));
  visit("left_semi_of_null_safe_values"_named, append, asking(ms::left_semi, null_safe));
}
/// More of them.
void for_each_asking_more(auto&& visit) {
  visit("inner_asking_of_left"_named, append, asking(ms::inner, of_left));
  visit("inner_asking_of_right"_named, append, asking(ms::inner, of_right));
  visit("inner_asking_of_key"_named, append, asking(ms::inner, of_key));
  visit("left_outer_asking_of_left"_named, append, asking(ms::left_outer, of_left));
  visit("left_outer_asking_of_right"_named, append, asking(ms::left_outer, of_right));
  visit("left_outer_asking_of_key"_named, append, asking(ms::left_outer, of_key));
  visit("right_outer_asking_of_left"_named, append, asking(ms::right_outer, of_left));
  visit("right_outer_asking_of_right"_named, append, asking(ms::right_outer, of_right));
  visit("right_outer_asking_of_key"_named, append, asking(ms::right_outer, of_key));
  visit("full_outer_asking_of_left"_named, append, asking(ms::full_outer, of_left));
  visit("full_outer_asking_of_right"_named, append, asking(ms::full_outer, of_right));
  visit("left_semi_asking_of_left"_named, append, asking(ms::left_semi, of_left));
  visit("left_semi_asking_of_right"_named, append, asking(ms::left_semi, of_right));
  visit("left_semi_asking_of_key"_named, append, asking(ms::left_semi, of_key));
  visit("inner_of_missing_values"_named, append, asking(ms::inner, missing));
  visit("inner_of_null_safe_values"_named, append, asking(ms::inner, null_safe));
  visit("left_outer_of_coalesced_values"_named, append, asking(ms::left_outer, coalesced));
  visit("left_outer_of_null_safe_values"_named, append, asking(ms::left_outer, null_safe));
  visit("full_outer_of_coalesced_values"_named, append, asking(ms::full_outer, coalesced));
  visit("full_outer_of_missing_values"_named, append, asking(ms::full_outer, missing));
  visit("full_outer_of_null_safe_values"_named, append, asking(ms::full_outer, null_safe));
  visit("left_semi_of_coalesced_values"_named, append, asking(ms::left_semi, coalesced));
  visit("left_semi_of_missing_values"_named, append, asking(ms::left_semi, missing));
}

/// The third stream, which meets what comes out of an operator with state.
auto met_by_third(auto kind, auto s, auto c) {
  return s | ms::join(kind,
                      c | ms::with_watermark("ts"_c, 3s) |
                          ms::select("ts"_c.as("ct"_c), "k"_c, "v"_c.as("x"_c)),
                      "k"_c, "ct"_c >= "ts"_c && "ct"_c <= "ts"_c + 6s);
}
/// Of the first two streams one event time goes on.
auto pairs(auto kind, auto a, auto b) {
  return bound(kind)(a, b) | ms::drop("rt"_c);
}
auto three(auto first, auto second) {
  return [=](auto a, auto b, auto c) { return met_by_third(second, pairs(first, a, b), c); };
}

/// The same: three streams.
void for_each_of_three(auto&& visit) {
  visit("three_streams_inner_then_inner"_named, append, three(ms::inner, ms::inner));
  visit("three_streams_left_outer_then_left_outer"_named, append,
        three(ms::left_outer, ms::left_outer));
  visit("three_streams_inner_then_full_outer"_named, append, three(ms::inner, ms::full_outer));
  visit("three_streams_left_semi_then_inner"_named, append, [](auto a, auto b, auto c) {
    return met_by_third(ms::inner, bound(ms::left_semi)(a, b), c);
  });
  visit("three_streams_then_windows"_named, append,
        [](auto a, auto b, auto c) { return windows(three(ms::inner, ms::inner)(a, b, c)); });
  visit("duplicates_then_join"_named, append, [](auto a, auto, auto c) {
    return met_by_third(ms::left_outer, left(a) | ms::drop_duplicates("k"_c, "ts"_c), c);
  });
}
/// More of them.
void for_each_of_three_more(auto&& visit) {
  visit("three_streams_inner_then_left_outer"_named, append, three(ms::inner, ms::left_outer));
  visit("three_streams_left_outer_then_inner"_named, append, three(ms::left_outer, ms::inner));
}

inline auto const tumbling = ms::window("ts"_c, 5s).as("win"_c);
inline auto const sliding = ms::window("ts"_c, 10s, 4s, 1s).as("win"_c);

auto left_windows(auto a, auto const& window) {
  return a | ms::select(window, "k"_c, "v"_c);
}
auto right_windows(auto b, auto const& window) {
  return b | ms::select(window, "k"_c, "v"_c.as("w"_c));
}
auto late_by_five(auto a) {
  return a | ms::with_watermark("ts"_c, 5s);
}
auto late_by_two(auto b) {
  return b | ms::with_watermark("ts"_c, 2s);
}
template <class Kind, class Window>
auto by_window(Kind kind, Window window) {
  return [=](auto a, auto b) {
    return left_windows(late_by_five(a), window) |
           ms::join(right_windows(late_by_two(b), window), "win"_c, "k"_c, kind);
  };
}
auto count_by_window(auto s) {
  return s | ms::group_by("win"_c) | ms::agg(ms::count().as("n"_c));
}
auto counted_windows(auto a) {
  return late_by_five(a) | ms::group_by(tumbling, "k"_c) | ms::agg(ms::count().as("n"_c));
}

/// The same: windows of the event times are keys.
void for_each_by_window(auto&& visit) {
  visit("inner_by_window"_named, append, by_window(ms::inner, tumbling));
  visit("left_outer_by_window"_named, append, by_window(ms::left_outer, tumbling));
  visit("right_outer_by_window"_named, append, by_window(ms::right_outer, tumbling));
  visit("full_outer_by_window"_named, append, by_window(ms::full_outer, tumbling));
  visit("left_semi_by_window"_named, append, by_window(ms::left_semi, tumbling));
  visit("inner_by_window_update"_named, update, by_window(ms::inner, tumbling));
  visit("left_outer_by_window_without_no_data_batches"_named, append,
        by_window(ms::left_outer, tumbling));
  visit("inner_by_sliding_window"_named, append, by_window(ms::inner, sliding));
  visit("left_outer_by_sliding_window"_named, append, by_window(ms::left_outer, sliding));
  visit("full_outer_by_sliding_window"_named, append, by_window(ms::full_outer, sliding));
}
/// More of them: without watermarks, above and below an aggregation.
void for_each_by_window_more(auto&& visit) {
  visit("inner_by_window_without_watermarks"_named, append, [](auto a, auto b) {
    return left_windows(a, tumbling) | ms::join(right_windows(b, tumbling), "win"_c, "k"_c);
  });
  visit("inner_by_window_with_one_watermark"_named, append, [](auto a, auto b) {
    return left_windows(late_by_five(a), tumbling) |
           ms::join(right_windows(b, tumbling), "win"_c, "k"_c);
  });
  visit("left_outer_by_added_window"_named, append, [](auto a, auto b) {
    auto const added = [](auto s) { return s | ms::with_column("win"_c, ms::window("ts"_c, 5s)); };
    auto const lefts =
        added(late_by_five(a)) | ms::where("v"_c != 5) | ms::drop("ts"_c, "d"_c, "other"_c);
    auto const rights =
        added(late_by_two(b)) | ms::rename("v"_c, "w"_c) | ms::drop("ts"_c, "d"_c, "other"_c);
    return lefts | ms::join(rights, "win"_c, "k"_c, ms::left_outer) |
           ms::select("win"_c, "k"_c, "v"_c, "w"_c);
  });
  visit("windows_joined_and_counted"_named, append,
        [](auto a, auto b) { return count_by_window(by_window(ms::inner, tumbling)(a, b)); });
  visit("windows_lacking_and_counted"_named, append,
        [](auto a, auto b) { return count_by_window(by_window(ms::left_outer, tumbling)(a, b)); });
  visit("counted_windows_joined_inner"_named, append, [](auto a, auto b) {
    return counted_windows(a) | ms::join(right_windows(late_by_two(b), tumbling), "win"_c, "k"_c);
  });
  visit("counted_windows_joined_left_outer"_named, append, [](auto a, auto b) {
    return counted_windows(a) |
           ms::join(right_windows(late_by_two(b), tumbling), "win"_c, "k"_c, ms::left_outer);
  });
}

/// The same: a condition above the join.
void for_each_with_filter(auto&& visit) {
  auto const above = [&](std::string const& name, auto kind, auto const& condition) {
    visit("filter_on_" + name, append,
          [kind, condition](auto a, auto b) { return bound(kind)(a, b) | ms::where(condition); });
  };
  above("left_above_inner", ms::inner, of_left);
  above("right_above_inner", ms::inner, of_right);
  above("key_above_inner", ms::inner, of_key);
  above("left_above_left_outer", ms::left_outer, of_left);
  above("key_above_left_outer", ms::left_outer, of_key);
  above("right_above_right_outer", ms::right_outer, of_right);
  above("key_above_right_outer", ms::right_outer, of_key);
  above("key_above_full_outer", ms::full_outer, of_key);
  above("left_above_left_semi", ms::left_semi, of_left);
  above("key_above_left_semi", ms::left_semi, of_key);
}

}  // namespace join_scenarios
