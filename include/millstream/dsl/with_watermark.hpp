// SPDX-License-Identifier: Apache-2.0
//
// `with_watermark`: which column is the event time, and how late a row may come.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>

namespace millstream {

namespace detail {

template <fixed_string Name, class T>
inline constexpr bool can_be_event_time =
    (std::is_same_v<T, timestamp> || std::is_same_v<T, std::optional<timestamp>>)&&tail_of<Name>.size() ==
    0;

template <fixed_string Name>
struct watermark_word : word {
  static constexpr auto streams_only = fixed_string("with_watermark");
  duration delay;
  template <class Plan>
  using column_problem = expr::problem_of<expr::column<Name>, typename Plan::schema_type>;
  template <class Plan>
  using type_problem = std::conditional_t<
      can_be_event_time<Name, expr::type_of<expr::column<Name>, typename Plan::schema_type>>,
      diagnostic::none,
      diagnostic::watermark_needs_timestamp<
          diagnostic::wanted<Name>,
          diagnostic::type_is<expr::type_of<expr::column<Name>, typename Plan::schema_type>>>>;
  template <class Plan>
  using twice_problem =
      std::conditional_t<plan::has_watermark<Plan>,
                         diagnostic::watermark_defined_twice<diagnostic::wanted<Name>>,
                         diagnostic::none>;
  template <class Plan>
  using problem =
      diagnostic::first_problem<column_problem<Plan>, type_problem<Plan>, twice_problem<Plan>,
                                above_collecting_problem<Plan, "with_watermark">>;
  constexpr auto apply(auto const& input) const {
    return add_step(input, plan::watermark<Name>{delay});
  }
};

}  // namespace detail

/// Declares the event time and how late a row may come: the watermark is the greatest event time seen
/// minus `delay`, moves at the end of a batch and never back.
/// **Shape** same rows. **Requires** a top-level timestamp (MS009), no other watermark below (MS019).
/// **Errors** errc::invalid_argument for a negative delay. **Source** Spark's `withWatermark`, rules 28-36.
template <fixed_string Name>
constexpr auto with_watermark(expr::column<Name>, duration delay) {
  if (delay < duration(0))
    throw error(errc::invalid_argument, "a watermark's delay can't be negative");
  return detail::watermark_word<Name>{{}, delay};
}
/// A delay without a unit, or as text (MS032).
template <fixed_string Name, expr::no_duration Delay>
constexpr auto with_watermark(expr::column<Name>, Delay const&) {
  using said [[maybe_unused]] =
      typename diagnostic::number_for_duration<diagnostic::in<fixed_string("with_watermark")>,
                                               diagnostic::type_is<Delay>,
                                               diagnostic::wanted<Name>>::said;
  return poisoned_word{};
}
/// Text for the column (MS070).
template <class NoColumn, class Delay>
  requires(!expr::is_column<NoColumn>)
constexpr auto with_watermark(NoColumn const&, Delay const&) {
  return detail::not_columns<"with_watermark", NoColumn>();
}
/// The stream among the arguments (MS080), or not a column and a delay (MS082).
template <class... Given>
  requires(sizeof...(Given) != 2)
constexpr auto with_watermark(Given const&...) {
  using said [[maybe_unused]] =
      typename detail::wrong_call<"with_watermark", "ms::with_watermark(\"time\"_c, 10s)",
                                  Given...>::said;
  return poisoned_word{};
}

}  // namespace millstream
