// SPDX-License-Identifier: Apache-2.0
//
// The queries of tests/semantics/golden_processors/*.json, by the name of the file. What Spark is given for each, and
// its processors, stand in tests/oracle/transform_with_state.py.
#pragma once

#include <millstream/dsl/map_groups_with_state.hpp>

#include "scenarios.hpp"

namespace processor_scenarios {

/// Where the golden files are.
inline constexpr char const* folder = "golden_processors";

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using scenarios::operator""_named;

/// What a processor reads of a row, and what it says.
struct input_row {
  std::optional<ms::timestamp> ts;
  std::optional<std::int64_t> v;
};
struct said {
  std::optional<std::string> k;
  std::string what;
  std::int64_t number;
  std::optional<ms::timestamp> at;
};

using group = ms::group_context<said>;

std::optional<std::string> key_text(auto const& key) {
  auto const k = key.template get<"k">();
  return k ? std::optional<std::string>(*k) : std::nullopt;
}
using rows_of_key = std::span<input_row const>;

/// Says what it is called with, numbered in the order of its calls.
struct calling {
  using input = input_row;
  using output = said;
  ms::value_state<std::int64_t> calls;

  said say(auto const& key, std::string what, std::optional<ms::timestamp> at = {}) {
    auto const n = calls.get().value_or(0) + 1;
    calls.update(n);
    return {key_text(key), std::move(what), n, at};
  }
};

template <ms::time_mode Mode>
struct calls_said : calling {
  static constexpr auto time_mode = Mode;
  void handle_rows(auto const& key, rows_of_key rows, group& g) {
    std::int64_t sum = 0;
    for (auto const& r : rows)
      sum += r.v.value_or(0);
    g.emit(
        say(key, std::to_string(rows.size()) + " rows of " + std::to_string(sum), g.watermark()));
  }
  void handle_timer(auto const& key, ms::timestamp at, group& g) { g.emit(say(key, "timer", at)); }
};

struct timed : calling {
  static constexpr auto time_mode = ms::time_mode::event_time;
};

struct timer_of_each_row : timed {
  void handle_rows(auto const& key, rows_of_key rows, group& g) {
    for (auto const& r : rows)
      g.register_timer(*r.ts + 10s);
    g.emit(say(key, std::to_string(rows.size()) + " rows, " + std::to_string(g.timers().size()) +
                        " timers"));
  }
  void handle_timer(auto const& key, ms::timestamp at, group& g) { g.emit(say(key, "timer", at)); }
};

/// Registers a timer that is due already, with rows and from its timers.
struct expired : timed {
  void handle_rows(auto const& key, rows_of_key, group& g) {
    g.register_timer(ms::timestamp(1s));
    g.emit(say(key, "rows"));
  }
  void handle_timer(auto const& key, ms::timestamp at, group& g) {
    auto out = say(key, "timer", at);
    if (out.number < 4) g.register_timer(at + 1ms);
    g.emit(std::move(out));
  }
};

/// Keeps one timer a key: ten seconds behind its last row.
struct postponed : timed {
  ms::value_state<ms::timestamp> last;
  void handle_rows(auto const& key, rows_of_key rows, group& g) {
    for (auto const& r : rows) {
      if (last.exists()) g.delete_timer(*last.get() + 10s);
      last.update(*r.ts);
      g.register_timer(*r.ts + 10s);
    }
    g.emit(say(key, std::to_string(g.timers().size()) + " timers"));
  }
  void handle_timer(auto const& key, ms::timestamp at, group& g) {
    g.emit(say(key, "ended", at));
    calls.clear();
    last.clear();
  }
};

/// Each row sets two timers; the one that fires first takes the other away.
struct rivals : timed {
  void handle_rows(auto const& key, rows_of_key rows, group& g) {
    for (auto const& r : rows) {
      g.register_timer(*r.ts + 10s);
      g.register_timer(*r.ts + 11s);
    }
    g.emit(say(key, std::to_string(g.timers().size()) + " timers"));
  }
  void handle_timer(auto const& key, ms::timestamp at, group& g) {
    g.delete_timer(at + 1s);
    g.emit(say(key, "timer", at));
  }
};

struct collected : calling {
  ms::list_state<std::int64_t> values;
  ms::map_state<std::int64_t, std::int64_t> hits;
  void handle_rows(auto const& key, rows_of_key rows, group& g) {
    for (auto const& r : rows) {
      values.append(*r.v);
      hits.update(*r.v, hits.get(*r.v).value_or(0) + 1);
      if (*r.v == 7) values.clear();
      if (*r.v == 8) hits.remove(1);
    }
    std::string listed, counted;
    for (auto const v : values.get())
      listed += (listed.empty() ? "" : ",") + std::to_string(v);
    hits.for_each([&](auto v, auto n) {
      counted += (counted.empty() ? "" : ",") + std::to_string(v) + ":" + std::to_string(n);
    });
    g.emit(say(key, "[" + listed + "] {" + counted + "}"));
  }
};

/// A row of an initial state: of "a" twice, of a key that is null, of keys without rows in batch 0; a timer that is due
/// at once.
struct initial_row {
  std::optional<std::string> k;
  std::int64_t v;
  ms::timestamp ts;
};
inline std::vector<initial_row> initial_rows() {
  auto const at = [](int s) { return ms::timestamp(std::chrono::seconds(s)); };
  return {{"a", 100, at(12)}, {std::nullopt, 1, at(5)}, {"z", 40, at(18)},
          {"a", 7, at(3)},    {"y", 2, at(200)},        {"x", 30, at(-20)}};
}

/// Counts on from the values of the initial state, each of which sets a timer.
struct begun : timed {
  using initial = initial_row;
  void handle_initial_state(auto const&, initial_row const& row, ms::group_timers& timers) {
    calls.update(calls.get().value_or(0) + row.v);
    timers.register_timer(row.ts + 10s);
  }
  void handle_rows(auto const& key, rows_of_key rows, group& g) {
    g.emit(say(key, std::to_string(rows.size()) + " rows, " + std::to_string(g.timers().size()) +
                        " timers"));
  }
  void handle_timer(auto const& key, ms::timestamp at, group& g) { g.emit(say(key, "timer", at)); }
};
struct begun_values : collected {
  using initial = initial_row;
  void handle_initial_state(auto const&, initial_row const& row, ms::group_timers&) {
    values.append(row.v);
    hits.update(row.v, 0);
  }
};

}  // namespace processor_scenarios

BOOST_HANA_ADAPT_STRUCT(processor_scenarios::input_row, ts, v);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::initial_row, k, v, ts);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::begun, calls);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::begun_values, calls, values, hits);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::said, k, what, number, at);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::calls_said<millstream::time_mode::none>, calls);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::calls_said<millstream::time_mode::event_time>, calls);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::timer_of_each_row, calls);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::expired, calls);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::postponed, calls, last);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::rivals, calls);
BOOST_HANA_ADAPT_STRUCT(processor_scenarios::collected, calls, values, hits);

namespace processor_scenarios {

template <class Processor>
auto by_key(auto s) {
  return s | ms::group_by("k"_c) | ms::transform_with_state(Processor{});
}
auto watched(auto s) {
  return s | ms::with_watermark("ts"_c, 10s);
}

/// Visits each query as (name, output mode, function).
void for_each_query(auto&& visit) {
  using scenarios::update;
  visit("calls_with_event_time"_named, update,
        [](auto s) { return by_key<calls_said<ms::time_mode::event_time>>(watched(s)); });
  visit("calls_without_time"_named, update,
        [](auto s) { return by_key<calls_said<ms::time_mode::none>>(watched(s)); });
  visit("calls_without_watermark"_named, update,
        [](auto s) { return by_key<calls_said<ms::time_mode::none>>(s); });
  auto const timers = [](auto s) { return by_key<timer_of_each_row>(watched(s)); };
  visit("timer_of_each_row"_named, update, timers);
  visit("timers_without_no_data_batches"_named, update, timers);
  visit("timers_at_the_watermark"_named, update, timers);
  visit("timers_that_delete_others"_named, update,
        [](auto s) { return by_key<rivals>(watched(s)); });
  visit("expired_timers"_named, update, [](auto s) { return by_key<expired>(watched(s)); });
  visit("postponed_timers"_named, update, [](auto s) { return by_key<postponed>(watched(s)); });
  visit("collected_values"_named, update, [](auto s) { return by_key<collected>(s); });
}

template <class Processor>
auto from_state(auto s, std::vector<initial_row> const& rows) {
  return s | ms::group_by("k"_c) |
         ms::transform_with_state(Processor{}, ms::initial_state(ms::read(std::vector(rows))));
}
/// The same: processors that begin with a state.
void for_each_initial_state(auto&& visit) {
  using scenarios::update;
  visit("initial_state"_named, update,
        [](auto s) { return from_state<begun>(watched(s), initial_rows()); });
  visit("initial_values"_named, update,
        [](auto s) { return from_state<begun_values>(s, initial_rows()); });
  visit("initial_state_of_nothing"_named, update,
        [](auto s) { return from_state<begun>(watched(s), {}); });
}

/// Counts rows; ends a key when the watermark is ten seconds behind its last row.
inline constexpr auto timed_count = [](auto const& key, rows_of_key rows,
                                       ms::group_state<std::int64_t>& state) {
  auto const n = state.get_option().value_or(0) + std::ssize(rows);
  std::vector<said> out{
      {key_text(key), state.has_timed_out() ? "timed out" : "rows", n, state.watermark()}};
  if (state.has_timed_out()) {
    state.remove();
    return out;
  }
  ms::timestamp last{};
  for (auto const& r : rows)
    last = std::max(last, *r.ts);
  state.update(n);
  if (last + 10s > state.watermark()) state.set_timeout_timestamp(last + 10s);
  return out;
};

/// Sets a timeout with the first rows of a key only: later ones let it go.
inline constexpr auto once_timed = [](auto const& key, rows_of_key rows,
                                      ms::group_state<std::int64_t>& state) {
  auto const n = state.get_option().value_or(0);
  if (state.has_timed_out()) {
    state.update(n + 100);
    return std::vector<said>{{key_text(key), "timed out", n, std::nullopt}};
  }
  if (n == 0)
    state.set_timeout_timestamp(ms::timestamp(state.watermark() < ms::timestamp(15s) ? 15s : 40s));
  state.update(n + std::ssize(rows));
  return std::vector<said>{{key_text(key), "rows", n + std::ssize(rows), std::nullopt}};
};

/// Has a timeout and nothing else.
inline constexpr auto timed_without_state = [](auto const& key, rows_of_key rows,
                                               ms::group_state<std::int64_t>& state) {
  if (state.has_timed_out()) {
    std::vector<said> out{
        {key_text(key), state.exists() ? "timed out with state" : "timed out", 0, std::nullopt}};
    state.remove();
    return out;
  }
  ms::timestamp last{};
  for (auto const& r : rows)
    last = std::max(last, *r.ts);
  state.update(std::ssize(rows));
  state.remove();
  state.set_timeout_timestamp(std::max(last + 10s, state.watermark()));
  return std::vector<said>{{key_text(key), "rows", std::ssize(rows), std::nullopt}};
};

inline constexpr auto counted = [](auto const& key, rows_of_key rows,
                                   ms::group_state<std::int64_t>& state) {
  auto const n = state.get_option().value_or(0) + std::ssize(rows);
  if (n >= 3)
    state.remove();
  else
    state.update(n);
  return std::vector<said>{{key_text(key), "rows", n, std::nullopt}};
};

template <class Mode, class Timeout, class F>
auto groups(auto s, Mode mode, Timeout timeout, F f) {
  return s | ms::group_by("k"_c) |
         ms::flat_map_groups_with_state<input_row, std::int64_t, said>(mode, timeout, f);
}

/// The same: functions over groups with state.
void for_each_function(auto&& visit) {
  using scenarios::append;
  using scenarios::update;
  visit("groups_with_timeout"_named, append,
        [](auto s) { return groups(watched(s), ms::append, ms::event_time_timeout, timed_count); });
  visit("groups_with_timeout_update"_named, update,
        [](auto s) { return groups(watched(s), ms::update, ms::event_time_timeout, timed_count); });
  visit("groups_timed_once"_named, append,
        [](auto s) { return groups(watched(s), ms::append, ms::event_time_timeout, once_timed); });
  visit("groups_with_timeout_without_no_data_batches"_named, append,
        [](auto s) { return groups(watched(s), ms::append, ms::event_time_timeout, timed_count); });
  visit("groups_timed_without_state"_named, append, [](auto s) {
    return groups(watched(s), ms::append, ms::event_time_timeout, timed_without_state);
  });
  visit("groups_without_timeout"_named, update,
        [](auto s) { return groups(watched(s), ms::update, ms::no_timeout, counted); });
}

/// Counts rows on; ends a key when the watermark is ten seconds behind its last row, or at 20 s where none came.
inline constexpr auto counted_on = [](auto const& key, rows_of_key rows,
                                      ms::group_state<std::int64_t>& state) {
  auto const before = state.get_option().value_or(0);
  auto const n = std::ssize(rows);
  std::vector<said> out{{key_text(key),
                         state.has_timed_out() ? "timed out" : std::to_string(n) + " rows",
                         before + n, state.watermark()}};
  // a key whose state is odd lets go of it when nothing came
  if (state.has_timed_out() || (n == 0 && before % 2 == 1)) {
    state.remove();
    return out;
  }
  ms::timestamp last(10s);
  for (auto const& r : rows)
    last = std::max(last, *r.ts);
  state.update(before + n);
  if (last + 10s > state.watermark()) state.set_timeout_timestamp(last + 10s);
  return out;
};
auto groups_from_state(auto s, std::vector<initial_row> const& rows) {
  return s | ms::group_by("k"_c) |
         ms::flat_map_groups_with_state<input_row, std::int64_t, said>(
             ms::append, ms::event_time_timeout, counted_on,
             ms::initial_state(ms::read(std::vector(rows)), "v"_c));
}
/// The same: functions over groups that begin with a state.
void for_each_initial_group(auto&& visit) {
  using scenarios::append;
  visit("groups_with_initial_state"_named, append, [](auto s) {
    return groups_from_state(watched(s),
                             {{"a", 100, {}}, {"z", 40, {}}, {"y", 7, {}}, {"b", 3, {}}});
  });
  visit("groups_with_two_initial_states_of_a_key"_named, append, [](auto s) {
    return groups_from_state(watched(s), {{"a", 100, {}}, {"z", 40, {}}, {"a", 7, {}}});
  });
}

}  // namespace processor_scenarios
