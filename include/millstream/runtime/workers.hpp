// SPDX-License-Identifier: Apache-2.0
//
// The threads of a query: a oneTBB arena. The only place where tasks are spread over threads.
#pragma once

#include <functional>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace millstream::runtime {

class workers {
 public:
  /// 0: as many as the machine has.
  explicit workers(unsigned threads)
      : arena_(threads == 0 ? oneapi::tbb::task_arena::automatic : static_cast<int>(threads)),
        threads_(threads) {}

  /// Calls `task(i)` for 0 <= i < count, at the same time where there are threads. The first exception
  /// of a task is thrown here.
  template <class Task>
  void for_each_index(std::size_t count, Task&& task) {
    if (count == 0) return;
    if (threads_ == 1 || count == 1) {
      for (std::size_t i = 0; i < count; ++i)
        task(i);
      return;
    }
    arena_.execute([&] {
      oneapi::tbb::parallel_for(
          oneapi::tbb::blocked_range<std::size_t>(0, count, 1),
          [&](auto const& range) {
            for (auto i = range.begin(); i < range.end(); ++i)
              task(i);
          },
          oneapi::tbb::simple_partitioner{});
    });
  }

 private:
  oneapi::tbb::task_arena arena_;
  unsigned threads_;
};

}  // namespace millstream::runtime
