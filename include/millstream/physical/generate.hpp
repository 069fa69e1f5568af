// SPDX-License-Identifier: Apache-2.0
//
// `explode`: pairs of (row, element) go on as a block of their own. The array is looked at once a row,
// no element is copied.
#pragma once

#include <deque>

#include <millstream/physical/block_steps.hpp>
#include <millstream/plan/steps/generate.hpp>

namespace millstream::physical {

/// A row beside an element of its array; `element` is null where an outer generator found none.
template <class Base, class Element, class Step, class Schema>
struct generated_row {
  using schema_type = Schema;
  Base base;
  Element const* element;
  std::int32_t position;

  template <fixed_string Name>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    using step = Step;
    if constexpr (Name.view() == step::name.view()) {
      return value_of_element();
    } else if constexpr (step::generator_type::positions &&
                         Name.view() == step::position_name.view()) {
      using type = typename Schema::template type_of<Name>;
      if constexpr (step::generator_type::outer)
        return element ? type(position) : type{};
      else
        return type(position);
    } else {
      return base.template get<Name>();
    }
  }

 private:
  MILLSTREAM_INLINE constexpr decltype(auto) value_of_element() const {
    using type = typename Schema::template type_of<Step::name>;
    if constexpr (!scalar_column<without_optional_t<type>>)
      return (*element);  // nested: as it stands in its array
    else if constexpr (Step::generator_type::outer)
      return element ? view_of<type>(as_view(*element)) : view_of<type>{};
    else
      return as_view(*element);
  }
};

template <class In, class Schema, class Step>
struct generate {
  using lane_type = no_lane_state;
  static constexpr bool outer = Step::generator_type::outer;
  using array_type = without_optional_t<typename In::template type_of<Step::name>>;
  using kept_type = typename array_type::value_type;
  using made_type = typename Schema::template type_of<Step::name>;
  /// Text inside a nested element is a view into it, so an optional one must stand somewhere too.
  static constexpr bool copies =
      std::is_same_v<kept_type, bool> || (outer && !scalar_column<without_optional_t<made_type>>);
  using element_type = std::conditional_t<copies, made_type, kept_type>;

  struct pair {
    std::uint32_t row;
    std::int32_t position;
    element_type const* element;
  };
  template <class Rows>
  struct generated_rows {
    Rows const* rows;
    pair const* pairs;
    std::size_t count;
    constexpr std::size_t size() const { return count; }
    MILLSTREAM_INLINE constexpr auto row(std::size_t i) const {
      using base = decltype(rows->row(0));
      auto const p = pairs[i];
      return generated_row<base, element_type, Step, Schema>{rows->row(p.row), p.element,
                                                             p.position};
    }
  };

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type&, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    pair pairs[block_rows];
    std::size_t filled = 0;
    std::deque<array_type> computed;  // arrays that stand nowhere else
    std::deque<element_type> copied;
    auto const hand_on = [&] {
      if (filled != 0) next(generated_rows<Rows>{&rows, pairs, filled}, all_rows{filled});
      filled = 0;
      copied.clear();
    };
    auto const put = [&](std::uint32_t row, std::int32_t position, element_type const* element) {
      pairs[filled++] = {row, position, element};
      if (filled == block_rows) hand_on();
    };
    for (std::size_t q = 0; q < selection.size(); ++q) {
      auto const at = selection[q];
      array_type const* const array = array_of(rows.row(at), computed);
      if (!array || array->empty()) {
        if constexpr (!outer)
          continue;
        else if constexpr (copies)
          put(at, 0, &copied.emplace_back());
        else
          put(at, 0, nullptr);
        continue;
      }
      for (std::size_t i = 0; i < array->size(); ++i) {
        if constexpr (copies)
          put(at, static_cast<std::int32_t>(i), &copied.emplace_back((*array)[i]));
        else
          put(at, static_cast<std::int32_t>(i), &(*array)[i]);
      }
    }
    hand_on();
  }

 private:
  template <class Row>
  static array_type const* array_of(Row const& row, std::deque<array_type>& computed) {
    using got = decltype(row.template get<Step::name>());
    if constexpr (std::is_lvalue_reference_v<got>) {
      auto const& held = row.template get<Step::name>();
      if constexpr (is_optional<std::remove_cvref_t<got>>)
        return held ? &*held : nullptr;
      else
        return &held;
    } else {
      auto held = row.template get<Step::name>();
      if constexpr (is_optional<got>) {
        if (!held) return nullptr;
        return &computed.emplace_back(std::move(*held));
      } else {
        return &computed.emplace_back(std::move(held));
      }
    }
  }
};

}  // namespace millstream::physical
