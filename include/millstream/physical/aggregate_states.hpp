// SPDX-License-Identifier: Apache-2.0
//
// What a group keeps of its rows: a state an aggregate, in memory and in columns on disk.
#pragma once

#include <memory>

#include <millstream/base/inline.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/expr/evaluate.hpp>
#include <millstream/plan/steps.hpp>
#include <millstream/state/columns.hpp>

namespace millstream::physical {

template <class Step, class In>
struct aggregate_states;

template <class Keys, class... As, class In>
struct aggregate_states<plan::aggregate<Keys, plan::aggregates<As...>>, In> {
  using step_type = plan::aggregate<Keys, plan::aggregates<As...>>;
  using type = pack<typename step_type::template state<As, In>...>;

  /// Takes a row into the states.
  template <class Row>
  static MILLSTREAM_INLINE void step(type& states, step_type const& of, Row const& row) {
    [&]<std::size_t... I>(std::index_sequence<I...>) MILLSTREAM_LAMBDA_INLINE {
      (expr::step(nth<I>(states), expr::without_alias(nth<I>(of.values)), row), ...);
    }(std::index_sequence_for<As...>{});
  }
  static void merge(type& into, type const& later) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (nth<I>(into).merge(nth<I>(later)), ...);
    }(std::index_sequence_for<As...>{});
  }

  // ---- on disk ----

  static void add_columns(std::vector<column_spec>& out) {
    visit(*std::make_unique<type>(), [&](std::string const& name, auto& v) {
      out.push_back(state::spec_of<std::remove_cvref_t<decltype(v)>>(name));
    });
  }
  /// Puts the states behind what a row has in the columns before `column`.
  static void append(table& out, std::size_t column, type states) {
    visit(states,
          [&](std::string const&, auto& v) { state::append_value(out.columns[column++], v); });
  }
  static void read(table const& from, std::size_t row, std::size_t column, type& into) {
    visit(into,
          [&](std::string const&, auto& v) { state::read_value(from.columns[column++], row, v); });
  }

 private:
  /// Calls `use(name, field)` for each field of each state.
  template <class Use>
  static void visit(type& states, Use&& use) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (nth<I>(states).each_field([&](char const* field, auto& v) {
        use(std::string(expr::name_of<As>) + "." + field, v);
      }),
       ...);
    }(std::index_sequence_for<As...>{});
  }
};

}  // namespace millstream::physical
