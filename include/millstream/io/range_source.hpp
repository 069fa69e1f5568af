// SPDX-License-Identifier: Apache-2.0
//
// Any range of adapted structs, or plain columns, as a source. A vector or array that the user keeps
// is read in place; other ranges are copied once.
#pragma once

#include <memory>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/traits.hpp>
#include <span>

#include <millstream/batch/block.hpp>
#include <millstream/io/row_offsets.hpp>

namespace millstream {

/// Any range-v3 or standard range of adapted structs.
template <class R>
concept row_range =
    ranges::input_range<R> && adapted_struct<ranges::range_value_t<std::remove_cvref_t<R>>>;

namespace detail {

/// The live half of every source of numbered rows in memory; `Block` makes a block of some of them.
template <class Rows>
class live_rows {
 public:
  live_rows(Rows rows, std::int64_t limit, std::string text)
      : rows_(std::move(rows)),
        limit_(limit),
        text_(std::move(text)) {}

  std::string description() const { return text_; }
  std::optional<std::string> plan() {
    auto const next = planner_.plan(rows_.size(), limit_);
    return next ? std::optional(next->to_string()) : std::nullopt;
  }
  void freeze() { planner_.freeze(rows_.size()); }
  void replay(std::string_view offset) { planner_.replay(offset); }
  std::string state() const { return planner_.state(); }
  void restore(std::string_view state) { planner_.restore(state); }
  void commit(std::string_view) {}
  static std::string join_offsets(std::string_view first, std::string_view next) {
    return io::row_range::join(first, next);
  }

  struct batch {
    Rows rows;
    io::row_range range;

    std::size_t lanes() const { return range.lanes(); }
    io::lane_counts read_lane(std::size_t lane, auto&& consume, auto&&) const {
      auto const mine = range.lane(lane);
      for (auto at = mine.start; at < mine.end; at += static_cast<std::int64_t>(block_rows))
        consume(rows.block(
            at, static_cast<std::size_t>(std::min<std::int64_t>(block_rows, mine.end - at))));
      return {.rows = mine.end - mine.start};
    }
  };
  batch open_batch(std::string_view offset) const {
    auto const range = io::row_range::parse(offset);
    if (range.end > rows_.size())
      throw error(errc::source_changed,
                  "rows " + range.to_string() + " were planned, but the range in memory has only " +
                      std::to_string(rows_.size()),
                  {}, "start the query over the same rows, or with a new checkpoint");
    return {rows_, range};
  }

 private:
  Rows rows_;
  std::int64_t limit_;
  std::string text_;
  io::row_planner planner_;
};

template <class T>
struct struct_rows {
  std::shared_ptr<std::vector<T> const> owned;  // null when the rows are the user's
  std::span<T const> view;
  std::int64_t size() const { return static_cast<std::int64_t>(view.size()); }
  struct_block<T> block(std::int64_t at, std::size_t count) const {
    return {view.data() + at, count};
  }
};

template <class Schema>
struct column_rows {
  column_block<Schema> columns;
  std::int64_t size() const { return static_cast<std::int64_t>(columns.count); }
  column_block<Schema> block(std::int64_t at, std::size_t count) const {
    auto out = columns;
    out.first = static_cast<std::size_t>(at);
    out.count = count;
    return out;
  }
};

}  // namespace detail

/// A range of adapted structs as a source (bounded: what it holds when it is made).
template <adapted_struct T>
class range_source {
 public:
  using row_schema = schema_of<T>;

  template <class Range>
  explicit range_source(Range&& range) {
    if constexpr (std::is_lvalue_reference_v<Range> && ranges::contiguous_range<Range> &&
                  ranges::sized_range<Range>) {
      rows_.view = {ranges::data(range), static_cast<std::size_t>(ranges::size(range))};
    } else {
      auto copy = std::make_shared<std::vector<T>>();
      for (auto&& r : range)
        copy->push_back(r);
      rows_.view = *copy;
      rows_.owned = std::move(copy);
    }
  }

  /// At most so many rows a batch.
  range_source& max_rows_per_trigger(std::int64_t rows) {
    limit_ = rows;
    return *this;
  }

  std::string to_string() const { return "memory"; }

  template <class Declared, class Checked, class Needed>
  auto open_source(io::source_context const&) const {
    return detail::live_rows<detail::struct_rows<T>>(rows_, limit_, to_string());
  }
  template <class Schema>
  std::vector<record<Schema>> read_all() const {
    std::vector<record<Schema>> out;
    out.reserve(rows_.view.size());
    for (auto const& r : rows_.view)
      out.push_back(make_record<record<Schema>>(struct_row<T>{&r}));
    return out;
  }

 private:
  detail::struct_rows<T> rows_;
  std::int64_t limit_ = 0;
};
template <class Range>
range_source(Range&&) -> range_source<ranges::range_value_t<std::remove_cvref_t<Range>>>;

/// Columns of plain values as a source, one array a column, all of `rows` values; they are read in place.
template <class Schema>
class column_source {
 public:
  using row_schema = Schema;

  template <class... Ts>
  explicit column_source(std::size_t rows, Ts const*... columns) : rows_{{{columns...}, 0, rows}} {}

  column_source& max_rows_per_trigger(std::int64_t rows) {
    limit_ = rows;
    return *this;
  }
  std::string to_string() const { return "columns"; }
  template <class Declared, class Checked, class Needed>
  auto open_source(io::source_context const&) const {
    return detail::live_rows<detail::column_rows<Schema>>(rows_, limit_, to_string());
  }

 private:
  detail::column_rows<Schema> rows_;
  std::int64_t limit_ = 0;
};

}  // namespace millstream
