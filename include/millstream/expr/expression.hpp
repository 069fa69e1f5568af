// SPDX-License-Identifier: Apache-2.0
//
// What an expression is: nested nodes that name columns, literals and functions; nothing is evaluated
// here (evaluate.hpp does) and no schema is known yet (typing.hpp checks against one). The user writes
// `"delay"_c > 15 && ms::is_not_null("carrier"_c)`.
#pragma once

#include <chrono>
#include <concepts>
#include <memory>
#include <string>
#include <type_traits>

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/meta.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/schema/record.hpp>

namespace millstream::expr {

struct node {};

template <class E>
concept expression = inherits<E, node>;

template <fixed_string Name>
struct column;
template <fixed_string Name, class E>
struct alias;
template <class T>
struct literal;

/// What every expression can do: be given a name, and stand before words that Spark's users write as
/// methods. Those of text need the header of the function that they name.
template <class Self>
struct base : node {
  /// The expression under another name.
  template <fixed_string Name>
  constexpr alias<Name, Self> as(column<Name>) const;
  /// Text for the name (MS070).
  template <class T>
  constexpr auto as(T const&) const;

  // words.hpp
  constexpr auto is_null() const;
  constexpr auto is_not_null() const;
  template <class T>
  constexpr auto cast() const;
  template <class T>
  constexpr auto try_cast() const;
  // ordering.hpp
  constexpr auto asc() const;
  constexpr auto desc() const;
  // functions/conditional.hpp
  template <class... Values>
  constexpr auto is_in(Values const&... values) const;
  template <class Low, class High>
  constexpr auto between(Low const& low, High const& high) const;
  template <class Other>
  constexpr auto eq_null_safe(Other const& other) const;
  // functions/text.hpp
  template <class Position, class Length>
  constexpr auto substr(Position const& position, Length const& length) const;
  // functions/text_search.hpp
  template <class Text>
  constexpr auto contains(Text const& text) const;
  template <class Text>
  constexpr auto starts_with(Text const& text) const;
  template <class Text>
  constexpr auto ends_with(Text const& text) const;
  template <class Pattern>
  constexpr auto like(Pattern const& pattern) const;
  template <class Pattern>
  constexpr auto ilike(Pattern const& pattern) const;
  // functions/regex.hpp
  template <class Pattern>
  constexpr auto rlike(Pattern const& pattern) const;

 private:
  constexpr Self const& self() const { return static_cast<Self const&>(*this); }
};

/// A column of the input, by name; `"a.b"` reaches into a nested record.
template <fixed_string Name>
struct column : base<column<Name>> {
  static constexpr auto name = Name;
  constexpr column() = default;
  constexpr column(column const&) = default;
  constexpr column& operator=(column const&) = default;
  /// A slip of the pen for `==` (MS031); a condition comes back, so that nothing more is said.
  template <class T>
  constexpr auto operator=(T const&) const {
    using said [[maybe_unused]] =
        typename diagnostic::assignment_to_column<diagnostic::wanted<Name>,
                                                  diagnostic::type_is<T>>::said;
    return literal<std::conditional_t<std::is_void_v<T>, T, bool>>(true);
  }
};

/// A value the query was written with. Its type is known to the compiler, its value is not.
template <class T>
struct literal : base<literal<T>> {
  T held;
  constexpr explicit literal(T v) : held(std::move(v)) {}
};

/// A text the query was written with and what a function made of it when the query was built, such as a
/// compiled pattern. `Made` is constructed from the text; copies of the expression share it.
template <class Made>
struct prepared : base<prepared<Made>> {
  std::string text;
  std::shared_ptr<Made const> made;
  template <class... Options>
  explicit prepared(std::string t, Options const&... options)
      : text(std::move(t)),
        made(std::make_shared<Made const>(std::string_view(text), options...)) {}
};

template <fixed_string Name, class E>
struct alias : base<alias<Name, E>> {
  static constexpr auto name = Name;
  E of;
  constexpr explicit alias(E e) : of(std::move(e)) {}
};

template <class Self>
template <fixed_string Name>
constexpr alias<Name, Self> base<Self>::as(column<Name>) const {
  return alias<Name, Self>(static_cast<Self const&>(*this));
}
template <class Self>
template <class T>
constexpr auto base<Self>::as(T const&) const {
  using said [[maybe_unused]] =
      typename diagnostic::not_a_column<diagnostic::in<fixed_string("as")>,
                                        diagnostic::type_is<T>>::said;
  return alias<fixed_string("unnamed"), Self>(static_cast<Self const&>(*this));
}

/// A function of its arguments, row by row. `Function` says types and value (functions.hpp).
template <class Function, class... Args>
struct call : base<call<Function, Args...>> {
  using function = Function;
  pack<Args...> args;
  constexpr explicit call(Args... a) : args(std::move(a)...) {}
};

/// A window of event time that a row belongs to. Duration, slide and start offset are values.
template <class E>
struct window_call : base<window_call<E>> {
  E time;
  duration length;
  duration slide;
  duration start;
  constexpr window_call(E t, duration l, duration sl, duration st)
      : time(std::move(t)),
        length(l),
        slide(sl),
        start(st) {}
};

/// A session: rows of a key of which each begins within the gap of those before. `Gap` is the span that a row
/// holds a session open, a literal or an expression of the row.
template <class E, class Gap>
struct session_call : base<session_call<E, Gap>> {
  E time;
  Gap gap;
  constexpr session_call(E t, Gap g) : time(std::move(t)), gap(std::move(g)) {}
};

/// In the place of the gap: the time is that of sessions, which are taken as they are.
struct whole_sessions : base<whole_sessions> {};

/// An aggregate of the rows of a group. `Arg` is `no_argument` for count(), `arguments` for several.
struct no_argument : base<no_argument> {};
template <class... Args>
struct arguments : base<arguments<Args...>> {
  pack<Args...> args;
  constexpr explicit arguments(Args... a) : args(std::move(a)...) {}
};
template <class Function, class Arg>
struct aggregate_call : base<aggregate_call<Function, Arg>> {
  using function = Function;
  Arg arg;
  constexpr explicit aggregate_call(Arg a) : arg(std::move(a)) {}
};

template <class E>
inline constexpr bool is_column = false;
template <fixed_string Name>
inline constexpr bool is_column<column<Name>> = true;
/// A window or a session.
template <class E>
inline constexpr bool is_window = false;
template <class E>
inline constexpr bool is_window<window_call<E>> = true;
template <class E, class Gap>
inline constexpr bool is_window<session_call<E, Gap>> = true;
template <fixed_string Name, class E>
inline constexpr bool is_window<alias<Name, E>> = is_window<E>;
template <class E>
inline constexpr bool is_session = false;
template <class E, class Gap>
inline constexpr bool is_session<session_call<E, Gap>> = true;
template <fixed_string Name, class E>
inline constexpr bool is_session<alias<Name, E>> = is_session<E>;
template <class E>
inline constexpr bool is_arguments = false;
template <class... Args>
inline constexpr bool is_arguments<arguments<Args...>> = true;
template <class E>
inline constexpr bool is_aggregate = false;
template <class F, class A>
inline constexpr bool is_aggregate<aggregate_call<F, A>> = true;
template <fixed_string Name, class E>
inline constexpr bool is_aggregate<alias<Name, E>> = is_aggregate<E>;

namespace detail {
template <class E>
struct strip {
  using type = E;
  static constexpr E const& of(E const& e) { return e; }
};
template <fixed_string Name, class E>
struct strip<alias<Name, E>> {
  using type = E;
  static constexpr E const& of(alias<Name, E> const& e) { return e.of; }
};
}  // namespace detail

/// An expression without the name given by `.as`.
template <class E>
constexpr auto const& without_alias(E const& e) {
  return detail::strip<E>::of(e);
}
template <class E>
using without_alias_t = typename detail::strip<E>::type;

/// The name under which an expression becomes a column; empty when it has none.
template <class E>
inline constexpr auto name_of = fixed_string<0>{};
template <fixed_string Name>
inline constexpr auto name_of<column<Name>> = [] {
  // the last part of a path names the column, as in Spark
  return make_fixed_string<[] {
    auto last = Name.view();
    for (auto dot = millstream::detail::first_dot(last); dot != last.size();
         dot = millstream::detail::first_dot(last))
      last = last.substr(dot + 1);
    return last;
  }>();
}();
template <fixed_string Name, class E>
inline constexpr auto name_of<alias<Name, E>> = Name;
template <class E>
inline constexpr auto name_of<window_call<E>> = fixed_string("window");
template <class E, class Gap>
inline constexpr auto name_of<session_call<E, Gap>> = fixed_string("session_window");
template <class F, class A>
inline constexpr auto name_of<aggregate_call<F, A>> = F::default_name;

// ---- what the user's literals and values become ----

template <class T>
struct literal_of;
template <class T>
  requires(std::integral<T> || std::floating_point<T> || time_column<T> || decimal_column<T> ||
           std::same_as<T, binary>)
struct literal_of<T> {
  using type = literal<T>;
};
template <class T>
  requires(scalar_column<T>)
struct literal_of<std::optional<T>> {
  using type = literal<std::optional<T>>;
};
template <>
struct literal_of<std::string> {
  using type = literal<std::string>;
};
template <>
struct literal_of<std::string_view> {
  using type = literal<std::string>;
};
template <>
struct literal_of<char const*> {
  using type = literal<std::string>;
};
template <>
struct literal_of<char*> : literal_of<char const*> {};
template <class Rep, class Period>
  requires(!time_column<std::chrono::duration<Rep, Period>>)
struct literal_of<std::chrono::duration<Rep, Period>> {
  using type = literal<duration>;
};

template <class T>
concept value_or_expression =
    expression<std::decay_t<T>> || requires { typename literal_of<std::decay_t<T>>::type; };

/// An expression stays what it is, a value becomes a literal.
template <value_or_expression T>
constexpr auto as_expression(T&& v) {
  using type = std::decay_t<T>;
  if constexpr (expression<type>) {
    return type(std::forward<T>(v));
  } else {
    using made = typename literal_of<type>::type;
    using held = decltype(made::held);
    return made(held(std::forward<T>(v)));
  }
}
template <class T>
using as_expression_t = decltype(as_expression(std::declval<T>()));

/// Calls `visit(path)` with the path of each input column that the expression reads (`"a.b"` for a
/// member of a nested record), as often as it does.
template <class E>
struct uses;
template <fixed_string Name>
struct uses<column<Name>> {
  static constexpr void each(auto&& visit) { visit(Name.view()); }
};
template <class T>
struct uses<literal<T>> {
  static constexpr void each(auto&&) {}
};
template <class Made>
struct uses<prepared<Made>> {
  static constexpr void each(auto&&) {}
};
template <fixed_string Name, class E>
struct uses<alias<Name, E>> : uses<E> {};
template <class F, class... Args>
struct uses<call<F, Args...>> {
  static constexpr void each(auto&& visit) { (uses<Args>::each(visit), ...); }
};
template <class E>
struct uses<window_call<E>> : uses<E> {};
template <class E, class Gap>
struct uses<session_call<E, Gap>> {
  static constexpr void each(auto&& visit) {
    uses<E>::each(visit);
    uses<Gap>::each(visit);
  }
};
template <>
struct uses<whole_sessions> {
  static constexpr void each(auto&&) {}
};
template <>
struct uses<no_argument> {
  static constexpr void each(auto&&) {}
};
template <class... Args>
struct uses<arguments<Args...>> {
  static constexpr void each(auto&& visit) { (uses<Args>::each(visit), ...); }
};
template <class F, class A>
struct uses<aggregate_call<F, A>> : uses<A> {};

}  // namespace millstream::expr

namespace millstream {

inline namespace literals {
/// A column by name: `"event_time"_c`.
template <fixed_string Name>
constexpr expr::column<Name> operator""_c() {
  return {};
}
}  // namespace literals

/// A column by name where a literal operator is in the way.
template <fixed_string Name>
inline constexpr expr::column<Name> col{};

/// A value as an expression: `ms::lit(1)`.
template <class T>
constexpr auto lit(T const& v) {
  return expr::as_expression(v);
}

/// A null of type `T`: `ms::null_of<double>`.
template <scalar_column T>
inline constexpr auto null_of = expr::literal<std::optional<T>>(std::nullopt);

/// A window of event time, [start, end).
struct window_bounds {
  timestamp start;
  timestamp end;
  friend auto operator<=>(window_bounds const&, window_bounds const&) = default;
};

}  // namespace millstream

BOOST_HANA_ADAPT_STRUCT(millstream::window_bounds, start, end);
