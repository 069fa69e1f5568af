// SPDX-License-Identifier: Apache-2.0
//
// What type an expression has over a schema, or which problem it has there. Types are those in which
// values travel (text as a view); nothing is instantiated that would raise an error by itself.
#pragma once

#include <millstream/expr/aggregates.hpp>
#include <millstream/expr/functions.hpp>

namespace millstream::expr {

namespace detail {

template <class Schema>
struct columns_of;
template <class... Fs>
struct columns_of<schema<Fs...>> {
  using type = diagnostic::columns_there_are<Fs::name...>;
};

template <class Schema, fixed_string Wanted>
struct missing_column {
  static constexpr auto nearest =
      make_fixed_string<[] { return Schema::nearest(head_of<Wanted>.view()); }>();
  using type = std::conditional_t<
      nearest.size() == 0,
      diagnostic::unknown_column<diagnostic::wanted<Wanted>, typename columns_of<Schema>::type>,
      diagnostic::misspelt_column<diagnostic::wanted<Wanted>, diagnostic::did_you_mean<nearest>,
                                  typename columns_of<Schema>::type>>;
};

/// The type at the end of a path into a nested record; nullable if any step is.
template <class T, fixed_string Path>
struct path;
template <class T, fixed_string Path>
  requires(Path.size() == 0)
struct path<T, Path> {
  using type = view_of<T>;
  using problem = diagnostic::none;
};
template <class T, fixed_string Path>
  requires(Path.size() != 0 && !is_record<without_optional_t<T>>)
struct path<T, Path> {
  using type = void;
  using problem = diagnostic::no_record<diagnostic::wanted<Path>, diagnostic::type_is<T>>;
};
template <class T, fixed_string Path>
  requires(Path.size() != 0 && is_record<without_optional_t<T>>)
struct path<T, Path> {
  using inner = schema_of<without_optional_t<T>>;
  template <bool Has, class = void>
  struct step {
    using type = void;
    using problem = typename missing_column<inner, Path>::type;
  };
  template <class D>
  struct step<true, D> {
    using next = path<typename inner::template type_of<head_of<Path>>, tail_of<Path>>;
    using type = std::conditional_t<is_optional<T> && !std::is_void_v<typename next::type>,
                                    as_optional_t<typename next::type>, typename next::type>;
    using problem = typename next::problem;
  };
  using found = step<inner::has(head_of<Path>.view())>;
  using type = typename found::type;
  using problem = typename found::problem;
};

}  // namespace detail

/// `typing<E, Schema>::type`, `::problem`: the type is void when there is a problem.
template <class E, class Schema>
struct typing;

template <class E, class Schema>
using type_of = typename typing<E, Schema>::type;
template <class E, class Schema>
using problem_of = typename typing<E, Schema>::problem;

namespace detail {
template <class Schema, fixed_string Name, bool Has>
struct column_typing {
  using type = void;
  using problem = typename missing_column<Schema, Name>::type;
};
template <class Schema, fixed_string Name>
struct column_typing<Schema, Name, true>
    : path<typename Schema::template type_of<head_of<Name>>, tail_of<Name>> {};
}  // namespace detail

template <fixed_string Name, class Schema>
struct typing<column<Name>, Schema>
    : detail::column_typing<Schema, Name, Schema::has(head_of<Name>.view())> {};

template <class T, class Schema>
struct typing<literal<T>, Schema> {
  using type = view_of<T>;
  using problem = diagnostic::none;
};

template <class Made, class Schema>
struct typing<prepared<Made>, Schema> {
  using type = Made;
  using problem = diagnostic::none;
};

template <fixed_string Name, class E, class Schema>
struct typing<alias<Name, E>, Schema> : typing<E, Schema> {};

namespace detail {

template <class F>
inline constexpr bool is_null_aware = requires { requires F::null_aware; };

template <class F, bool NullAware, class... Ts>
struct call_result {
  using problem = typename F::template problem<Ts...>;
  template <bool, class = void>
  struct when_right {
    using type = void;
  };
  template <class D>
  struct when_right<true, D> {
    using type = typename F::template result<Ts...>;
  };
  using type = typename when_right<diagnostic::is_none<problem>>::type;
};
template <class F, class... Ts>
struct call_result<F, false, Ts...> {
  using problem = typename F::template problem<without_optional_t<Ts>...>;
  static constexpr bool nullable = (is_optional<Ts> || ...);
  template <bool, class = void>
  struct when_right {
    using type = void;
  };
  template <class D>
  struct when_right<true, D> {
    using plain = typename F::template result<without_optional_t<Ts>...>;
    using type = std::conditional_t<nullable, as_optional_t<plain>, plain>;
  };
  using type = typename when_right<diagnostic::is_none<problem>>::type;
};

template <class ArgsProblem, class F, class Schema, class... Args>
struct call_typing {
  using type = void;
  using problem = ArgsProblem;
};
template <class F, class Schema, class... Args>
struct call_typing<diagnostic::none, F, Schema, Args...>
    : call_result<F, is_null_aware<F>, type_of<Args, Schema>...> {};

}  // namespace detail

template <class F, class... Args, class Schema>
struct typing<call<F, Args...>, Schema>
    : detail::call_typing<diagnostic::first_problem<problem_of<Args, Schema>...>, F, Schema,
                          Args...> {};

namespace detail {
template <class T>
struct window_typing {
  using type = void;
  using problem = diagnostic::window_needs_timestamp<diagnostic::type_is<T>>;
};
template <>
struct window_typing<timestamp> {
  using type = window_bounds;
  using problem = diagnostic::none;
};
template <>
struct window_typing<std::optional<timestamp>> : window_typing<timestamp> {};
template <>
struct window_typing<window_bounds> : window_typing<timestamp> {};
template <class T>
struct gap_typing {
  using problem = diagnostic::session_gap_is_no_duration<diagnostic::type_is<T>>;
};
template <>
struct gap_typing<duration> {
  using problem = diagnostic::none;
};
template <>
struct gap_typing<std::optional<duration>> : gap_typing<duration> {};
template <class Problem, class T>
struct window_after {
  using type = void;
  using problem = Problem;
};
template <class T>
struct window_after<diagnostic::none, T> : window_typing<T> {};
}  // namespace detail

/// A row whose time is null belongs to no window and is left out (rule 54), so the window is never null.
template <class E, class Schema>
struct typing<window_call<E>, Schema>
    : detail::window_after<problem_of<E, Schema>, type_of<E, Schema>> {};

namespace detail {
template <class Problem, class E, class Gap, class Schema>
struct session_after {
  using type = void;
  using problem = Problem;
};
template <class E, class Gap, class Schema>
struct session_after<diagnostic::none, E, Gap, Schema> : window_typing<type_of<E, Schema>> {
  using problem = diagnostic::first_problem<typename window_typing<type_of<E, Schema>>::problem,
                                            typename gap_typing<type_of<Gap, Schema>>::problem>;
};
}  // namespace detail

template <class Schema>
struct typing<whole_sessions, Schema> {
  using type = duration;
  using problem = diagnostic::none;
};

/// A row whose time or gap is null belongs to no session (rules 54, 61).
template <class E, class Gap, class Schema>
struct typing<session_call<E, Gap>, Schema>
    : detail::session_after<
          diagnostic::first_problem<problem_of<E, Schema>, problem_of<Gap, Schema>>, E, Gap,
          Schema> {};

/// Inside an expression of one row an aggregate has no meaning.
template <class F, class A, class Schema>
struct typing<aggregate_call<F, A>, Schema> {
  using type = void;
  using problem = diagnostic::aggregate_outside_agg<diagnostic::in<F::default_name>>;
};

template <class Schema>
struct typing<no_argument, Schema> {
  using type = no_argument;
  using problem = diagnostic::none;
};

namespace detail {
template <class Problem, class Schema, class... Args>
struct arguments_typing {
  using type = void;
  using problem = Problem;
};
template <class Schema, class... Args>
struct arguments_typing<diagnostic::none, Schema, Args...> {
  using type = std::tuple<type_of<Args, Schema>...>;
  using problem = diagnostic::none;
};
}  // namespace detail
template <class... Args, class Schema>
struct typing<arguments<Args...>, Schema>
    : detail::arguments_typing<diagnostic::first_problem<problem_of<Args, Schema>...>, Schema,
                               Args...> {};

/// Aggregates have their own typing: over the rows of a group.
template <class A, class Schema>
struct aggregate_typing;
template <class ArgProblem, class F, class T>
struct aggregate_after {
  using type = void;
  using problem = ArgProblem;
};
template <class F, class T>
struct aggregate_after<diagnostic::none, F, T> {
  using problem = typename F::template problem<without_optional_t<T>>;
  template <bool, class = void>
  struct when_right {
    using type = void;
  };
  template <class D>
  struct when_right<true, D> {
    using type = typename F::template result<T>;
  };
  using type = typename when_right<diagnostic::is_none<problem>>::type;
};
template <class F, class Arg, class Schema>
struct aggregate_typing<aggregate_call<F, Arg>, Schema>
    : aggregate_after<problem_of<Arg, Schema>, F, type_of<Arg, Schema>> {
  using argument_type = type_of<Arg, Schema>;
  using function = F;
};
template <fixed_string Name, class E, class Schema>
struct aggregate_typing<alias<Name, E>, Schema> : aggregate_typing<E, Schema> {};

}  // namespace millstream::expr
