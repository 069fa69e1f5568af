// SPDX-License-Identifier: Apache-2.0
//
// Drives a processor of `transform_with_state` without a query: rows in, rows out, time by hand.
//
//     ms::testing::processor_tester<visits, user_key> test;
//     test.rows({"ann"}, {{"/home", at(5)}});
//     CHECK(test.set_watermark(at(30)).size() == 1);  // what its timers made
//     CHECK(test.of({"ann"}).clicks.get() == 1);
#pragma once

#include <deque>

#include <millstream/physical/row_order.hpp>
#include <millstream/plan/processor.hpp>

namespace millstream::testing {

/// `Key` is an adapted struct with the columns of `group_by`.
template <class Processor, adapted_struct Key>
class processor_tester {
 public:
  using input_type = typename Processor::input;
  using output_type = typename Processor::output;
  static constexpr auto time_mode = plan::time_mode_of<Processor>;

  explicit processor_tester(Processor fresh = {}) : fresh_(std::move(fresh)) {}

  /// Rows of the initial state of a key, before its first rows; they make nothing.
  template <class P = Processor>
  void initial_state(Key const& key, std::vector<typename P::initial> const& rows) {
    std::vector<output_type> none;
    for (auto const& row : rows)
      call(held(key), none, [&](auto& of, group_timers& timers) {
        of.processor.handle_initial_state(struct_row<Key>{&of.key}, row, timers);
      });
  }
  /// The rows of a key in one batch; what the processor makes of them.
  std::vector<output_type> rows(Key const& key, std::vector<input_type> const& rows) {
    std::vector<output_type> out;
    call(held(key), out, [&](auto& of, auto& context) {
      of.processor.handle_rows(struct_row<Key>{&of.key}, std::span<input_type const>(rows),
                               context);
    });
    return out;
  }
  /// Moves the watermark; what timers make that it reaches, the earliest first, equal ones by key.
  std::vector<output_type> set_watermark(timestamp to) {
    watermark_ = to;
    return time_mode == time_mode::event_time ? run_timers(to) : std::vector<output_type>{};
  }
  /// Moves the time of day: timers, and values whose time to live is over.
  std::vector<output_type> set_processing_time(timestamp to) {
    now_ = to;
    auto out =
        time_mode == time_mode::processing_time ? run_timers(to) : std::vector<output_type>{};
    for (auto& of : held_)
      plan::drop_expired(of.processor, now_);
    return out;
  }

  /// The state of a key; a fresh one where the key has none.
  Processor const& of(Key const& key) { return held(key).processor; }
  std::vector<timestamp> const& timers(Key const& key) { return held(key).timers; }
  /// Does a query keep something of the key?
  bool keeps(Key const& key) {
    auto const& of = held(key);
    return !plan::holds_nothing(of.processor) || !of.timers.empty();
  }

 private:
  struct entry {
    Key key;
    Processor processor;
    std::vector<timestamp> timers;
  };

  entry& held(Key const& key) {
    for (auto& of : held_)
      if (physical::compare_rows(struct_row<Key>{&of.key}, struct_row<Key>{&key}) == 0) return of;
    return held_.emplace_back(entry{key, fresh_, {}});
  }
  void call(entry& of, std::vector<output_type>& out, auto&& function) {
    plan::call_processor(of.processor,
                         group_context<output_type>(out, of.timers, time_mode, watermark_, now_),
                         [&](auto& context) { function(of, context); });
  }
  std::vector<output_type> run_timers(timestamp to) {
    std::vector<std::pair<timestamp, entry*>> due;
    for (auto& of : held_)
      for (auto const at : of.timers)
        if (at <= to) due.push_back({at, &of});
    std::stable_sort(due.begin(), due.end(), [](auto const& a, auto const& b) {
      return a.first != b.first ? a.first < b.first
                                : physical::compare_rows(struct_row<Key>{&a.second->key},
                                                         struct_row<Key>{&b.second->key}) < 0;
    });
    std::vector<output_type> out;
    for (auto const& [at, of] : due)
      call(*of, out, [at = at](auto& of, auto& context) {
        plan::call_timer(of.processor, struct_row<Key>{&of.key}, at, context);
      });
    return out;
  }

  Processor fresh_;
  std::deque<entry> held_;
  timestamp watermark_{}, now_{};
};

}  // namespace millstream::testing
