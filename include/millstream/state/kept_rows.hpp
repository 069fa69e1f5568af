// SPDX-License-Identifier: Apache-2.0
//
// Rows that an operator keeps by key until the watermark passes them, several a key. A row stands in a slot as long as
// it is kept, and the lowest free slot is used first: so its number is the row's name in the checkpoint, and a
// restored state gives new rows the slots that the one before would have given them.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <limits>
#include <queue>
#include <vector>

#include <millstream/state/keys.hpp>

namespace millstream::state {

using slot_number = std::int64_t;

/// `Row` is a record, `KeyOf::of(row)` a view of its key. `NotesMatches`: the checkpoint says which rows have met a
/// partner. Rows that leave stay readable until `remove_leaving`.
template <class Row, class KeyOf, bool NotesMatches>
class kept_rows {
 public:
  using key_view = decltype(KeyOf::of(std::declval<Row const&>()));
  static constexpr auto never = std::numeric_limits<std::int64_t>::max();

  struct kept_row {
    Row row{};
    std::int64_t end = never;  ///< it leaves when the watermark is here
    bool matched = false;
    bool there = false;
    bool leaving = false;
    bool fresh = false;    ///< came in this batch
    bool changed = false;  ///< is among the changes of this batch
  };

  /// `skip_bits`: as many top bits of all hashes are the same.
  explicit kept_rows(unsigned skip_bits) : index_(skip_bits) {}

  kept_row const& operator[](slot_number s) const { return rows_[static_cast<std::size_t>(s)]; }
  std::size_t size() const { return count_; }
  std::size_t bytes() const { return index_.bytes() + rows_.size() * sizeof(kept_row); }

  /// Calls `visit(slot)` for the rows with a key, in the order of their slots.
  template <class Visit>
  void for_each_of(std::uint64_t hash, key_view const& key, Visit&& visit) const {
    if (auto const* found = index_.find(hash, [&](entry const& e) { return same_key(e.key, key); }))
      for (auto const s : found->slots)
        visit(s);
  }

  void begin_batch() {
    for (auto const s : changed_)
      if (is_slot(s)) at(s).fresh = at(s).changed = false;
    changed_.clear();
    removed_.clear();
  }
  void add(std::uint64_t hash, Row row, std::int64_t end, bool matched) {
    auto const s = free_slot();
    put(s, hash, std::move(row), end, matched);
    at(s).fresh = true;
    note_change(s);
  }
  void match(slot_number s) {
    if (at(s).matched) return;
    at(s).matched = true;
    if constexpr (NotesMatches) note_change(s);
  }

  /// The row leaves at the end of this batch.
  void leave(slot_number s) {
    if (at(s).leaving) return;
    at(s).leaving = true;
    leaving_.push_back(s);
  }
  /// The same for all rows that the watermark has passed.
  void leave_until(std::int64_t watermark) {
    for (; !ends_.empty() && ends_.top().first <= watermark; ends_.pop()) {
      auto const [end, s] = ends_.top();
      // a row that left otherwise has left its entry here
      if (is_slot(s) && at(s).there && at(s).end == end) leave(s);
    }
  }
  template <class Visit>
  void for_each_leaving(Visit&& visit) const {
    for (auto const s : leaving_)
      visit((*this)[s]);
  }
  /// Gives back how many rows went.
  std::size_t remove_leaving() {
    for (auto const s : leaving_)
      at(s).there = false;
    for (auto const s : leaving_)
      take_out_of_index(s);
    for (auto const s : leaving_) {
      if (!at(s).fresh) removed_.push_back(s);
      at(s) = {};
      free_.push(s);
    }
    auto const gone = leaving_.size();
    count_ -= gone;
    leaving_.clear();
    while (!rows_.empty() && !rows_.back().there)
      rows_.pop_back();
    if (empty_keys_ * 2 > index_.size()) forget_empty_keys();
    return gone;
  }

  // ---- on disk ----

  static std::vector<column_spec> columns() {
    auto out = key_columns<typename Row::schema_type>();
    out.insert(out.begin(), spec_of<slot_number>("slot"));
    if constexpr (NotesMatches) out.push_back(spec_of<bool>("matched"));
    return out;
  }
  table all_rows() const {
    auto out = table::of(columns());
    for (std::size_t s = 0; s < rows_.size(); ++s)
      if (rows_[s].there) append(out, static_cast<slot_number>(s));
    return out;
  }
  /// What came or changed in this batch and is still there.
  table changed_rows() const {
    auto out = table::of(columns());
    for (auto const s : changed_)
      if (is_slot(s) && (*this)[s].there) append(out, s);
    return out;
  }
  /// The slots whose rows went in this batch, but for those that came in it too.
  table removed_rows() const {
    auto out = table::of({spec_of<slot_number>("slot")});
    for (auto const s : removed_) {
      append_value(out.columns[0], s);
      ++out.rows;
    }
    return out;
  }
  /// `end_of(row)`: when it leaves.
  template <class EndOf>
  void restore(table const& removed, table const& upserts, EndOf const& end_of) {
    for (std::size_t r = 0; r < removed.rows; ++r)
      leave(slot_in(removed, r));
    remove_leaving();
    for (std::size_t r = 0; r < upserts.rows; ++r)
      restore_row(upserts, r, end_of);
  }

 private:
  struct entry {
    record<typename key_view::schema_type> key{};
    std::vector<slot_number> slots;  ///< ascending
  };

  bool is_slot(slot_number s) const { return s < static_cast<slot_number>(rows_.size()); }
  kept_row& at(slot_number s) { return rows_[static_cast<std::size_t>(s)]; }

  slot_number free_slot() {
    while (!free_.empty()) {
      auto const s = free_.top();
      free_.pop();
      if (is_slot(s) && !at(s).there) return s;
    }
    rows_.emplace_back();
    return static_cast<slot_number>(rows_.size()) - 1;
  }
  void put(slot_number s, std::uint64_t hash, Row row, std::int64_t end, bool matched) {
    at(s) = {std::move(row), end, matched, true};
    auto& slots = entry_of(hash, KeyOf::of(at(s).row)).slots;
    if (slots.empty()) --empty_keys_;
    slots.insert(std::upper_bound(slots.begin(), slots.end(), s), s);
    if (end != never) ends_.emplace(end, s);
    ++count_;
  }
  entry& entry_of(std::uint64_t hash, key_view const& key) {
    return index_.find_or_insert(
        hash, [&](entry const& e) { return same_key(e.key, key); },
        [&](entry& e) {
          e.key = make_record<decltype(e.key)>(key);
          ++empty_keys_;
        });
  }
  void note_change(slot_number s) {
    if (at(s).changed) return;
    at(s).changed = true;
    changed_.push_back(s);
  }

  /// With all others of its key that have left.
  void take_out_of_index(slot_number s) {
    auto const key = KeyOf::of(at(s).row);
    auto& slots = entry_of(hash_of(key), key).slots;
    if (!std::binary_search(slots.begin(), slots.end(), s)) return;
    std::erase_if(slots, [&](slot_number other) { return !at(other).there; });
    if (slots.empty()) ++empty_keys_;
  }
  void forget_empty_keys() {
    index_.rebuild([](entry const& e) { return !e.slots.empty(); });
    empty_keys_ = 0;
  }

  static slot_number slot_in(table const& from, std::size_t r) {
    slot_number out;
    read_value(from.columns[0], r, out);
    return out;
  }
  void append(table& out, slot_number s) const {
    append_value(out.columns[0], s);
    append_columns(out, 1, (*this)[s].row);
    if constexpr (NotesMatches) append_value(out.columns.back(), (*this)[s].matched);
    ++out.rows;
  }
  template <class EndOf>
  void restore_row(table const& from, std::size_t r, EndOf const& end_of) {
    auto const s = slot_in(from, r);
    Row row;
    read_columns(from, 1, r, row);
    bool matched = false;
    if constexpr (NotesMatches) read_value(from.columns.back(), r, matched);
    for (; !is_slot(s); rows_.emplace_back())
      free_.push(static_cast<slot_number>(rows_.size()));
    if (at(s).there) {  // only whether it has met a partner can have changed
      at(s).matched = matched;
      return;
    }
    auto const end = end_of(row);
    auto const hash = hash_of(KeyOf::of(row));
    put(s, hash, std::move(row), end, matched);
  }

  template <class T>
  using least_first = std::priority_queue<T, std::vector<T>, std::greater<>>;

  std::deque<kept_row> rows_;
  least_first<slot_number> free_;  ///< and some that have a row again
  least_first<std::pair<std::int64_t, slot_number>> ends_;
  group_table<entry> index_;
  std::size_t empty_keys_ = 0;
  std::size_t count_ = 0;
  std::vector<slot_number> leaving_, changed_, removed_;
};

}  // namespace millstream::state
