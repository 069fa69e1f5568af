// SPDX-License-Identifier: Apache-2.0
//
// What the optimizer's rules are called, in the order in which they run: so that a query can switch
// one off by name. What they do is in optimize/, one rule a file.
#pragma once

#include <array>
#include <string_view>

#include <millstream/base/diagnostic.hpp>

namespace millstream::plan {

template <fixed_string... Names>
struct rule_list {
  static constexpr std::array<std::string_view, sizeof...(Names)> names{Names.view()...};
  static constexpr std::size_t index_of(std::string_view name) {
    std::size_t i = 0;
    while (i < names.size() && names[i] != name)
      ++i;
    return i;
  }
  static constexpr bool has(std::string_view name) { return index_of(name) < names.size(); }
  template <template <fixed_string...> class To>
  using as = To<Names...>;
};

using rules =
    rule_list<"remove_true_filter", "simplify_by_type", "fold_literals",
              "push_filter_below_projection", "push_filter_below_join", "push_filter_below_union",
              "push_filter_into_table", "collapse_projections", "prune_columns", "compute_once">;

/// No rule of that name; `none` where there is.
template <fixed_string Name>
using rule_problem = std::conditional_t<
    rules::has(Name.view()), diagnostic::none,
    diagnostic::unknown_rule<diagnostic::wanted<Name>, rules::as<diagnostic::rules_there_are>>>;

}  // namespace millstream::plan
