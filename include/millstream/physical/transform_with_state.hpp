// SPDX-License-Identifier: Apache-2.0
//
// A user's processor a key. A lane lists its rows by state partition, as the structs that the processor reads;
// at the end of a batch a partition's rows are put together by key, the processor of each key gets them, then
// those whose timers are due are called, the earliest first. An initial state comes before all that, in batch 0.
#pragma once

#include <set>
#include <span>
#include <unordered_map>

#include <millstream/physical/deduplicate.hpp>
#include <millstream/physical/lower.hpp>
#include <millstream/physical/row_order.hpp>
#include <millstream/state/processor_columns.hpp>

namespace millstream::physical {

/// The times of a batch.
struct batch_times {
  std::int64_t batch_id;
  timestamp late, evict, now;
};

/// The state that keys begin with: the rows of a static table, read as batch 0 begins.
template <class Table>
struct initial_rows final : io::table_of_batches {
  Table table;
  std::vector<record<typename Table::schema_type>> rows;
  explicit initial_rows(Table const& t) : table(t) {}
  void read_again(io::tables_read& counts) override { rows = read_static(table, &counts); }
};

template <class Step, class In, class Flow>
class transform_with_state;

/// `Flow::event_time` says by which column of `In` a row is late (empty: none is).
template <class Processor, class Initial, fixed_string Time, fixed_string... Keys, class In,
          class Flow>
class transform_with_state<plan::transform_with_state<Processor, Initial, Time, Keys...>, In,
                           Flow> {
 public:
  using step_type = plan::transform_with_state<Processor, Initial, Time, Keys...>;
  using input_type = typename step_type::input_type;
  using output_type = typename step_type::output_type;
  using key_schema = typename step_type::template key_schema<In>;
  using key_type = record<key_schema>;

  static constexpr bool filters_late =
      step_type::time_mode == time_mode::event_time && !Flow::event_time.empty();

  struct row_of_key {
    std::uint64_t hash;
    key_type key;
    input_type row;
  };
  struct lane_type {
    partition_lists<row_of_key> lists;
    std::int64_t late_rows = 0;
  };

  transform_with_state(step_type step, std::size_t partitions)
      : step_(std::move(step)),
        bits_(static_cast<unsigned>(std::countr_zero(partitions))),
        partitions_(partitions) {
    if (step_type::time_mode != time_mode::processing_time && plan::has_ttl(step_.processor))
      throw error(errc::invalid_argument,
                  "a time to live is counted in processing time, which is not the processor's time "
                  "mode",
                  {},
                  "give it `static constexpr auto time_mode = ms::time_mode::processing_time;`");
  }

  std::size_t partitions() const { return partitions_.size(); }

  /// Batch 0 is to read the initial state.
  void add_tables(io::tables_read& read)
    requires(Initial::exists)
  {
    initial_.table =
        std::make_shared<initial_rows<typename Initial::table_type>>(step_.initial.table);
    read.add_of_first_batch(initial_.table);
  }
  /// Lists the rows of the initial state that were read, by state partition; in batch 0 alone there are some.
  void begin_batch() {
    if constexpr (Initial::exists) {
      initial_.lists.clear();
      if (!initial_.table) return;
      initial_.lists.resize(partitions_.size());
      for (auto const& row : initial_.table->rows) {
        auto key = state::key_of_row<key_type>(row);
        auto const hash = state::hash_of(key);
        initial_.lists[state::partition_of(hash, bits_)].push_back(
            {hash, std::move(key), initial_from(row)});
      }
      initial_.table.reset();
    }
  }

  /// Takes selected rows of a block into a lane, late ones to `on_late(row)`.
  template <class Rows, class Selection, class OnLate = leave_out>
  void accumulate(lane_type& lane, std::int64_t late, Rows const& rows, Selection const selection,
                  OnLate const& on_late = {}) const {
    for (std::size_t q = 0; q < selection.size(); ++q) {
      auto const row = rows.row(selection[q]);
      if (filters_late && is_late<event_time>(row, late)) {
        ++lane.late_rows;
        on_late(row);
        continue;
      }
      auto key = state::key_of_row<key_type>(row);
      auto const hash = state::hash_of(key);
      lane.lists.add(state::partition_of(hash, bits_), partitions(),
                     row_of_key{hash, std::move(key), to<input_type>(row)});
    }
  }

  /// Calls the processors of one partition: with the batch's rows, then for timers that are due (rule 79).
  void run_partition(std::size_t p, std::span<lane_type* const> lanes, batch_times const& times) {
    auto& part = partitions_[p];
    part.begin_batch();
    // keys in the order of their first rows, each with its rows in their order
    std::vector<std::pair<entry*, std::vector<input_type>>> groups;
    std::unordered_map<entry*, std::size_t> place;
    auto const group_of = [&](entry& of) -> std::vector<input_type>& {
      auto const [at, fresh] = place.try_emplace(&of, groups.size());
      if (fresh) groups.push_back({&of, {}});
      return groups[at->second].second;
    };
    if constexpr (Initial::exists) begin_with_state(part, p, times, group_of);
    for (auto* lane : lanes)
      lane->lists.for_each_chunk(p, [&](row_of_key* rows, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
          group_of(part.entry_of(rows[i].hash, std::move(rows[i].key), step_.processor))
              .push_back(std::move(rows[i].row));
      });
    for (auto& [of, rows] : groups)
      call(part, *of, times, [&](auto& context) {
        of->processor.handle_rows(of->key, std::span<input_type const>(rows), context);
      });
    if constexpr (step_type::time_mode != time_mode::none) run_timers(part, times);
    part.drop_expired(times.now);
    if constexpr (step_type::has_event_time) check_times(part, times);
  }

  std::vector<output_type> const& rows_of(std::size_t p) const { return partitions_[p].made; }
  /// Is there something to do at this time, though nothing came?
  bool due_by(timestamp now) const {
    for (auto const& part : partitions_)
      if ((!part.ends.empty() && part.ends.begin()->first <= now) ||
          (step_type::time_mode == time_mode::processing_time && !part.timers.empty() &&
           part.timers.begin()->first <= now))
        return true;
    return false;
  }
  partition_counts counts(std::size_t p) const {
    auto const& part = partitions_[p];
    // of a function over groups a key is a row, also one that has a timeout alone
    auto const rows = plan::word_of<Processor> == plan::processor_word::transform_with_state
                          ? part.values
                          : part.entries.size();
    return {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(part.touched.size()),
            static_cast<std::int64_t>(part.removed.size()),
            static_cast<std::int64_t>(part.entries.size() * sizeof(entry))};
  }

  // ---- on disk ----

  static std::vector<column_spec> columns() {
    auto out = state::key_columns<key_schema>();
    state::add_processor_columns<Processor>(out);
    return out;
  }
  table changed_rows(std::size_t p, std::int64_t) const {
    auto out = table::of(columns());
    for (auto const* of : partitions_[p].touched)
      append(out, *of);
    return out;
  }
  table all_rows_of(std::size_t p) const {
    auto out = table::of(columns());
    for (auto const& [hash, of] : partitions_[p].entries)
      append(out, of);
    return out;
  }
  table removed_keys(std::size_t p) const { return state::keys_as_table(partitions_[p].removed); }
  void restore_rows(std::size_t p, table const& from) {
    for (std::size_t r = 0; r < from.rows; ++r) {
      key_type key;
      state::read_key(from, r, key);
      partitions_[p].remove(key);
      auto const hash = state::hash_of(key);
      auto& of = partitions_[p].entry_of(hash, std::move(key), step_.processor);
      state::read_processor(from, sizeof...(Keys), r, of.processor, of.timers);
      partitions_[p].account(of, {});
    }
  }
  void restore_removed(std::size_t p, table const& from) {
    for (std::size_t r = 0; r < from.rows; ++r) {
      key_type key;
      state::read_key(from, r, key);
      partitions_[p].remove(key);
    }
  }

 private:
  static constexpr auto event_time = make_fixed_string<[] { return Flow::event_time; }>();

  /// As in Spark, a processor sees the watermark where its time is event time, a function over groups always.
  static constexpr bool sees_watermark =
      step_type::time_mode == time_mode::event_time ||
      plan::word_of<Processor> != plan::processor_word::transform_with_state;

  struct entry {
    key_type key;
    Processor processor;
    std::vector<timestamp> timers;
    timestamp end = plan::for_ever;  ///< when the first of its values expires
    std::size_t values = 0;          ///< how many it holds, as Spark counts rows of state
    bool touched = false;            ///< in this batch
  };
  struct by_time_and_key {
    bool operator()(std::pair<timestamp, entry*> const& a,
                    std::pair<timestamp, entry*> const& b) const {
      return a.first != b.first ? a.first < b.first
                                : compare_rows(a.second->key, b.second->key) < 0;
    }
  };
  struct as_it_is {
    std::size_t operator()(std::uint64_t hash) const { return hash; }
  };

  struct partition {
    std::unordered_multimap<std::uint64_t, entry, as_it_is> entries;
    using times_of_keys = std::set<std::pair<timestamp, entry*>, by_time_and_key>;
    times_of_keys timers, ends;
    std::vector<entry*> touched;
    std::vector<key_type> removed;
    std::vector<output_type> made;
    std::size_t values = 0;

    void begin_batch() {
      for (auto* of : touched)
        of->touched = false;
      touched.clear();
      removed.clear();
      made.clear();
    }
    auto find(std::uint64_t hash, key_type const& key) {
      auto [first, last] = entries.equal_range(hash);
      while (first != last && !state::same_key(first->second.key, key))
        ++first;
      return first == last ? entries.end() : first;
    }
    entry& entry_of(std::uint64_t hash, key_type key, Processor const& fresh) {
      auto const found = find(hash, key);
      return found != entries.end()
                 ? found->second
                 : entries.emplace(hash, entry{std::move(key), fresh, {}})->second;
    }
    /// A key that is not among the touched ones.
    void remove(key_type const& key) {
      auto const found = find(state::hash_of(key), key);
      if (found == entries.end()) return;
      for (auto const at : found->second.timers)
        timers.erase({at, &found->second});
      ends.erase({found->second.end, &found->second});
      values -= found->second.values;
      entries.erase(found);
    }
    /// Brings indices and counts up to date; `before` are the timers that the key had in them.
    void account(entry& of, std::vector<timestamp> const& before) {
      if (of.timers != before) {
        for (auto const at : before)
          timers.erase({at, &of});
        for (auto const at : of.timers)
          timers.insert({at, &of});
      }
      if (auto const end = plan::first_end(of.processor); end != of.end) {
        ends.erase({of.end, &of});
        of.end = end;
        if (end != plan::for_ever) ends.insert({end, &of});
      }
      values -= std::exchange(of.values, plan::count_of(of.processor));
      values += of.values;
    }
    void touch(entry& of) {
      if (!std::exchange(of.touched, true)) touched.push_back(&of);
    }
    /// Takes away what has expired, and keys of which nothing is left (rule 86).
    void drop_expired(timestamp now) {
      while (!ends.empty() && ends.begin()->first <= now) {
        auto& of = *ends.begin()->second;
        plan::drop_expired(of.processor, now);
        account(of, of.timers);
        touch(of);
      }
      auto const gone = std::partition(touched.begin(), touched.end(), [](entry const* of) {
        return !plan::holds_nothing(of->processor) || !of->timers.empty();
      });
      std::vector<entry*> const empty(gone, touched.end());
      touched.erase(gone, touched.end());
      for (auto* of : empty) {
        auto key = of->key;
        remove(key);
        removed.push_back(std::move(key));
      }
    }
  };

  /// What a processor reads of a row of the initial state.
  template <class Row>
  static auto initial_from(Row const& row) {
    using wanted = typename Processor::initial;
    if constexpr (adapted_struct<wanted>)
      return to<wanted>(row);
    else
      return make_record<wanted>(row);
  }

  /// Gives the keys of a partition the state that they begin with, before their rows (rule 87).
  void begin_with_state(partition& part, std::size_t p, batch_times const& times,
                        auto const& group_of) {
    if (initial_.lists.empty()) return;
    for (auto& row : initial_.lists[p]) {
      auto& of = part.entry_of(row.hash, std::move(row.key), step_.processor);
      if constexpr (plan::called_with_initial_state<Processor>) {
        if (of.touched)
          throw error(errc::invalid_argument,
                      "the initial state has more than one row of the key " +
                          expr::literal_text(value(to_values(of.key))),
                      {.batch = times.batch_id},
                      "a key begins with one state: leave one row of each key in the table of "
                      "initial_state");
        group_of(of);
      }
      call(part, of, times, [&](group_timers& timers) {
        of.processor.handle_initial_state(of.key, row.row, timers);
      });
    }
    initial_.lists[p] = {};
  }

  /// One call of a user's function, with the key's state as it is at this time.
  void call(partition& part, entry& of, batch_times const& times, auto&& function) {
    auto const before = of.timers;
    plan::call_processor(
        of.processor,
        group_context<output_type>(part.made, of.timers, step_type::time_mode,
                                   sees_watermark ? times.evict : timestamp{}, times.now),
        function);
    part.account(of, before);
    part.touch(of);
  }

  /// Timers that are registered meanwhile wait for the next batch, whenever they are due; those that are deleted
  /// meanwhile fire all the same (rule 85).
  void run_timers(partition& part, batch_times const& times) {
    auto const threshold = step_type::time_mode == time_mode::event_time ? times.evict : times.now;
    std::vector<std::pair<timestamp, entry*>> due;
    for (auto const& timer : part.timers) {
      if (timer.first > threshold) break;
      due.push_back(timer);
    }
    for (auto const& [at, of] : due)
      call(part, *of, times, [of = of, at = at](auto& context) {
        plan::call_timer(of->processor, of->key, at, context);
      });
  }

  /// Rows that would be late for the next operator are an error (rule 88).
  void check_times(partition const& part, batch_times const& times) const {
    for (auto const& row : part.made)
      if (is_late<Time>(struct_row<output_type>{&row}, times.late.time_since_epoch().count()))
        throw error(errc::invalid_argument,
                    "a processor made a row whose \"" + std::string(Time.view()) +
                        "\" is behind the watermark",
                    {.batch = times.batch_id},
                    "give rows an event time above group.watermark(), or don't name an event time "
                    "in transform_with_state");
  }

  static void append(table& out, entry const& of) {
    state::append_key(out, of.key);
    state::append_processor(out, sizeof...(Keys), of.processor, of.timers);
  }

  template <class I>
  struct initial_of {
    struct row_of_key {
      std::uint64_t hash;
      key_type key;
      typename Processor::initial row;
    };
    std::shared_ptr<initial_rows<typename I::table_type>> table;  ///< until batch 0 has begun
    std::vector<std::vector<row_of_key>> lists;                   ///< one a partition, in batch 0
  };
  struct nothing {};

  step_type step_;
  unsigned bits_;
  std::vector<partition> partitions_;
  [[no_unique_address]] std::conditional_t<Initial::exists, initial_of<Initial>, nothing> initial_;
};

}  // namespace millstream::physical
