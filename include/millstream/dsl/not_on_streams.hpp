// SPDX-License-Identifier: Apache-2.0
//
// Words that Spark has for tables and a stream can't have (rule 46): each says what to write instead.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>
#include <millstream/expr/words.hpp>

namespace millstream {

namespace detail {
template <fixed_string Word, class... Given>
using never_on_a_stream =
    typename diagnostic::never_on_a_stream<diagnostic::in<Word>,
                                           diagnostic::type_is<Given>...>::said;
}  // namespace detail

/// Is never legal on a stream (MS064, rule 46).
template <class... Arguments>
constexpr auto sample(Arguments const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::sample_of_a_stream<diagnostic::in<fixed_string("sample")>,
                                              diagnostic::type_is<Arguments>...>::said;
  return poisoned_word{};
}

/// Is never legal on a stream (MS038, rule 46): take `approx_count_distinct`, or count behind `distinct`.
template <class... Arguments>
constexpr auto count_distinct(Arguments const&...) {
  using said [[maybe_unused]] = detail::never_on_a_stream<"count_distinct", Arguments...>;
  return count();
}
/// Is never legal on a stream (MS038, rule 46).
template <class... Arguments>
constexpr auto sum_distinct(Arguments const&...) {
  using said [[maybe_unused]] = detail::never_on_a_stream<"sum_distinct", Arguments...>;
  return count();
}
/// Is never legal on a stream (MS038, rule 46): a semi join keeps the rows that the other side has too.
template <class... Arguments>
constexpr auto intersect(Arguments const&...) {
  using said [[maybe_unused]] = detail::never_on_a_stream<"intersect", Arguments...>;
  return poisoned_word{};
}
/// Is never legal on a stream (MS038, rule 46).
template <class... Arguments>
constexpr auto except(Arguments const&...) {
  using said [[maybe_unused]] = detail::never_on_a_stream<"except", Arguments...>;
  return poisoned_word{};
}

}  // namespace millstream
