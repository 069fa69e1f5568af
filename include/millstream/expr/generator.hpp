// SPDX-License-Identifier: Apache-2.0
//
// Generators: what makes several rows of one, out of an array or a map. They stand alone in a `select` or
// `with_column` (dsl/select.hpp), not inside another expression.
#pragma once

#include <millstream/expr/typing.hpp>

namespace millstream::expr {

/// `Positions`: with the position of each element. `Outer`: a row also where there is no element.
template <bool Positions, bool Outer>
struct generator {
  static constexpr bool positions = Positions;
  static constexpr bool outer = Outer;
  static constexpr auto name = [] {
    if constexpr (Positions && Outer)
      return fixed_string("posexplode_outer");
    else if constexpr (Positions)
      return fixed_string("posexplode");
    else if constexpr (Outer)
      return fixed_string("explode_outer");
    else
      return fixed_string("explode");
  }();
};

/// A generator over an array or a map, and the names of its columns: position and element, or key and value.
template <class Generator, class E, fixed_string Position = "pos", fixed_string Name = "col">
struct generator_call : node {
  using generator_type = Generator;
  static constexpr auto position_name = Position;
  static constexpr auto value_name = Name;
  E array;
  constexpr explicit generator_call(E e) : array(std::move(e)) {}

  /// The elements under another name.
  template <fixed_string Wanted>
    requires(!Generator::positions)
  constexpr auto as(column<Wanted>) const {
    return generator_call<Generator, E, Position, Wanted>(array);
  }
  /// The positions and the elements, or the keys and values of a map, under other names.
  template <fixed_string Wanted, fixed_string WantedName>
  constexpr auto as(column<Wanted>, column<WantedName>) const {
    return generator_call<Generator, E, Wanted, WantedName>(array);
  }
};

template <class E>
inline constexpr bool is_generator = false;
template <class G, class E, fixed_string P, fixed_string N>
inline constexpr bool is_generator<generator_call<G, E, P, N>> = true;

template <class G, class E, fixed_string P, fixed_string N>
inline constexpr auto name_of<generator_call<G, E, P, N>> = N;
template <class G, class E, fixed_string P, fixed_string N>
struct uses<generator_call<G, E, P, N>> : uses<E> {};

/// As a value of one row it has no meaning.
template <class G, class E, fixed_string P, fixed_string N, class Schema>
struct typing<generator_call<G, E, P, N>, Schema> {
  using type = void;
  using problem = diagnostic::generator_inside_expression<diagnostic::in<G::name>>;
};

/// What a column of elements holds: `void` where `T` is no array.
template <class T>
struct array_element {
  using type = void;
};
template <class T>
struct array_element<std::vector<T>> {
  using type = T;
};
template <class T>
using element_of = typename array_element<without_optional_t<T>>::type;

/// Does a generator stand over a map? Then its two columns are called as said, else `key` and `value`.
template <class Call, class Schema>
inline constexpr bool generates_entries = false;
template <class G, class E, fixed_string P, fixed_string N, class Schema>
inline constexpr bool generates_entries<generator_call<G, E, P, N>, Schema> =
    !G::positions && is_map<without_optional_t<type_of<E, Schema>>>;
template <class Call>
inline constexpr bool has_two_names = Call::position_name.view() != "pos";
template <class Call>
inline constexpr auto key_name_of = [] {
  if constexpr (has_two_names<Call>)
    return Call::position_name;
  else
    return fixed_string("key");
}();
template <class Call>
inline constexpr auto entry_name_of = [] {
  if constexpr (has_two_names<Call>)
    return Call::value_name;
  else
    return fixed_string("value");
}();

/// The problem of a generator over rows of `Schema`.
template <class Call, class Schema>
struct generator_problem;
template <class G, class E, fixed_string P, fixed_string N, class Schema>
struct generator_problem<generator_call<G, E, P, N>, Schema> {
  template <class T>
  using array_problem = std::conditional_t<
      std::is_void_v<T> || !std::is_void_v<element_of<T>>, diagnostic::none,
      diagnostic::explode_needs_array<diagnostic::in<G::name>, diagnostic::type_is<T>>>;
  static constexpr bool of_map = generates_entries<generator_call<G, E, P, N>, Schema>;
  /// Two names for the elements of an array, or one for the entries of a map.
  static constexpr bool misnamed =
      !G::positions && (of_map ? P.view() == "pos" && N.view() != "col" : P.view() != "pos");
  using named = std::conditional_t<
      misnamed,
      diagnostic::other_arguments<
          diagnostic::in<"as">,
          diagnostic::how_to_write<
              "ms::explode(array).as(\"item\"_c), ms::explode(map).as(\"key\"_c, \"value\"_c)">>,
      diagnostic::none>;
  using type = diagnostic::first_problem<
      problem_of<E, Schema>,
      typename std::conditional_t<of_map, type_identity<diagnostic::none>,
                                  type_identity<array_problem<type_of<E, Schema>>>>::type,
      named>;
};

/// Is there an element at all? What Spark infers below an `explode`: `size(items) > 0`, not null.
struct has_elements {
  static constexpr std::string_view name = "has_elements";
  static constexpr bool null_aware = true;
  template <class>
  using problem = diagnostic::none;
  template <class>
  using result = bool;
  template <class T>
  static constexpr bool apply(T const& array) {
    if constexpr (is_optional<T>)
      return array && !array->empty();
    else
      return !array.empty();
  }
};

}  // namespace millstream::expr

namespace millstream {

/// A row for each element of an array or entry of a map, none for an empty or null one. **Shape** the elements are
/// the column `col`, or as `.as("item"_c)` says; the entries, in the order of their keys, `key` and `value`, or as
/// `.as("name"_c, "n"_c)` says, in a `select` only. **Requires** an array or a map (MS061), and to stand alone in a `select`
/// or `with_column` (MS062), one generator in each (MS060). **Source** Spark's `explode`.
template <expr::expression E>
constexpr auto explode(E const& array) {
  return expr::generator_call<expr::generator<false, false>, E>(array);
}
/// `explode`, and one row with a null for an empty or null array or map. **Source** Spark's `explode_outer`.
template <expr::expression E>
constexpr auto explode_outer(E const& array) {
  return expr::generator_call<expr::generator<false, true>, E>(array);
}
/// `explode` with the position of each element, from 0. **Shape** the columns `pos` (int) and `col`, or as
/// `.as("at"_c, "item"_c)` says; in a `select` only. **Source** Spark's `posexplode`.
template <expr::expression E>
constexpr auto posexplode(E const& array) {
  return expr::generator_call<expr::generator<true, false>, E>(array);
}
/// `posexplode`, and one row of nulls for an empty or null array. **Source** Spark's `posexplode_outer`.
template <expr::expression E>
constexpr auto posexplode_outer(E const& array) {
  return expr::generator_call<expr::generator<true, true>, E>(array);
}

}  // namespace millstream
