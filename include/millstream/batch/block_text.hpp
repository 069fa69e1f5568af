// SPDX-License-Identifier: Apache-2.0
//
// Text that functions make of a row (`upper`, `concat`, ...): it stands in memory of the thread that lasts
// as long as the block in hand, so that made text travels as a view like text that was read. Whoever
// must own it copies it, as everywhere.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include <millstream/base/inline.hpp>

namespace millstream {

namespace detail {

/// How far a thread has filled its chunks of text.
struct text_cursor {
  char* bytes = nullptr;  ///< of the chunk in use; those behind it are empty
  std::size_t size = 0;
  std::size_t at = 0;
  std::size_t chunk = 0;
};
inline constinit thread_local text_cursor made_text{};

}  // namespace detail

class block_text {
 public:
  /// Room for `size` bytes, where they stay until the innermost `scope` of the thread ends.
  static char* allocate(std::size_t size) {
    auto& here = detail::made_text;
    if (here.size - here.at < size) [[unlikely]]
      next_chunk(size);
    char* const out = here.bytes + here.at;
    here.at += size;
    return out;
  }
  /// Gives back what is behind `used` bytes of the newest allocation, which had `size`.
  static std::string_view keep_first(char const* at, std::size_t size, std::size_t used) {
    detail::made_text.at -= size - used;
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
    scope() : chunk_(detail::made_text.chunk), at_(detail::made_text.at) {}
    scope(scope const&) = delete;
    scope& operator=(scope const&) = delete;
    ~scope() {
      if (detail::made_text.chunk != chunk_) [[unlikely]]
        enter(chunk_);
      detail::made_text.at = at_;
    }

   private:
    std::size_t chunk_, at_;
  };

 private:
  /// Moves to a chunk with room for `size` bytes at its front.
  static void next_chunk(std::size_t size);
  /// To the front of this chunk.
  static void enter(std::size_t chunk);
};

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/batch/block_text.ipp>
#endif
