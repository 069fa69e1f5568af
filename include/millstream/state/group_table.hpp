// SPDX-License-Identifier: Apache-2.0
//
// A hash table of groups: open addressing, slot = high bits of the hash, load at most 1/2. A slot holds
// the hash beside the entry, so that a probe touches one place in memory; a hash of 0 is an empty slot.
// Because slots follow the hash's high bits, a state partition is a contiguous range of slots and
// merging tables streams. No entry is ever erased alone; `rebuild` keeps those that a predicate accepts.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include <millstream/base/inline.hpp>

namespace millstream::state {

/// `Entry` is default-constructible and movable. Visitors take an entry, or an entry and its hash.
/// `skip_bits` top bits are the same for all entries (a partition's table), so slots begin below them.
template <class Entry>
class group_table {
 public:
  group_table() : group_table(0) {}
  explicit group_table(unsigned skip_bits, std::size_t expected = 0) : skip_(skip_bits) {
    reserve(expected);
  }
  group_table(group_table&& other) noexcept { swap(other); }
  group_table& operator=(group_table&& other) noexcept {
    swap(other);
    return *this;
  }
  ~group_table() { destroy_entries(); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t bytes() const { return total_ * sizeof(slot); }
  std::size_t slots() const { return total_; }
  /// Changes whenever entries move.
  std::uint64_t generation() const { return generation_; }

  /// Makes room for `expected` entries in all without growing.
  void reserve(std::size_t expected) {
    std::size_t const wanted = std::bit_ceil(expected * 2 < 64 ? std::size_t(64) : expected * 2);
    if (wanted > capacity_) rehash(wanted * sizeof(slot) <= roomy_bytes ? wanted * 2 : wanted);
  }

  /// The entry with this hash for which `same(entry)`, or a new one that `fill(entry)` completed.
  template <class Same, class Fill>
  [[gnu::always_inline]] Entry& find_or_insert(std::uint64_t hash, Same&& same, Fill&& fill) {
    hash |= 1;
    for (auto* at = slots_.get() + slot_of(hash);; ++at) {
      if (at->hash == hash && same(std::as_const(at->entry()))) [[likely]]
        return at->entry();
      if (at->hash == 0) return insert(at, hash, fill);
    }
  }
  template <class Same>
  [[gnu::always_inline]] Entry const* find(std::uint64_t hash, Same&& same) const {
    hash |= 1;
    for (auto const* at = slots_.get() + slot_of(hash); at->hash != 0; ++at)
      if (at->hash == hash && same(at->entry())) [[likely]]
        return &at->entry();
    return nullptr;
  }
  template <class Same>
  Entry* find(std::uint64_t hash, Same&& same) {
    return const_cast<Entry*>(std::as_const(*this).find(hash, same));
  }

  /// Hints that this hash will be asked for soon.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(slots_.get() + slot_of(hash)); }

  /// Position of an entry of this table, good until `generation` changes; and back.
  std::size_t position(Entry const& entry) const {
    auto const* const at = reinterpret_cast<std::byte const*>(&entry) - offsetof(slot, room);
    return static_cast<std::size_t>(reinterpret_cast<slot const*>(at) - slots_.get());
  }
  Entry const& at(std::size_t position) const { return slots_[position].entry(); }

  /// Calls `visit` for all entries in slot order.
  template <class Visit>
  void for_each(Visit&& visit) {
    for (std::size_t at = 0; at < total_; ++at)
      if (slots_[at].hash != 0) call(visit, slots_[at].entry(), slots_[at].hash);
  }
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t at = 0; at < total_; ++at)
      if (slots_[at].hash != 0) call(visit, std::as_const(slots_[at]).entry(), slots_[at].hash);
  }

  /// Calls `visit` for the entries of one of 2^`bits` partitions, in slot order.
  template <class Visit>
  void for_each_in_partition(unsigned bits, std::size_t partition, Visit&& visit) {
    if (size_ == 0) return;
    auto const first = (capacity_ * partition) >> bits;
    auto const last = (capacity_ * (partition + 1)) >> bits;
    for (std::size_t at = first; at < total_; ++at) {
      auto const hash = slots_[at].hash;
      if (hash == 0) {
        if (at >= last) break;
        continue;
      }
      // entries of the partition below may have been pushed up into this range, and ours into the next
      if (bits == 0 || (hash >> (64 - bits)) == partition) call(visit, slots_[at].entry(), hash);
    }
  }

  /// Drops the entries that `keep` refuses.
  template <class Keep>
  void rebuild(Keep&& keep) {
    group_table next(skip_, size_);
    next.generation_ = generation_ + 1;
    for_each([&](Entry& entry, std::uint64_t hash) {
      if (call(keep, std::as_const(entry), hash)) next.place(std::move(entry), hash);
    });
    swap(next);
  }

  /// Empties the table and keeps its memory.
  void clear() {
    if (size_ == 0) return;
    destroy_entries();
    std::memset(static_cast<void*>(slots_.get()), 0, total_ * sizeof(slot));
    size_ = 0;
    ++generation_;
  }

 private:
  struct slot {
    std::uint64_t hash;
    alignas(Entry) std::byte room[sizeof(Entry)];

    Entry& entry() { return *std::launder(reinterpret_cast<Entry*>(room)); }
    Entry const& entry() const { return *std::launder(reinterpret_cast<Entry const*>(room)); }
  };
  static constexpr std::size_t roomy_bytes = std::size_t(64) << 10;
  static_assert(alignof(slot) <= alignof(std::max_align_t));
  struct release {
    void operator()(slot* p) const { std::free(p); }
  };

  std::size_t slot_of(std::uint64_t hash) const {
    return static_cast<std::size_t>((hash << skip_) >> shift_);
  }

  template <class Visit, class E>
  static MILLSTREAM_INLINE decltype(auto) call(Visit& visit, E& entry, std::uint64_t hash) {
    if constexpr (std::is_invocable_v<Visit&, E&, std::uint64_t>)
      return visit(entry, hash);
    else
      return visit(entry);
  }

  template <class Fill>
  [[gnu::noinline]] Entry& insert(slot* at, std::uint64_t hash, Fill& fill) {
    // the last slot stays empty: a probe that reaches it means that the tail is full
    if (size_ >= most_ || at + 1 == slots_.get() + total_) {
      rehash(capacity_ * 2);
      at = free_slot(hash);
    }
    auto* const made = new (at->room) Entry{};
    at->hash = hash;
    ++size_;
    fill(*made);
    return *made;
  }

  slot* free_slot(std::uint64_t hash) {
    for (;;) {
      auto* at = slots_.get() + slot_of(hash);
      while (at->hash != 0)
        ++at;
      if (at + 1 != slots_.get() + total_) return at;
      rehash(capacity_ * 2);
    }
  }
  void place(Entry&& entry, std::uint64_t hash) {
    auto* const at = free_slot(hash);
    new (at->room) Entry(std::move(entry));
    at->hash = hash;
    ++size_;
  }

  void rehash(std::size_t capacity) {
    group_table old(std::move(*this));
    skip_ = old.skip_;
    generation_ = old.generation_ + 1;
    capacity_ = capacity;
    // few groups have room: the fewer collide, the better a probe is foreseen
    most_ = capacity * sizeof(slot) <= roomy_bytes ? capacity / 4 : capacity / 2;
    total_ = capacity + 64 + capacity / 64;
    shift_ = 64 - static_cast<unsigned>(std::countr_zero(capacity));
    slots_.reset(static_cast<slot*>(std::calloc(total_, sizeof(slot))));
    if (!slots_) throw std::bad_alloc();
    old.for_each([&](Entry& entry, std::uint64_t hash) { place(std::move(entry), hash); });
  }

  void swap(group_table& other) noexcept {
    std::swap(slots_, other.slots_);
    std::swap(capacity_, other.capacity_);
    std::swap(total_, other.total_);
    std::swap(size_, other.size_);
    std::swap(most_, other.most_);
    std::swap(generation_, other.generation_);
    std::swap(skip_, other.skip_);
    std::swap(shift_, other.shift_);
  }
  void destroy_entries() {
    if constexpr (!std::is_trivially_destructible_v<Entry>)
      if (size_ != 0) for_each([](Entry& entry, std::uint64_t) { std::destroy_at(&entry); });
  }

  std::unique_ptr<slot[], release> slots_;
  std::size_t capacity_ = 0;
  std::size_t total_ = 0;
  std::size_t size_ = 0;
  std::size_t most_ = 0;  ///< entries before it grows
  std::uint64_t generation_ = 0;
  unsigned skip_ = 0;
  unsigned shift_ = 0;
};

}  // namespace millstream::state
