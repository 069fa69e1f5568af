// SPDX-License-Identifier: Apache-2.0
//
// A chain of steps as a value, for rules that are ordinary constexpr code: what each step reads and
// defines, as sets of column numbers. A number stands for one definition of a column, or of a member of
// one that is a record (leaves.hpp): a name that is redefined gets a new one, a plain column that is
// passed on keeps its own.
#pragma once

#include <array>
#include <bit>

#include <millstream/base/pack.hpp>
#include <millstream/expr/cost.hpp>
#include <millstream/expr/fold.hpp>
#include <millstream/expr/functions/null_handling.hpp>
#include <millstream/expr/simplify.hpp>
#include <millstream/optimize/leaves.hpp>
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
  constexpr void remove(std::size_t i) { words[i / 64] &= ~(std::uint64_t(1) << (i % 64)); }
  constexpr bool within(column_set const& other) const {
    for (std::size_t w = 0; w < words.size(); ++w)
      if (words[w] & ~other.words[w]) return false;
    return true;
  }
  /// Calls `visit(i)` for each number in the set, ascending.
  constexpr void each(auto&& visit) const {
    for (std::size_t w = 0; w < words.size(); ++w)
      for (auto rest = words[w]; rest != 0; rest &= rest - 1)
        visit(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
  }
  /// What is in both.
  constexpr column_set both(column_set const& other) const {
    column_set out;
    for (std::size_t w = 0; w < words.size(); ++w)
      out.words[w] = words[w] & other.words[w];
    return out;
  }
  constexpr bool empty() const {
    for (auto const w : words)
      if (w) return false;
    return true;
  }
};

/// No step.
inline constexpr std::size_t no_step = static_cast<std::size_t>(-1);

struct step_value {
  plan::step_kind kind{};
  column_set reads;
  column_set reads_again;  ///< more than once
  column_set defines;
  column_set put_in;  ///< into a filter: computed columns, as what they are computed from
  std::size_t first_number = 0;  ///< of the columns that it defines itself
  std::size_t unions_below = 0;  ///< between the source and this step
  std::size_t inside = no_step;  ///< the step of which it became a part: a projection above it,
                                 ///< or, of a filter, the join whose table it filters
  bool drops_rows = false;       ///< a join that has nothing for some rows; what `explode` leaves
                                 ///< out a filter of its own has left out below it
  bool total = false;            ///< a filter that is an error for no row
  bool always_true = false;      ///< a filter whose types say so
  bool simplifies = false;       ///< the types say something simpler for an expression of it
  bool has_constant = false;     ///< an expression of it holds a call of literals alone
  bool substitutable = true;  ///< what it computes can stand in a condition in place of the column
  bool knows_not_null = false;  ///< a column that it passes on has another type from here on
};

/// A chain of `N` steps. `order[0]` is the step next to the source; `count` are kept.
template <std::size_t N>
struct chain_value {
  std::array<step_value, N == 0 ? 1 : N> steps{};
  std::array<std::size_t, N == 0 ? 1 : N> order{};
  std::size_t count = N;
  std::array<column_set, max_columns> depends{};  ///< of a defined column: what it is computed from
  std::array<std::size_t, max_columns> cost{};    ///< of a defined column: to compute it from those
  std::size_t source_columns = 0;
  column_set result;        ///< what is needed at the top
  column_set result_again;  ///< more than once
  column_set kept;          ///< computed once a row
  column_set risky;         ///< defined by what may be an error for a row
  column_set starts;        ///< the first number of each defined column
  column_set needed;        ///< of the source, after the rules
  column_set checked;       ///< of the source: what the plan as written reads
  bool over_state = false;  ///< the source is what an operator with state hands on
  bool simplify = false;    ///< rebuilt steps are simplified by their types
  bool fold = false;        ///< calls of literals are evaluated when the steps are rebuilt
  std::array<bool, plan::rules::names.size()> fired{};  ///< by the rule's position in the list

  constexpr void move_down(std::size_t from, std::size_t to) {
    auto const moved = order[from];
    for (auto i = from; i > to; --i) {
      order[i] = order[i - 1];
      steps[moved].unions_below = std::min(steps[moved].unions_below, at(i).unions_below);
    }
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
    reads.both(computing.defines).each([&](std::size_t i) {
      reads.remove(i);
      reads.add(depends[i]);
    });
  }

  /// May this filter go below a union that the step below it stands under?
  constexpr bool crosses_union(step_value const& upper, step_value const& below) const {
    return upper.unions_below > below.unions_below;
  }

  /// Would this filter see rows there that it does not see here, and may be an error for one of them?
  constexpr bool may_err_below(step_value const& upper, step_value const& below) const {
    return below.drops_rows && !upper.total;
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
    [&]<class... Es>(type_identity<pack<Es...>>) {
      (visit(type_identity<Es>()), ...);
    }(type_identity<decltype(Step::values)>{});
}

/// How many numbers a chain needs where records are taken apart: if there are not enough, they are not.
template <class Plan>
inline constexpr std::size_t leaves_of_chain = leaf_count<typename Plan::schema_type>;
template <class Step, class Child>
inline constexpr std::size_t leaves_of_chain<plan::node<Step, Child>> = [] {
  using enum plan::step_kind;
  using out = typename plan::node<Step, Child>::schema_type;
  constexpr auto below = leaves_of_chain<Child>;
  if constexpr (Step::kind == with_column)
    return below + leaf_count<typename out::template type_of<Step::name>>;
  else if constexpr (Step::kind == project || Step::kind == map_rows || Step::kind == static_join ||
                     Step::kind == generate || Step::kind == expand)
    return below + leaf_count<out>;
  else
    return below;
}();

template <class Plan>
inline constexpr bool takes_records_apart = leaves_of_chain<Plan> <= max_columns;

/// Walks a chain from its source, giving numbers to columns. `Plan` is a nested chain. Where `Nested`,
/// a record has a number a leaf.
template <std::size_t N, bool Nested>
struct numbering {
  chain_value<N>& value;
  std::array<std::size_t, max_columns> ids{};  // of the leaves of the schema reached so far
  std::size_t next = 0;
  std::size_t step = 0;

  template <class T>
  static constexpr std::size_t size_of = Nested ? leaf_count<T> : 1;
  template <class Schema>
  static constexpr std::size_t whole_size = Nested ? leaf_count<Schema> : Schema::size;
  template <class Schema>
  static constexpr leaf_range range_of(std::string_view path) {
    if constexpr (Nested) {
      return leaves_at<Schema>(path);
    } else {
      auto const i = Schema::index_of(path.substr(0, millstream::detail::first_dot(path)));
      return i == no_column ? leaf_range{} : leaf_range{i, 1};
    }
  }

  template <class Plan>
  constexpr void walk() {
    if constexpr (plan::is_chain_leaf<Plan>) {
      for (std::size_t i = 0; i < whole_size<typename Plan::schema_type>; ++i)
        ids[i] = next++;
      value.source_columns = next;
      value.over_state = plan::is_state_result<Plan>;
    } else {
      walk<typename Plan::child_type>();
      take<typename Plan::child_type::schema_type, typename Plan::schema_type,
           typename Plan::step_type>();
    }
  }

  template <class In>
  constexpr void mark(column_set& once, column_set& again, std::string_view path) const {
    mark_range(once, again, range_of<In>(path));
  }
  constexpr void mark_range(column_set& once, column_set& again, leaf_range range) const {
    for (auto i = range.first; i < range.first + range.count; ++i)
      (once.has(ids[i]) ? again : once).add(ids[i]);
  }
  template <class In, class E>
  constexpr column_set read_by() const {
    column_set out, again;
    expr::uses<E>::each([&](std::string_view path) { mark<In>(out, again, path); });
    return out;
  }

  template <class In, class Out, class Step>
  constexpr void take() {
    using enum plan::step_kind;
    auto& s = value.steps[step];
    value.order[step] = step;
    ++step;
    s.kind = Step::kind;
    Step::template reads<In>(
        [&](std::string_view path) { mark<In>(s.reads, s.reads_again, path); });
    visit_expressions<Step>([&]<class E>(type_identity<E>) {
      s.simplifies = s.simplifies || simplifies<E, In>;
      s.has_constant = s.has_constant || expr::has_constant_call<E>;
      if constexpr (Step::kind == filter) {
        s.always_true = always_true<E, In>;
        s.total = is_total<E>(s.reads);
      } else {
        s.substitutable = s.substitutable && can_stand_for<E, In>;
        s.knows_not_null = s.knows_not_null || expr::is_known_column<expr::without_alias_t<E>>;
      }
    });
    if constexpr (Step::kind == static_join) s.drops_rows = !Step::outer;
    s.first_number = next;
    if constexpr (Step::kind == project) {
      auto const before = ids;
      std::size_t at = 0;
      [&]<class... Es>(type_identity<pack<Es...>>) {
        (
            [&] {
              constexpr auto path = plan::detail::plain_column<Es>;
              if constexpr (!path.empty() && path == expr::name_of<Es>.view()) {
                pass_on(before, range_of<In>(path), at);
              } else {
                auto const now = std::exchange(ids, before);
                auto const from = read_by<In, Es>();
                ids = now;
                using type = typename Out::template type_of<expr::name_of<Es>>;
                define(s, size_of<type>, from, expr::cost<Es>, at, !is_total<Es>(from));
              }
            }(),
            ...);
      }(type_identity<decltype(Step::values)>{});
    } else if constexpr (Step::kind == with_column) {
      using type = typename Out::template type_of<Step::name>;
      using computed = std::remove_cvref_t<decltype(Step::value)>;
      auto place = range_of<In>(Step::name.view());
      if (place.count == 0) place.first = whole_size<In>;
      auto const before = ids;
      auto at = place.first;
      define(s, size_of<type>, s.reads, expr::cost<computed>, at, !is_total<computed>(s.reads));
      if (place.count != 0 && place.count != size_of<type>)
        pass_on(before, {place.first + place.count, whole_size<In> - place.first - place.count},
                at);
    } else if constexpr (Step::kind == static_join) {
      auto at = whole_size<In>;
      define_each<typename Step::added>(s, at);
    } else if constexpr (Step::kind == map_rows) {
      std::size_t at = 0;
      define_each<Out>(s, at);
    } else if constexpr (!std::is_same_v<In, Out>) {
      auto const before = ids;
      std::size_t at = 0;
      Out::for_each([&]<class Field>() {
        bool made = !In::has(Field::name.view());
        if constexpr (Step::kind == generate)
          made = made || Field::name.view() == Step::name.view();
        if (made)
          define(s, size_of<typename Field::type>, s.reads, 0, at);
        else
          pass_on(before, range_of<In>(Field::name.view()), at);
      });
    }
  }

  constexpr void pass_on(auto const& before, leaf_range range, std::size_t& at) {
    for (auto i = range.first; i < range.first + range.count; ++i)
      ids[at++] = before[i];
  }
  /// Is an expression that reads these columns an error for no row?
  template <class E>
  constexpr bool is_total(column_set const& reads) const {
    return expr::is_total<E> && !reads.meets(value.risky);
  }
  constexpr void define(step_value& s, std::size_t leaves, column_set const& from, std::size_t cost,
                        std::size_t& at, bool risky = false) {
    value.starts.add(next);
    for (; leaves > 0; --leaves) {
      s.defines.add(next);
      if (risky) value.risky.add(next);
      value.depends[next] = from;
      value.cost[next] = cost;
      ids[at++] = next++;
    }
  }
  template <class Schema>
  constexpr void define_each(step_value& s, std::size_t& at) {
    Schema::for_each(
        [&]<class Field>() { define(s, size_of<typename Field::type>, s.reads, 0, at); });
  }
};

/// What of the source a chain needs when `needed` is needed at its top.
template <std::size_t N>
constexpr column_set needed_of_source(chain_value<N> const& value, column_set needed) {
  for (auto position = value.count; position-- > 0;) {
    auto const& s = value.at(position);
    using enum plan::step_kind;
    if (s.kind == with_column || s.kind == project || s.kind == map_rows) {
      needed.both(s.defines).each([&](std::size_t i) { needed.add(value.depends[i]); });
      if (s.kind == map_rows) needed.add(s.reads);
    } else {
      needed.add(s.reads);
    }
  }
  column_set out;
  needed.each([&](std::size_t i) {
    if (i < value.source_columns) out.add(i);
  });
  return out;
}

/// At the top of a stateless chain every column is wanted. Not asked for by name: looking up each of 200
/// columns takes more steps than compilers evaluate.
struct everything {};

/// Every step stands above no union.
struct no_unions {
  static constexpr std::size_t below(std::size_t) { return 0; }
};

}  // namespace detail

/// The value of a chain. `Top::reads<In>(visit)` names the columns needed at its top, and
/// `Unions::below(step)` says how many unions a step stands above.
template <class Plan, class Top, class Unions = detail::no_unions>
constexpr auto chain_of() {
  constexpr auto count = detail::depth<Plan>;
  chain_value<count> out;
  detail::numbering<count, detail::takes_records_apart<Plan>> numbers{out};
  numbers.template walk<Plan>();
  for (std::size_t s = 0; s < count; ++s)
    out.steps[s].unions_below = Unions::below(s);
  using schema_type = typename Plan::schema_type;
  if constexpr (std::is_same_v<Top, detail::everything>)
    numbers.mark_range(out.result, out.result_again, {0, numbers.template whole_size<schema_type>});
  else
    Top::template reads<schema_type>([&](std::string_view path) {
      numbers.template mark<schema_type>(out.result, out.result_again, path);
    });
  // as written: every step counts, also one whose column nobody uses
  auto all = out.result;
  for (std::size_t s = 0; s < count; ++s)
    all.add(out.steps[s].defines);
  out.checked = detail::needed_of_source(out, all);
  out.needed = out.checked;
  return out;
}

}  // namespace millstream::optimize
