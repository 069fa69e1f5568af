// SPDX-License-Identifier: Apache-2.0
//
// The shape of a plan: its operators as a small array of plain values, bottom to top, with what the
// rules of legality ask about each. Made once from the plan's type; operators that come later have
// their kinds here already, so that the table (legality_table.hpp) is tested before they exist.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <millstream/plan/join_bounds.hpp>
#include <millstream/plan/node.hpp>

namespace millstream::plan {

/// What an operator is to the rules. Steps that keep no row and look at one at a time (filter, select,
/// map ...) leave no mark in a shape: no rule asks about them.
enum class operator_kind : std::uint8_t {
  source,
  table,
  watermark,
  union_of,
  join,
  aggregate,
  limit,
  offset,
  sort,
  sample,
  deduplicate,
  deduplicate_within_watermark,
  // from here on: words that come later
  map_groups_with_state,
  flat_map_groups_with_state,
  transform_with_state,
  window_function,
  row_number,
  intersect,
  except,
  cogroup
};

enum class join_kind : std::uint8_t { inner, left, right, full, semi, anti };

template <class Kind>
inline constexpr join_kind join_kind_of = join_kind::inner;
template <>
inline constexpr join_kind join_kind_of<left_join> = join_kind::left;
template <>
inline constexpr join_kind join_kind_of<right_join> = join_kind::right;
template <>
inline constexpr join_kind join_kind_of<full_join> = join_kind::full;
template <>
inline constexpr join_kind join_kind_of<semi_join> = join_kind::semi;

/// When a user's state is called without rows.
using timeout_kind = time_mode;

/// One operator. Which flags mean something depends on the kind.
struct operator_shape {
  operator_kind kind = operator_kind::source;
  std::uint8_t inputs = 0;
  std::string_view name = {};  ///< as a message calls it, where one may

  bool event_time_in_input = false;  ///< the rows that it gets carry a watermark's event time
  bool event_time_in_keys = false;   ///< aggregate, deduplicate: a key is it, or a window of it

  // aggregate
  bool session = false;      ///< a key is a session window
  bool only_window = false;  ///< there is no key besides the window
  bool two_windows = false;  ///< two keys are windows
  bool distinct = false;     ///< an aggregate takes distinct values, or the keys are grouping sets

  // join
  join_kind join = join_kind::inner;
  bool equality = true;  ///< the condition has an equality
  bool bound = false;    ///< time in its keys, or a range, bounds the side that may lack a partner
  bool both_bound = false;  ///< the state of both sides is bounded

  // groups with state
  bool function_appends = true;  ///< the function's own mode is append; else update
  timeout_kind timeout = timeout_kind::none;

  // put() fills these
  bool streaming = true;   ///< its rows come from a stream
  std::size_t covers = 1;  ///< operators of its plan, itself included: those right before it
};

/// The operators of a plan, each behind its inputs, the left input first.
template <std::size_t Capacity>
struct plan_shape {
  std::array<operator_shape, Capacity> operators{};
  std::size_t count = 0;

  constexpr std::span<operator_shape const> view() const { return {operators.data(), count}; }

  /// Puts an operator over the last `op.inputs` plans.
  constexpr void put(operator_shape op) {
    op.covers = 1;
    op.streaming = op.inputs == 0 && op.kind == operator_kind::source;
    for (std::size_t i = 0; i < op.inputs; ++i) {
      auto const& input = operators[count - op.covers];
      op.streaming = op.streaming || input.streaming;
      op.covers += input.covers;
    }
    operators[count++] = op;
  }
};

namespace detail {

/// Counts where a plan_shape would store.
struct operator_count {
  std::size_t count = 0;
  constexpr void put(operator_shape const&) { ++count; }
};

template <class Keys>
struct key_facts;
template <class... Ks>
struct key_facts<grouping_keys<Ks...>> {
  static constexpr std::size_t windows = (std::size_t(expr::is_window<Ks>) + ... + 0);
  static constexpr bool session = (expr::is_session<Ks> || ...);
  static constexpr bool only_window = windows == sizeof...(Ks);
  static constexpr auto operator_name =
      concatenated<fixed_string("the aggregation by "), joined<expr::name_of<Ks>...>>;
};
template <>
struct key_facts<grouping_keys<>> {
  static constexpr std::size_t windows = 0;
  static constexpr bool session = false;
  static constexpr bool only_window = false;
  static constexpr auto operator_name = fixed_string("the aggregation without a key");
};

template <class Plan>
struct shape_writer;

template <fixed_string Word, fixed_string... Keys>
inline constexpr auto word_with_keys =
    concatenated<Word, fixed_string("("), joined<Keys...>, fixed_string(")")>;
template <class Step>
struct deduplicate_name;
template <class Kept, fixed_string... Keys>
struct deduplicate_name<deduplicate<Kept, Keys...>> {
  static constexpr auto value = [] {
    if constexpr (Kept::within_watermark)
      return word_with_keys<"drop_duplicates_within_watermark", Keys...>;
    else
      return word_with_keys<"drop_duplicates", Keys...>;
  }();
};

template <class Step>
struct join_name;
template <class Kind, class R, class C, fixed_string... Keys>
struct join_name<stream_join<Kind, R, C, Keys...>> {
  static constexpr auto value = word_with_keys<"the join of streams by ", Keys...>;
};

template <class Step>
struct processor_shape;
template <class P, class Initial, fixed_string Time, fixed_string... Keys>
struct processor_shape<transform_with_state<P, Initial, Time, Keys...>> {
  static constexpr auto name = [] {
    if constexpr (word_of<P> == processor_word::transform_with_state)
      return word_with_keys<"transform_with_state by ", Keys...>;
    else if constexpr (word_of<P> == processor_word::map_groups_with_state)
      return word_with_keys<"map_groups_with_state by ", Keys...>;
    else
      return word_with_keys<"flat_map_groups_with_state by ", Keys...>;
  }();
  static constexpr operator_kind kind = word_of<P> == processor_word::transform_with_state
                                            ? operator_kind::transform_with_state
                                        : word_of<P> == processor_word::map_groups_with_state
                                            ? operator_kind::map_groups_with_state
                                            : operator_kind::flat_map_groups_with_state;
  static constexpr bool appends = [] {
    if constexpr (requires { P::appends; })
      return P::appends;
    else
      return true;
  }();
};

/// What the rules ask about a step. A new kind of step says here what it is; its row in the table is
/// there already.
template <class Step, class Child>
constexpr void put_step([[maybe_unused]] auto& shape) {
  switch (Step::kind) {
    case step_kind::filter:
    case step_kind::filter_rows:
    case step_kind::with_column:
    case step_kind::project:
    case step_kind::drop:
    case step_kind::map_rows:
    case step_kind::generate:
    case step_kind::expand:
    case step_kind::named_part:
      return;
    case step_kind::limit:
      return shape.put({.kind = operator_kind::limit, .inputs = 1});
    case step_kind::order_by:
      return shape.put({.kind = operator_kind::sort, .inputs = 1});
    case step_kind::watermark:
      return shape.put({.kind = operator_kind::watermark, .inputs = 1});
    case step_kind::static_join:
      if constexpr (Step::kind == step_kind::static_join) {
        shape.put({.kind = operator_kind::table});
        shape.put({.kind = operator_kind::join,
                   .inputs = 2,
                   .join = Step::outer            ? join_kind::left
                           : Step::anti           ? join_kind::anti
                           : Step::keeps_or_drops ? join_kind::semi
                                                  : join_kind::inner});
      }
      return;
    case step_kind::aggregate:
      if constexpr (Step::kind == step_kind::aggregate) {
        using keys = key_facts<typename Step::key_list>;
        constexpr bool in_keys =
            !Step::template event_time<typename Child::schema_type>(Child::event_time).empty();
        shape.put({.kind = operator_kind::aggregate,
                   .inputs = 1,
                   .name = keys::operator_name.view(),
                   .event_time_in_input = !Child::event_time.empty(),
                   .event_time_in_keys = in_keys,
                   .session = keys::session,
                   .only_window = keys::only_window,
                   .two_windows = keys::windows > 1});
      }
      return;
    case step_kind::stream_join:
      if constexpr (Step::kind == step_kind::stream_join) {
        using state = join_state<Step, Child>;
        shape_writer<typename Step::right_type>::put(shape);
        shape.put({.kind = operator_kind::join,
                   .inputs = 2,
                   .name = join_name<Step>::value.view(),
                   .join = join_kind_of<typename Step::join_kind>,
                   .bound = state::bound,
                   .both_bound = state::left_bound && state::right_bound});
      }
      return;
    case step_kind::deduplicate:
      if constexpr (Step::kind == step_kind::deduplicate)
        shape.put({.kind = Step::within_watermark ? operator_kind::deduplicate_within_watermark
                                                  : operator_kind::deduplicate,
                   .inputs = 1,
                   .name = deduplicate_name<Step>::value.view(),
                   .event_time_in_input = !Child::event_time.empty(),
                   .event_time_in_keys = Step::has_key(Child::event_time)});
      return;
    case step_kind::transform_with_state:
      if constexpr (Step::kind == step_kind::transform_with_state)
        shape.put({.kind = processor_shape<Step>::kind,
                   .inputs = 1,
                   .name = processor_shape<Step>::name.view(),
                   .event_time_in_input = !Child::event_time.empty(),
                   .function_appends = processor_shape<Step>::appends,
                   .timeout = Step::time_mode});
      return;
  }
}

template <class Plan>
struct shape_writer {
  static constexpr void put(auto& shape) { shape.put({.kind = operator_kind::source}); }
};
template <class Schema, class D>
struct shape_writer<static_source<Schema, D>> {
  static constexpr void put(auto& shape) { shape.put({.kind = operator_kind::table}); }
};
template <class Step, class Child>
struct shape_writer<node<Step, Child>> {
  static constexpr void put(auto& shape) {
    shape_writer<Child>::put(shape);
    put_step<Step, Child>(shape);
  }
};
template <class L, class R>
struct shape_writer<union_of<L, R>> {
  static constexpr void put(auto& shape) {
    shape_writer<L>::put(shape);
    shape_writer<R>::put(shape);
    shape.put({.kind = operator_kind::union_of, .inputs = 2});
  }
};

}  // namespace detail

/// The shape of a plan's type.
template <class Plan>
inline constexpr auto shape_of = [] {
  constexpr std::size_t count = [] {
    detail::operator_count counter;
    detail::shape_writer<Plan>::put(counter);
    return counter.count;
  }();
  plan_shape<count> out;
  detail::shape_writer<Plan>::put(out);
  return out;
}();

}  // namespace millstream::plan
