// SPDX-License-Identifier: Apache-2.0
//
// A user's state of a key: the values, lists and maps that a processor of `transform_with_state` has as members,
// and what its functions are given to work with. A processor is an adapted struct:
//
//     struct clicks_of_user {
//       using input = click;                                // what it reads of a row
//       using output = visit;                               // the rows that it makes
//       static constexpr auto time_mode = ms::time_mode::event_time;
//       ms::value_state<std::int64_t> clicks;
//       ms::list_state<std::string> pages;
//
//       void handle_rows(auto const& key, std::span<click const> rows, ms::group_context<visit>& group);
//       void handle_timer(auto const& key, ms::timestamp at, ms::group_context<visit>& group);
//     };
//     BOOST_HANA_ADAPT_STRUCT(clicks_of_user, clicks, pages);
//
// One that begins with a state says besides what it reads of a row of that, and takes it:
//
//       using initial = old_click;
//       void handle_initial_state(auto const& key, old_click const& row, ms::group_timers& timers);
//
// Each key has a processor of its own, a copy of the one in the query; only adapted members are kept on disk.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <millstream/base/error.hpp>
#include <millstream/schema/record.hpp>

namespace millstream {

/// What timers of a processor follow; `none`: it has none. With `event_time` late rows are dropped (rule 84).
enum class time_mode : std::uint8_t { none, processing_time, event_time };

/// How long a value of a processor's state lives after it was written; in processing time (rule 86).
struct time_to_live {
  duration length{};
};
/// `ms::value_state<double> price = ms::ttl(10min);`
constexpr time_to_live ttl(duration length) {
  if (length <= duration::zero())
    throw error(errc::invalid_argument, "a time to live must be longer than 0");
  return {length};
}

namespace plan {

inline constexpr auto for_ever = timestamp::max();

/// When what is written now ends: known when the handler is done.
inline constexpr auto written_now = timestamp::min();

/// A time to live, and marking what was written with the time at which it ends.
class expiring {
 public:
  expiring() = default;
  explicit expiring(time_to_live t) : length_(t.length) {}
  bool any() const { return length_ != duration::zero(); }
  timestamp of_new() const { return any() ? written_now : for_ever; }
  void settle(timestamp& end, timestamp now) const {
    if (end == written_now) end = now + length_;
  }

 private:
  duration length_{};
};

}  // namespace plan

/// One value a key.
template <class T>
class value_state {
 public:
  using value_type = T;
  value_state() = default;
  value_state(time_to_live t) : ttl_(t) {}

  bool exists() const { return held_.has_value(); }
  std::optional<T> const& get() const { return held_; }
  void update(T v) { held_ = std::move(v), end_ = ttl_.of_new(); }
  void clear() { held_.reset(), end_ = plan::for_ever; }

  // ---- the engine's ----
  std::size_t count() const { return exists(); }
  bool has_ttl() const { return ttl_.any(); }
  void settle(timestamp now) { ttl_.settle(end_, now); }
  timestamp first_end() const { return end_; }
  void drop_expired(timestamp now) {
    if (end_ <= now) clear();
  }
  void each(auto&& visit) const {
    if (held_) visit(*held_, end_);
  }
  void put_back(T v, timestamp end) { held_ = std::move(v), end_ = end; }

 private:
  std::optional<T> held_;
  timestamp end_ = plan::for_ever;
  plan::expiring ttl_;
};

/// Values of a key in the order in which they were appended. With a time to live each has its own.
template <class T>
class list_state {
 public:
  using value_type = T;
  list_state() = default;
  list_state(time_to_live t) : ttl_(t) {}

  bool exists() const { return !held_.empty(); }
  std::vector<T> const& get() const { return held_; }
  void append(T v) { held_.push_back(std::move(v)), ends_.push_back(ttl_.of_new()); }
  void put(std::vector<T> values) {
    held_ = std::move(values);
    ends_.assign(held_.size(), ttl_.of_new());
  }
  void clear() { held_.clear(), ends_.clear(); }

  // ---- the engine's ----
  std::size_t count() const { return exists(); }
  bool has_ttl() const { return ttl_.any(); }
  void settle(timestamp now) {
    for (auto& end : ends_)
      ttl_.settle(end, now);
  }
  timestamp first_end() const {
    return ends_.empty() ? plan::for_ever : *std::min_element(ends_.begin(), ends_.end());
  }
  void drop_expired(timestamp now) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < held_.size(); ++i)
      if (ends_[i] > now) {
        if (kept != i) held_[kept] = std::move(held_[i]), ends_[kept] = ends_[i];
        ++kept;
      }
    held_.resize(kept), ends_.resize(kept);
  }
  void each(auto&& visit) const {
    for (std::size_t i = 0; i < held_.size(); ++i)
      visit(held_[i], ends_[i]);
  }
  void put_back(T v, timestamp end) { held_.push_back(std::move(v)), ends_.push_back(end); }

 private:
  std::vector<T> held_;
  std::vector<timestamp> ends_;
  plan::expiring ttl_;
};

/// Values of a key by a key of their own, in its order. With a time to live each has its own.
template <class K, class V>
class map_state {
 public:
  using key_type = K;
  using mapped_type = V;
  map_state() = default;
  map_state(time_to_live t) : ttl_(t) {}

  bool exists() const { return !held_.empty(); }
  bool contains(K const& key) const { return held_.contains(key); }
  std::optional<V> get(K const& key) const {
    auto const found = held_.find(key);
    return found == held_.end() ? std::nullopt : std::optional<V>(found->second.value);
  }
  void update(K key, V v) {
    held_.insert_or_assign(std::move(key), entry{std::move(v), ttl_.of_new()});
  }
  void remove(K const& key) { held_.erase(key); }
  void clear() { held_.clear(); }
  std::size_t size() const { return held_.size(); }
  /// Calls `visit(key, value)` in the order of the keys.
  void for_each(auto&& visit) const {
    for (auto const& [key, held] : held_)
      visit(key, held.value);
  }

  // ---- the engine's ----
  std::size_t count() const { return held_.size(); }
  bool has_ttl() const { return ttl_.any(); }
  void settle(timestamp now) {
    for (auto& [key, held] : held_)
      ttl_.settle(held.end, now);
  }
  timestamp first_end() const {
    auto out = plan::for_ever;
    for (auto const& [key, held] : held_)
      out = std::min(out, held.end);
    return out;
  }
  void drop_expired(timestamp now) {
    std::erase_if(held_, [&](auto const& of) { return of.second.end <= now; });
  }
  void each(auto&& visit) const {
    for (auto const& [key, held] : held_)
      visit(key, held.value, held.end);
  }
  void put_back(K key, V v, timestamp end) {
    held_.insert_or_assign(std::move(key), entry{std::move(v), end});
  }

 private:
  struct entry {
    V value;
    timestamp end;
  };
  std::map<K, entry> held_;
  plan::expiring ttl_;
};

/// What the functions of a processor see of their batch, and the timers of the key in hand.
class group_timers {
 public:
  group_timers(std::vector<timestamp>& timers, time_mode mode, timestamp watermark, timestamp now)
      : timers_(timers),
        mode_(mode),
        watermark_(watermark),
        now_(now) {}

  /// The watermark by which this batch evicts; 1970 as long as there is none, and where the time mode is another (rule 83).
  timestamp watermark() const { return watermark_; }
  /// When the batch was planned, from the log: the same when the batch runs again (rule 5).
  timestamp processing_time() const { return now_; }

  /// Calls `handle_timer` when the watermark, or the batch's time, has reached `at`, in milliseconds. A key may have many
  /// timers, of one time only one (rule 85). One that is due already waits for the timers of this batch, or, from
  /// `handle_timer`, for those of the next. **Errors** errc::invalid_argument without a time mode.
  void register_timer(timestamp at) {
    if (mode_ == time_mode::none)
      throw error(errc::invalid_argument, "a processor without a time mode can't have timers", {},
                  "give it `static constexpr auto time_mode = ms::time_mode::event_time;` or "
                  "processing_time");
    at = std::chrono::floor<std::chrono::milliseconds>(at);
    auto const place = std::lower_bound(timers_.begin(), timers_.end(), at);
    if (place == timers_.end() || *place != at) timers_.insert(place, at);
  }
  /// Takes a timer away. One that is due in this batch fires all the same where another timer's call deletes it.
  void delete_timer(timestamp at) {
    std::erase(timers_, timestamp(std::chrono::floor<std::chrono::milliseconds>(at)));
  }
  /// The timers of this key, ascending.
  std::vector<timestamp> const& timers() const { return timers_; }

 private:
  std::vector<timestamp>& timers_;
  time_mode mode_;
  timestamp watermark_, now_;
};

/// The same for functions that make rows.
template <class Output>
class group_context : public group_timers {
 public:
  group_context(std::vector<Output>& rows, std::vector<timestamp>& timers, time_mode mode,
                timestamp watermark, timestamp now)
      : group_timers(timers, mode, watermark, now),
        rows_(rows) {}

  /// Adds a row to the result.
  void emit(Output row) { rows_.push_back(std::move(row)); }

 private:
  std::vector<Output>& rows_;
};

namespace plan {

/// Can values of a type stand in the columns of a processor's state?
template <class T>
concept storable = scalar_column<without_optional_t<T>> || bytes_column<without_optional_t<T>>;
template <class T>
inline constexpr bool storable_struct = false;
template <adapted_struct T>
inline constexpr bool storable_struct<T> = []<class... Fs>(type_identity<schema<Fs...>>) {
  return (storable<typename Fs::type> && ...);
}(type_identity<schema_of<T>>{});
template <class T>
concept state_value = storable<T> || storable_struct<T>;

template <class T>
inline constexpr bool is_state_member = false;
template <class T>
inline constexpr bool is_state_member<value_state<T>> = state_value<T>;
template <class T>
inline constexpr bool is_state_member<list_state<T>> = state_value<T>;
template <class K, class V>
inline constexpr bool is_state_member<map_state<K, V>> = storable<K> && state_value<V>;

template <class P>
inline constexpr bool has_only_state_members = false;
template <adapted_struct P>
inline constexpr bool has_only_state_members<P> = []<class... Ms>(type_identity<type_list<Ms...>>) {
  return (is_state_member<typename Ms::type> && ...);
}(type_identity<members_of<P>>{});

/// The word with which a processor came.
enum class processor_word : std::uint8_t {
  transform_with_state,
  map_groups_with_state,
  flat_map_groups_with_state
};
template <class P>
inline constexpr processor_word word_of = [] {
  if constexpr (requires { P::called; })
    return P::called;
  else
    return processor_word::transform_with_state;
}();

template <class P>
inline constexpr time_mode time_mode_of = [] {
  if constexpr (requires { P::time_mode; })
    return P::time_mode;
  else
    return time_mode::none;
}();

/// Is a processor called once for each key of an initial state, also where the key has no rows, so that a key can have
/// one state alone? So Spark's functions over groups are (rule 87).
template <class P>
inline constexpr bool called_with_initial_state =
    word_of<P> != processor_word::transform_with_state;

/// Calls `visit` with each state of a processor.
template <class P>
void each_member(P& processor, auto&& visit) {
  [&]<class... Ms>(type_identity<type_list<Ms...>>) {
    (visit(Ms::get(processor)), ...);
  }(type_identity<members_of<std::remove_const_t<P>>>{});
}

/// How many values it holds: Spark's rows of state, of which a list is one.
template <class P>
std::size_t count_of(P const& processor) {
  std::size_t out = 0;
  each_member(processor, [&](auto const& member) { out += member.count(); });
  return out;
}
template <class P>
bool holds_nothing(P const& processor) {
  return count_of(processor) == 0;
}
template <class P>
bool has_ttl(P const& processor) {
  bool out = false;
  each_member(processor, [&](auto const& member) { out = out || member.has_ttl(); });
  return out;
}
/// Says when what was written ends.
template <class P>
void settle(P& processor, timestamp now) {
  each_member(processor, [&](auto& member) { member.settle(now); });
}
/// When the first value expires.
template <class P>
timestamp first_end(P const& processor) {
  auto out = for_ever;
  each_member(processor, [&](auto const& member) { out = std::min(out, member.first_end()); });
  return out;
}
template <class P>
void drop_expired(P& processor, timestamp now) {
  each_member(processor, [&](auto& member) { member.drop_expired(now); });
}

/// Calls `function(context)`, which calls the processor: what has expired is gone before, and what is written gets its
/// end behind it.
template <class P, class Output>
void call_processor(P& processor, group_context<Output> context, auto&& function) {
  drop_expired(processor, context.processing_time());
  function(context);
  settle(processor, context.processing_time());
}
/// Calls the processor for a timer, which is gone then. A processor need not care for timers.
template <class P, class Output>
void call_timer(P& processor, auto const& key, timestamp at, group_context<Output>& context) {
  if constexpr (requires { processor.handle_timer(key, at, context); })
    processor.handle_timer(key, at, context);
  context.delete_timer(at);
}

}  // namespace plan

}  // namespace millstream
