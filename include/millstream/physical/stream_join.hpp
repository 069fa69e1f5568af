// SPDX-License-Identifier: Apache-2.0
//
// The join of two streams: both sides are kept, by key, as long as a partner may come. At the end of a batch the
// new rows of one side meet what the other side has kept, then those of the other side meet all of the
// first: so each pair is found once. A row that fails what the condition asks of its own stream comes out alone at once. Which rows the watermark frees, the condition says (plan/join_bounds.hpp).
#pragma once

#include <millstream/physical/deduplicate.hpp>
#include <millstream/plan/join_bounds.hpp>
#include <millstream/state/kept_rows.hpp>

namespace millstream::physical {

template <class Step, class In, class Flow>
class stream_join;

/// `Flow` says which columns of the left and the right input are wanted here or above (`read_columns`,
/// `right_columns`), and by which of them a row is late (`event_time`, `right_event_time`; empty: none is).
template <class Kind, class Right, class Condition, fixed_string... Keys, class In, class Flow>
class stream_join<plan::stream_join<Kind, Right, Condition, Keys...>, In, Flow> {
 public:
  using step_type = plan::stream_join<Kind, Right, Condition, Keys...>;
  using bounds = plan::join_state<step_type, typename Flow::node_type::child_type>;
  using output_schema = typename step_type::template output<In>;
  using left_row = record<keep_fields<In, typename Flow::read_columns>>;
  using right_row = record<keep_fields<typename Flow::right_schema, typename Flow::right_columns>>;

  static constexpr bool evicts = bounds::left_bound || bounds::right_bound;
  static constexpr bool frees_all = bounds::left_bound && bounds::right_bound;

 private:
  using key_view = record_view<typename step_type::template key_schema<In>>;
  struct key_of {
    template <class Row>
    static key_view of(Row const& row) {
      return state::key_of_row<key_view>(row);
    }
  };
  using left_rows = state::kept_rows<left_row, key_of, step_type::keeps_left>;
  using right_rows = state::kept_rows<right_row, key_of, step_type::keeps_right>;

  /// `alone`: it fails what the condition asks of its own stream, so it has no partner (rule 74).
  template <class Row>
  struct candidate {
    std::uint64_t hash;
    Row row;
    bool alone = false;
  };

 public:
  struct lane_type {
    partition_lists<candidate<left_row>> left;
    partition_lists<candidate<right_row>> right;
    std::int64_t late_rows = 0;
  };

  stream_join(step_type step, std::size_t partitions)
      : step_(std::move(step)),
        bits_(static_cast<unsigned>(std::countr_zero(partitions))),
        left_span_(span_of(bounds::left_time, bounds::right_time)),
        right_span_(span_of(bounds::right_time, bounds::left_time)) {
    for (std::size_t p = 0; p < partitions; ++p)
      parts_.emplace_back(bits_);
  }

  std::size_t partitions() const { return parts_.size(); }

  /// What the watermark of the result has more than that of the input: nothing or less (rule 38).
  duration result_behind() const {
    auto const of = [](std::optional<duration> const& span) { return span.value_or(duration()); };
    return bounds::time_in_keys ? duration()
                                : std::min({duration(), of(left_span_), of(right_span_)});
  }

  template <bool OfLeft, class Rows, class Selection>
  void accumulate(lane_type& lane, std::int64_t late, Rows const& rows,
                  Selection const selection) const {
    using row_type = std::conditional_t<OfLeft, left_row, right_row>;
    for (std::size_t q = 0; q < selection.size(); ++q) {
      auto const row = rows.row(selection[q]);
      if (is_late<event_time<OfLeft>>(row, late)) {
        ++lane.late_rows;
        continue;
      }
      auto const hash = state::hash_of(key_of::of(row));
      side<OfLeft>(lane).add(
          state::partition_of(hash, bits_), partitions(),
          candidate<row_type>{hash, make_record<row_type>(row), !passes<OfLeft>(row)});
    }
  }

  /// Finds the pairs of a partition, which view the lanes' rows, and keeps the new rows. `evict`: this batch's
  /// watermark.
  void merge_partition(std::size_t p, std::span<lane_type* const> lanes, std::int64_t evict) {
    auto& part = parts_[p];
    auto const take_side = [&]<bool OfLeft>(std::bool_constant<OfLeft>, bool last) {
      for (auto* lane : lanes)
        side<OfLeft>(*lane).for_each_chunk(p, [&](auto* rows, std::size_t count) {
          for (std::size_t i = 0; i < count; ++i)
            take<OfLeft>(part, rows[i], last, evict);
        });
    };
    // a left row of a semi join that finds its partner at once is not kept
    if constexpr (step_type::semi) {
      take_side(std::false_type(), false);
      take_side(std::true_type(), true);
    } else {
      take_side(std::true_type(), false);
      take_side(std::false_type(), true);
    }
    part.left.leave_until(evict);
    part.right.leave_until(evict);
  }

  /// A row of the result. Where a side is missing, its columns are null; a key is of the side that is there.
  struct pair_row {
    using schema_type = output_schema;
    left_row const* left;
    right_row const* right;

    template <fixed_string Name>
    constexpr auto get() const {
      using type = view_of<typename output_schema::template type_of<Name>>;
      if constexpr (!In::has(Name.view()))
        return right ? type(right->template get<Name>()) : type();
      else if constexpr (step_type::keeps_right && ((Name == Keys) || ...))
        return left ? type(left->template get<Name>()) : type(right->template get<Name>());
      else
        return left ? type(left->template get<Name>()) : type();
    }
  };
  struct pair_block {
    using schema_type = output_schema;
    pair_row const* rows;
    std::size_t count;
    std::size_t size() const { return count; }
    pair_row row(std::size_t i) const { return rows[i]; }
  };

  /// Calls `use(block)` for the pairs of this batch, then for the rows without partner that leave in it.
  template <class Use>
  void each_block(std::size_t p, Use&& use) const {
    auto const& part = parts_[p];
    in_blocks<pair_block>(part.pairs, use);
    std::vector<pair_row> alone;
    if constexpr (step_type::keeps_left)
      part.left.for_each_leaving([&](auto const& kept) {
        if (!kept.matched) alone.push_back({&kept.row, nullptr});
      });
    if constexpr (step_type::keeps_right)
      part.right.for_each_leaving([&](auto const& kept) {
        if (!kept.matched) alone.push_back({nullptr, &kept.row});
      });
    in_blocks<pair_block>(alone, use);
  }

  /// Removes the rows that leave in this batch.
  void evict_partition(std::size_t p, std::int64_t) {
    auto& part = parts_[p];
    auto const left = part.left.remove_leaving();
    auto const right = part.right.remove_leaving();
    // as Spark counts: of a side whose rows come out alone none is removed
    part.removed = (step_type::keeps_left ? 0 : left) + (step_type::keeps_right ? 0 : right);
  }

  partition_counts counts(std::size_t p) const {
    auto const& part = parts_[p];
    return {static_cast<std::int64_t>(part.left.size() + part.right.size()),
            static_cast<std::int64_t>(part.added), static_cast<std::int64_t>(part.removed),
            static_cast<std::int64_t>(part.left.bytes() + part.right.bytes())};
  }

  void begin_batch() {
    for (auto& part : parts_) {
      part.pairs.clear();
      part.left.begin_batch();
      part.right.begin_batch();
      part.added = part.removed = 0;
    }
  }

  // ---- on disk ----

  static std::vector<column_spec> left_columns() { return left_rows::columns(); }
  static std::vector<column_spec> right_columns() { return right_rows::columns(); }
  left_rows const& left(std::size_t p) const { return parts_[p].left; }
  right_rows const& right(std::size_t p) const { return parts_[p].right; }
  void restore_left(std::size_t p, table const& removed, table const& upserts) {
    parts_[p].left.restore(removed, upserts,
                           [this](auto const& row) { return this->template end_of<true>(row); });
  }
  void restore_right(std::size_t p, table const& removed, table const& upserts) {
    parts_[p].right.restore(removed, upserts,
                            [this](auto const& row) { return this->template end_of<false>(row); });
  }

 private:
  struct partition {
    explicit partition(unsigned bits) : left(bits), right(bits) {}
    left_rows left;
    right_rows right;
    std::vector<pair_row> pairs;
    std::size_t added = 0, removed = 0;
  };

  template <bool OfLeft>
  static auto& side(auto& of) {
    if constexpr (OfLeft)
      return of.left;
    else
      return of.right;
  }

  template <bool OfLeft>
  static constexpr auto event_time =
      make_fixed_string<[] { return OfLeft ? Flow::event_time : Flow::right_event_time; }>();
  static constexpr auto key_time = make_fixed_string<[] {
    return step_type::has_key(bounds::left_time) ? bounds::left_time : bounds::right_time;
  }>();

  /// What the watermark that frees a side's rows has more than the query's; whole milliseconds.
  std::optional<duration> span_of(std::string_view time, std::string_view other) const {
    auto const span = plan::time_bounds<Condition>::span(step_.condition, time, other);
    if (!span) return std::nullopt;
    return std::chrono::floor<std::chrono::milliseconds>(*span);
  }
  /// When the watermark frees a row (rules 71, 72); one without a time never.
  template <bool OfLeft, class Row>
  std::int64_t end_of(Row const& row) const {
    if constexpr (bounds::time_in_keys) {
      return passed_at(row.template get<key_time>()).value_or(left_rows::never);
    } else {
      auto const& span = OfLeft ? left_span_ : right_span_;
      auto const at = row_passed_at<event_time<OfLeft>>(row);
      return span && at ? *at - span->count() : left_rows::never;
    }
  }

  /// Both rows, for the condition.
  struct both_rows {
    using schema_type = typename step_type::template both<In>;
    left_row const* left;
    right_row const* right;
    template <fixed_string Name>
    constexpr decltype(auto) get() const {
      if constexpr (In::has(Name.view()))
        return left->template get<Name>();
      else
        return right->template get<Name>();
    }
  };
  bool fits(left_row const& left, right_row const& right) const {
    auto const condition = part<plan::condition_side::both>(step_);
    if constexpr (!std::is_same_v<decltype(condition), plan::no_condition const>) {
      block_text::scope const made_text;
      return expr::is_true(condition, both_rows{&left, &right});
    } else {
      return true;
    }
  }
  /// What the condition asks of one stream alone; where its rows do not come out alone, that is a filter below.
  template <bool OfLeft, class Row>
  MILLSTREAM_INLINE bool passes(Row const& row) const {
    using enum plan::condition_side;
    auto const condition = part < OfLeft ? left : right > (step_);
    if constexpr (!std::is_same_v<decltype(condition), plan::no_condition const>)
      return expr::is_true(condition, row);
    else
      return true;
  }
  template <plan::condition_side Side>
  static constexpr auto part(step_type const& step) {
    return plan::part_of<plan::of_side<Side, In>>(step.condition);
  }

  /// A new row meets the other side and is kept. `last`: the other side's new rows are there already, so that one
  /// that would leave in this batch need not be kept, unless it comes out alone (rule 77).
  template <bool OfLeft, class Row>
  void take(partition& part, candidate<Row> const& c, bool last, std::int64_t evict) {
    if (c.alone) {
      if constexpr (OfLeft)
        part.pairs.push_back({&c.row, nullptr});
      else
        part.pairs.push_back({nullptr, &c.row});
      return;
    }
    bool const matched = meet<OfLeft>(part, c);
    if (step_type::semi && OfLeft && matched) return;
    constexpr bool comes_out_alone = OfLeft ? step_type::keeps_left : step_type::keeps_right;
    auto const end = end_of<OfLeft>(c.row);
    if (last && end <= evict && !(comes_out_alone && !matched)) return;
    side<OfLeft>(part).add(c.hash, c.row, end, matched);
    ++part.added;
  }
  /// Pairs a new row with the rows of the other side. Has it a partner?
  template <bool OfLeft, class Row>
  bool meet(partition& part, candidate<Row> const& c) {
    auto& others = side<!OfLeft>(part);
    bool matched = false;
    others.for_each_of(c.hash, key_of::of(c.row), [&](state::slot_number s) {
      auto const& other = others[s];
      if (step_type::semi && (OfLeft ? matched : other.matched)) return;
      auto const pair = [&] {
        if constexpr (OfLeft)
          return pair_row{&c.row, &other.row};
        else
          return pair_row{&other.row, &c.row};
      }();
      if (!fits(*pair.left, *pair.right)) return;
      part.pairs.push_back(pair);
      matched = true;
      others.match(s);
      if (step_type::semi && !OfLeft) others.leave(s);
    });
    return matched;
  }

  step_type step_;
  unsigned bits_;
  std::optional<duration> left_span_, right_span_;
  std::vector<partition> parts_;
};

}  // namespace millstream::physical
