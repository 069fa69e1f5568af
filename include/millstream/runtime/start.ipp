// SPDX-License-Identifier: Apache-2.0
//
// What of start.hpp can be compiled once.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <millstream/runtime/start.hpp>

namespace millstream {

/// The thread, and what it shares with whoever holds the handle.
struct running_query::on_a_thread {
  on_a_thread(runtime::micro_batch engine_, listener on_progress_)
      : engine(std::make_unique<runtime::micro_batch>(std::move(engine_))),
        on_progress(std::move(on_progress_)) {}

  std::unique_ptr<runtime::micro_batch> engine;
  listener on_progress;
  std::thread thread;
  std::mutex guard;
  std::condition_variable changed;
  std::deque<query_progress> recent;
  std::exception_ptr failure;
  std::uint64_t asked = 0;
  std::uint64_t idle_for = 0;
  bool stop = false;
  bool ended = false;

  void request_stop() {
    std::lock_guard const lock(guard);
    stop = true;
    changed.notify_all();
  }

  void loop() {
    try {
      if (engine->options().real_time)
        run_intervals();
      else
        run_batches();
    } catch (...) {
      std::lock_guard const lock(guard);
      failure = std::current_exception();
    }
    // the lock on the checkpoint goes with the engine: whoever saw the end may start the next run
    engine.reset();
    std::lock_guard const lock(guard);
    ended = true;
    changed.notify_all();
  }

 private:
  void run_batches() {
    auto const& options = engine->options();
    if (options.available_now) engine->freeze_sources();
    for (;;) {
      auto const begun = query_clock().now_ms();
      std::uint64_t asked_before;
      {
        std::unique_lock lock(guard);
        if (stop) return;
        asked_before = asked;
      }
      auto progress = options.once ? engine->run_once() : engine->run_next_batch();
      if (progress) {
        take(std::move(*progress));
        if (options.once) return;
        if (!options.available_now) wait_for_trigger(rest_until_trigger(begun));
        continue;
      }
      if (options.available_now || options.once) return;
      std::unique_lock lock(guard);
      idle_for = std::max(idle_for, asked_before);
      changed.notify_all();
      auto const pause = std::max<std::chrono::milliseconds>(rest_until_trigger(begun),
                                                             std::chrono::milliseconds(10));
      changed.wait_for(lock, pause, [&] { return stop || asked != asked_before; });
    }
  }

  /// Rows are looked for all the time; only where none came for a while does the thread rest in between.
  void run_intervals() {
    auto last_rows = std::chrono::steady_clock::now();
    for (;;) {
      std::uint64_t asked_before, idle_before;
      {
        std::lock_guard const lock(guard);
        if (stop) break;
        asked_before = asked;
        idle_before = idle_for;
      }
      bool const found = engine->poll();
      bool const all_is_wanted = !found && asked_before != idle_before;
      if (engine->interval_is_over() || all_is_wanted) {
        if (auto progress = engine->end_interval())
          take(std::move(*progress));
        else if (all_is_wanted)
          note_idle(asked_before);
      } else if (found) {
        last_rows = std::chrono::steady_clock::now();
      } else if (auto const idle = std::chrono::steady_clock::now() - last_rows; idle > busy_wait) {
        std::unique_lock lock(guard);
        changed.wait_for(lock, rest_without_rows, [&] { return stop || asked != asked_before; });
      } else if (idle > spin) {
        std::this_thread::yield();
      }
    }
    if (auto progress = engine->end_interval()) take(std::move(*progress));
  }
  // who yields between two rows of a fast source gives its core away for a slice of the scheduler, some milliseconds
  static constexpr auto spin = std::chrono::microseconds(50);
  static constexpr auto busy_wait = std::chrono::milliseconds(1);
  static constexpr auto rest_without_rows = std::chrono::microseconds(50);

  void note_idle(std::uint64_t asked_before) {
    std::lock_guard const lock(guard);
    idle_for = std::max(idle_for, asked_before);
    changed.notify_all();
  }

  /// How long the next batch waits behind one that began then.
  std::chrono::milliseconds rest_until_trigger(std::int64_t begun) const {
    auto const now = query_clock().now_ms();
    return std::chrono::milliseconds(
        next_trigger_ms(begun, engine->options().interval.count(), now) - now);
  }
  void wait_for_trigger(std::chrono::milliseconds rest) {
    std::unique_lock lock(guard);
    changed.wait_for(lock, rest, [&] { return stop; });
  }

  void take(query_progress progress) {
    if (on_progress) on_progress(progress);
    std::lock_guard const lock(guard);
    recent.push_back(std::move(progress));
    if (recent.size() > 100) recent.pop_front();
    changed.notify_all();
  }
};

MILLSTREAM_CORE running_query::running_query(runtime::micro_batch engine, listener on_progress)
    : running_(std::make_unique<on_a_thread>(std::move(engine), std::move(on_progress))) {
  id_ = running_->engine->query_id();
  run_id_ = running_->engine->run_id();
  warnings_ = running_->engine->warnings();
  running_->thread = std::thread([this] { running_->loop(); });
}

MILLSTREAM_CORE running_query::~running_query() {
  running_->request_stop();
  if (running_->thread.joinable()) running_->thread.join();
}

MILLSTREAM_CORE bool running_query::is_active() const {
  std::lock_guard const lock(running_->guard);
  return !running_->ended;
}

MILLSTREAM_CORE void running_query::stop() {
  running_->request_stop();
  await_termination();
}

MILLSTREAM_CORE void running_query::await_termination() {
  std::unique_lock lock(running_->guard);
  running_->changed.wait(lock, [&] { return running_->ended; });
  if (running_->failure) std::rethrow_exception(running_->failure);
}

MILLSTREAM_CORE void running_query::process_all_available() {
  auto& r = *running_;
  std::unique_lock lock(r.guard);
  auto const wanted = ++r.asked;
  r.changed.notify_all();
  r.changed.wait(lock, [&] { return r.ended || r.idle_for >= wanted; });
  if (r.failure) std::rethrow_exception(r.failure);
}

MILLSTREAM_CORE std::optional<query_progress> running_query::last_progress() const {
  std::lock_guard const lock(running_->guard);
  auto const& recent = running_->recent;
  return recent.empty() ? std::nullopt : std::optional(recent.back());
}

MILLSTREAM_CORE std::vector<query_progress> running_query::recent_progress() const {
  std::lock_guard const lock(running_->guard);
  return {running_->recent.begin(), running_->recent.end()};
}

MILLSTREAM_CORE std::exception_ptr running_query::exception() const {
  std::lock_guard const lock(running_->guard);
  return running_->failure;
}

MILLSTREAM_CORE std::unique_ptr<running_query> detail::start_engine(
    runtime::micro_batch engine, running_query::listener on_progress) {
  return std::make_unique<running_query>(std::move(engine), std::move(on_progress));
}

MILLSTREAM_CORE void detail::run_engine(runtime::micro_batch engine,
                                        running_query::listener on_progress) {
  running_query(std::move(engine), std::move(on_progress)).await_termination();
}

}  // namespace millstream
