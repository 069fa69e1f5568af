// SPDX-License-Identifier: Apache-2.0
//
// A chain of steps as a value, for rules that are ordinary constexpr code: what each step reads and
// defines, as sets of column numbers. A number stands for one definition of a column: a name that is
// redefined gets a new one, a plain column that is passed on keeps its own.
#pragma once

#include <array>

#include <millstream/expr/substitute.hpp>
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
  column_set result;   ///< what is needed at the top
  column_set needed;   ///< of the source, after the rules
  column_set checked;  ///< of the source: what the plan as written reads
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
        return true;
      case with_column:
      case project:
      case drop:
      case static_join:
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
inline constexpr bool always_true = false;
template <class A, class In>
inline constexpr bool
    always_true<expr::call<expr::logical_not, expr::call<expr::is_null_test, A>>, In> =
        !is_optional<expr::type_of<A, In>>;
template <class A, class In>
inline constexpr bool
    always_true<expr::call<expr::logical_not, expr::call<expr::logical_not, A>>, In> =
        always_true<A, In>;

/// A computed record can't: a path may lead into it.
template <class E, class In>
inline constexpr bool can_stand_for =
    !plan::detail::plain_column<E>.empty() ||
    (!is_record<without_optional_t<expr::type_of<E, In>>> && !expr::is_window<E>);

/// The K-th step of a chain, counted from the source.
template <std::size_t K, class Plan>
constexpr auto const& step_at(Plan const& p);

template <class Plan>
inline constexpr std::size_t depth = 0;
template <class Step, class Child>
inline constexpr std::size_t depth<plan::node<Step, Child>> = depth<Child> + 1;

template <std::size_t K, class Plan>
constexpr auto const& step_at(Plan const& p) {
  if constexpr (K + 1 == depth<Plan>)
    return p.step;
  else
    return step_at<K>(p.child);
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
    if constexpr (Step::kind == filter)
      s.always_true = always_true<std::remove_cvref_t<decltype(Step::condition)>, In>;
    if constexpr (Step::kind == with_column)
      s.substitutable = can_stand_for<std::remove_cvref_t<decltype(Step::value)>, In>;
    if constexpr (Step::kind == project)
      s.substitutable = []<class... Es>(type_identity<std::tuple<Es...>>) {
        return (can_stand_for<Es, In> && ...);
      }(type_identity<decltype(Step::values)>{});
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
        if constexpr (Step::kind == with_column) made = made || name == Step::name.view();
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

namespace detail {

/// Steps that filter `Value.order[Position]` stands below now and stood above as written, and that
/// compute columns: the topmost first. A step that was pruned counts: the filter may have read its
/// column before it passed it. Computing steps keep their order, so the first one below ends the list.
template <auto const& Value, std::size_t Position>
inline constexpr auto passed_steps = [] {
  struct {
    std::array<std::size_t, Value.order.size()> steps{};
    std::size_t count = 0;
  } out;
  for (auto s = Value.order[Position]; s-- > 0;) {
    if (Value.steps[s].kind != plan::step_kind::with_column &&
        Value.steps[s].kind != plan::step_kind::project)
      continue;
    for (std::size_t below = 0; below < Position; ++below)
      if (Value.order[below] == s) return out;
    out.steps[out.count++] = s;
  }
  return out;
}();

/// The step with, in a filter's condition, the columns that `computing` computes replaced.
template <class Condition, class Computing>
constexpr auto below_step(plan::filter<Condition> const& f, Computing const& computing) {
  auto const find = [&]<fixed_string Name>(expr::column<Name> const& e) {
    if constexpr (Computing::kind == plan::step_kind::with_column) {
      if constexpr (head_of<Name> == Computing::name)
        return expr::value_for<Name>(computing.value);
      else
        return e;
    } else {
      return [&]<class... Es>(std::tuple<Es...> const& values) {
        constexpr std::size_t at = [] {
          std::size_t out = 0, i = 0;
          ((expr::name_of<Es>.view() == head_of<Name>.view() ? void(out = i) : void(), ++i), ...);
          return out;
        }();
        return expr::value_for<Name>(std::get<at>(values));
      }(computing.values);
    }
  };
  auto condition = expr::substitute(f.condition, find);
  return plan::filter<decltype(condition)>{condition};
}

template <auto const& Value, std::size_t Position, std::size_t Passed, class Plan, class Step>
constexpr auto substituted(Plan const& p, Step const& step) {
  if constexpr (Step::kind != plan::step_kind::filter) {
    return step;
  } else {
    constexpr auto const& passed = passed_steps<Value, Position>;
    if constexpr (Passed == passed.count)
      return step;
    else
      return substituted<Value, Position, Passed + 1>(
          p, below_step(step, step_at<passed.steps[Passed]>(p)));
  }
}

}  // namespace detail

/// The chain with its steps in the order of `Value` (a constexpr chain_value), as nested nodes again.
template <auto const& Value, std::size_t Count, class Plan>
constexpr auto rebuild(Plan const& p) {
  if constexpr (Count == 0) {
    return plan::leaf_of(p);
  } else {
    auto below = rebuild<Value, Count - 1>(p);
    auto step =
        detail::substituted<Value, Count - 1, 0>(p, detail::step_at<Value.order[Count - 1]>(p));
    return plan::node<decltype(step), decltype(below)>{step, below};
  }
}

}  // namespace millstream::optimize
