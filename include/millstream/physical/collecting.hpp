// SPDX-License-Identifier: Apache-2.0
//
// `limit` and `order_by`: what is done with the rows of all lanes together, in their order. The steps
// between and above them are fused loops over blocks of these rows.
#pragma once

#include <algorithm>
#include <vector>

#include <millstream/base/pack.hpp>
#include <millstream/physical/lower.hpp>
#include <millstream/physical/row_order.hpp>
#include <millstream/plan/collecting.hpp>

namespace millstream::physical {

/// How many rows each limit has let through, the lowest first.
using limit_counters = std::vector<std::int64_t>;

/// A plan over `plan::collected_rows`; this one is nothing but the rows.
template <class Plan>
class collecting {
 public:
  using row_type = record<typename Plan::schema_type>;
  static constexpr std::size_t limits = 0;
  explicit collecting(Plan const&, io::tables_read* = nullptr) {}
  std::vector<row_type> operator()(std::vector<row_type> rows, limit_counters&) const {
    return rows;
  }
  /// How many more rows can matter.
  std::int64_t wanted(limit_counters const&) const {
    return std::numeric_limits<std::int64_t>::max();
  }
};

template <class Child>
class collecting<plan::node<plan::limit, Child>> {
 public:
  using plan_type = plan::node<plan::limit, Child>;
  using row_type = record<typename plan_type::schema_type>;
  static constexpr std::size_t limits = collecting<Child>::limits + 1;
  explicit collecting(plan_type const& p, io::tables_read* read = nullptr)
      : step_(p.step),
        below_(p.child, read) {}

  template <class Row>
  std::vector<row_type> operator()(std::vector<Row> given, limit_counters& passed) const {
    auto rows = below_(std::move(given), passed);
    auto& count = passed[limits - 1];
    // a query that was changed may have let through more than it may now
    auto const left = static_cast<std::size_t>(std::max<std::int64_t>(step_.rows - count, 0));
    if (rows.size() > left) rows.resize(left);
    count += static_cast<std::int64_t>(rows.size());
    return rows;
  }
  std::int64_t wanted(limit_counters const& passed) const {
    return plan::has_collecting<Child> ? below_.wanted(passed) : step_.rows - passed[limits - 1];
  }

 private:
  plan::limit step_;
  collecting<Child> below_;
};

template <class... Orderings, class Child>
class collecting<plan::node<plan::order_by<Orderings...>, Child>> {
 public:
  using plan_type = plan::node<plan::order_by<Orderings...>, Child>;
  using row_type = record<typename plan_type::schema_type>;
  static constexpr std::size_t limits = collecting<Child>::limits;
  explicit collecting(plan_type const& p, io::tables_read* read = nullptr)
      : step_(p.step),
        below_(p.child, read) {}

  /// Rows that no key tells apart stay as they came.
  template <class Row>
  std::vector<row_type> operator()(std::vector<Row> given, limit_counters& passed) const {
    auto rows = below_(std::move(given), passed);
    std::stable_sort(rows.begin(), rows.end(), [&](row_type const& a, row_type const& b) {
      return unpack(
          [&](auto const&... keys) {
            int out = 0;
            static_cast<void>(((out = compare_by(keys, a, b)) || ...));
            return out < 0;
          },
          step_.keys);
    });
    return rows;
  }
  std::int64_t wanted(limit_counters const& passed) const { return below_.wanted(passed); }

 private:
  plan::order_by<Orderings...> step_;
  collecting<Child> below_;
};

/// Other steps over collected rows: a fused loop.
template <class Step, class Child>
  requires(!plan::is_collecting_step<Step>::value)
class collecting<plan::node<Step, Child>> {
 public:
  using plan_type = plan::node<Step, Child>;
  using row_type = record<typename plan_type::schema_type>;
  using below_plan =
      std::remove_cvref_t<decltype(plan::topmost_collecting(std::declval<plan_type const&>()))>;
  using chain_type = decltype(lower(plan::above_collecting(std::declval<plan_type const&>())));
  static constexpr std::size_t limits = collecting<below_plan>::limits;
  explicit collecting(plan_type const& p, io::tables_read* read = nullptr)
      : chain_(lower(plan::above_collecting(p), read)),
        below_(plan::topmost_collecting(p), read) {}

  template <class Row>
  std::vector<row_type> operator()(std::vector<Row> given, limit_counters& passed) const {
    auto const rows = below_(std::move(given), passed);
    using taken = typename std::remove_cvref_t<decltype(rows)>::value_type;
    std::vector<row_type> out;
    typename chain_type::lanes_type lanes{};
    in_blocks<record_block<taken>>(rows, [&](auto const& block) {
      block_text::scope const made_text;
      run(chain_, lanes, block,
          for_each_row{[&](auto const& row) { out.push_back(make_record<row_type>(row)); }});
    });
    return out;
  }
  std::int64_t wanted(limit_counters const& passed) const { return below_.wanted(passed); }

 private:
  chain_type chain_;
  collecting<below_plan> below_;
};

}  // namespace millstream::physical
