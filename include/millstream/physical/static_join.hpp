// SPDX-License-Identifier: Apache-2.0
//
// The join of a stream with a static table: the table is a hash table built once at start; each row
// of a block probes it, and pairs of (row, table row) go on as a block of their own, or the rows that have a partner.
#pragma once

#include <bit>
#include <memory>
#include <vector>

#include <millstream/physical/filter.hpp>
#include <millstream/state/hash.hpp>

namespace millstream::physical {

/// The static side: rows by key, rows of one key as a chain in the order in which they were read.
template <class Schema, fixed_string... Keys>
class static_table {
 public:
  using row_type = record<Schema>;
  using key_schema =
      schema<field<Keys, owned_of<without_optional_t<typename Schema::template type_of<Keys>>>>...>;
  using key_view = record_view<key_schema>;

  /// A row, and the one with the same key that was read after it.
  struct entry {
    static constexpr bool in_place = sizeof(row_type) <= 64;
    std::conditional_t<in_place, row_type, row_type const*> held{};
    std::uint32_t check = 0;  ///< of the hash; 0: an empty slot
    std::uint32_t next = 0;   ///< position among the later rows of keys, from 1; 0: there is none

    row_type const& row() const {
      if constexpr (in_place)
        return held;
      else
        return *held;
    }
  };

  explicit static_table(std::vector<row_type> rows) : rows_(std::move(rows)) {
    // few rows have room: the fewer collide, the better a probe is foreseen
    auto const wanted = std::bit_ceil(std::max<std::size_t>(rows_.size() * 2, 16));
    auto const capacity = wanted * 2 * sizeof(entry) <= roomy_bytes ? wanted * 2 : wanted;
    slots_.resize(capacity);
    mask_ = capacity - 1;
    shift_ = 64 - static_cast<unsigned>(std::countr_zero(capacity));
    // backwards, so that a chain that is grown at its front is in the order of reading
    for (std::size_t i = rows_.size(); i-- > 0;)
      if (auto const key = key_of(rows_[i])) put(*key, rows_[i]);  // a null key never matches
    if constexpr (entry::in_place) rows_ = {};
  }

  /// The key of a row (of either side), empty if a part is null.
  template <class Row>
  static MILLSTREAM_INLINE std::optional<key_view> key_of(Row const& row) {
    key_view out;
    bool whole = true;
    auto const take = [&]<fixed_string Name>() {
      auto const v = row.template get<Name>();
      if constexpr (is_optional<std::remove_cvref_t<decltype(v)>>) {
        if (v)
          out.template slot_of<Name>() = state::canonical(*v);
        else
          whole = false;
      } else {
        out.template slot_of<Name>() = state::canonical(v);
      }
    };
    (take.template operator()<Keys>(), ...);
    return whole ? std::optional(out) : std::nullopt;
  }

  static MILLSTREAM_INLINE std::uint64_t hash_of(key_view const& key) {
    return state::hash_of(key);
  }
  /// The first row with this key, null if there is no such row.
  MILLSTREAM_INLINE entry const* find(key_view const& key, std::uint64_t hash) const {
    for (auto at = hash >> shift_;; at = (at + 1) & mask_) {
      auto const& e = slots_[at];
      if (same(e, key, hash)) [[likely]]
        return &e;
      if (e.check == 0) return nullptr;
    }
  }
  /// Is the key a single text, which may be a word of a dictionary?
  static constexpr bool by_text =
      key_schema::size == 1 && bytes_column<typename key_schema::template type_at<0>>;
  using lane_type = std::conditional_t<by_text, word_memo<entry const*>, no_lane_state>;

  /// A function of a row's place that gives the first row of the table with its key, null if there is none.
  template <class Rows>
  MILLSTREAM_INLINE auto partners(lane_type& lane, Rows const& rows) const {
    if constexpr (by_text) {
      constexpr auto name = key_schema::template field_at<0>::name;
      if constexpr (gives_words<Rows, name>) {
        auto const words = rows.template words_of<name>();
        return [this, &rows, of_row = words.of_row, known = lane.of(words.dictionary)](
                   std::size_t at) MILLSTREAM_LAMBDA_INLINE -> entry const* {
          if (!known) return probe(rows.row(at));
          auto& partner = known[of_row[at]];
          if (!partner) [[unlikely]] {
            auto const* const found = probe(rows.row(at));
            partner = found ? found : &no_entry();
          }
          return partner == &no_entry() ? nullptr : partner;
        };
      } else {
        return probing(rows);
      }
    } else {
      return probing(rows);
    }
  }
  entry const* after(entry const& e) const { return e.next == 0 ? nullptr : &later_[e.next - 1]; }
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(slots_.data() + (hash >> shift_)); }
  std::size_t bytes() const { return slots_.size() * sizeof(entry); }

 private:
  static constexpr std::size_t roomy_bytes = std::size_t(128) << 10;
  /// A key of numbers is compared at once, without a look at the hash.
  static constexpr bool plain_key =
      entry::in_place && ((integer_column<typename Schema::template type_of<Keys>> ||
                           time_column<typename Schema::template type_of<Keys>>)&&...);

  template <class Rows>
  MILLSTREAM_INLINE auto probing(Rows const& rows) const {
    return [this, &rows](std::size_t at) MILLSTREAM_LAMBDA_INLINE { return probe(rows.row(at)); };
  }
  template <class Row>
  MILLSTREAM_INLINE entry const* probe(Row const& row) const {
    auto const key = key_of(row);
    return key ? find(*key, hash_of(*key)) : nullptr;
  }
  /// Stands for "the table has no such row" among what is known.
  static entry const& no_entry() {
    static entry const none;
    return none;
  }
  static std::uint32_t check_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 16) | 1;
  }
  static MILLSTREAM_INLINE bool same(entry const& e, key_view const& key, std::uint64_t hash) {
    if constexpr (plain_key)
      return state::same_key(key, *key_of(e.row())) && e.check != 0;
    else
      return e.check == check_of(hash) && state::same_key(key, *key_of(e.row()));
  }

  void put(key_view const& key, row_type& row) {
    auto const hash = hash_of(key);
    auto at = hash >> shift_;
    while (slots_[at].check != 0 && !same(slots_[at], key, hash))
      at = (at + 1) & mask_;
    auto& first = slots_[at];
    if (first.check != 0) {
      later_.push_back(std::move(first));
      first.next = static_cast<std::uint32_t>(later_.size());
    }
    first.check = check_of(hash);
    if constexpr (entry::in_place)
      first.held = std::move(row);
    else
      first.held = &row;
  }

  std::vector<row_type> rows_;  // those that entries only point to
  std::vector<entry> slots_;
  std::vector<entry> later_;
  std::size_t mask_ = 0;
  unsigned shift_ = 0;
};

/// A row of the stream beside a row of the table; without one (outer join) its columns are null.
template <class Base, class TableRow, class Added, class Schema, bool Outer>
struct joined_row {
  using schema_type = Schema;
  Base base;
  TableRow const* partner;

  static constexpr bool text_stays(std::string_view name) {
    return Added::has(name) || text_stays_in<Base>(name);
  }
  template <fixed_string Name>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    if constexpr (!Added::has(Name.view())) {
      return base.template get<Name>();
    } else if constexpr (!Outer) {
      return partner->template get<Name>();
    } else {
      using type = view_of<typename Added::template type_of<Name>>;
      return partner ? type(partner->template get<Name>()) : type{};
    }
  }
};

/// Keeps the rows that have a partner in the table (semi join), or those that have none (anti join).
/// `Held` points to the table.
template <class Step, class Table, class Held>
struct static_membership
    : filtering_step<static_membership<Step, Table, Held>, typename Table::lane_type> {
  Held table;

  template <class Rows, class Use>
  MILLSTREAM_INLINE void with_test(typename Table::lane_type& lane, Rows const& rows,
                                   Use&& use) const {
    auto const partner_of = table->partners(lane, rows);
    use([&](std::size_t at)
            MILLSTREAM_LAMBDA_INLINE { return (partner_of(at) != nullptr) != Step::anti; });
  }
};

template <class In, class Schema, class Step, class Table, class Held>
struct static_join {
  using lane_type = typename Table::lane_type;
  using table_type = Table;
  using entry = typename table_type::entry;
  Held table;

  struct pair {
    std::uint32_t row;
    typename table_type::row_type const* partner;
  };
  /// A table that does not stay in the second-level cache is asked for whole blocks ahead of time.
  static constexpr std::size_t cached_bytes = std::size_t(512) << 10;

  template <class Rows>
  struct joined_rows {
    Rows const* rows;
    pair const* pairs;
    std::size_t count;
    constexpr std::size_t size() const { return count; }
    MILLSTREAM_INLINE constexpr auto row(std::size_t i) const {
      using base = decltype(rows->row(0));
      auto const p = pairs[i];
      return joined_row<base, typename table_type::row_type, typename Step::added, Schema,
                        Step::outer>{rows->row(p.row), p.partner};
    }
  };

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type& lane, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    pair pairs[block_rows];
    auto const& t = *table;
    if (t.bytes() > cached_bytes)
      for (std::size_t q = 0; q < selection.size(); ++q)
        if (auto const key = table_type::key_of(rows.row(selection[q])))
          t.prefetch(table_type::hash_of(*key));
    auto const partner_of = t.partners(lane, rows);
    std::uint32_t at = 0;
    entry const* more = nullptr;  // of the row at `at`, for which there was no room
    for (std::size_t q = 0; q < selection.size() || more;) {
      std::size_t filled = 0;
      for (; more && filled < block_rows; more = t.after(*more))
        pairs[filled++] = {at, &more->row()};
      for (; !more && q < selection.size() && filled < block_rows; ++q) {
        at = selection[q];
        auto const* const found = partner_of(at);
        if (!Step::outer && !found) continue;
        pairs[filled++] = {at, found ? &found->row() : nullptr};
        if (!found || found->next == 0) [[likely]]
          continue;
        for (more = t.after(*found); more && filled < block_rows; more = t.after(*more))
          pairs[filled++] = {at, &more->row()};
      }
      if (filled != 0) next(joined_rows<Rows>{&rows, pairs, filled}, all_rows{filled});
    }
  }
};

}  // namespace millstream::physical
