// SPDX-License-Identifier: Apache-2.0
//
// `any_stream<Row>`: a stream whose type says nothing but its rows. The steps of the stream that was
// erased are fused as ever; its rows cross a stage border in blocks, one virtual call a block. For a
// program that builds its streams at run time, and to keep a long query's types short.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/read.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/io/any_source.hpp>
#include <millstream/optimize/optimize.hpp>
#include <millstream/physical/lower.hpp>
#include <millstream/plan/branches.hpp>
#include <millstream/plan/describe.hpp>

namespace millstream {

/// A stream of rows of `Row`: any source, any steps without state. Every word can follow it.
template <adapted_struct Row>
using any_stream = stream<plan::source<schema_of<Row>, any_source<Row>>>;

namespace detail {

/// A plan of one source and steps without state, as a source of rows of `Schema`.
template <class Schema, class Plan>
class fused_plan {
  using optimized_type = optimize::optimized_plan<Plan, type_list<>>;
  using chain_type =
      decltype(physical::lower(nth<0>(std::declval<optimized_type const&>().branches())));
  using row_type = record<Schema>;

  template <class Batch>
  struct batch {
    Batch of;
    std::shared_ptr<chain_type const> chain;

    std::size_t lanes() const { return of.lanes(); }
    io::lane_counts read_lane(std::size_t lane, auto&& consume, auto&& reject) {
      typename chain_type::lanes_type kept{};
      std::vector<row_type> rows(block_rows);
      std::size_t n = 0;
      auto const flush = [&] {
        if (n != 0) consume(record_block<row_type>{rows.data(), n});
        n = 0;
      };
      // computed values live as long as their row only: the border owns what crosses it
      auto counts = of.read_lane(
          lane,
          [&](auto const& block) {
            physical::run(*chain, kept, block, physical::for_each_row{[&](auto const& row) {
              convert(row, rows[n]);
              if (++n == block_rows) flush();
            }});
          },
          reject);
      flush();
      return counts;
    }
  };
  template <class Live>
  struct live : Live {
    std::shared_ptr<io::tables_read> tables;
    std::shared_ptr<chain_type const> chain;
    auto open_batch(std::string_view offset) {
      tables->begin_batch();
      return batch<decltype(Live::open_batch(offset))>{Live::open_batch(offset), chain};
    }
  };

 public:
  explicit fused_plan(Plan plan) : plan_(std::move(plan)) {}

  /// The steps from the top down, on one line, without the columns of sources.
  std::string to_string() const {
    auto const text = plan::describe(plan_).to_string();
    std::string out = "any_stream (";
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      auto const from = text.find_first_not_of(' ', at);
      auto const line = std::string_view(text).substr(from, text.find('\n', at) - from);
      out.append(out.ends_with('(') ? "" : " of ").append(line.substr(0, line.find(" -> ")));
    }
    return out + ")";
  }

  template <class Declared, class Checked, class Needed>
  auto open_source(io::source_context const& context) const {
    optimized_type const optimized(plan_);
    auto const& branch = nth<0>(optimized.branches());
    auto const& leaf = plan::leaf_of(branch);
    auto opened = leaf.description.template open_source<
        typename std::remove_cvref_t<decltype(leaf)>::schema_type,
        typename optimized_type::template checked<0>, typename optimized_type::template needed<0>>(
        context);
    auto tables = std::make_shared<io::tables_read>();
    auto chain = std::make_shared<chain_type const>(physical::lower(branch, tables.get()));
    return live<decltype(opened)>{std::move(opened), std::move(tables), std::move(chain)};
  }

 private:
  static void convert(auto const& from, row_type& to) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (void(to.template slot<I>() =
                millstream::detail::convert_column<typename Schema::template type_at<I>>(
                    from.template get<Schema::template field_at<I>::name>())),
       ...);
    }(std::make_index_sequence<Schema::size>{});
  }

  Plan plan_;
};

/// What a stream cannot take over a border: its watermark, its state, a second source.
template <bool Found, fixed_string Word>
using refused_word =
    std::conditional_t<Found, diagnostic::erased_needs_one_source<diagnostic::in<Word>>,
                       diagnostic::none>;
template <class Plan>
using erase_problem =
    diagnostic::first_problem<refused_word<plan::has_aggregate<Plan>, "group_by">,
                              refused_word<plan::is_stateful<Plan>, "drop_duplicates">,
                              refused_word<plan::has_collecting<Plan>, "limit or order_by">,
                              refused_word<plan::contains_union<Plan>, "union_">,
                              refused_word<plan::has_watermark<Plan>, "with_watermark">>;

/// The columns of a struct and no other, so that the rules see what nobody reads.
template <class Input, class... Fs>
auto select_fields(Input const& input, type_identity<schema<Fs...>>) {
  return input | select(expr::column<Fs::name>{}...);
}

}  // namespace detail

/// Erases the type of a stream: `ms::any_stream<view> v = ms::erase_stream<view>(events | ms::where(...))`.
/// **Shape** the members of `Row`, each from the column of its name. **Requires** a column for every
/// member, of a type that converts without loss (MS008); one source and steps without state (MS049).
/// **Order and time** order kept; a watermark goes behind the border. **Cost** each row is copied into
/// a record; a virtual call a block.
template <adapted_struct Row, class Plan>
auto erase_stream(stream<Plan> const& s) {
  if constexpr (plan::is_poisoned<Plan>) {
    return s;
  } else {
    using problem = diagnostic::first_problem<
        detail::erase_problem<Plan>,
        typename detail::struct_problem<typename Plan::schema_type, Row>::type>;
    if constexpr (diagnostic::is_none<problem>) {
      auto const columns = detail::select_fields(s, type_identity<schema_of<Row>>{});
      using plan_type = typename std::remove_cvref_t<decltype(columns)>::plan_type;
      return any_stream<Row>(read_stream(
          any_source<Row>(detail::fused_plan<schema_of<Row>, plan_type>(columns.plan))));
    } else {
      using said [[maybe_unused]] = typename problem::said;
      return stream<plan::poisoned>{};
    }
  }
}

}  // namespace millstream
