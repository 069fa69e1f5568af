// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the groups that a lane met last, by the places of their texts. The texts of a static table stay where they
// are, so the same pointer is the same text: a key need not be hashed and compared byte by byte to be known again.
// What does not: the groups themselves (state/group_table.hpp).
#pragma once

#include <cstdint>
#include <vector>

#include <millstream/base/inline.hpp>
#include <millstream/state/hash.hpp>

namespace millstream::physical {

namespace detail {

template <class T>
inline constexpr bool is_text_view =
    std::is_same_v<T, std::string_view> || std::is_same_v<T, binary_view>;

/// The values that are cheap to compare as they are.
template <class T>
inline constexpr bool compares_at_once =
    integer_column<T> || time_column<T> || std::is_same_v<T, bool>;

template <class T>
MILLSTREAM_INLINE bool same_place(T const& a, T const& b) {
  if constexpr (is_optional<T>)
    return a.has_value() == b.has_value() && (!a || same_place(*a, *b));
  else if constexpr (is_text_view<T>)
    return a.data() == b.data() && a.size() == b.size();
  else
    return a == b;
}
template <class T>
MILLSTREAM_INLINE std::uint64_t place_word(T const& v) {
  if constexpr (is_optional<T>)
    return v ? place_word(*v) : 1;
  else if constexpr (is_text_view<T>)
    return reinterpret_cast<std::uintptr_t>(v.data());
  else
    return state::detail::word_of(v);
}

}  // namespace detail

/// `Key` is a record of views, of which the texts stay where they are while the memo is used.
///
/// **State** 2,048 keys and pointers, made when the first is kept; all forgotten when the groups move.
template <class Key, class Group>
class place_memo {
 public:
  /// The group of a key that was kept; null if it was not, or groups have moved.
  MILLSTREAM_INLINE Group* find(Key const& key, std::uint64_t generation) {
    if (generation != generation_) [[unlikely]] {
      slots_.assign(std::size_t(1) << bits, {});
      generation_ = generation;
      return nullptr;
    }
    auto const& there = slots_[slot_of(key)];
    return there.group && same(there.key, key) ? there.group : nullptr;
  }
  MILLSTREAM_INLINE void keep(Key const& key, Group& group, std::uint64_t generation) {
    if (generation != generation_) return;
    slots_[slot_of(key)] = {key, &group};
  }
  void forget() { generation_ = none; }

 private:
  static constexpr unsigned bits = 11;
  static constexpr std::uint64_t none = ~std::uint64_t(0);
  static constexpr std::size_t keys = Key::schema_type::size;
  struct slot {
    Key key{};
    Group* group = nullptr;
  };

  static MILLSTREAM_INLINE std::size_t slot_of(Key const& key) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) MILLSTREAM_LAMBDA_INLINE {
      std::uint64_t out = 0;
      ((out = out * state::detail::mix_one + detail::place_word(key.template slot<I>())), ...);
      return static_cast<std::size_t>((out ^ (out >> 32)) * state::detail::mix_two >> (64 - bits));
    }(std::make_index_sequence<keys>{});
  }
  static MILLSTREAM_INLINE bool same(Key const& a, Key const& b) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) MILLSTREAM_LAMBDA_INLINE {
      return (detail::same_place(a.template slot<I>(), b.template slot<I>()) && ...);
    }(std::make_index_sequence<keys>{});
  }

  std::vector<slot> slots_;
  std::uint64_t generation_ = none;
};

}  // namespace millstream::physical
