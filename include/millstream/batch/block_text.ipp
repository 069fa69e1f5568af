// SPDX-License-Identifier: Apache-2.0
//
// What of block_text.hpp can be compiled once: the chunks behind the cursor.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include <millstream/batch/block_text.hpp>

namespace millstream {

namespace detail {

struct text_chunk {
  std::unique_ptr<char[]> bytes;
  std::size_t size;
};
inline std::vector<text_chunk>& text_chunks() {
  thread_local std::vector<text_chunk> chunks;
  return chunks;
}

}  // namespace detail

MILLSTREAM_CORE void block_text::next_chunk(std::size_t size) {
  auto& chunks = detail::text_chunks();
  auto const& here = detail::made_text;
  auto const next = here.chunk + (here.at != 0 ? 1 : 0);
  if (next == chunks.size() || chunks[next].size < size) {
    auto const wanted = std::max(size, std::size_t(64) << 10);
    chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(next),
                  {std::make_unique_for_overwrite<char[]>(wanted), wanted});
  }
  enter(next);
}

MILLSTREAM_CORE void block_text::enter(std::size_t chunk) {
  auto const& used = detail::text_chunks()[chunk];
  detail::made_text = {used.bytes.get(), used.size, 0, chunk};
}

}  // namespace millstream
