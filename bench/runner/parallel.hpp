// SPDX-License-Identifier: Apache-2.0
//
// Threads of a hand-written loop: as many as asked for, the caller is one of them.
#pragma once

#include <cstddef>
#include <thread>
#include <vector>

namespace bench {

/// Calls `part(t)` for 0 <= t < threads, each on a thread of its own.
template <class Part>
void on_threads(unsigned threads, Part&& part) {
  std::vector<std::thread> others;
  for (unsigned t = 1; t < threads; ++t)
    others.emplace_back([&part, t] { part(t); });
  part(0);
  for (auto& o : others)
    o.join();
}

/// Where part `t` of `threads` of `count` things begins.
constexpr std::size_t cut(std::size_t count, unsigned threads, unsigned t) {
  return count / threads * t + count % threads * t / threads;
}

}  // namespace bench
