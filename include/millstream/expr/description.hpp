// SPDX-License-Identifier: Apache-2.0
//
// An expression as a value: for printing, for the fingerprint of a plan, and for whoever must evaluate
// it in another way (the reference interpreter, a remote cluster).
#pragma once

#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include <millstream/base/inline.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/expr/typing.hpp>
#include <millstream/schema/binary_text.hpp>
#include <millstream/schema/time_text.hpp>
#include <millstream/schema/value.hpp>

namespace millstream::expr {

enum class description_kind : std::uint8_t {
  column,
  literal,
  call,
  window,
  session,  ///< its time, then its gap; one alone is of sessions
  aggregate,
  opaque
};

/// An expression as a value. `name` is the column's path, the function's name, or the aggregate's.
struct description {
  description_kind kind{};
  std::string name;
  std::string as;  ///< name under which it becomes a column
  value literal;
  duration length{}, slide{}, start{};  ///< of a window
  std::vector<description> args;
  data_type type;

  description();
  description(description_kind kind, std::string_view name, data_type type);
  description(description const&);
  description(description&&) noexcept;
  description& operator=(description const&);
  description& operator=(description&&) noexcept;
  ~description();

  void add(description argument);

  std::string to_string() const;
};

/// A value as it stands in a printed plan.
std::string literal_text(value const& v);

/// A span of time in the largest unit that gives a whole number.
std::string duration_text(duration d);

namespace detail {
/// Built once, where no row type is known.
description column_description(std::string_view path, data_type type);
description literal_description(value held, data_type type);
}  // namespace detail

template <class Schema, fixed_string Name>
description describe(column<Name> const&) {
  return detail::column_description(Name.view(),
                                    data_type_of<owned_of<type_of<column<Name>, Schema>>>());
}
template <class Schema, class T>
description describe(literal<T> const& e) {
  return detail::literal_description(value(e.held), data_type_of<T>());
}
template <class Schema, class Made>
description describe(prepared<Made> const& e) {
  return describe<Schema>(literal<std::string>(e.text));
}
template <class Schema, fixed_string Name, class E>
description describe(alias<Name, E> const& e);
template <class Schema, class F, class... Args>
description describe(call<F, Args...> const& e);
template <class Schema, class E>
description describe(window_call<E> const& e);
template <class Schema, class E, class Gap>
description describe(session_call<E, Gap> const& e);
template <class Schema, class F, class A>
description describe(aggregate_call<F, A> const& e);

template <class Schema, fixed_string Name, class E>
description describe(alias<Name, E> const& e) {
  auto out = describe<Schema>(e.of);
  out.as = std::string(Name);
  return out;
}
template <class Schema, class F, class... Args>
description describe(call<F, Args...> const& e) {
  description out(description_kind::call, std::string_view(F::name),
                  data_type_of<owned_of<type_of<call<F, Args...>, Schema>>>());
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (out.add(describe<Schema>(nth<I>(e.args))), ...);
  }(std::index_sequence_for<Args...>{});
  return out;
}
template <class Schema, class E>
description describe(window_call<E> const& e) {
  description out(description_kind::window, "window", data_type_of<window_bounds>());
  out.length = e.length;
  out.slide = e.slide;
  out.start = e.start;
  out.add(describe<Schema>(e.time));
  return out;
}
template <class Schema, class E, class Gap>
description describe(session_call<E, Gap> const& e) {
  description out(description_kind::session, "session_window", data_type_of<window_bounds>());
  out.add(describe<Schema>(e.time));
  if constexpr (!std::is_same_v<Gap, whole_sessions>) out.add(describe<Schema>(e.gap));
  return out;
}
template <class Schema, class F, class A>
description describe(aggregate_call<F, A> const& e) {
  description out(
      description_kind::aggregate, std::string_view(F::name),
      data_type_of<owned_of<typename aggregate_typing<aggregate_call<F, A>, Schema>::type>>());
  if constexpr (is_arguments<A>)
    unpack([&](auto const&... args) { (out.add(describe<Schema>(args)), ...); }, e.arg.args);
  else if constexpr (!std::is_same_v<A, no_argument>)
    out.add(describe<Schema>(e.arg));
  return out;
}

/// The same, wherever an expression's own description is declared.
template <class Schema, class E>
description described(E const& e) {
  return describe<Schema>(e);
}

}  // namespace millstream::expr

#ifndef MILLSTREAM_COMPILED
#include <millstream/expr/description.ipp>
#endif
