// SPDX-License-Identifier: Apache-2.0
//
// What of a query is a value, and the words that say it: where it remembers what it did, when batches run,
// threads, partitions. A single query and a tee of several share them.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/error.hpp>
#include <millstream/io/file_door.hpp>
#include <millstream/schema/time_zone.hpp>

namespace millstream {

/// When batches run. Kinds are types, so that what is legal over them is known to the compiler.
struct available_now_trigger {};
struct once_trigger {};
struct processing_time_trigger {
  std::chrono::milliseconds interval{0};
};
struct real_time_trigger {
  std::chrono::milliseconds interval{0};
};
/// Everything that is there at the start, in as many batches as the limits ask for, then stop (rule 13).
inline constexpr available_now_trigger available_now{};
/// One batch of everything that is there, whatever the limits of the sources, then stop. No batch without
/// data follows it: what its rows made final comes out in a later run (rule 14). Prefer `available_now`.
inline constexpr once_trigger once{};
/// A batch each `interval`, at multiples of it, at once where the batch before took longer; 0 is as soon as there is
/// data (rule 12).
constexpr processing_time_trigger processing_time(std::chrono::milliseconds interval) {
  if (interval.count() < 0)
    throw error(errc::invalid_argument, "a trigger's interval can't be negative");
  return {interval};
}

/// Rows go through the query when they come, and results go out at once; a batch is what came in an `interval`, and is
/// committed at its end (rules 52, 109). **Errors** errc::invalid_argument for an interval that is not positive.
constexpr real_time_trigger real_time(std::chrono::milliseconds interval) {
  if (interval.count() <= 0)
    throw error(errc::invalid_argument, "the interval of a real-time trigger must be positive");
  return {interval};
}

/// A query under a real-time trigger (dsl/real_time.hpp).
template <class Query>
struct real_time_query;

/// Which of several event-time nodes the watermark follows: the slowest, so that nothing of it is late, or the fastest.
enum class watermark_policy : std::uint8_t { min, max };

/// What of a query is a value: none of it changes a type.
struct query_options {
  std::filesystem::path checkpoint;  ///< empty: nothing is remembered over a restart
  std::string name;
  bool available_now = false;
  bool once = false;
  bool real_time = false;
  std::chrono::milliseconds interval{0};
  unsigned threads = 0;  ///< 0: as many as the machine has
  std::uint32_t state_partitions = 16;
  millstream::watermark_policy watermark_policy = millstream::watermark_policy::min;
  std::chrono::milliseconds idle_timeout{0};  ///< 0: a silent source is waited for
  std::int64_t batches_per_snapshot = 10;
  millstream::time_zone const* time_zone = nullptr;  ///< null is UTC
  io::file_door door{};
};

/// The words of a query that change no type.
template <class Self>
struct query_words {
  /// The folder in which the query remembers what it did; with it a restart goes on exactly once.
  auto checkpoint(std::filesystem::path folder) const {
    auto out = static_cast<Self const&>(*this);
    out.options.checkpoint = std::move(folder);
    return out;
  }
  /// A name for people: it stands in progress.
  auto query_name(std::string name) const {
    auto out = static_cast<Self const&>(*this);
    out.options.name = std::move(name);
    return out;
  }
  /// Everything that is there at the start, in as many batches as the sources' limits ask for, then the end (rule 13):
  /// `.trigger(ms::available_now)`.
  auto trigger(available_now_trigger) const {
    auto out = static_cast<Self const&>(*this);
    out.options.available_now = true;
    out.options.once = false;
    return out;
  }
  /// One batch of everything that is there, then the end (rule 14): `.trigger(ms::once)`.
  auto trigger(once_trigger) const {
    auto out = trigger(processing_time_trigger{});
    out.options.once = true;
    return out;
  }
  /// A batch each interval, at multiples of it (rule 12): `.trigger(ms::processing_time(5s))`. Without a trigger a
  /// batch begins as soon as there is data.
  auto trigger(processing_time_trigger t) const {
    auto out = static_cast<Self const&>(*this);
    out.options.available_now = out.options.once = false;
    out.options.interval = t.interval;
    return out;
  }
  /// Rows are handed on when they come; an interval is a batch: `.trigger(ms::real_time(5s))`. **Requires** update mode,
  /// operators, sources and a sink that can (MS045).
  auto trigger(real_time_trigger t) const {
    using next = real_time_query<Self>;
    if constexpr (diagnostic::is_none<typename next::problem_in_any_mode>) {
      return next::of(static_cast<Self const&>(*this), t);
    } else {
      using said [[maybe_unused]] = typename next::problem_in_any_mode::said;
      return typename next::poisoned_type{};
    }
  }
  /// Anything else (MS072).
  template <class NoTrigger>
  auto trigger(NoTrigger) const {
    using said [[maybe_unused]] =
        typename diagnostic::not_a_trigger<diagnostic::type_is<NoTrigger>>::said;
    return static_cast<Self const&>(*this);
  }
  /// Threads that a batch may use; the result does not depend on it.
  auto threads(unsigned n) const {
    auto out = static_cast<Self const&>(*this);
    out.options.threads = n;
    return out;
  }
  /// Which watermark counts where a query has several (rule 31). The default is the slowest, as in Spark. An
  /// existing checkpoint keeps its own (rule 8), and the query warns where this one differs.
  auto watermark_policy(millstream::watermark_policy policy) const {
    auto out = static_cast<Self const&>(*this);
    out.options.watermark_policy = policy;
    return out;
  }
  /// After how long without a row a watermark is not waited for, where the slowest of several counts: a source that is
  /// silent does not hold up the others. It is waited for again when it delivers; the watermark that counts never goes
  /// back, so what it brings then may be late. Where all are silent the watermark stands. Time is that of the clock,
  /// also while the query does not run; a watermark that never saw a row is silent from the first batch on. Spark has
  /// nothing like it, Flink calls it `withIdleness`. **Errors** errc::invalid_argument where it is not positive.
  auto with_idleness(std::chrono::milliseconds timeout) const {
    if (timeout.count() <= 0)
      throw error(errc::invalid_argument, "the time after which a source is idle must be positive",
                  {}, "leave .with_idleness(...) out to wait for silent sources for ever");
    auto out = static_cast<Self const&>(*this);
    out.options.idle_timeout = timeout;
    return out;
  }
  /// The zone in which functions see times and read text without a zone: UTC, an offset such as `+02:00`, or
  /// a region such as `Europe/Berlin`. The default is UTC. An existing checkpoint keeps its own, as its
  /// watermark policy. **Errors** errc::invalid_argument for an unknown
  /// one.
  auto time_zone(std::string_view name) const {
    auto out = static_cast<Self const&>(*this);
    out.options.time_zone = &millstream::time_zone::named(name);
    return out;
  }
  /// Partitions of the state of a new checkpoint, a power of two; an existing checkpoint keeps its own.
  auto state_partitions(std::uint32_t n) const {
    if (n == 0 || (n & (n - 1)) != 0 || n > 4096)
      throw error(errc::invalid_argument,
                  "the number of state partitions must be a power of two, 4096 at most");
    auto out = static_cast<Self const&>(*this);
    out.options.state_partitions = n;
    return out;
  }
  /// A full snapshot of the state after so many batches; between them only changes are written.
  auto batches_per_snapshot(std::int64_t n) const {
    auto out = static_cast<Self const&>(*this);
    out.options.batches_per_snapshot = std::max<std::int64_t>(n, 1);
    return out;
  }
  /// All durable files go through this door; tests inject faults there.
  auto file_door(io::file_door door) const {
    auto out = static_cast<Self const&>(*this);
    out.options.door = std::move(door);
    return out;
  }
};

}  // namespace millstream
