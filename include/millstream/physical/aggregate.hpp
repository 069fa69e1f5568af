// SPDX-License-Identifier: Apache-2.0
//
// Grouped aggregation. The partial side is a hash table a lane, filled inside the fused loop; where
// groups are so many that the table would leave the cache, what it holds, or the rows themselves, go to
// lists by state partition. At the end of a batch the lanes' lists and tables are merged, in lane order
// and partition by partition, into keyed state, of which the groups that changed, or that the
// watermark closed, are handed on. What goes where follows from the rows alone, so results do too.
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_set>

#include <millstream/base/pack.hpp>
#include <millstream/physical/aggregate_states.hpp>
#include <millstream/physical/block_steps.hpp>
#include <millstream/physical/changed_entries.hpp>
#include <millstream/physical/group_key.hpp>
#include <millstream/physical/late_rows.hpp>
#include <millstream/physical/partials.hpp>
#include <millstream/physical/place_memo.hpp>
#include <millstream/plan/node.hpp>
#include <millstream/state/group_table.hpp>
#include <millstream/state/hash.hpp>
#include <millstream/state/keys.hpp>

namespace millstream::physical {

/// Watermarks of one batch: rows are late by the one of the batch before, groups are closed by this
/// batch's (rule 36). In microseconds; `none` switches the test off (rule 39).
struct batch_watermarks {
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();
  std::int64_t late = none;
  std::int64_t evict = none;
};

/// What one partition's merge and eviction did.
struct partition_counts {
  std::int64_t rows_total = 0;
  std::int64_t rows_updated = 0;
  std::int64_t rows_removed = 0;
  std::int64_t memory_bytes = 0;
};

template <class Step, class In, class EventTag>
class aggregate;

/// `EventTag::name` is the event-time column of the input, empty if there is none.
template <class... Ks, class... As, class In, class EventTag>
class aggregate<plan::aggregate<plan::grouping_keys<Ks...>, plan::aggregates<As...>>, In,
                EventTag> {
 public:
  using step_type = plan::aggregate<plan::grouping_keys<Ks...>, plan::aggregates<As...>>;
  using output_schema = typename step_type::template output<In>;
  using keys_type = group_key<In, EventTag, Ks...>;
  using key_type = typename keys_type::owned;
  using states = aggregate_states<step_type, In>;
  using states_type = typename states::type;

  static constexpr bool has_event_key = keys_type::event_key != no_column;
  static constexpr bool global = sizeof...(Ks) == 0;
  /// May rows be brought together by pane, and the panes to their windows?
  static constexpr bool takes_panes =
      keys_type::window_key != no_column &&
      (!has_event_key || keys_type::event_key == keys_type::window_key) &&
      (expr::merges_exactly<typename step_type::template state<As, In>> && ...);

  struct group {
    key_type key{};
    states_type states{};
  };
  /// `changed_in`: the batch that last touched the group.
  struct kept_group : group {
    std::int64_t changed_in = -1;
  };
  /// A group of some rows of a lane, on its way to the state.
  struct partial {
    std::uint64_t hash;
    typename keys_type::viewed key;
    states_type states;
  };

  /// What a lane has put together; lent to it for a batch, so that its memory is used again.
  struct lane_memory {
    state::group_table<group> table;
    place_memo<typename keys_type::viewed, group> known;  ///< groups of the table
    partition_lists<partial> lists;
    kept_text texts;
    std::size_t rows_in_table = 0;
    bool scatters = false;  ///< the table did not pay: rows go to the lists one by one
    std::int64_t late = batch_watermarks::none;

    void clear() {
      table.clear();
      known.forget();
      lists.clear();
      texts.clear();
      rows_in_table = 0;
      scatters = false;
    }
  };
  class lane_memories {
   public:
    std::unique_ptr<lane_memory> borrow() {
      std::unique_lock lock(guard_);
      if (free_.empty()) return std::make_unique<lane_memory>();
      auto out = std::move(free_.back());
      free_.pop_back();
      lock.unlock();
      out->clear();
      return out;
    }
    void give_back(std::unique_ptr<lane_memory> memory) {
      memory->lists.clear();
      memory->texts.clear();
      std::lock_guard const lock(guard_);
      free_.push_back(std::move(memory));
    }

   private:
    std::mutex guard_;
    std::vector<std::unique_ptr<lane_memory>> free_;
  };
  struct give_back {
    lane_memories* to = nullptr;
    void operator()(lane_memory* memory) const {
      to->give_back(std::unique_ptr<lane_memory>(memory));
    }
  };

  struct lane_type {
    std::unique_ptr<lane_memory, give_back> memory;
    typename keys_type::window_cache window;
    std::int64_t late_rows = 0;
    std::int64_t rows_without_time = 0;
    std::unordered_set<std::uint64_t> late_groups;
  };

  aggregate(step_type step, std::size_t partitions)
      : step_(std::move(step)),
        keys_(step_.keys),
        pane_(takes_panes ? keys_.pane_length() : duration(0)),
        bits_(static_cast<unsigned>(std::countr_zero(partitions))) {
    for (std::size_t p = 0; p < partitions; ++p)
      state_.emplace_back(bits_);
    changed_.resize(partitions);
    removed_.resize(partitions);
    least_end_.resize(partitions, never);
  }

  std::size_t partitions() const { return state_.size(); }

  /// Takes selected rows of a block into a lane's groups. `on_late(row)` gets those that are in none, since the
  /// watermark has passed all of their windows.
  template <class Rows, class Selection, class OnLate = leave_out>
  MILLSTREAM_INLINE void accumulate(lane_type& lane, std::int64_t late, Rows const& rows,
                                    Selection const selection, OnLate const& on_late = {}) const {
    if (!lane.memory) [[unlikely]]
      lane.memory = {memories_->borrow().release(), give_back{memories_.get()}};
    auto& memory = *lane.memory;
    memory.late = late;
    if (memory.table.size() > table_groups) [[unlikely]]
      empty_table(memory);
    if (memory.scatters) {
      for_each_group_of(lane, late, duration(0), rows, selection, on_late,
                        [&](auto const& key, auto const& row) MILLSTREAM_LAMBDA_INLINE {
                          auto& fresh = add_partial(memory, state::hash_of(key), key);
                          states::step(fresh.states, step_, row);
                        });
    } else {
      memory.rows_in_table += selection.size();
      for_each_group_of(lane, late, pane_, rows, selection, on_late,
                        [&](auto const& key, auto const& row) MILLSTREAM_LAMBDA_INLINE {
                          using row_type = std::remove_cvref_t<decltype(row)>;
                          auto& g =
                              group_of<keys_type::template known_by_place<row_type>>(memory, key);
                          states::step(g.states, step_, row);
                        });
    }
  }

  /// Takes selected rows into the state one by one, and calls `use(group)` for each group that a row touched, as it is
  /// then. `lane` counts what is left out; it gathers nothing.
  template <class Rows, class Selection, class OnLate, class Use>
  MILLSTREAM_INLINE void update(lane_type& lane, std::int64_t late, std::int64_t batch_id,
                                Rows const& rows, Selection const selection, OnLate const& on_late,
                                Use&& use) {
    for_each_group_of(lane, late, duration(0), rows, selection, on_late,
                      [&](auto const& key, auto const& row) MILLSTREAM_LAMBDA_INLINE {
                        auto const hash = state::hash_of(key);
                        auto const p = state::partition_of(hash, bits_);
                        auto& kept = state_[p].find_or_insert(
                            hash,
                            [&](kept_group const& there) MILLSTREAM_LAMBDA_INLINE {
                              return state::same_key(there.key, key);
                            },
                            [&](kept_group& made) {
                              made.key = make_record<key_type>(key);
                              note_end(p, made.key);
                            });
                        states::step(kept.states, step_, row);
                        changed_[p].note(state_[p], kept, batch_id);
                        use(kept);
                      });
  }
  /// All rows of a batch were taken one by one.
  void end_updates(std::size_t p, std::int64_t batch_id) {
    keep_only_group(p, batch_id);
    changed_[p].end();
  }

  /// Has a lane to be sealed before its groups are merged? Lanes may be sealed at the same time.
  bool seals_lanes() const
    requires(takes_panes)
  {
    return pane_ != duration(0);
  }
  /// Brings the panes of a lane to their windows.
  void seal(lane_type& lane) const
    requires(takes_panes)
  {
    if (lane.memory && !lane.memory->scatters) empty_panes(*lane.memory);
  }

  /// Merges one partition of all lanes, in lane order, into the state.
  void merge_partition(std::size_t p, std::span<lane_type* const> lanes, std::int64_t batch_id) {
    auto& table = state_[p];
    std::size_t incoming = 0;
    for (auto const* lane : lanes)
      if (lane->memory) incoming = std::max(incoming, lane->memory->table.size() / state_.size());
    table.reserve(table.size() + incoming);
    changed_[p].begin(table);
    for (auto* lane : lanes) {
      if (!lane->memory) continue;
      lane->memory->lists.for_each_chunk(p, [&](partial* partials, std::size_t count) {
        constexpr std::size_t ahead = 12;
        for (std::size_t i = 0; i < count; ++i) {
          if (i + ahead < count) table.prefetch(partials[i + ahead].hash);
          merge_group(p, partials[i].hash, partials[i].key, partials[i].states, batch_id);
        }
      });
      lane->memory->table.for_each_in_partition(bits_, p, [&](group& g, std::uint64_t hash) {
        merge_group(p, hash, g.key, g.states, batch_id);
      });
    }
    keep_only_group(p, batch_id);
    changed_[p].end();
  }

  /// Groups of a partition that changed in the batch, in slot order.
  template <class Visit>
  void for_each_changed(std::size_t p, std::int64_t batch_id, Visit&& visit) const {
    changed_[p].for_each(state_[p], batch_id, visit);
  }
  template <class Visit>
  void for_each_group(std::size_t p, Visit&& visit) const {
    state_[p].for_each([&](kept_group const& g) { visit(g); });
  }
  /// Groups that the watermark closes (rules 35, 55).
  template <class Visit>
  void for_each_closed(std::size_t p, std::int64_t evict, Visit&& visit) const {
    if constexpr (has_event_key) {
      if (least_end_[p] > evict) return;
      state_[p].for_each([&](kept_group const& g) {
        if (keys_.event_end(g.key) <= evict) visit(g);
      });
    }
  }

  /// Removes the closed groups and remembers their keys for the state delta.
  void evict_partition(std::size_t p, std::int64_t evict) {
    if constexpr (has_event_key) {
      if (least_end_[p] > evict) return;
      auto& removed = removed_[p];
      auto least = never;
      state_[p].rebuild([&](kept_group const& g) {
        auto const end = keys_.event_end(g.key);
        if (end > evict) {
          least = std::min(least, end);
          return true;
        }
        removed.push_back(g.key);
        return false;
      });
      least_end_[p] = least;
    }
  }

  partition_counts counts(std::size_t p) const {
    return {static_cast<std::int64_t>(state_[p].size()),
            static_cast<std::int64_t>(changed_[p].count()),
            static_cast<std::int64_t>(removed_[p].size()),
            static_cast<std::int64_t>(state_[p].bytes())};
  }

  /// Forgets which groups this batch changed: the next one begins.
  void begin_batch() {
    for (std::size_t p = 0; p < partitions(); ++p)
      changed_[p].begin(state_[p]);
    for (auto& r : removed_)
      r.clear();
  }

  // ---- on disk ----

  static std::vector<column_spec> columns() {
    auto out = state::key_columns<typename key_type::schema_type>();
    states::add_columns(out);
    return out;
  }

  table changed_rows(std::size_t p, std::int64_t batch_id) const {
    auto out = table::of(columns());
    for_each_changed(p, batch_id, [&](kept_group const& g) { append_group(out, g); });
    return out;
  }
  table all_rows_of(std::size_t p) const {
    auto out = table::of(columns());
    for_each_group(p, [&](kept_group const& g) { append_group(out, g); });
    return out;
  }
  table removed_keys(std::size_t p) const { return state::keys_as_table(removed_[p]); }

  /// Puts rows of a snapshot or delta into the state.
  void restore_rows(std::size_t p, table const& from) {
    auto& t = state_[p];
    t.reserve(t.size() + from.rows);
    for (std::size_t r = 0; r < from.rows; ++r) {
      kept_group g;
      state::read_key(from, r, g.key);
      states::read(from, r, key_type::schema_type::size, g.states);
      auto& kept = t.find_or_insert(
          state::hash_of(g.key),
          [&](kept_group const& there) { return state::same_key(there.key, g.key); },
          [&](kept_group& made) { made.key = g.key; });
      kept.states = std::move(g.states);
      note_end(p, kept.key);
    }
  }
  void restore_removed(std::size_t p, table const& from) {
    state::remove_keys(state_[p], from, bits_);
  }

  // ---- results ----

  /// A group as a row of the result: the keys, then the finished aggregates.
  struct group_row {
    using schema_type = output_schema;
    group const* of;
    keys_type const* keys;

    template <fixed_string Name>
    MILLSTREAM_INLINE constexpr auto get() const {
      constexpr auto at = output_schema::index_of(Name.view());
      if constexpr (at < sizeof...(Ks))
        return keys->template result<at>(of->key);
      else
        return nth<at - sizeof...(Ks)>(of->states).finish();
    }
  };
  group_row as_result(group const& g) const { return {&g, &keys_}; }

  /// Groups of the result as a block.
  struct group_block {
    using schema_type = output_schema;
    group const* const* groups;
    std::size_t count;
    keys_type const* keys;
    std::size_t size() const { return count; }
    group_row row(std::size_t i) const { return {groups[i], keys}; }
  };
  keys_type const& keys() const { return keys_; }

 private:
  static constexpr auto never = std::numeric_limits<std::int64_t>::max();
  /// A lane's table stays in the second-level cache.
  static constexpr std::size_t table_groups =
      std::max<std::size_t>((std::size_t(256) << 10) / (sizeof(group) + 8), 512);

  /// The group of a key in a lane's table, a new one if it has none.
  template <bool KnownByPlace>
  MILLSTREAM_INLINE group& group_of(lane_memory& memory,
                                    typename keys_type::viewed const& key) const {
    auto& table = memory.table;
    if constexpr (KnownByPlace)
      if (auto* const known = memory.known.find(key, table.generation())) return *known;
    auto& g = table.find_or_insert(
        state::hash_of(key),
        [&](group const& there)
            MILLSTREAM_LAMBDA_INLINE { return state::same_key(there.key, key); },
        [&](group& fresh) { fresh.key = make_record<key_type>(key); });
    if constexpr (KnownByPlace) memory.known.keep(key, g, table.generation());
    return g;
  }

  /// Calls `use(key, row)` for each row and each group that it is in, `on_late(row)` where the watermark has passed all of
  /// them.
  /// A pane is one group.
  template <class Rows, class Selection, class OnLate, class Use>
  MILLSTREAM_INLINE void for_each_group_of(lane_type& lane, std::int64_t late, duration pane,
                                           Rows const& rows, Selection const selection,
                                           OnLate const& on_late, Use&& use) const {
    // the cache lives in registers for the length of a block: the lane's own is not known to be apart
    auto window = lane.window;
    for (std::size_t q = 0; q < selection.size(); ++q) {
      auto const row = rows.row(selection[q]);
      [[maybe_unused]] bool passed = false, in_time = false;
      bool const has_time =
          keys_.for_each_key(window, pane, row, [&](auto const& key) MILLSTREAM_LAMBDA_INLINE {
            if constexpr (has_event_key) {
              auto const end =
                  takes_panes && pane != duration(0) ? window.oldest_end : keys_.event_end(key);
              if (end <= late && leave_late_windows(lane, late, pane, key)) [[unlikely]] {
                if constexpr (takes_late_rows<OnLate>) passed = true;
                return;
              }
            }
            if constexpr (takes_late_rows<OnLate>) in_time = true;
            use(key, row);
          });
      if (!has_time) ++lane.rows_without_time;
      if constexpr (takes_late_rows<OnLate>)
        if (passed && !in_time) on_late(row);
    }
    lane.window = window;
  }

  /// Counts the late groups of a row that is late for its window, or for some windows of its pane. True if there is no
  /// other.
  [[gnu::noinline]] bool leave_late_windows(lane_type& lane, std::int64_t late,
                                            [[maybe_unused]] duration pane,
                                            typename keys_type::viewed key) const {
    auto const leave = [&] {
      ++lane.late_rows;
      lane.late_groups.insert(state::hash_of(key));
    };
    if constexpr (takes_panes) {
      if (pane != duration(0)) {
        bool all = true;
        auto& start = key.template slot<keys_type::window_key>();
        keys_.for_each_window_of(timestamp(start), [&](timestamp at) {
          start = at;
          if (keys_.event_end(key) <= late)
            leave();
          else
            all = false;
        });
        return all;
      }
    }
    leave();
    return true;
  }

  /// Brings each pane to the windows that are not late.
  void empty_panes(lane_memory& memory) const {
    memory.table.for_each([&](group& g, std::uint64_t) {
      auto key = make_record<typename keys_type::viewed>(g.key);
      auto& start = key.template slot<keys_type::window_key>();
      keys_.for_each_window_of(timestamp(start), [&](timestamp at) {
        start = at;
        if constexpr (has_event_key)
          if (keys_.event_end(key) <= memory.late) return;
        add_partial(memory, state::hash_of(key), key).states = g.states;
      });
    });
    memory.table.clear();
    memory.rows_in_table = 0;
  }

  /// A new partial group at the end of its partition's list.
  MILLSTREAM_INLINE partial& add_partial(lane_memory& memory, std::uint64_t hash,
                                         typename keys_type::viewed const& key) const {
    auto& out =
        memory.lists.add(state::partition_of(hash, bits_), state_.size(), partial{hash, key, {}});
    [&]<std::size_t... I>(std::index_sequence<I...>) MILLSTREAM_LAMBDA_INLINE {
      (keep_text(memory.texts, out.key.template slot<I>()), ...);
    }(std::make_index_sequence<key_type::schema_type::size>{});
    return out;
  }
  template <class T>
  static MILLSTREAM_INLINE void keep_text(kept_text& texts, T& value) {
    if constexpr (is_optional<T>) {
      if (value) keep_text(texts, *value);
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      value = texts.keep(value);
    } else if constexpr (std::is_same_v<T, binary_view>) {
      value = binary_view(texts.keep(value.chars()));
    }
  }

  /// Moves a full table to the lists; one that brought few rows together is not used any more.
  [[gnu::noinline]] void empty_table(lane_memory& memory) const {
    memory.scatters = memory.table.size() * 4 > memory.rows_in_table;
    if constexpr (takes_panes)
      if (pane_ != duration(0)) return empty_panes(memory);
    memory.table.for_each([&](group& g, std::uint64_t hash) {
      add_partial(memory, hash, make_record<typename keys_type::viewed>(g.key)).states =
          std::move(g.states);
    });
    memory.table.clear();
    memory.rows_in_table = 0;
  }

  /// Takes a group of a lane into the state.
  template <class Key>
  MILLSTREAM_INLINE void merge_group(std::size_t p, std::uint64_t hash, Key& key,
                                     states_type& of_lane, std::int64_t batch_id) {
    bool fresh = false;
    auto& kept = state_[p].find_or_insert(
        hash, [&](kept_group const& there) { return state::same_key(there.key, key); },
        [&](kept_group& made) {
          if constexpr (std::is_same_v<Key, key_type>)
            made.key = std::move(key);
          else
            made.key = make_record<key_type>(key);
          made.states = std::move(of_lane);
          note_end(p, made.key);
          fresh = true;
        });
    if (!fresh) states::merge(kept.states, of_lane);
    changed_[p].note(state_[p], kept, batch_id);
  }
  /// An aggregation without keys has one group, which is there even when no row ever came (rule 58).
  void keep_only_group([[maybe_unused]] std::size_t p, [[maybe_unused]] std::int64_t batch_id) {
    if constexpr (global) {
      auto const key = key_type{};
      auto const hash = state::hash_of(key);
      if (p == state::partition_of(hash, bits_)) {
        auto& only = state_[p].find_or_insert(
            hash, [](auto const&) { return true; }, [](auto&) {});
        changed_[p].note(state_[p], only, batch_id);
      }
    }
  }
  void note_end(std::size_t p, key_type const& key) {
    if constexpr (has_event_key)
      least_end_[p] = std::min(least_end_[p], keys_.event_end(key));
    else
      static_cast<void>(p), static_cast<void>(key);
  }

  static void append_group(table& out, kept_group const& g) {
    state::append_key(out, g.key);
    states::append(out, key_type::schema_type::size, g.states);
  }

  step_type step_;
  keys_type keys_;
  duration pane_;  ///< 0: rows go to their windows
  unsigned bits_;
  std::vector<state::group_table<kept_group>> state_;
  std::vector<changed_entries<kept_group>> changed_;
  std::vector<std::vector<key_type>> removed_;
  std::vector<std::int64_t> least_end_;  ///< a partition: no group is closed before
  std::unique_ptr<lane_memories> memories_ = std::make_unique<lane_memories>();
};

}  // namespace millstream::physical
