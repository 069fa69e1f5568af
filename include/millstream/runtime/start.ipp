// SPDX-License-Identifier: Apache-2.0
//
// What of start.hpp can be compiled once.
#pragma once

#include <millstream/runtime/start.hpp>

namespace millstream {

MILLSTREAM_CORE running_query::running_query(runtime::micro_batch engine, listener on_progress)
    : engine_(std::make_unique<runtime::micro_batch>(std::move(engine))),
      on_progress_(std::move(on_progress)) {
  id_ = engine_->query_id();
  run_id_ = engine_->run_id();
  warnings_ = engine_->warnings();
  thread_ = std::thread([this] { loop(); });
}

MILLSTREAM_CORE running_query::~running_query() {
  request_stop();
  if (thread_.joinable()) thread_.join();
}

MILLSTREAM_CORE bool running_query::is_active() const {
  std::lock_guard const guard(guard_);
  return !ended_;
}

MILLSTREAM_CORE void running_query::stop() {
  request_stop();
  await_termination();
}

MILLSTREAM_CORE void running_query::await_termination() {
  std::unique_lock guard(guard_);
  changed_.wait(guard, [&] { return ended_; });
  if (failure_) std::rethrow_exception(failure_);
}

MILLSTREAM_CORE void running_query::process_all_available() {
  std::unique_lock guard(guard_);
  auto const wanted = ++asked_;
  changed_.notify_all();
  changed_.wait(guard, [&] { return ended_ || idle_for_ >= wanted; });
  if (failure_) std::rethrow_exception(failure_);
}

MILLSTREAM_CORE std::optional<query_progress> running_query::last_progress() const {
  std::lock_guard const guard(guard_);
  return recent_.empty() ? std::nullopt : std::optional(recent_.back());
}

MILLSTREAM_CORE std::vector<query_progress> running_query::recent_progress() const {
  std::lock_guard const guard(guard_);
  return {recent_.begin(), recent_.end()};
}

MILLSTREAM_CORE std::exception_ptr running_query::exception() const {
  std::lock_guard const guard(guard_);
  return failure_;
}

MILLSTREAM_CORE void running_query::request_stop() {
  std::lock_guard const guard(guard_);
  stop_ = true;
  changed_.notify_all();
}

MILLSTREAM_CORE void running_query::loop() {
  try {
    auto const& options = engine_->options();
    if (options.available_now) engine_->freeze_sources();
    for (;;) {
      auto const begun = query_clock().now_ms();
      std::uint64_t asked;
      {
        std::unique_lock guard(guard_);
        if (stop_) break;
        asked = asked_;
      }
      auto progress = options.once ? engine_->run_once() : engine_->run_next_batch();
      if (progress) {
        take(std::move(*progress));
        if (options.once) break;
        if (!options.available_now) wait_for_trigger(rest_until_trigger(begun));
        continue;
      }
      if (options.available_now || options.once) break;
      std::unique_lock guard(guard_);
      idle_for_ = std::max(idle_for_, asked);
      changed_.notify_all();
      auto const pause = std::max<std::chrono::milliseconds>(rest_until_trigger(begun),
                                                             std::chrono::milliseconds(10));
      changed_.wait_for(guard, pause, [&] { return stop_ || asked_ != asked; });
    }
  } catch (...) {
    std::lock_guard const guard(guard_);
    failure_ = std::current_exception();
  }
  // the lock on the checkpoint goes with the engine: whoever saw the end may start the next run
  engine_.reset();
  std::lock_guard const guard(guard_);
  ended_ = true;
  changed_.notify_all();
}

MILLSTREAM_CORE std::chrono::milliseconds running_query::rest_until_trigger(
    std::int64_t begun) const {
  auto const now = query_clock().now_ms();
  return std::chrono::milliseconds(
      next_trigger_ms(begun, engine_->options().interval.count(), now) - now);
}

MILLSTREAM_CORE void running_query::wait_for_trigger(std::chrono::milliseconds rest) {
  std::unique_lock guard(guard_);
  changed_.wait_for(guard, rest, [&] { return stop_; });
}

MILLSTREAM_CORE void running_query::take(query_progress progress) {
  if (on_progress_) on_progress_(progress);
  std::lock_guard const guard(guard_);
  recent_.push_back(std::move(progress));
  if (recent_.size() > 100) recent_.pop_front();
  changed_.notify_all();
}

}  // namespace millstream
