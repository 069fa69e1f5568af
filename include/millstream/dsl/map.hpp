// SPDX-License-Identifier: Apache-2.0
//
// `map`: a typed function for what expressions cannot say.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/filter.hpp>

namespace millstream {

namespace detail {
template <class F, class Schema, bool Callable>
struct mapped {
  using type = void;
};
template <class F, class Schema>
struct mapped<F, Schema, true> {
  using type = std::remove_cvref_t<typename function_result<F, Schema>::type>;
};

template <class T>
struct returns_struct : std::bool_constant<adapted_struct<T>> {};

template <class F>
struct map_word : word {
  F f;
  template <class Plan>
  using result = typename mapped<F, typename Plan::schema_type,
                                 takes_rows_of<F, typename Plan::schema_type>>::type;
  template <class Plan>
  using problem = typename function_problem<"map", F, typename Plan::schema_type, returns_struct,
                                            takes_rows_of<F, typename Plan::schema_type>>::type;
  template <class Input>
  constexpr auto apply(Input const& input) const {
    return add_step(input, plan::map_rows<F, result<typename Input::plan_type>>{f});
  }
};
}  // namespace detail

/// One row made of each row by a function that returns an adapted struct.
/// **Shape** the struct's columns. **Requires** the function to fit (MS021). **Order and time** order
/// kept; the event-time tag is gone. **Cost** the copy of the struct that it takes and of the one that
/// it returns; the plan above can't be moved below it, and the columns that it names stay needed.
template <class F>
constexpr auto map(F f) {
  return detail::map_word<F>{{}, std::move(f)};
}

}  // namespace millstream
