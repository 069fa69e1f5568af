// SPDX-License-Identifier: Apache-2.0
//
// A function over the elements of an array, inside of an expression: the user's C++ lambda is called once,
// with parameters that are expressions, and what it returns is kept as an expression. So its types are
// checked like any other's, it prints, and it can be sent elsewhere. Nested functions are told apart by
// their level: one that holds no other has 0.
#pragma once

#include <limits>

#include <millstream/base/pack.hpp>
#include <millstream/expr/description.hpp>
#include <millstream/expr/evaluate.hpp>
#include <millstream/expr/substitute.hpp>

namespace millstream::expr {

/// What a function of level `Level` is given as its argument `Index`.
template <std::size_t Level, std::size_t Index>
struct parameter : base<parameter<Level, Index>> {};

template <std::size_t Level, std::size_t Arity, class Body>
struct lambda : base<lambda<Level, Arity, Body>> {
  Body body;
  constexpr explicit lambda(Body b) : body(std::move(b)) {}
};

namespace detail {

template <class E>
inline constexpr std::size_t lambda_height = 0;
template <fixed_string Name, class E>
inline constexpr std::size_t lambda_height<alias<Name, E>> = lambda_height<E>;
template <class F, class... Args>
inline constexpr std::size_t lambda_height<call<F, Args...>> =
    std::max({std::size_t(0), lambda_height<Args>...});
template <std::size_t Level, std::size_t Arity, class Body>
inline constexpr std::size_t lambda_height<lambda<Level, Arity, Body>> = Level + 1;

inline constexpr std::size_t no_level = std::numeric_limits<std::size_t>::max();

template <class F, std::size_t Level, std::size_t... I>
constexpr auto call_with_parameters(F const& f, std::index_sequence<I...>) {
  return as_expression(f(parameter<Level, I>{}...));
}

}  // namespace detail

/// Takes an element, or an element and one more.
template <class F>
concept function_of_elements =
    !expression<std::decay_t<F>> &&
    (std::invocable<F const&, parameter<detail::no_level, 0>> ||
     std::invocable<F const&, parameter<detail::no_level, 0>, parameter<detail::no_level, 1>>);
template <class F>
inline constexpr std::size_t arity_of =
    std::invocable<F const&, parameter<detail::no_level, 0>> ? 1 : 2;

/// The expression that `f` is.
template <std::size_t Arity, class F>
constexpr auto make_lambda(F const& f) {
  using arguments = std::make_index_sequence<Arity>;
  using probe = decltype(detail::call_with_parameters<F, detail::no_level>(f, arguments{}));
  constexpr auto level = detail::lambda_height<probe>;
  auto body = detail::call_with_parameters<F, level>(f, arguments{});
  return lambda<level, Arity, decltype(body)>(std::move(body));
}

// ---- types: a schema that knows the parameters too ----

/// `Schema` with parameters of level `Level`, of the types `Ts`.
template <class Schema, std::size_t Level, class... Ts>
struct scope : Schema {};

namespace detail {
template <class Schema, std::size_t Level, class... Ts>
struct columns_of<scope<Schema, Level, Ts...>> : columns_of<Schema> {};
}  // namespace detail

template <std::size_t Level, std::size_t Index, class Schema, std::size_t Other, class... Ts>
struct typing<parameter<Level, Index>, scope<Schema, Other, Ts...>>
    : typing<parameter<Level, Index>, Schema> {};
template <std::size_t Level, std::size_t Index, class Schema, class... Ts>
struct typing<parameter<Level, Index>, scope<Schema, Level, Ts...>> {
  using type = nth_type<Index, Ts...>;
  using problem = diagnostic::none;
};

/// A function that takes lambdas: `typed<Schema, Args...>` has `type`, `problem` and `scope_at<I>`, the
/// schema in which its argument `I` is an expression; `over(call, row)` is its value.
template <class F>
inline constexpr bool is_higher_order = requires { requires F::higher_order; };

template <class F, class... Args, class Schema>
  requires(is_higher_order<F>)
struct typing<call<F, Args...>, Schema> {
  using typed = typename F::template typed<Schema, Args...>;
  using type = typename typed::type;
  using problem = typename typed::problem;
};
template <std::size_t Level, std::size_t Arity, class Body, class Schema>
struct typing<lambda<Level, Arity, Body>, Schema> : typing<Body, Schema> {};

// ---- values: a row that knows the parameters too ----

template <class Row, std::size_t Level, class... Vs>
struct scoped_row {
  Row const& outer;
  pack<Vs const&...> values;

  template <fixed_string Name>
  constexpr decltype(auto) get() const {
    return outer.template get<Name>();
  }
};
template <std::size_t Level, class Row, class... Vs>
constexpr auto with_parameters(Row const& row, Vs const&... values) {
  return scoped_row<Row, Level, Vs...>{row, pack<Vs const&...>(values...)};
}

template <std::size_t Level, std::size_t Index, class Row, std::size_t Other, class... Vs>
constexpr decltype(auto) evaluate(parameter<Level, Index> const& e,
                                  scoped_row<Row, Other, Vs...> const& row) {
  if constexpr (Level == Other) {
    auto const& value = nth<Index>(row.values);
    using plain = without_optional_t<std::remove_cvref_t<decltype(value)>>;
    if constexpr (is_array<plain> || is_record<plain>)
      return (value);
    else
      return as_view(value);
  } else {
    return evaluate(e, row.outer);
  }
}
template <class F, class... Args, class Row>
  requires(is_higher_order<F>)
constexpr auto evaluate(call<F, Args...> const& e, Row const& row) {
  return F::over(e, row);
}

// ---- columns, replacing, printing ----

template <std::size_t Level, std::size_t Index>
struct uses<parameter<Level, Index>> {
  static constexpr void each(auto&&) {}
};
/// A body is evaluated for each element.
template <std::size_t Level, std::size_t Arity, class Body>
struct uses<lambda<Level, Arity, Body>> {
  static constexpr void each(auto&& visit) {
    uses<Body>::each(visit);
    uses<Body>::each(visit);
  }
};

template <std::size_t Level, std::size_t Index, class Find>
constexpr auto substitute(parameter<Level, Index> const& e, Find const&) {
  return e;
}
template <std::size_t Level, std::size_t Arity, class Body, class Find>
constexpr auto substitute(lambda<Level, Arity, Body> const& e, Find const& find) {
  auto body = substitute(e.body, find);
  return lambda<Level, Arity, decltype(body)>(std::move(body));
}

namespace detail {
/// x and y; of a function around others x1, y1 and so on.
inline std::string parameter_name(std::size_t level, std::size_t index) {
  return std::string(1, index == 0 ? 'x' : 'y') + (level == 0 ? "" : std::to_string(level));
}
}  // namespace detail

template <class Schema, std::size_t Level, std::size_t Index>
description describe(parameter<Level, Index> const&) {
  return {description_kind::column, detail::parameter_name(Level, Index),
          data_type_of<owned_of<type_of<parameter<Level, Index>, Schema>>>()};
}
/// A call of `->` whose last argument is the body, behind the parameters.
template <class Schema, std::size_t Level, std::size_t Arity, class Body>
description describe(lambda<Level, Arity, Body> const& e) {
  description out(description_kind::call, "->", data_type_of<owned_of<type_of<Body, Schema>>>());
  out.add(describe<Schema>(parameter<Level, 0>{}));
  if constexpr (Arity == 2) out.add(describe<Schema>(parameter<Level, 1>{}));
  out.add(describe<Schema>(e.body));
  return out;
}
template <class Schema, class F, class... Args>
  requires(is_higher_order<F>)
description describe(call<F, Args...> const& e) {
  using typed = typename F::template typed<Schema, Args...>;
  description out(description_kind::call, std::string_view(F::name),
                  data_type_of<owned_of<typename typed::type>>());
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (out.add(describe<typename typed::template scope_at<I>>(nth<I>(e.args))), ...);
  }(std::index_sequence_for<Args...>{});
  return out;
}

}  // namespace millstream::expr
