// SPDX-License-Identifier: Apache-2.0
//
// A user's processor over the rows of each key: `transform_with_state`.
#pragma once

#include <millstream/plan/processor.hpp>
#include <millstream/plan/steps.hpp>

namespace millstream::plan {

/// `Time` is the column of the result that is its event time; empty if none is.
template <class Processor, fixed_string Time, fixed_string... Keys>
struct transform_with_state {
  static constexpr auto kind = step_kind::transform_with_state;
  using processor_type = Processor;
  static constexpr std::array<std::string_view, sizeof...(Keys)> key_names{Keys.view()...};
  using input_type = typename Processor::input;
  using output_type = typename Processor::output;
  static constexpr auto time_mode = plan::time_mode_of<Processor>;
  static constexpr bool has_event_time = Time.size() != 0;
  Processor processor;

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
