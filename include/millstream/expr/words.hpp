// SPDX-License-Identifier: Apache-2.0
//
// The user's words for expressions: operators over columns and values, and the named functions.
// Each only builds a node; types are checked where the expression meets a schema.
#pragma once

#include <millstream/expr/aggregates.hpp>
#include <millstream/expr/functions.hpp>

namespace millstream::expr {

template <class F, class... Args>
constexpr auto make_call(Args&&... args) {
  return call<F, as_expression_t<Args>...>(as_expression(std::forward<Args>(args))...);
}

template <class A, class B>
concept operands = value_or_expression<A> && value_or_expression<B> &&
                   (expression<std::decay_t<A>> || expression<std::decay_t<B>>);

#define MILLSTREAM_BINARY(op, tag)                                 \
  template <class A, class B>                                      \
    requires operands<A, B>                                        \
  constexpr auto operator op(A&& a, B&& b) {                       \
    return make_call<tag>(std::forward<A>(a), std::forward<B>(b)); \
  }
MILLSTREAM_BINARY(==, equal_to)
MILLSTREAM_BINARY(!=, not_equal_to)
MILLSTREAM_BINARY(<, less)
MILLSTREAM_BINARY(<=, less_equal)
MILLSTREAM_BINARY(>, greater)
MILLSTREAM_BINARY(>=, greater_equal)
MILLSTREAM_BINARY(&&, logical_and)
MILLSTREAM_BINARY(||, logical_or)
MILLSTREAM_BINARY(+, plus)
MILLSTREAM_BINARY(-, minus)
MILLSTREAM_BINARY(*, multiplies)
MILLSTREAM_BINARY(/, divides)
MILLSTREAM_BINARY(%, modulus)
#undef MILLSTREAM_BINARY

template <expression E>
constexpr auto operator!(E const& e) {
  return make_call<logical_not>(e);
}
template <expression E>
constexpr auto operator-(E const& e) {
  return make_call<negate>(e);
}

/// A comparison with null, which SQL never answers with yes (MS071).
template <class T>
concept nothing = std::is_same_v<T, std::nullopt_t> || std::is_same_v<T, std::nullptr_t>;
template <expression E, nothing N>
constexpr auto operator==(E const&, N) {
  using said [[maybe_unused]] =
      typename diagnostic::comparison_with_nothing<diagnostic::wanted<name_of<E>>>::said;
  return literal<bool>(true);
}
template <expression E, nothing N>
constexpr auto operator==(N n, E const& e) {
  return e == n;
}
template <expression E, nothing N>
constexpr auto operator!=(E const& e, N n) {
  return e == n;
}
template <expression E, nothing N>
constexpr auto operator!=(N n, E const& e) {
  return e == n;
}

}  // namespace millstream::expr

namespace millstream {

/// True where the value is null. **Shape** boolean, never null.
template <expr::expression E>
constexpr auto is_null(E const& e) {
  return expr::make_call<expr::is_null_test>(e);
}
/// True where the value is not null. **Shape** boolean, never null.
template <expr::expression E>
constexpr auto is_not_null(E const& e) {
  return !is_null(e);
}
/// The first argument that is not null; those behind it are not evaluated. **Shape** nullable only if
/// every argument is. **Requires** one common type (MS024).
template <expr::value_or_expression A, expr::value_or_expression B,
          expr::value_or_expression... Rest>
constexpr auto coalesce(A&& a, B&& b, Rest&&... rest) {
  return expr::make_call<expr::coalesce_values>(std::forward<A>(a), std::forward<B>(b),
                                                std::forward<Rest>(rest)...);
}
/// `ms::when("v"_c > 1, "many").when("v"_c == 1, "one").otherwise("none")`: the value behind the first
/// condition that is true. **Shape** the values' common type; null where no condition is true and there
/// is no `otherwise`. **Requires** conditions (MS004) and values of one common type (MS024).
template <expr::value_or_expression Condition, expr::value_or_expression Value>
constexpr auto when(Condition&& condition, Value&& value) {
  return expr::make_call<expr::case_when>(std::forward<Condition>(condition),
                                          std::forward<Value>(value));
}
/// Null where `a` equals `b`, else `a`.
template <expr::value_or_expression A, expr::value_or_expression B>
constexpr auto nullif(A&& a, B&& b) {
  return expr::make_call<expr::nullif_equal>(std::forward<A>(a), std::forward<B>(b));
}
/// Converts to `T`, text from and to it as well. **Requires** a cast between the types (MS022). **Errors**
/// errc::bad_cast where the value does not fit: the batch fails.
template <column_type T, expr::expression E>
constexpr auto cast(E const& e) {
  return expr::make_call<expr::cast_to<T>>(e);
}
/// Converts to `T`; null where the value does not fit. **Requires** a cast between the types (MS022).
template <column_type T, expr::expression E>
constexpr auto try_cast(E const& e) {
  return expr::make_call<expr::try_cast_to<T>>(e);
}

namespace expr {
template <class Self>
constexpr auto base<Self>::is_null() const {
  return millstream::is_null(self());
}
template <class Self>
constexpr auto base<Self>::is_not_null() const {
  return millstream::is_not_null(self());
}
template <class Self>
template <class T>
constexpr auto base<Self>::cast() const {
  return millstream::cast<T>(self());
}
template <class Self>
template <class T>
constexpr auto base<Self>::try_cast() const {
  return millstream::try_cast<T>(self());
}

template <class T>
concept no_duration = !std::convertible_to<T, duration>;
}  // namespace expr

/// Tumbling window of event time, or sliding where `slide` is given; of windows, by their `window_time`.
/// **Shape** record {start, end}. **Requires** a timestamp or a window (MS016). **Errors** errc::invalid_argument for a length or slide that is
/// not positive, a slide above the length, or a start offset not below the slide. **Order and time**
/// keeps the event-time tag; a null time belongs to no window. **Source** Spark's `window`, rule 53.
template <expr::expression E>
constexpr auto window(E const& time, duration length, duration slide,
                      duration start = duration(0)) {
  if (length <= duration(0) || slide <= duration(0) || slide > length || start >= slide ||
      -start >= slide)
    throw error(errc::invalid_argument,
                "a window needs length > 0, 0 < slide <= length and |start| < slide");
  return expr::window_call<E>(time, length, slide, start);
}
template <expr::expression E>
constexpr auto window(E const& time, duration length) {
  return window(time, length, length);
}

/// A length without a unit, or as text (MS032).
template <expr::expression E, class... Lengths>
  requires(sizeof...(Lengths) == 0 || (expr::no_duration<Lengths> || ...))
constexpr auto window(E const& time, Lengths const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::number_for_duration<diagnostic::in<"window">,
                                               diagnostic::type_is<Lengths>...>::said;
  return expr::window_call<E>(time, duration(1), duration(1), duration(0));
}
/// Text for the column (MS070).
template <class NoColumn, class... Lengths>
  requires(!expr::expression<NoColumn>)
constexpr auto window(NoColumn const&, Lengths const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::not_a_column<diagnostic::in<"window">,
                                        diagnostic::type_is<NoColumn>>::said;
  return expr::window_call<expr::literal<timestamp>>(expr::literal<timestamp>({}), duration(1),
                                                     duration(1), duration(0));
}

/// Sessions of event time: a row of the other keys belongs to the session of the row before it if it comes
/// within `gap` of it, or at its end. **Shape** record {start, end}: the first time, and the last one and the gap.
/// **Requires** a timestamp or a window (MS016), another key beside it (MS035), append or complete mode (MS034).
/// **Errors** errc::invalid_argument for a gap that is not positive. **Order and time** keeps the event-time
/// tag; a null time belongs to no session. **Source** Spark's `session_window`, rules 60 to 62.
template <expr::expression E>
constexpr auto session_window(E const& time, duration gap) {
  if (gap <= duration(0)) throw error(errc::invalid_argument, "a session window needs a gap > 0");
  return expr::session_call<E, expr::literal<duration>>(time, expr::literal<duration>(gap));
}
/// Sessions that each row holds open for a span of its own; a row whose gap is null or not positive belongs
/// to none, but its time counts for the watermark. **Requires** a duration (MS016).
template <expr::expression E, expr::expression Gap>
constexpr auto session_window(E const& time, Gap const& gap) {
  return expr::session_call<E, Gap>(time, gap);
}
/// A gap without a unit, or as text (MS032).
template <expr::expression E, class... Gaps>
  requires(sizeof...(Gaps) != 1 || ((expr::no_duration<Gaps> && !expr::expression<Gaps>)&&...))
constexpr auto session_window(E const& time, Gaps const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::number_for_duration<diagnostic::in<"session_window">,
                                               diagnostic::type_is<Gaps>...>::said;
  return session_window(time, duration(1));
}
/// Text for the column (MS070).
template <class NoColumn, class... Gaps>
  requires(!expr::expression<NoColumn>)
constexpr auto session_window(NoColumn const&, Gaps const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::not_a_column<diagnostic::in<"session_window">,
                                        diagnostic::type_is<NoColumn>>::said;
  return session_window(expr::literal<timestamp>({}), duration(1));
}

/// Number of rows of the group.
constexpr auto count() {
  return expr::aggregate_call<expr::count_rows, expr::no_argument>(expr::no_argument{});
}
/// Number of values that are not null.
template <expr::expression E>
constexpr auto count(E const& e) {
  return expr::aggregate_call<expr::count_rows, E>(e);
}
/// Sum of the values that are not null: bigint of integers, double of floats. **Errors** MS005;
/// errc::arithmetic_overflow.
template <expr::expression E>
constexpr auto sum(E const& e) {
  return expr::aggregate_call<expr::sum_of, E>(e);
}
/// Mean of the values that are not null, a double. **Errors** MS005.
template <expr::expression E>
constexpr auto avg(E const& e) {
  return expr::aggregate_call<expr::avg_of, E>(e);
}
/// Smallest value that is not null. **Errors** MS005.
template <expr::expression E>
constexpr auto min(E const& e) {
  return expr::aggregate_call<expr::min_of, E>(e);
}
/// Greatest value that is not null. **Errors** MS005.
template <expr::expression E>
constexpr auto max(E const& e) {
  return expr::aggregate_call<expr::max_of, E>(e);
}

// An aggregate of text, or of nothing: it says so, and counts rows.
namespace expr {
/// The problem of an aggregate of one column that was given text, or nothing.
template <fixed_string Word, class... Given>
struct no_column_problem {
  using type = diagnostic::not_a_column<diagnostic::in<Word>, diagnostic::type_is<Given>...>;
};
template <fixed_string Word>
struct no_column_problem<Word> {
  using type = diagnostic::word_of_nothing<diagnostic::in<Word>>;
};
}  // namespace expr

template <class... Given>
  requires(!(expr::expression<Given> || ...))
constexpr auto count(Given const&...) {
  using said [[maybe_unused]] = typename expr::no_column_problem<"count", Given...>::type::said;
  return count();
}
template <class... Given>
  requires(!(expr::expression<Given> || ...))
constexpr auto sum(Given const&...) {
  using said [[maybe_unused]] = typename expr::no_column_problem<"sum", Given...>::type::said;
  return count();
}
template <class... Given>
  requires(!(expr::expression<Given> || ...))
constexpr auto avg(Given const&...) {
  using said [[maybe_unused]] = typename expr::no_column_problem<"avg", Given...>::type::said;
  return count();
}
template <class... Given>
  requires(!(expr::expression<Given> || ...))
constexpr auto min(Given const&...) {
  using said [[maybe_unused]] = typename expr::no_column_problem<"min", Given...>::type::said;
  return count();
}
template <class... Given>
  requires(!(expr::expression<Given> || ...))
constexpr auto max(Given const&...) {
  using said [[maybe_unused]] = typename expr::no_column_problem<"max", Given...>::type::said;
  return count();
}

}  // namespace millstream
