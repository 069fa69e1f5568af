// SPDX-License-Identifier: Apache-2.0
//
// State and timeout of a key for the functions of `map_groups_with_state` and `flat_map_groups_with_state`,
// and such a function as a processor: one value, one timer, which each call sets anew or lets go.
#pragma once

#include <millstream/plan/processor.hpp>

namespace millstream {

/// What the timeout of a function over groups follows.
template <time_mode Mode>
struct group_timeout {
  static constexpr time_mode mode = Mode;
};
inline constexpr group_timeout<time_mode::none> no_timeout{};
inline constexpr group_timeout<time_mode::processing_time> processing_time_timeout{};
inline constexpr group_timeout<time_mode::event_time> event_time_timeout{};

/// The state of one key in one call.
template <class S>
class group_state {
 public:
  group_state(value_state<S>& held, time_mode timeout, bool timed_out, timestamp watermark,
              timestamp now)
      : held_(held),
        mode_(timeout),
        timed_out_(timed_out),
        watermark_(watermark),
        now_(now) {}

  bool exists() const { return held_.exists(); }
  /// **Errors** errc::invalid_argument where there is none.
  S const& get() const {
    if (!exists())
      throw error(errc::invalid_argument, "the group has no state", {},
                  "ask exists() first, or take get_option()");
    return *held_.get();
  }
  std::optional<S> const& get_option() const { return held_.get(); }
  void update(S value) { held_.update(std::move(value)); }
  /// Forgets the state. The key itself is kept only while it has a timeout.
  void remove() { held_.clear(); }

  /// Was the function called because the timeout is over? Then there are no rows.
  bool has_timed_out() const { return timed_out_; }
  /// The key times out in the batch whose watermark is above `at`. **Errors** errc::invalid_argument for a time
  /// that is not above 1970 or below the watermark, and with another timeout than event_time_timeout.
  void set_timeout_timestamp(timestamp at) {
    expect(time_mode::event_time, "set_timeout_timestamp", "event_time_timeout");
    if (at <= timestamp{} || at < watermark_)
      throw error(errc::invalid_argument, "a timeout can't be before the watermark or before 1970");
    at_ = at;
  }
  /// The key times out when so much time has passed without a row. **Errors** errc::invalid_argument for a duration
  /// that is not above 0, and with another timeout than processing_time_timeout.
  void set_timeout_duration(duration length) {
    expect(time_mode::processing_time, "set_timeout_duration", "processing_time_timeout");
    if (length <= duration::zero())
      throw error(errc::invalid_argument, "a timeout must be longer than 0");
    at_ = now_ + length;
  }

  timestamp watermark() const { return watermark_; }
  timestamp processing_time() const { return now_; }

  /// What the call has set.
  std::optional<timestamp> timeout() const { return at_; }

 private:
  void expect(time_mode mode, std::string const& word, std::string const& timeout) const {
    if (mode_ != mode)
      throw error(errc::invalid_argument, word + " needs " + timeout, {},
                  "give the word ms::" + timeout);
  }

  value_state<S>& held_;
  time_mode mode_;
  bool timed_out_;
  timestamp watermark_, now_;
  std::optional<timestamp> at_;
};

namespace plan {

/// A state that stands in one column.
template <fixed_string Name, class S>
using state_in_column = record<schema<field<Name, S>>>;

/// `Flat`: the function returns any number of rows; else it returns one, once a call. `Initial`: what is read of a row
/// of the initial state: the state, or the column with it; void where there is none.
template <class Input, class S, class Output, class F, time_mode Mode, bool Flat, bool Appends,
          class Initial = void>
struct function_of_groups {
  using input = Input;
  using output = Output;
  using initial = Initial;
  static constexpr auto time_mode = Mode;
  static constexpr auto called =
      Flat ? processor_word::flat_map_groups_with_state : processor_word::map_groups_with_state;
  static constexpr bool appends = Appends;
  BOOST_HANA_DEFINE_STRUCT(function_of_groups, (value_state<S>, state));
  F f;

  explicit function_of_groups(F function) : f(std::move(function)) {}

  template <class Row>
  void handle_initial_state(auto const&, Row const& row, group_timers&) {
    if constexpr (std::is_same_v<Row, S>)
      state.update(row);
    else
      state.update(row.template slot<0>());
  }
  void handle_rows(auto const& key, std::span<Input const> rows, group_context<Output>& group) {
    call(key, rows, false, group);
  }
  void handle_timer(auto const& key, timestamp, group_context<Output>& group) {
    call(key, {}, true, group);
  }

 private:
  void call(auto const& key, std::span<Input const> rows, bool timed_out,
            group_context<Output>& group) {
    for (auto const before : std::vector(group.timers()))
      group.delete_timer(before);
    group_state<S> of(state, Mode, timed_out, group.watermark(), group.processing_time());
    if constexpr (Flat) {
      for (auto&& row : f(key, rows, of))
        group.emit(std::forward<decltype(row)>(row));
    } else {
      group.emit(f(key, rows, of));
    }
    // a timeout fires when its time is passed, a timer when it is reached
    if (of.timeout())
      group.register_timer(std::chrono::floor<std::chrono::milliseconds>(*of.timeout()) +
                           std::chrono::milliseconds(1));
  }
};

}  // namespace plan

}  // namespace millstream
