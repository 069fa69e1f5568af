// SPDX-License-Identifier: Apache-2.0
//
// Which entries of a partition's state a batch changed: where they are, as long as they are few and stay
// there; else the table is searched for them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <millstream/state/group_table.hpp>

namespace millstream::physical {

/// `Entry` has `changed_in`, the batch that last changed it.
template <class Entry>
class changed_entries {
 public:
  using table_type = state::group_table<Entry>;

  void begin(table_type const& table) {
    count_ = 0;
    positions_.clear();
    generation_ = table.generation();
  }
  void note(table_type const& table, Entry& entry, std::int64_t batch_id) {
    if (entry.changed_in == batch_id) return;
    entry.changed_in = batch_id;
    ++count_;
    if (count_ * 8 <= table.slots() && generation_ == table.generation())
      positions_.push_back(table.position(entry));
  }
  /// All are noted.
  void end() { std::sort(positions_.begin(), positions_.end()); }

  std::size_t count() const { return count_; }
  /// Calls `visit` for the changed entries in slot order.
  template <class Visit>
  void for_each(table_type const& table, std::int64_t batch_id, Visit&& visit) const {
    if (count_ == 0) return;
    if (count_ == positions_.size() && generation_ == table.generation()) {
      for (auto const at : positions_)
        visit(table.at(at));
    } else {
      table.for_each([&](Entry const& entry) {
        if (entry.changed_in == batch_id) visit(entry);
      });
    }
  }

 private:
  std::size_t count_ = 0;
  std::vector<std::size_t> positions_;
  std::uint64_t generation_ = 0;
};

}  // namespace millstream::physical
