// SPDX-License-Identifier: Apache-2.0
//
// Where a lane puts partial aggregates that its table does not hold: lists by state partition, in the
// order in which they were added, and the text that their keys view.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <millstream/base/inline.hpp>

namespace millstream::physical {

/// A list a partition, in chunks: adding never moves what is there.
template <class Partial>
class partition_lists {
 public:
  template <class... Args>
  MILLSTREAM_INLINE Partial& add(std::size_t partition, std::size_t partitions, Args&&... args) {
    if (lists_.empty()) [[unlikely]]
      lists_.resize(partitions);
    auto& list = lists_[partition];
    if (list.empty() || list.back().size() == chunk_size) [[unlikely]] {
      list.emplace_back();
      list.back().reserve(chunk_size);
    }
    return list.back().emplace_back(std::forward<Args>(args)...);
  }

  /// Calls `visit(partials, count)` for the chunks of a partition.
  template <class Visit>
  void for_each_chunk(std::size_t partition, Visit&& visit) {
    if (lists_.empty()) return;
    for (auto& chunk : lists_[partition])
      visit(chunk.data(), chunk.size());
  }

  void clear() { lists_.clear(); }

 private:
  static constexpr std::size_t chunk_size = std::max<std::size_t>(16384 / sizeof(Partial), 16);
  std::vector<std::vector<std::vector<Partial>>> lists_;
};

/// Text that stays where it is until `clear`.
class kept_text {
 public:
  std::string_view keep(std::string_view text) {
    if (text.size() > room_) {
      room_ = std::max(chunk_bytes, text.size());
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
      at_ = chunks_.back().get();
    }
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    std::string_view const out(at_, text.size());
    at_ += text.size();
    room_ -= text.size();
    return out;
  }
  void clear() {
    chunks_.clear();
    room_ = 0;
  }

 private:
  static constexpr std::size_t chunk_bytes = std::size_t(64) << 10;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* at_ = nullptr;
  std::size_t room_ = 0;
};

}  // namespace millstream::physical
