// SPDX-License-Identifier: Apache-2.0
//
// A chain of steps as a value, for rules that are ordinary constexpr code: what each step reads and
// defines, as sets of column numbers. A number stands for one definition of a column: a name that is
// redefined gets a new one, a plain column that is passed on keeps its own.
#pragma once

#include <array>

#include <millstream/expr/fold.hpp>
#include <millstream/expr/simplify.hpp>
#include <millstream/plan/branches.hpp>
#include <millstream/plan/rule_names.hpp>

namespace millstream::optimize {

inline constexpr std::size_t max_columns = 256;

struct column_set {
  std::array<std::uint64_t, max_columns / 64> words{};
  constexpr void add(std::size_t i) { words[i / 64] |= std::uint64_t(1) << (i % 64); }
  constexpr bool has(std::size_t i) const { return (words[i / 64] >> (i % 64)) & 1; }
  constexpr void add(column_set const& other) {
    for (std::size_t w = 0; w < words.size(); ++w)
      words[w] |= other.words[w];
  }
  constexpr bool meets(column_set const& other) const {
    for (std::size_t w = 0; w < words.size(); ++w)
      if (words[w] & other.words[w]) return true;
    return false;
  }
  constexpr bool empty() const {
    for (auto const w : words)
      if (w) return false;
    return true;
  }
};

struct step_value {
  plan::step_kind kind{};
  column_set reads;
  column_set defines;
  bool always_true = false;   ///< a filter whose types say so
  bool simplifies = false;    ///< the types say something simpler for an expression of it
  bool has_constant = false;  ///< an expression of it holds a call of literals alone
  bool substitutable = true;  ///< what it computes can stand in a condition in place of the column
};

/// A chain of `N` steps. `order[0]` is the step next to the source; `count` are kept.
template <std::size_t N>
struct chain_value {
  std::array<step_value, N == 0 ? 1 : N> steps{};
  std::array<std::size_t, N == 0 ? 1 : N> order{};
  std::size_t count = N;
  std::array<column_set, max_columns> depends{};  ///< of a defined column: what it is computed from
  std::size_t source_columns = 0;
  column_set result;        ///< what is needed at the top
  column_set needed;        ///< of the source, after the rules
  column_set checked;       ///< of the source: what the plan as written reads
  bool over_state = false;  ///< the source is the result of an aggregation, of which all is there
  bool simplify = false;    ///< rebuilt steps are simplified by their types
  bool fold = false;        ///< calls of literals are evaluated when the steps are rebuilt
  std::array<bool, plan::rules::names.size()> fired{};  ///< by the rule's position in the list

  constexpr void move_down(std::size_t from, std::size_t to) {
    auto const moved = order[from];
    for (auto i = from; i > to; --i)
      order[i] = order[i - 1];
    order[to] = moved;
  }
  constexpr void remove(std::size_t at) {
    for (auto i = at; i + 1 < count; ++i)
      order[i] = order[i + 1];
    --count;
  }
  constexpr step_value const& at(std::size_t position) const { return steps[order[position]]; }

  /// What is read when the columns that a step computes are replaced by what they are computed from.
  constexpr void read_through(column_set& reads, step_value const& computing) const {
    for (std::size_t i = 0; i < max_columns; ++i)
      if (reads.has(i) && computing.defines.has(i)) {
        reads.words[i / 64] &= ~(std::uint64_t(1) << (i % 64));
        reads.add(depends[i]);
      }
  }

  /// May this filter stand below that step and keep the same rows?
  constexpr bool may_pass(step_value const& upper, step_value const& below) const {
    using enum plan::step_kind;
    switch (below.kind) {
      case filter:
      case filter_rows:
      case named_part:
        return true;
      case with_column:
      case project:
      case drop:
      case static_join:
      case generate:
      case expand:
        return !upper.reads.meets(below.defines);
      case watermark:
        return !upper.reads.meets(below.reads);
      default:
        return false;
    }
  }
};

namespace detail {

/// Conditions that the types alone make true.
template <class E, class In>
inline constexpr bool always_true = [] {
  if constexpr (expr::may_simplify<E>)
    return std::is_same_v<expr::simplified_t<In, E>, expr::static_literal<true>>;
  else
    return false;
}();

/// Do the types say something simpler for this expression?
template <class E, class In>
inline constexpr bool simplifies = [] {
  if constexpr (expr::may_simplify<E>)
    return !std::is_same_v<expr::simplified_t<In, E>, E>;
  else
    return false;
}();

/// A computed record can't: a path may lead into it.
template <class E, class In>
inline constexpr bool can_stand_for =
    !plan::detail::plain_column<E>.empty() ||
    (!is_record<without_optional_t<expr::type_of<E, In>>> && !expr::is_window<E>);

template <class Plan>
inline constexpr std::size_t depth = 0;
template <class Step, class Child>
inline constexpr std::size_t depth<plan::node<Step, Child>> = depth<Child> + 1;

/// Calls `visit(type_identity<E>)` for each expression of a stateless step.
template <class Step>
constexpr void visit_expressions(auto&& visit) {
  using enum plan::step_kind;
  if constexpr (Step::kind == filter)
    visit(type_identity<std::remove_cvref_t<decltype(Step::condition)>>());
  else if constexpr (Step::kind == with_column)
    visit(type_identity<std::remove_cvref_t<decltype(Step::value)>>());
  else if constexpr (Step::kind == project)
    [&]<class... Es>(type_identity<std::tuple<Es...>>) {
      (visit(type_identity<Es>()), ...);
    }(type_identity<decltype(Step::values)>{});
}

/// Walks a chain from its source, giving numbers to columns. `Plan` is a nested chain.
template <std::size_t N>
struct numbering {
  chain_value<N>& value;
  std::array<std::size_t, max_columns> ids{};  // of the columns of the schema reached so far
  std::size_t next = 0;
  std::size_t step = 0;

  template <class Plan>
  constexpr void walk() {
    if constexpr (plan::is_chain_leaf<Plan>) {
      for (std::size_t i = 0; i < Plan::schema_type::size; ++i)
        ids[i] = next++;
      value.source_columns = next;
      value.over_state = plan::is_aggregate_result<Plan>;
    } else {
      walk<typename Plan::child_type>();
      take<typename Plan::child_type::schema_type, typename Plan::schema_type,
           typename Plan::step_type>();
    }
  }

  template <class In>
  constexpr void mark(column_set& into, std::string_view name) const {
    if (auto const i = In::index_of(name); i != no_column) into.add(ids[i]);
  }

  template <class In, class Out, class Step>
  constexpr void take() {
    using enum plan::step_kind;
    auto& s = value.steps[step];
    value.order[step] = step;
    ++step;
    s.kind = Step::kind;
    Step::template reads<In>([&](std::string_view name) { mark<In>(s.reads, name); });
    visit_expressions<Step>([&]<class E>(type_identity<E>) {
      s.simplifies = s.simplifies || simplifies<E, In>;
      s.has_constant = s.has_constant || expr::has_constant_call<E>;
      if constexpr (Step::kind == filter)
        s.always_true = always_true<E, In>;
      else
        s.substitutable = s.substitutable && can_stand_for<E, In>;
    });
    auto const before = ids;
    auto const fresh = [&](column_set const& from) {
      s.defines.add(next);
      value.depends[next] = from;
      return next++;
    };
    if constexpr (Step::kind == project) {
      [&]<class... Es>(type_identity<std::tuple<Es...>>) {
        std::size_t i = 0;
        (
            [&] {
              constexpr auto path = plan::detail::plain_column<Es>;
              if (!path.empty() && path == expr::name_of<Es>.view()) {
                ids[i++] = before[In::index_of(path)];
              } else {
                column_set from;
                expr::uses<Es>::each([&](std::string_view name) {
                  if (auto const at = In::index_of(name); at != no_column) from.add(before[at]);
                });
                ids[i++] = fresh(from);
              }
            }(),
            ...);
      }(type_identity<decltype(Step::values)>{});
    } else {
      for (std::size_t i = 0; i < Out::size; ++i) {
        auto const name = Out::names[i];
        bool made = Step::kind == map_rows || !In::has(name);
        if constexpr (Step::kind == with_column || Step::kind == generate)
          made = made || name == Step::name.view();
        ids[i] = made ? fresh(s.reads) : before[In::index_of(name)];
      }
    }
  }
};

/// What of the source a chain needs when `value.result` is needed at its top.
template <std::size_t N>
constexpr column_set needed_of_source(chain_value<N> const& value) {
  auto needed = value.result;
  for (auto position = value.count; position-- > 0;) {
    auto const& s = value.at(position);
    using enum plan::step_kind;
    if (s.kind == with_column || s.kind == project || s.kind == map_rows) {
      for (std::size_t i = 0; i < max_columns; ++i)
        if (needed.has(i) && s.defines.has(i)) needed.add(value.depends[i]);
      if (s.kind == map_rows) needed.add(s.reads);
    } else {
      needed.add(s.reads);
    }
  }
  column_set out;
  for (std::size_t i = 0; i < value.source_columns; ++i)
    if (needed.has(i)) out.add(i);
  return out;
}

}  // namespace detail

/// The value of a chain. `Reads<In>(visit)` names the columns needed at its top.
template <class Plan, class Top>
constexpr auto chain_of() {
  chain_value<detail::depth<Plan>> out;
  detail::numbering<detail::depth<Plan>> numbers{out};
  numbers.template walk<Plan>();
  using schema_type = typename Plan::schema_type;
  Top::template reads<schema_type>(
      [&](std::string_view name) { numbers.template mark<schema_type>(out.result, name); });
  // as written: every step counts, also one whose column nobody uses
  auto all = out;
  for (std::size_t i = 0; i < max_columns; ++i)
    for (std::size_t s = 0; s < detail::depth<Plan>; ++s)
      if (out.steps[s].defines.has(i)) all.result.add(i);
  out.checked = detail::needed_of_source(all);
  out.needed = out.checked;
  return out;
}

}  // namespace millstream::optimize
