// SPDX-License-Identifier: Apache-2.0
//
// `limit`: the first rows; and `offset`, which a stream can't have.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>

namespace millstream {

namespace detail {

struct limit_word : word {
  static constexpr auto streams_only = fixed_string("limit");
  std::int64_t rows;
  template <class Plan>
  using problem = diagnostic::none;
  constexpr auto apply(auto const& input) const { return add_step(input, plan::limit{rows}); }
};

}  // namespace detail

/// The first `rows` rows. In append mode these are the first of all batches together, in the order of
/// (source, offset, position), after which nothing comes out any more; in complete mode, behind an
/// aggregation, those of each result: the first of `order_by`, else the smallest. Behind it may stand steps
/// of one row, `order_by` and `limit`.
/// **Shape** same columns. **Requires** append mode, or complete mode and an aggregation (MS037, MS007);
/// no aggregation, union or watermark above it (MS063). **Errors** errc::invalid_argument for a negative
/// number. **State** one counter, in append mode. **Order and time** order kept; the watermark goes on. **Cost**
/// the rows that may be among the first are copied once. **Source** Spark's `Dataset.limit`, rule 45.
constexpr auto limit(std::int64_t rows) {
  if (rows < 0) throw error(errc::invalid_argument, "a limit can't be negative");
  return detail::limit_word{{}, rows};
}

/// Anything but one number (MS082).
template <class... Given>
  requires(sizeof...(Given) != 1 || !(std::convertible_to<Given, std::int64_t> && ...))
constexpr auto limit(Given const&...) {
  using said [[maybe_unused]] =
      typename diagnostic::other_arguments<diagnostic::in<"limit">,
                                           diagnostic::how_to_write<"ms::limit(10)">,
                                           diagnostic::type_is<Given>...>::said;
  return poisoned_word{};
}

/// Is never legal on a stream (MS037, rule 45).
template <class Number>
constexpr auto offset(Number) {
  using said [[maybe_unused]] =
      typename diagnostic::offset_of_a_stream<diagnostic::in<fixed_string("offset")>,
                                              diagnostic::type_is<Number>>::said;
  return poisoned_word{};
}

}  // namespace millstream
