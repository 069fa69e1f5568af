// SPDX-License-Identifier: Apache-2.0
//
// `ms::for_each(f)`: a function that gets each row, at the commit of its batch or, under a real-time trigger, at once.
// What does not live here: the function of a whole batch (for_each_batch.hpp).
#pragma once

#include <millstream/connector/transport/for_each_batch.hpp>

namespace millstream {

namespace connector {

/// What the user writes: a function of a record.
template <class Function>
struct for_each_description {
  std::string to_string() const { return "for_each"; }
  Function function;

  template <class Mode>
  static constexpr bool supports = true;
  static constexpr auto delivery_at_once = io::delivery::at_least_once;

  template <class Schema>
  using problem =
      std::conditional_t<std::is_invocable_v<Function&, record<Schema> const&>, diagnostic::none,
                         diagnostic::no_function_of_a_row<diagnostic::type_is<Function>>>;

  template <class Schema, class Mode>
  auto open_sink(io::sink_context) const {
    auto each = [call = function](std::span<record<Schema> const> rows, std::int64_t) mutable {
      for (auto const& row : rows)
        call(row);
    };
    return calling_sink<Schema, decltype(each)>("for_each", std::move(each));
  }
};

}  // namespace connector

/// Calls `function(row)` for each row, a record (`row.get<"name">()`, `ms::to<T>(row)`), one after the other.
/// **Errors** what the function throws stops the query; rows of the batch come again after a restart (at least once).
/// **Order and time** under `ms::real_time` a row comes at once, else when its batch is committed.
/// **Source** Spark's foreach sink, without its open and close.
template <class Function>
connector::for_each_description<Function> for_each(Function function) {
  return {std::move(function)};
}

}  // namespace millstream
