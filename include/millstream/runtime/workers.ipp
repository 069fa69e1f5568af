// SPDX-License-Identifier: Apache-2.0
//
// What of workers.hpp knows oneTBB.
#pragma once

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <millstream/runtime/workers.hpp>

namespace millstream::runtime {

struct workers::arena {
  oneapi::tbb::task_arena of_tbb;
  unsigned threads;
};

MILLSTREAM_CORE workers::workers(unsigned threads)
    : arena_(new arena{oneapi::tbb::task_arena(threads == 0 ? oneapi::tbb::task_arena::automatic
                                                            : static_cast<int>(threads)),
                       threads}) {}
MILLSTREAM_CORE workers::workers(workers&&) noexcept = default;
MILLSTREAM_CORE workers& workers::operator=(workers&&) noexcept = default;
MILLSTREAM_CORE workers::~workers() = default;

MILLSTREAM_CORE void workers::spread(std::size_t count, void const* task,
                                     void (*call)(void const*, std::size_t)) {
  if (count == 0) return;
  if (arena_->threads == 1 || count == 1) {
    for (std::size_t i = 0; i < count; ++i)
      call(task, i);
    return;
  }
  arena_->of_tbb.execute([&] {
    oneapi::tbb::parallel_for(
        oneapi::tbb::blocked_range<std::size_t>(0, count, 1),
        [&](auto const& range) {
          for (auto i = range.begin(); i < range.end(); ++i)
            call(task, i);
        },
        oneapi::tbb::simple_partitioner{});
  });
}

}  // namespace millstream::runtime
