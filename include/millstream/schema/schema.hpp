// SPDX-License-Identifier: Apache-2.0
//
// A schema is a list of named typed columns, as a type. Rows of every kind say which schema they
// have and give a column by name. How a user's struct becomes a schema is in adapt.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <millstream/base/fixed_string.hpp>
#include <millstream/base/meta.hpp>
#include <millstream/schema/types.hpp>

namespace millstream {

/// One named typed column; nullable when `T` is a `std::optional`.
template <fixed_string Name, class T>
struct field {
  static constexpr auto name = Name;
  using type = T;
};

inline constexpr std::size_t no_column = static_cast<std::size_t>(-1);

/// Named typed columns in order. A type only: it holds no row.
template <class... Fields>
struct schema {
  static constexpr std::size_t size = sizeof...(Fields);
  static constexpr std::array<std::string_view, sizeof...(Fields)> names{Fields::name.view()...};

  /// Position of a column, `no_column` where the schema lacks it.
  static constexpr std::size_t index_of(std::string_view name) {
    for (std::size_t i = 0; i < size; ++i)
      if (names[i] == name) return i;
    return no_column;
  }
  static constexpr bool has(std::string_view name) { return index_of(name) != no_column; }

  /// The column with the fewest edits from `name`, if that is near enough to be a typo.
  static constexpr std::string_view nearest(std::string_view name) {
    std::string_view best{};
    std::size_t fewest = name.size() / 2 + 1;
    for (auto const there : names)
      if (auto const edits = edit_distance(name, there); edits < fewest)
        fewest = edits, best = there;
    return best;
  }

  template <std::size_t I>
  using field_at = nth_type<I, Fields...>;
  template <std::size_t I>
  using type_at = typename field_at<I>::type;
  template <fixed_string Name>
  using type_of = type_at<index_of(Name.view())>;

  /// Calls `f.template operator()<Field>()` for each column in order.
  template <class F>
  static constexpr void for_each(F&& f) {
    (f.template operator()<Fields>(), ...);
  }
  template <class F>
  static constexpr decltype(auto) apply(F&& f) {
    return f.template operator()<Fields...>();
  }
};

template <class T>
inline constexpr bool is_schema = false;
template <class... Fields>
inline constexpr bool is_schema<schema<Fields...>> = true;

/// Anything that gives its columns by name: a fused loop's row, a kept row, an adapted struct's view.
template <class R>
concept row = requires { requires is_schema<typename R::schema_type>; };

namespace detail {
template <class A, class B>
struct concat_schemas;
template <class... A, class... B>
struct concat_schemas<schema<A...>, schema<B...>> {
  using type = schema<A..., B...>;
};

template <class Field, class Schema, class Indices>
struct put_field;
template <class Field, class... Fs, std::size_t... I>
struct put_field<Field, schema<Fs...>, std::index_sequence<I...>> {
  static constexpr std::size_t at = schema<Fs...>::index_of(Field::name.view());
  using type = schema<std::conditional_t<I == at, Field, Fs>...>;
};

template <class Schema, class Keep, class Indices>
struct keep_fields;
}  // namespace detail

/// Columns of `A`, then columns of `B`.
template <class A, class B>
using concat_schemas = typename detail::concat_schemas<A, B>::type;

/// `Schema` with `Field` in place of the column of that name, or behind the last one.
template <class Field, class Schema>
using put_field = typename std::conditional_t<
    Schema::has(Field::name.view()),
    detail::put_field<Field, Schema, std::make_index_sequence<Schema::size>>,
    detail::concat_schemas<Schema, schema<Field>>>::type;

namespace detail {
/// A constant for each column: one for all of a wide schema takes more steps than compilers evaluate.
template <class Schema, class Keep, std::size_t I>
inline constexpr bool keeps = Keep::keep(Schema::names[I]);

template <class Schema, class Keep, std::size_t... I>
struct keep_fields<Schema, Keep, std::index_sequence<I...>> {
  static constexpr std::size_t count = (std::size_t(keeps<Schema, Keep, I>) + ... + 0);
  static constexpr auto kept = [] {
    std::array<std::size_t, count> out{};
    std::size_t n = 0;
    ((keeps<Schema, Keep, I> ? void(out[n++] = I) : void()), ...);
    return out;
  }();
  template <std::size_t... K>
  static auto make(std::index_sequence<K...>)
      -> schema<typename Schema::template field_at<kept[K]>...>;
  using type = decltype(make(std::make_index_sequence<count>{}));
};
}  // namespace detail

/// Keeps all columns but the named ones.
template <fixed_string... Names>
struct all_but {
  static constexpr bool keep(std::string_view name) { return ((name != Names.view()) && ...); }
};

/// The columns of `Schema` whose names `Keep::keep` accepts, in order.
template <class Schema, class Keep>
using keep_fields =
    typename detail::keep_fields<Schema, Keep, std::make_index_sequence<Schema::size>>::type;

namespace detail {
template <class Schema>
struct nullable_schema;
template <class... Fs>
struct nullable_schema<schema<Fs...>> {
  using type = schema<field<Fs::name, as_optional_t<typename Fs::type>>...>;
};
}  // namespace detail

/// Every column made nullable: the outer side of a left join.
template <class Schema>
using nullable_schema = typename detail::nullable_schema<Schema>::type;

}  // namespace millstream
