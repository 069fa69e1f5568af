// SPDX-License-Identifier: Apache-2.0
//
// The key of a group as the tables hold it: a window is its start alone (the length is the query's),
// NaN and -0.0 are normalised. Computes the key, or for sliding windows the keys, of a row.
#pragma once

#include <numeric>

#include <millstream/base/pack.hpp>
#include <millstream/physical/block_steps.hpp>
#include <millstream/physical/place_memo.hpp>
#include <millstream/plan/steps.hpp>
#include <millstream/state/hash.hpp>

namespace millstream::physical {

template <class In, class EventTag, class... Ks>
class group_key {
 public:
  template <class K>
  using held_type =
      std::conditional_t<expr::is_window<K>, timestamp, owned_of<expr::type_of<K, In>>>;

 private:
  template <class K, class Row>
  static constexpr bool is_staying_text() {
    if constexpr (expr::is_column<expr::without_alias_t<K>> &&
                  bytes_column<without_optional_t<held_type<K>>>)
      return text_stays_in<Row>(expr::name_of<expr::without_alias_t<K>>.view());
    else
      return false;
  }
  template <class K, class Row>
  static constexpr bool known_by_place_alone() {
    return detail::compares_at_once<without_optional_t<held_type<K>>> || is_staying_text<K, Row>();
  }

 public:
  using schema_type = schema<field<expr::name_of<Ks>, held_type<Ks>>...>;
  using owned = record<schema_type>;
  using viewed = record_view<schema_type>;

  static constexpr std::size_t window_key = [] {
    std::size_t out = no_column, i = 0;
    ((expr::is_window<Ks> ? void(out = i) : void(), ++i), ...);
    return out;
  }();
  /// The key that holds the event time, if one does: the tagged column or a window of it.
  static constexpr std::size_t event_key = [] {
    std::size_t out = no_column, i = 0;
    ((plan::aggregate<plan::grouping_keys<Ks...>, plan::aggregates<>>::template is_event_key<Ks>(
          EventTag::name) &&
              out == no_column
          ? void(out = i)
          : void(),
      ++i),
     ...);
    return out;
  }();

  /// The last tumbling window, or pane, that a lane saw: neighbouring rows share it.
  struct window_cache {
    std::int64_t start = 0;
    std::int64_t length = 0;      // 0: nothing seen yet
    std::int64_t oldest_end = 0;  // of the windows of a pane
  };

  /// Are the keys of such rows known by the places of their texts, at least one of which stays where it is?
  template <class Row>
  static constexpr bool known_by_place =
      (known_by_place_alone<Ks, Row>() && ...) && (is_staying_text<Ks, Row>() || ...);

  explicit group_key(pack<Ks...> keys) : keys_(std::move(keys)) {}

  /// Sliding windows begin and end between panes, which are as long as possible: all times of a pane are in the same
  /// windows. 0: the windows are none that slide, or have more than 64 panes.
  duration pane_length() const {
    if constexpr (window_key == no_column) {
      return duration(0);
    } else {
      auto const& w = window();
      if (w.slide == w.length) return duration(0);
      duration const pane(std::gcd(w.slide.count(), w.length.count()));
      return w.length / pane <= 64 ? pane : duration(0);
    }
  }
  /// Calls `use(start)` for the windows of a time, or of a pane by its begin, the newest first.
  template <class Use>
  MILLSTREAM_INLINE void for_each_window_of(timestamp time, Use&& use) const {
    auto const& w = window();
    for (auto at = expr::window_start(time, w.slide, w.start); time < at + w.length; at -= w.slide)
      use(at);
  }

  /// The key of a row, but for its window.
  template <class Row>
  MILLSTREAM_INLINE viewed key_of(Row const& row) const {
    viewed key;
    [&]<std::size_t... I>(std::index_sequence<I...>) MILLSTREAM_LAMBDA_INLINE {
      (put_plain<I>(key, row), ...);
    }(std::index_sequence_for<Ks...>{});
    return key;
  }
  /// Calls `use(key)` for the key of a row, or for each window it is in; for its pane where panes have a length. False
  /// if its time is null.
  template <class Row, class Use>
  MILLSTREAM_INLINE bool for_each_key(window_cache& cache, duration pane, Row const& row,
                                      Use&& use) const {
    auto key = key_of(row);
    if constexpr (window_key == no_column) {
      use(key);
      return true;
    } else {
      auto const& w = window();
      auto const maybe = expr::time_in_windows(expr::evaluate(w.time, row));
      timestamp time;
      if constexpr (is_optional<std::remove_cvref_t<decltype(maybe)>>) {
        if (!maybe) return false;
        time = *maybe;
      } else {
        time = maybe;
      }
      auto& start = key.template slot<window_key>();
      bool const in_panes = pane != duration(0);
      if (w.slide == w.length || in_panes) {
        auto const at = time.time_since_epoch().count();
        if (static_cast<std::uint64_t>(at) - static_cast<std::uint64_t>(cache.start) >=
            static_cast<std::uint64_t>(cache.length)) {
          auto const step = in_panes ? pane : w.slide;
          auto const begin = expr::window_start(time, step, w.start);
          cache.start = begin.time_since_epoch().count();
          cache.length = step.count();
          if (in_panes) cache.oldest_end = oldest_end_of(begin).time_since_epoch().count();
        }
        start = timestamp(duration(cache.start));
        use(key);
      } else {
        for_each_window_of(time, [&](timestamp at) MILLSTREAM_LAMBDA_INLINE {
          start = at;
          use(key);
        });
      }
      return true;
    }
  }

  /// When the watermark closes a group: the end of its window, or its time itself. Microseconds.
  template <class Key>
  MILLSTREAM_INLINE std::int64_t event_end(Key const& key) const {
    static_assert(event_key != no_column);
    auto const& held = key.template slot<event_key>();
    if constexpr (event_key == window_key)
      return (held + window().length).time_since_epoch().count();
    else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(held)>, window_bounds>)
      return held.end.time_since_epoch().count();
    else if constexpr (is_optional<std::remove_cvref_t<decltype(held)>>)
      // a null event time is never late and never closed (rule 30)
      return held ? held->time_since_epoch().count() : std::numeric_limits<std::int64_t>::max();
    else
      return held.time_since_epoch().count();
  }

  /// The I-th key as a column of the result.
  template <std::size_t I>
  MILLSTREAM_INLINE constexpr auto result(owned const& key) const {
    if constexpr (I == window_key)
      return window_bounds{key.template slot<I>(), key.template slot<I>() + window().length};
    else
      return as_view(key.template slot<I>());
  }

  auto const& window() const { return expr::without_alias(nth<window_key>(keys_)); }

 private:
  timestamp oldest_end_of(timestamp pane) const {
    auto const& w = window();
    auto const newest_end = expr::window_start(pane, w.slide, w.start) + w.length;
    return newest_end - (newest_end - pane - duration(1)) / w.slide * w.slide;
  }

  template <std::size_t I, class Row>
  MILLSTREAM_INLINE void put_plain(viewed& key, Row const& row) const {
    if constexpr (I != window_key)
      key.template slot<I>() = state::canonical(expr::evaluate(nth<I>(keys_), row));
  }

  pack<Ks...> keys_;
};

}  // namespace millstream::physical
