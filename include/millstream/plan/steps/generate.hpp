// SPDX-License-Identifier: Apache-2.0
//
// The step that makes several rows of one: the elements of an array stand in the array's place.
#pragma once

#include <millstream/expr/generator.hpp>
#include <millstream/plan/steps.hpp>

namespace millstream::plan {

namespace detail {
/// `Schema` with `Fields` in the place of the column `Name`.
template <class Schema, fixed_string Name, class... Fields>
struct replace_field;
template <class... Fs, fixed_string Name, class... Fields>
struct replace_field<schema<Fs...>, Name, Fields...> {
  template <class... Parts>
  struct joined {
    using type = schema<>;
  };
  template <class... A>
  struct joined<schema<A...>> {
    using type = schema<A...>;
  };
  template <class... A, class... B, class... Rest>
  struct joined<schema<A...>, schema<B...>, Rest...> : joined<schema<A..., B...>, Rest...> {};
  using type = typename joined<
      std::conditional_t<Fs::name.view() == Name.view(), schema<Fields...>, schema<Fs>>...>::type;
};
}  // namespace detail

/// The column `Name`, an array, becomes its elements, a row each; with `Generator::positions` the column
/// `Position` before it says which one.
template <class Generator, fixed_string Name, fixed_string Position>
struct generate {
  static constexpr auto kind = step_kind::generate;
  using generator_type = Generator;
  static constexpr auto name = Name;
  static constexpr auto position_name = Position;
  template <class T>
  using made = std::conditional_t<Generator::outer, as_optional_t<T>, T>;
  template <class In>
  using element_field = field<Name, made<expr::element_of<typename In::template type_of<Name>>>>;
  template <class In>
  using output = typename std::conditional_t<
      Generator::positions,
      detail::replace_field<In, Name, field<Position, made<std::int32_t>>, element_field<In>>,
      detail::replace_field<In, Name, element_field<In>>>::type;
  template <class In>
  static constexpr void reads(auto&& visit) {
    visit(Name.view());
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
};

}  // namespace millstream::plan
