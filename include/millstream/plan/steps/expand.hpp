// SPDX-License-Identifier: Apache-2.0
//
// The step below an aggregation over grouping sets: each row once for every set, its keys beside it, null
// where the set does not group by them, and a number that says which ones these are.
#pragma once

#include <array>

#include <millstream/base/pack.hpp>
#include <millstream/plan/steps.hpp>

namespace millstream::plan {

/// The sets of `rollup`: all keys, all but the last, and so on to none. A set's bits say which keys are
/// left out, the last key the lowest bit, as in Spark's `grouping_id`.
struct rollup_sets {
  static constexpr auto name = fixed_string("rollup");
  static constexpr std::size_t count(std::size_t keys) { return keys + 1; }
  static constexpr std::int64_t bits(std::size_t set) { return (std::int64_t(1) << set) - 1; }
};
/// The sets of `cube`: every choice of keys.
struct cube_sets {
  static constexpr auto name = fixed_string("cube");
  static constexpr std::size_t count(std::size_t keys) { return std::size_t(1) << keys; }
  static constexpr std::int64_t bits(std::size_t set) { return static_cast<std::int64_t>(set); }
};

/// The column that says which keys a row's set leaves out. No member of a struct has such a name.
inline constexpr auto grouping_id_name = fixed_string("grouping_id()");

template <class Sets, class... Ks>
struct expand {
  static constexpr auto kind = step_kind::expand;
  using sets = Sets;
  static constexpr std::size_t count = Sets::count(sizeof...(Ks));
  /// The column of a key: the key's own name may be that of another column, which stays.
  template <class K>
  static constexpr auto column_of =
      concatenated<Sets::name, fixed_string("("), expr::name_of<K>, fixed_string(")")>;
  pack<Ks...> keys;
  template <class In>
  using output =
      concat_schemas<In,
                     schema<field<column_of<Ks>, as_optional_t<owned_of<expr::type_of<Ks, In>>>>...,
                            field<grouping_id_name, std::int64_t>>>;
  template <class In>
  static constexpr void reads(auto&& visit) {
    (expr::uses<Ks>::each(visit), ...);
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
};

}  // namespace millstream::plan
