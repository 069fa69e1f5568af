// SPDX-License-Identifier: Apache-2.0
//
// Text that functions make of a row (`upper`, `concat`, ...): it stands in memory of the thread that lasts
// as long as the block in hand, so that made text travels as a view like text that was read. Whoever
// must own it copies it, as everywhere.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace millstream {

class block_text {
 public:
  /// Room for `size` bytes, where they stay until the innermost `scope` of the thread ends.
  static char* allocate(std::size_t size) {
    auto& a = mine();
    if (a.chunk == a.chunks.size() || a.chunks[a.chunk].size - a.at < size) [[unlikely]]
      a.next_chunk(size);
    char* const out = a.chunks[a.chunk].bytes.get() + a.at;
    a.at += size;
    return out;
  }
  /// Gives back what is behind `used` bytes of the newest allocation, which had `size`.
  static std::string_view keep_first(char const* at, std::size_t size, std::size_t used) {
    mine().at -= size - used;
    return {at, used};
  }
  static std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* const out = allocate(text.size());
    std::memcpy(out, text.data(), text.size());
    return {out, text.size()};
  }

  /// What is made inside is gone at its end; scopes may nest.
  class scope {
   public:
    scope() : chunk_(mine().chunk), at_(mine().at) {}
    scope(scope const&) = delete;
    scope& operator=(scope const&) = delete;
    ~scope() {
      auto& a = mine();
      a.chunk = chunk_;
      a.at = at_;
    }

   private:
    std::size_t chunk_, at_;
  };

 private:
  struct chunk_type {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  struct arena {
    std::vector<chunk_type> chunks;
    std::size_t chunk = 0;  ///< the one in use; those behind it are empty
    std::size_t at = 0;

    void next_chunk(std::size_t size) {
      if (chunk < chunks.size() && at != 0) ++chunk;
      at = 0;
      if (chunk < chunks.size() && chunks[chunk].size >= size) return;
      auto const wanted = std::max(size, std::size_t(64) << 10);
      chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(chunk),
                    {std::make_unique_for_overwrite<char[]>(wanted), wanted});
    }
  };
  static arena& mine() {
    thread_local arena a;
    return a;
  }
};

}  // namespace millstream
