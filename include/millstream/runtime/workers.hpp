// SPDX-License-Identifier: Apache-2.0
//
// The threads of a query: a oneTBB arena, named only in workers.ipp. The only place where tasks are spread
// over threads.
#pragma once

#include <cstddef>
#include <memory>

#include <millstream/base/inline.hpp>

namespace millstream::runtime {

class workers {
 public:
  /// 0: as many as the machine has.
  explicit workers(unsigned threads);
  workers(workers&&) noexcept;
  workers& operator=(workers&&) noexcept;
  ~workers();

  /// Calls `task(i)` for 0 <= i < count, at the same time where there are threads. The first exception
  /// of a task is thrown here.
  template <class Task>
  void for_each_index(std::size_t count, Task&& task) {
    spread(count, &task, [](void const* t, std::size_t i) {
      (*static_cast<std::remove_reference_t<Task>*>(const_cast<void*>(t)))(i);
    });
  }

 private:
  void spread(std::size_t count, void const* task, void (*call)(void const*, std::size_t));

  struct arena;
  std::unique_ptr<arena> arena_;
};

}  // namespace millstream::runtime

#ifndef MILLSTREAM_COMPILED
#include <millstream/runtime/workers.ipp>
#endif
