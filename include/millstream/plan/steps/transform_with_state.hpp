// SPDX-License-Identifier: Apache-2.0
//
// A user's processor over the rows of each key: `transform_with_state`.
#pragma once

#include <millstream/plan/processor.hpp>
#include <millstream/plan/steps.hpp>

namespace millstream::plan {

/// A processor that begins with nothing.
struct no_initial_state {
  static constexpr bool exists = false;
};
/// A static table with the state that keys begin with, in batch 0.
template <class Table>
struct initial_state {
  static constexpr bool exists = true;
  using table_type = Table;
  Table table;
};

/// `Time` is the column of the result that is its event time; empty if none is.
template <class Processor, class Initial, fixed_string Time, fixed_string... Keys>
struct transform_with_state {
  static constexpr auto kind = step_kind::transform_with_state;
  using processor_type = Processor;
  using initial_type = Initial;
  static constexpr std::array<std::string_view, sizeof...(Keys)> key_names{Keys.view()...};
  using input_type = typename Processor::input;
  using output_type = typename Processor::output;
  static constexpr auto time_mode = plan::time_mode_of<Processor>;
  static constexpr bool has_event_time = Time.size() != 0;
  Processor processor;
  [[no_unique_address]] Initial initial{};

  template <class In>
  using key_schema = schema<field<Keys, owned_of<expr::type_of<expr::column<Keys>, In>>>...>;
  template <class In>
  using output = schema_of<output_type>;
  template <class In>
  static constexpr void reads(auto&& visit) {
    (visit(Keys.view()), ...);
    detail::visit_all<schema_of<input_type>>(visit);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view) {
    return Time.view();
  }
};

}  // namespace millstream::plan
