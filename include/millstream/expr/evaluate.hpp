// SPDX-License-Identifier: Apache-2.0
//
// The value of an expression over a row: plain inlined C++ after types were checked. An expression
// without nullable inputs compiles to the arithmetic alone.
#pragma once

#include <millstream/base/inline.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/batch/block_text.hpp>
#include <millstream/expr/folded.hpp>
#include <millstream/expr/kept.hpp>
#include <millstream/expr/static_literal.hpp>
#include <millstream/expr/typing.hpp>

namespace millstream::expr {

namespace detail {

template <fixed_string Path>
MILLSTREAM_INLINE constexpr auto follow(auto const& held) {
  using type = std::remove_cvref_t<decltype(held)>;
  if constexpr (Path.size() == 0) {
    return held;
  } else if constexpr (is_optional<type>) {
    using end = decltype(follow<Path>(*held));
    using out = as_optional_t<end>;
    return held ? out(follow<Path>(*held)) : out{};
  } else {
    return follow<tail_of<Path>>(as_row(held).template get<head_of<Path>>());
  }
}

/// A value that owns its text, and is gone after the expression where it was computed in it.
template <class T>
inline constexpr bool owns_text = adapted_struct<T>;
template <class Schema>
inline constexpr bool owns_text<basic_record<Schema, true>> = true;

/// A view as one of text that lives as long as the block.
template <class T>
constexpr T kept_with_block(T const& v) {
  if constexpr (is_optional<T>) {
    return v ? T(kept_with_block(*v)) : T{};
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    return block_text::copy(v);
  } else if constexpr (std::is_same_v<T, binary_view>) {
    return binary_view(block_text::copy(v.chars()));
  } else {
    return v;
  }
}

}  // namespace detail

template <fixed_string Name, class Row>
MILLSTREAM_INLINE constexpr decltype(auto) evaluate(column<Name> const&, Row const& row) {
  if constexpr (tail_of<Name>.size() == 0) {
    return row.template get<Name>();
  } else {
    using got = decltype(row.template get<head_of<Name>>());
    if constexpr (!std::is_reference_v<got> && detail::owns_text<without_optional_t<got>>)
      return detail::kept_with_block(
          detail::follow<tail_of<Name>>(row.template get<head_of<Name>>()));
    else
      return detail::follow<tail_of<Name>>(row.template get<head_of<Name>>());
  }
}

template <class T, class Row>
MILLSTREAM_INLINE constexpr auto evaluate(literal<T> const& e, Row const&) {
  return as_view(e.held);
}

template <class Made, class Row>
MILLSTREAM_INLINE constexpr Made const& evaluate(prepared<Made> const& e, Row const&) {
  return *e.made;
}

template <fixed_string Name, class E, class Row>
MILLSTREAM_INLINE constexpr decltype(auto) evaluate(alias<Name, E> const& e, Row const& row) {
  return evaluate(e.of, row);
}

namespace detail {

template <class F, class... Vs>
MILLSTREAM_INLINE constexpr auto apply_function(Vs const&... vs) {
  if constexpr (is_null_aware<F>) {
    using result = typename F::template result<Vs...>;
    return static_cast<result>(F::apply(vs...));
  } else {
    using plain = typename F::template result<without_optional_t<Vs>...>;
    if constexpr ((is_optional<Vs> || ...)) {
      using out = as_optional_t<plain>;
      if (!(has_value(vs) && ...)) return out{};
      return out(F::apply(held_value(vs)...));
    } else {
      return static_cast<plain>(F::apply(vs...));
    }
  }
}

}  // namespace detail

/// A lazy function asks for the arguments that it needs: `get.template operator()<I>()` evaluates one.
template <class F>
inline constexpr bool is_lazy = requires { requires F::lazy; };

template <class F, class... Args, class Row>
MILLSTREAM_INLINE constexpr auto evaluate(call<F, Args...> const& e, Row const& row) {
  if constexpr (is_lazy<F>) {
    using result = typename F::template result<
        std::remove_cvref_t<decltype(evaluate(std::declval<Args const&>(), row))>...>;
    return F::template choose<result, sizeof...(Args)>(
        [&]<std::size_t I>()
            MILLSTREAM_LAMBDA_INLINE -> decltype(auto) { return evaluate(nth<I>(e.args), row); });
  } else {
    // no std::apply: it is a call, and much to instantiate, for every node of every expression
    return [&]<std::size_t... I>(std::index_sequence<I...>) MILLSTREAM_LAMBDA_INLINE {
      return detail::apply_function<F>(evaluate(nth<I>(e.args), row)...);
    }(std::index_sequence_for<Args...>{});
  }
}

/// What an aggregate of several arguments takes of a row.
template <class... Args, class Row>
MILLSTREAM_INLINE constexpr auto evaluate(arguments<Args...> const& e, Row const& row) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) MILLSTREAM_LAMBDA_INLINE {
    return std::tuple<std::remove_cvref_t<decltype(evaluate(nth<I>(e.args), row))>...>(
        evaluate(nth<I>(e.args), row)...);
  }(std::index_sequence_for<Args...>{});
}

/// Takes the aggregate's argument of a row into a state. A null is skipped, unless the aggregate has
/// something to do with it.
template <class State, class F, class Arg, class Row>
MILLSTREAM_INLINE constexpr void step(State& state, aggregate_call<F, Arg> const& call,
                                      Row const& row) {
  if constexpr (std::is_same_v<Arg, no_argument>) {
    state.step(0);
  } else {
    auto const v = evaluate(call.arg, row);
    if constexpr (is_optional<std::remove_cvref_t<decltype(v)>> && !takes_null<F>) {
      if (v) state.step(*v);
    } else {
      state.step(v);
    }
  }
}

// ---- what only the compiler or the optimizer knows ----

template <auto Value, class Row>
MILLSTREAM_INLINE constexpr auto evaluate(static_literal<Value> const&, Row const&) {
  return Value;
}
template <class E, class Row>
MILLSTREAM_INLINE constexpr decltype(auto) evaluate(kept<E> const& e, Row const& row) {
  return evaluate(e.of, row);
}
template <class E, class Row>
MILLSTREAM_INLINE constexpr auto evaluate(folded<E> const& e, Row const& row) {
  using type = decltype(evaluate(e.of, row));
  if (e.held) [[likely]]
    return static_cast<type>(as_view(*e.held));
  return evaluate(e.of, row);
}

/// Is a condition true (null counts as not true)?
template <class E, class Row>
MILLSTREAM_INLINE constexpr bool is_true(E const& e, Row const& row) {
  auto const v = evaluate(e, row);
  if constexpr (is_optional<std::remove_cvref_t<decltype(v)>>)
    return v.has_value() && *v;
  else
    return v;
}

/// Start of the first window that holds `time` (the latest one when windows overlap), rule 53.
constexpr timestamp window_start(timestamp time, duration slide, duration start) {
  auto const shifted = (time.time_since_epoch() - start).count();
  auto rest = shifted % slide.count();
  if (rest < 0) rest += slide.count();
  return time - duration(rest);
}

}  // namespace millstream::expr
