// SPDX-License-Identifier: Apache-2.0
//
// Aggregation by sessions: rows of a key of which each begins within the gap of those before it. The
// sessions of a key are a list by their start, apart from each other. A lane has such lists of the rows
// that it saw; at the end of a batch they are merged, in lane order and partition by partition, into those
// of the state: what touches becomes one session (rule 60), in whatever order its parts came.
#pragma once

#include <algorithm>
#include <limits>
#include <span>
#include <unordered_set>

#include <millstream/base/pack.hpp>
#include <millstream/expr/time_arithmetic.hpp>
#include <millstream/physical/aggregate.hpp>
#include <millstream/physical/session_over.hpp>

namespace millstream::physical {

namespace detail {

template <class K>
using unless_session = std::conditional_t<expr::is_session<K>, pack<>, pack<K>>;
template <class K>
constexpr unless_session<K> tuple_unless_session(K const& key) {
  if constexpr (expr::is_session<K>)
    return {};
  else
    return {key};
}

}  // namespace detail

template <class Step, class In, class EventTag>
class session_aggregate;

/// `EventTag::name` is the event-time column of the input, empty if there is none. One of the keys is a session.
template <class... Ks, class... As, class In, class EventTag>
class session_aggregate<plan::aggregate<plan::grouping_keys<Ks...>, plan::aggregates<As...>>, In,
                        EventTag> {
  template <class List>
  struct keys_of;
  template <class... Others>
  struct keys_of<pack<Others...>> {
    using type = group_key<In, EventTag, Others...>;
  };

 public:
  using step_type = plan::aggregate<plan::grouping_keys<Ks...>, plan::aggregates<As...>>;
  using output_schema = typename step_type::template output<In>;
  /// Of the other keys.
  using keys_type =
      typename keys_of<decltype(pack_cat(std::declval<detail::unless_session<Ks>>()...))>::type;
  using key_type = typename keys_type::owned;
  using states = aggregate_states<step_type, In>;
  using states_type = typename states::type;

  static constexpr std::size_t session_key = [] {
    std::size_t out = 0, i = 0;
    ((expr::is_session<Ks> ? void(out = i) : void(), ++i), ...);
    return out;
  }();
  using session_type = nth_type<session_key, Ks...>;
  static constexpr bool of_event_time =
      step_type::template is_event_key<session_type>(EventTag::name);
  static constexpr bool has_event_key = of_event_time || keys_type::event_key != no_column;

  /// In microseconds, [start, end).
  struct session {
    std::int64_t start = 0;
    std::int64_t end = 0;
    states_type states{};
  };
  /// `changed_in`: the batch that last touched it; `started_in`: the one that gave it its start.
  struct kept_session : session {
    std::int64_t changed_in = -1;
    std::int64_t started_in = -1;
  };
  template <class Session>
  struct sessions_of_key {
    key_type key{};
    std::vector<Session> sessions;
    std::int64_t changed_in = -1;
  };
  using kept_key = sessions_of_key<kept_session>;

  struct lane_type {
    state::group_table<sessions_of_key<session>> keys;
    std::int64_t late_rows = 0;
    std::int64_t rows_without_time = 0;  ///< or without a gap (rule 61)
    std::unordered_set<std::uint64_t> late_groups;
  };

  session_aggregate(step_type step, std::size_t partitions)
      : step_(std::move(step)),
        keys_(unpack(
            [](auto const&... keys) { return pack_cat(detail::tuple_unless_session(keys)...); },
            step_.keys)),
        bits_(static_cast<unsigned>(std::countr_zero(partitions))) {
    for (std::size_t p = 0; p < partitions; ++p)
      state_.emplace_back(bits_);
  }

  std::size_t partitions() const { return state_.size(); }

  /// Takes selected rows of a block into a lane's sessions, late ones to `on_late(row)`.
  template <class Rows, class Selection, class OnLate = leave_out>
  void accumulate(lane_type& lane, std::int64_t late, Rows const& rows, Selection const selection,
                  OnLate const& on_late = {}) const {
    for (std::size_t q = 0; q < selection.size(); ++q) {
      auto const row = rows.row(selection[q]);
      auto const span = span_of(row);
      if (!span) {
        ++lane.rows_without_time;
        continue;
      }
      auto const key = keys_.key_of(row);
      auto const hash = state::hash_of(key);
      if (closes_at(key, span->end) <= late) [[unlikely]] {
        ++lane.late_rows;
        lane.late_groups.insert(hash_of_span(hash, *span));
        on_late(row);
        continue;
      }
      auto& of_key = entry_of(lane.keys, hash, key);
      auto const [found, fresh] = session_over(
          of_key.sessions, span->start, span->end,
          [](session& into, session& gone) { states::merge(into.states, gone.states); },
          [](session&) {});
      states::step(found.states, step_, row);
    }
  }

  /// Merges one partition of all lanes, in lane order, into the state.
  void merge_partition(std::size_t p, std::span<lane_type* const> lanes, std::int64_t batch_id) {
    auto& part = state_[p];
    part.changed.begin(part.keys);
    for (auto* lane : lanes)
      lane->keys.for_each_in_partition(bits_, p,
                                       [&](sessions_of_key<session>& of_lane, std::uint64_t hash) {
                                         auto& kept = entry_of(part.keys, hash, of_lane.key);
                                         part.changed.note(part.keys, kept, batch_id);
                                         for (auto& s : of_lane.sessions)
                                           merge_session(part, kept, s, batch_id);
                                       });
    part.changed.end();
    // Spark's number: all sessions of the keys that had rows
    part.changed.for_each(part.keys, batch_id, [&](kept_key const& k) {
      part.updated += static_cast<std::int64_t>(k.sessions.size());
    });
  }

  /// A session of the state, with its key.
  struct found_session {
    kept_key const* of;
    kept_session const* session;
  };
  template <class Visit>
  void for_each_session(std::size_t p, Visit&& visit) const {
    state_[p].keys.for_each([&](kept_key const& k) {
      for (auto const& s : k.sessions)
        visit(found_session{&k, &s});
    });
  }
  /// Sessions that the watermark closes (rules 35, 55).
  template <class Visit>
  void for_each_closed(std::size_t p, std::int64_t evict, Visit&& visit) const {
    if (state_[p].least_end > evict) return;
    for_each_session(p, [&](found_session const& found) {
      if (closes_at(found.of->key, found.session->end) <= evict) visit(found);
    });
  }

  /// Removes the closed sessions and remembers them for the state delta.
  void evict_partition(std::size_t p, std::int64_t evict) {
    auto& part = state_[p];
    if (part.least_end > evict) return;
    part.least_end = never;
    part.keys.for_each([&](kept_key& k) {
      std::erase_if(k.sessions, [&](kept_session const& s) {
        if (closes_at(k.key, s.end) > evict) return false;
        part.removed.push_back({k.key, s.start});
        --part.sessions;
        return true;
      });
      for (auto const& s : k.sessions)
        part.least_end = std::min(part.least_end, closes_at(k.key, s.end));
    });
    part.drop_empty_keys();
  }

  partition_counts counts(std::size_t p) const {
    auto const& part = state_[p];
    return {part.sessions, part.updated, static_cast<std::int64_t>(part.removed.size()),
            static_cast<std::int64_t>(part.keys.bytes()) +
                part.sessions * static_cast<std::int64_t>(sizeof(kept_session))};
  }

  void begin_batch() {
    for (auto& part : state_) {
      part.changed.begin(part.keys);
      part.removed.clear();
      part.updated = 0;
    }
  }

  // ---- on disk: a row is a session, its key the grouping key and the start ----

  static std::vector<column_spec> columns() {
    auto out = state_key_columns();
    out.push_back(state::spec_of<timestamp>(column_of_session(".end")));
    states::add_columns(out);
    return out;
  }
  table changed_rows(std::size_t p, std::int64_t batch_id) const {
    auto out = table::of(columns());
    state_[p].changed.for_each(state_[p].keys, batch_id, [&](kept_key const& k) {
      for (auto const& s : k.sessions)
        if (s.changed_in == batch_id) append_session(out, k.key, s);
    });
    return out;
  }
  table all_rows_of(std::size_t p) const {
    auto out = table::of(columns());
    for_each_session(
        p, [&](found_session const& found) { append_session(out, found.of->key, *found.session); });
    return out;
  }
  table removed_keys(std::size_t p) const {
    auto out = table::of(state_key_columns());
    for (auto const& r : state_[p].removed)
      append_state_key(out, r.key, r.start);
    return out;
  }
  void restore_rows(std::size_t p, table const& from) {
    auto& part = state_[p];
    for (std::size_t r = 0; r < from.rows; ++r) {
      key_type key;
      state::read_key(from, r, key);
      kept_session read;
      read.start = read_start(from, r);
      timestamp end;
      state::read_value(from.columns[end_column], r, end);
      read.end = end.time_since_epoch().count();
      states::read(from, r, end_column + 1, read.states);
      part.least_end = std::min(part.least_end, closes_at(key, read.end));

      auto& sessions = entry_of(part.keys, state::hash_of(key), key).sessions;
      auto const at = place_of(sessions, read.start);
      if (at != sessions.end() && at->start == read.start) {
        *at = std::move(read);
      } else {
        sessions.insert(at, std::move(read));
        ++part.sessions;
      }
    }
  }
  void restore_removed(std::size_t p, table const& from) {
    auto& part = state_[p];
    for (std::size_t r = 0; r < from.rows; ++r) {
      key_type key;
      state::read_key(from, r, key);
      auto* const kept = part.keys.find(
          state::hash_of(key), [&](kept_key const& k) { return state::same_key(k.key, key); });
      if (!kept) continue;
      auto const start = read_start(from, r);
      auto const at = place_of(kept->sessions, start);
      if (at == kept->sessions.end() || at->start != start) continue;
      kept->sessions.erase(at);
      --part.sessions;
    }
    if (from.rows != 0) part.drop_empty_keys();
  }

  // ---- results ----

  /// A session as a row of the result: the keys, then the finished aggregates.
  struct session_row {
    using schema_type = output_schema;
    found_session found;
    keys_type const* keys;

    template <fixed_string Name>
    MILLSTREAM_INLINE constexpr auto get() const {
      constexpr auto at = output_schema::index_of(Name.view());
      if constexpr (at == session_key)
        return window_bounds{timestamp(duration(found.session->start)),
                             timestamp(duration(found.session->end))};
      else if constexpr (at < sizeof...(Ks))
        return keys->template result<(at < session_key ? at : at - 1)>(found.of->key);
      else
        return nth<at - sizeof...(Ks)>(found.session->states).finish();
    }
  };
  session_row as_result(found_session const& found) const { return {found, &keys_}; }

  /// Sessions of the result as a block.
  struct session_block {
    using schema_type = output_schema;
    found_session const* sessions;
    std::size_t count;
    keys_type const* keys;
    std::size_t size() const { return count; }
    session_row row(std::size_t i) const { return {sessions[i], keys}; }
  };
  keys_type const& keys() const { return keys_; }

 private:
  static constexpr auto never = std::numeric_limits<std::int64_t>::max();
  static constexpr std::size_t start_column = key_type::schema_type::size;
  static constexpr std::size_t end_column = start_column + 1;

  /// A session that is not in the state any more.
  struct removed_session {
    key_type key;
    std::int64_t start;
  };
  struct partition {
    explicit partition(unsigned bits) : keys(bits) {}

    state::group_table<kept_key> keys;
    changed_entries<kept_key> changed;
    std::vector<removed_session> removed;
    std::int64_t sessions = 0;
    std::int64_t updated = 0;
    std::int64_t least_end = never;  ///< no session is closed before

    void drop_empty_keys() {
      keys.rebuild([](kept_key const& k) { return !k.sessions.empty(); });
    }
  };
  /// For how long a row holds its session open.
  struct row_span {
    std::int64_t start;
    std::int64_t end;
  };

  /// Nothing if the time or the gap is null, or the gap not positive (rules 54, 61).
  template <class Row>
  MILLSTREAM_INLINE std::optional<row_span> span_of(Row const& row) const {
    auto const& session = expr::without_alias(nth<session_key>(step_.keys));
    if constexpr (std::is_same_v<decltype(session.gap), expr::whole_sessions>) {
      auto const& whole = as_row(expr::evaluate(session.time, row));
      return row_span{whole.template get<"start">().time_since_epoch().count(),
                      whole.template get<"end">().time_since_epoch().count()};
    } else {
      std::optional<timestamp> const time =
          expr::time_in_windows(expr::evaluate(session.time, row));
      if (!time) return std::nullopt;
      std::optional<duration> const gap = expr::evaluate(session.gap, row);
      if (!gap || *gap <= duration(0)) return std::nullopt;
      return row_span{time->time_since_epoch().count(),
                      expr::detail::plus_span(*time, gap->count()).time_since_epoch().count()};
    }
  }
  /// When the watermark closes a session: at its end, or when it passes another key that is the event time.
  template <class Key>
  MILLSTREAM_INLINE std::int64_t closes_at(Key const& key, std::int64_t end) const {
    if constexpr (of_event_time)
      return end;
    else if constexpr (has_event_key)
      return keys_.event_end(key);
    else
      return never;
  }
  static std::uint64_t hash_of_span(std::uint64_t hash, row_span const& span) {
    record<schema<field<"key", std::int64_t>, field<"start", std::int64_t>,
                  field<"end", std::int64_t>>>
        late;
    late.template slot<0>() = static_cast<std::int64_t>(hash);
    late.template slot<1>() = span.start;
    late.template slot<2>() = span.end;
    return state::hash_of(late);
  }

  template <class Entry, class Key>
  static Entry& entry_of(state::group_table<Entry>& in, std::uint64_t hash, Key const& key) {
    return in.find_or_insert(
        hash, [&](Entry const& there) { return state::same_key(there.key, key); },
        [&](Entry& made) { made.key = make_record<key_type>(key); });
  }

  /// Takes a session of a lane into those of its key.
  void merge_session(partition& part, kept_key& kept, session& of_lane, std::int64_t batch_id) {
    auto const [found, fresh] = session_over(
        kept.sessions, of_lane.start, of_lane.end,
        [&](kept_session& into, kept_session& gone) {
          states::merge(into.states, gone.states);
          --part.sessions;
        },
        [&](kept_session& moved) {
          if (moved.started_in != batch_id) part.removed.push_back({kept.key, moved.start});
          moved.started_in = batch_id;
        });
    if (fresh) {
      found.states = std::move(of_lane.states);
      found.started_in = batch_id;
      ++part.sessions;
    } else {
      states::merge(found.states, of_lane.states);
    }
    found.changed_in = batch_id;
    part.least_end = std::min(part.least_end, closes_at(kept.key, found.end));
  }

  static auto place_of(std::vector<kept_session>& sessions, std::int64_t start) {
    return std::partition_point(sessions.begin(), sessions.end(),
                                [&](kept_session const& s) { return s.start < start; });
  }

  static std::string column_of_session(char const* part) {
    return std::string(expr::name_of<session_type>) + part;
  }
  static std::vector<column_spec> state_key_columns() {
    auto out = state::key_columns<typename key_type::schema_type>();
    out.push_back(state::spec_of<timestamp>(column_of_session(".start")));
    return out;
  }
  static void append_state_key(table& out, key_type const& key, std::int64_t start) {
    state::append_key(out, key);
    state::append_value(out.columns[start_column], timestamp(duration(start)));
  }
  static void append_session(table& out, key_type const& key, kept_session const& s) {
    append_state_key(out, key, s.start);
    state::append_value(out.columns[end_column], timestamp(duration(s.end)));
    states::append(out, end_column + 1, s.states);
  }
  static std::int64_t read_start(table const& from, std::size_t row) {
    timestamp start;
    state::read_value(from.columns[start_column], row, start);
    return start.time_since_epoch().count();
  }

  step_type step_;
  keys_type keys_;
  unsigned bits_;
  std::vector<partition> state_;
};

}  // namespace millstream::physical
