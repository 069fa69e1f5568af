// SPDX-License-Identifier: Apache-2.0
//
// Which column a user's function asks for that the row does not have. The body of `[](auto const& row)` can
// say nothing but a hard error deep inside, so it is tried with a probe first: a row that answers every
// name, and remembers the first one that it lacks in a function that is defined when the name is met (a
// friend of a template). The word then raises that problem at the user's line, as with any other column.
#pragma once

#include <millstream/expr/typing.hpp>

namespace millstream::plan {

namespace detail {

/// A function over rows of a schema; `missing_column(asks)` is defined once a column was missing.
template <class F, class Row>
struct asks {
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
  friend constexpr auto missing_column(asks);
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
};
template <class F, class Row, class Problem>
struct remember {
  friend constexpr auto missing_column(asks<F, Row>) { return Problem{}; }
};

template <class A, class Name, class = void>
inline constexpr bool asked_before = false;
template <class A, class Name>
inline constexpr bool asked_before<A, Name, std::void_t<decltype(missing_column(A{}))>> = true;

template <class A, class = void>
struct first_missing {
  using type = diagnostic::none;
};
template <class A>
struct first_missing<A, std::void_t<decltype(missing_column(A{}))>> {
  using type = typename decltype(missing_column(A{}))::type;
};

/// The value of a column that is not there and resembles none: whatever the body makes of it.
struct missing_value {
  template <class T>
    requires(std::is_arithmetic_v<T> || std::is_same_v<T, std::string_view> ||
             std::is_same_v<T, std::string> || time_column<T>)
  constexpr operator T() const {
    return {};
  }
  template <class T>
  friend constexpr bool operator==(missing_value, T const&) {
    return true;
  }
  template <class T>
  friend constexpr std::partial_ordering operator<=>(missing_value, T const&) {
    return std::partial_ordering::equivalent;
  }
#define MILLSTREAM_OF_MISSING(op)                                       \
  template <class T>                                                    \
  friend constexpr missing_value operator op(missing_value, T const&) { \
    return {};                                                          \
  }                                                                     \
  template <class T>                                                    \
    requires(!std::is_same_v<T, missing_value>)                         \
  friend constexpr missing_value operator op(T const&, missing_value) { \
    return {};                                                          \
  }
  MILLSTREAM_OF_MISSING(+)
  MILLSTREAM_OF_MISSING(-)
  MILLSTREAM_OF_MISSING(*)
  MILLSTREAM_OF_MISSING(/)
  MILLSTREAM_OF_MISSING(%)
#undef MILLSTREAM_OF_MISSING
};

}  // namespace detail

/// A row as `F` is tried with.
template <class F, class Row>
struct row_probe {
  Row const* of;
  using schema_type = typename Row::schema_type;
  template <fixed_string Name>
  constexpr decltype(auto) operator[](expr::column<Name> const name) const {
    if constexpr (schema_type::has(Name.view())) {
      return of->template get<Name>();
    } else {
      using missing = expr::detail::missing_column<schema_type, Name>;
      if constexpr (!detail::asked_before<detail::asks<F, Row>, expr::column<Name>>)
        (void)sizeof(detail::remember<F, Row, type_identity<typename missing::type>>);
      return nearest_of<missing::nearest>(name);
    }
  }

 private:
  template <fixed_string Nearest>
  constexpr decltype(auto) nearest_of(auto) const {
    if constexpr (Nearest.size() == 0)
      return detail::missing_value{};
    else
      return of->template get<Nearest>();
  }
};

/// The first column that `F` asks for and that rows of `Row` lack. Only behind a test that `F` can be called
/// with a probe, which reads its body.
template <class F, class Row>
using problem_of_function = typename detail::first_missing<detail::asks<F, Row>>::type;

}  // namespace millstream::plan
