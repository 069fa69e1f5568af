// SPDX-License-Identifier: Apache-2.0
//
// The first row of each key. A lane leaves out what is late, what the state knows and what the lane saw
// before, and lists the rest by state partition; at the end of a batch the lists are merged in lane order
// and partition by partition, and the rows of keys that are new to the state are handed on.
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include <millstream/physical/aggregate.hpp>
#include <millstream/physical/late_rows.hpp>
#include <millstream/state/keys.hpp>

namespace millstream::physical {

template <class Step, class In, class Flow>
class deduplicate;

/// `Flow::read_columns` says which columns of `In` are wanted here or above, `Flow::event_time` by which of
/// them a row is late (empty: none is).
template <class Kept, fixed_string... Keys, class In, class Flow>
class deduplicate<plan::deduplicate<Kept, Keys...>, In, Flow> {
 public:
  using step_type = plan::deduplicate<Kept, Keys...>;
  using row_type = record<keep_fields<In, typename Flow::read_columns>>;
  using key_schema = typename step_type::template key_schema<In>;
  using key_type = record<key_schema>;

  static constexpr bool filters_late = !Flow::event_time.empty();
  static constexpr bool time_in_key = step_type::has_key(Flow::event_time);
  static constexpr bool evicts = step_type::within_watermark || time_in_key;

  /// The first row of its key in a lane.
  struct candidate {
    std::uint64_t hash;
    row_type row;
  };
  struct lane_type {
    struct seen_key {
      candidate const* first = nullptr;
    };
    state::group_table<seen_key> seen;
    partition_lists<candidate> lists;
    std::int64_t late_rows = 0;
  };

  deduplicate(step_type step, std::size_t partitions)
      : step_(std::move(step)),
        bits_(static_cast<unsigned>(std::countr_zero(partitions))),
        first_rows_(partitions),
        removed_(partitions),
        least_end_(partitions, never) {
    for (std::size_t p = 0; p < partitions; ++p)
      state_.emplace_back(bits_);
  }

  std::size_t partitions() const { return state_.size(); }

  /// Takes selected rows of a block into a lane, late ones to `on_late(row)`. The state does not change meanwhile.
  template <class Rows, class Selection, class OnLate = leave_out>
  void accumulate(lane_type& lane, std::int64_t late, Rows const& rows, Selection const selection,
                  OnLate const& on_late = {}) const {
    for_each_unknown(
        lane, late, rows, selection, on_late,
        [&](std::uint64_t hash, auto const& key, auto const& row) {
          lane.seen.find_or_insert(
              hash, [&](auto const& s) { return state::same_key(key_of(s.first->row), key); },
              [&](auto& s) {
                s.first = &lane.lists.add(state::partition_of(hash, bits_), partitions(),
                                          candidate{hash, make_record<row_type>(row)});
              });
        });
  }

  /// Takes selected rows into the state one by one, and calls `use(row)` for each that is the first of its key.
  /// `lane` counts what is left out; it gathers nothing.
  template <class Rows, class Selection, class OnLate, class Use>
  void update(lane_type& lane, std::int64_t late, Rows const& rows, Selection const selection,
              OnLate const& on_late, Use&& use) {
    for_each_unknown(lane, late, rows, selection, on_late,
                     [&](std::uint64_t hash, auto const&, auto const& row) {
                       auto const p = state::partition_of(hash, bits_);
                       candidate first{hash, make_record<row_type>(row)};
                       take(p, first);
                       use(first_rows_[p].back());
                     });
  }
  void end_updates(std::size_t, std::int64_t) {}

  /// Merges one partition of all lanes, in lane order, into the state.
  void merge_partition(std::size_t p, std::span<lane_type* const> lanes, std::int64_t) {
    for (auto* lane : lanes)
      lane->lists.for_each_chunk(p, [&](candidate* candidates, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
          take(p, candidates[i]);
      });
  }

  /// The rows of this batch that were the first of their keys.
  std::vector<row_type> const& first_rows(std::size_t p) const { return first_rows_[p]; }

  /// Removes the keys that the watermark passed and remembers them for the state delta.
  void evict_partition(std::size_t p, std::int64_t evict) {
    if (least_end_[p] > evict) return;
    least_end_[p] = never;
    state_[p].rebuild([&](kept_key const& k) {
      if (k.end <= evict) {
        removed_[p].push_back(k.key);
        return false;
      }
      least_end_[p] = std::min(least_end_[p], k.end);
      return true;
    });
  }

  partition_counts counts(std::size_t p) const {
    return {static_cast<std::int64_t>(state_[p].size()),
            static_cast<std::int64_t>(first_rows_[p].size()),
            static_cast<std::int64_t>(removed_[p].size()),
            static_cast<std::int64_t>(state_[p].bytes())};
  }

  void begin_batch() {
    for (auto& rows : first_rows_)
      rows.clear();
    for (auto& keys : removed_)
      keys.clear();
  }

  // ---- on disk ----

  static std::vector<column_spec> columns() {
    auto out = state::key_columns<key_schema>();
    if constexpr (step_type::within_watermark)
      out.push_back(state::spec_of<timestamp>("expires_at"));
    return out;
  }
  /// The keys that came in this batch and are still there.
  table changed_rows(std::size_t p, std::int64_t) const {
    auto out = table::of(columns());
    for (auto const& row : first_rows_[p]) {
      auto const key = key_of(row);
      if (auto const* kept = state_[p].find(
              state::hash_of(key), [&](kept_key const& k) { return state::same_key(k.key, key); }))
        append_kept(out, *kept);
    }
    return out;
  }
  table all_rows_of(std::size_t p) const {
    auto out = table::of(columns());
    state_[p].for_each([&](kept_key const& k) { append_kept(out, k); });
    return out;
  }
  table removed_keys(std::size_t p) const { return state::keys_as_table(removed_[p]); }
  void restore_rows(std::size_t p, table const& from) {
    state_[p].reserve(state_[p].size() + from.rows);
    for (std::size_t r = 0; r < from.rows; ++r) {
      key_type key;
      state::read_key(from, r, key);
      auto end = end_of_key(key);
      if constexpr (step_type::within_watermark) {
        timestamp expires;
        state::read_value(from.columns[sizeof...(Keys)], r, expires);
        end = expires.time_since_epoch().count();
      }
      auto const hash = state::hash_of(key);
      keep(p, hash, std::move(key), end);
    }
  }
  void restore_removed(std::size_t p, table const& from) {
    state::remove_keys(state_[p], from, bits_);
  }

 private:
  static constexpr auto never = std::numeric_limits<std::int64_t>::max();
  static constexpr auto event_time = make_fixed_string<[] { return Flow::event_time; }>();

  struct kept_key {
    key_type key{};
    std::int64_t end = never;  ///< when the watermark frees it
  };

  template <class Row>
  static auto key_of(Row const& row) {
    return state::key_of_row<record_view<key_schema>>(row);
  }

  /// Calls `use(hash, key, row)` for each row that is not late and whose key the state does not know.
  template <class Rows, class Selection, class OnLate, class Use>
  MILLSTREAM_INLINE void for_each_unknown(lane_type& lane, std::int64_t late, Rows const& rows,
                                          Selection const selection, OnLate const& on_late,
                                          Use&& use) const {
    for (std::size_t q = 0; q < selection.size(); ++q) {
      auto const row = rows.row(selection[q]);
      if (is_late<event_time>(row, late)) {
        ++lane.late_rows;
        on_late(row);
        continue;
      }
      auto const key = key_of(row);
      auto const hash = state::hash_of(key);
      if (state_[state::partition_of(hash, bits_)].find(
              hash, [&](kept_key const& k) { return state::same_key(k.key, key); }))
        continue;
      use(hash, key, row);
    }
  }

  void take(std::size_t p, candidate& c) {
    auto const key = key_of(c.row);
    bool fresh = false;
    state_[p].find_or_insert(
        c.hash, [&](kept_key const& k) { return state::same_key(k.key, key); },
        [&](kept_key& k) {
          k.key = make_record<key_type>(key);
          k.end = end_of(c.row, k.key);
          least_end_[p] = std::min(least_end_[p], k.end);
          fresh = true;
        });
    if (fresh) first_rows_[p].push_back(std::move(c.row));
  }
  void keep(std::size_t p, std::uint64_t hash, key_type key, std::int64_t end) {
    auto& kept = state_[p].find_or_insert(
        hash, [&](kept_key const& k) { return state::same_key(k.key, key); }, [](kept_key&) {});
    kept.key = std::move(key);
    kept.end = end;
    least_end_[p] = std::min(least_end_[p], end);
  }

  /// When the watermark frees the key of its first row (rules 68, 69). A null time is the epoch to a key that
  /// is kept within the watermark, and no end to one that holds it.
  std::int64_t end_of(row_type const& row, key_type const& key) const {
    if constexpr (step_type::within_watermark) {
      auto const delay = std::chrono::floor<std::chrono::milliseconds>(step_.kept.delay);
      return passed_at(row.template get<event_time>()).value_or(0) + duration(delay).count();
    } else {
      return end_of_key(key);
    }
  }
  static std::int64_t end_of_key(key_type const& key) {
    if constexpr (time_in_key)
      return passed_at(key.template get<event_time>()).value_or(never);
    else
      return never;
  }

  static void append_kept(table& out, kept_key const& k) {
    state::append_key(out, k.key);
    if constexpr (step_type::within_watermark)
      state::append_value(out.columns[sizeof...(Keys)], timestamp(duration(k.end)));
  }
  step_type step_;
  unsigned bits_;
  std::vector<state::group_table<kept_key>> state_;
  std::vector<std::vector<row_type>> first_rows_;
  std::vector<std::vector<key_type>> removed_;
  std::vector<std::int64_t> least_end_;  ///< a partition: no key is freed before
};

}  // namespace millstream::physical
