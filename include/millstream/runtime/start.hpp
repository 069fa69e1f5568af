// SPDX-License-Identifier: Apache-2.0
//
// `start`, `run` and the handle of a running query.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

#include <millstream/runtime/execution.hpp>
#include <millstream/runtime/micro_batch.hpp>

namespace millstream {

namespace detail {

/// A query that never said its output mode may be wrong still: `report` says so.
template <class Query>
inline constexpr bool startable =
    !plan::is_poisoned<typename Query::plan_type> && diagnostic::is_none<typename Query::problem>;

template <class Query>
struct mistake {
  using said = void;
};
template <class Query>
  requires(!diagnostic::is_none<typename Query::problem>)
struct mistake<Query> {
  using said = typename Query::problem::said;
};

}  // namespace detail

/// Recovers a query and returns its engine, to be driven batch by batch by the caller; `start` does
/// the same on a thread of its own.
template <class Query>
runtime::micro_batch open_query(Query const& query, std::shared_ptr<query_clock> clock = nullptr) {
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>)
    return runtime::micro_batch(std::make_unique<runtime::execution<Query>>(query), query.options,
                                std::move(clock));
  else
    throw error(errc::internal, "the query did not compile");
}

/// A query that runs on a thread of its own. The destructor stops it, after the batch in hand.
class running_query {
 public:
  using listener = std::function<void(query_progress const&)>;

  running_query(runtime::micro_batch engine, listener on_progress)
      : engine_(std::make_unique<runtime::micro_batch>(std::move(engine))),
        on_progress_(std::move(on_progress)) {
    id_ = engine_->query_id();
    run_id_ = engine_->run_id();
    warnings_ = engine_->warnings();
    thread_ = std::thread([this] { loop(); });
  }
  running_query(running_query const&) = delete;
  running_query& operator=(running_query const&) = delete;
  ~running_query() {
    request_stop();
    if (thread_.joinable()) thread_.join();
  }

  std::string const& id() const { return id_; }
  std::string const& run_id() const { return run_id_; }
  /// What the start found in the checkpoint and went on with: damage that it got round, and what the query says
  /// otherwise than the checkpoint, which counts (watermark policy, time zone). Empty where all is well.
  std::vector<std::string> const& warnings() const { return warnings_; }
  bool is_active() const {
    std::lock_guard const guard(guard_);
    return !ended_;
  }

  /// Lets the batch in hand finish and ends the query. **Errors** that of the query, if it failed.
  void stop() {
    request_stop();
    await_termination();
  }

  /// Waits until the query ends. **Errors** that with which it ended.
  void await_termination() {
    std::unique_lock guard(guard_);
    changed_.wait(guard, [&] { return ended_; });
    if (failure_) std::rethrow_exception(failure_);
  }

  /// Waits until all that is in the sources now was processed, batches without data included (rule 18).
  void process_all_available() {
    std::unique_lock guard(guard_);
    auto const wanted = ++asked_;
    changed_.notify_all();
    changed_.wait(guard, [&] { return ended_ || idle_for_ >= wanted; });
    if (failure_) std::rethrow_exception(failure_);
  }

  std::optional<query_progress> last_progress() const {
    std::lock_guard const guard(guard_);
    return recent_.empty() ? std::nullopt : std::optional(recent_.back());
  }
  /// The last 100 at most.
  std::vector<query_progress> recent_progress() const {
    std::lock_guard const guard(guard_);
    return {recent_.begin(), recent_.end()};
  }
  std::exception_ptr exception() const {
    std::lock_guard const guard(guard_);
    return failure_;
  }

 private:
  void request_stop() {
    std::lock_guard const guard(guard_);
    stop_ = true;
    changed_.notify_all();
  }

  void loop() {
    try {
      auto const& options = engine_->options();
      if (options.available_now) engine_->freeze_sources();
      for (;;) {
        std::uint64_t asked;
        {
          std::unique_lock guard(guard_);
          if (stop_) break;
          asked = asked_;
        }
        auto progress = engine_->run_next_batch();
        if (progress) {
          take(std::move(*progress));
          if (options.interval.count() > 0 && !options.available_now)
            wait_for_trigger(options.interval);
          continue;
        }
        if (options.available_now) break;
        std::unique_lock guard(guard_);
        idle_for_ = std::max(idle_for_, asked);
        changed_.notify_all();
        auto const pause =
            std::max<std::chrono::milliseconds>(options.interval, std::chrono::milliseconds(10));
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

  /// Rule 12: batches begin at multiples of the interval; an overrun skips to the next one.
  void wait_for_trigger(std::chrono::milliseconds interval) {
    using namespace std::chrono;
    auto const now_ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
    auto const rest = interval - now_ms % interval;
    std::unique_lock guard(guard_);
    changed_.wait_for(guard, rest, [&] { return stop_; });
  }

  void take(query_progress progress) {
    if (on_progress_) on_progress_(progress);
    std::lock_guard const guard(guard_);
    recent_.push_back(std::move(progress));
    if (recent_.size() > 100) recent_.pop_front();
    changed_.notify_all();
  }

  std::unique_ptr<runtime::micro_batch> engine_;
  listener on_progress_;
  std::string id_;
  std::string run_id_;
  std::vector<std::string> warnings_;
  std::thread thread_;
  mutable std::mutex guard_;
  std::condition_variable changed_;
  std::deque<query_progress> recent_;
  std::exception_ptr failure_;
  std::uint64_t asked_ = 0;
  std::uint64_t idle_for_ = 0;
  bool stop_ = false;
  bool ended_ = false;
};

/// Starts a query on a thread of its own. **Errors** what recovery found wrong, before anything runs.
template <class Query>
std::unique_ptr<running_query> start(Query const& query, running_query::listener on_progress = {}) {
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>)
    return std::make_unique<running_query>(open_query(query), std::move(on_progress));
  else
    return nullptr;
}

/// Starts a query and waits until it ends.
template <class Query>
void run(Query const& query, running_query::listener on_progress = {}) {
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>) start(query, std::move(on_progress))->await_termination();
}

}  // namespace millstream
