// SPDX-License-Identifier: Apache-2.0
//
// `rename` and `with_column_renamed`: one word in two spellings; the same columns, one under another
// name.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/select.hpp>

namespace millstream {

namespace detail {

template <fixed_string Old, fixed_string New>
struct rename_word : word {
  template <class Plan>
  using taken_problem =
      std::conditional_t<Plan::schema_type::has(New.view()) && Old.view() != New.view(),
                         diagnostic::column_named_twice<diagnostic::wanted<New>>, diagnostic::none>;
  template <class Plan>
  using problem = diagnostic::first_problem<own_column_problem<Old, typename Plan::schema_type>,
                                            taken_problem<Plan>>;
  constexpr auto apply(auto const& input) const {
    return change_columns(input, []<fixed_string Name>(expr::column<Name> c) {
      if constexpr (Name.view() == Old.view())
        return c.as(expr::column<New>{});
      else
        return c;
    });
  }
};

}  // namespace detail

/// The same columns in the same order, one of them under another name.
/// **Shape** one row out a row. **Requires** a column of the old name (MS001; Spark passes over it), none
/// of the new one (MS013). **Order and time** order kept; the event-time tag goes with the column.
/// **Cost** none. **Source** Spark's `Dataset.withColumnRenamed`.
template <fixed_string Old, fixed_string New>
constexpr auto rename(expr::column<Old>, expr::column<New>) {
  return detail::rename_word<Old, New>{};
}

/// `rename` in another spelling.
template <fixed_string Old, fixed_string New>
constexpr auto with_column_renamed(expr::column<Old> old_name, expr::column<New> new_name) {
  return rename(old_name, new_name);
}

/// Anything but two columns (MS082).
template <class... Given>
  requires(sizeof...(Given) != 2 || !(expr::is_column<Given> && ...))
constexpr auto rename(Given const&...) {
  using said [[maybe_unused]] = typename diagnostic::other_arguments<
      diagnostic::in<"rename">, diagnostic::how_to_write<"ms::rename(\"old\"_c, \"new\"_c)">,
      diagnostic::type_is<Given>...>::said;
  return poisoned_word{};
}

}  // namespace millstream
