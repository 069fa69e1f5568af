// SPDX-License-Identifier: Apache-2.0
//
// The leaves of a schema: its columns with every record taken apart, so that a rule sees that a plan
// reads `site.city` and not the whole of `site`. Positions and schemas only; which are needed the chain
// knows.
#pragma once

#include <millstream/expr/typing.hpp>
#include <millstream/schema/record.hpp>

namespace millstream::optimize {

/// Some leaves that stand one behind the other.
struct leaf_range {
  std::size_t first = 0;
  std::size_t count = 0;
};

template <class T>
inline constexpr std::size_t leaf_count = 1;
template <class... Fs>
inline constexpr std::size_t leaf_count<schema<Fs...>> = (leaf_count<typename Fs::type> + ... + 0);
template <class T>
  requires(is_record<without_optional_t<T>>)
inline constexpr std::size_t leaf_count<T> = leaf_count<schema_of<without_optional_t<T>>>;

/// Where the leaves of a path are among those of a schema; none where there is no such column.
template <class Schema>
constexpr leaf_range leaves_at(std::string_view path) {
  auto const dot = millstream::detail::first_dot(path);
  auto const head = path.substr(0, dot);
  auto const rest = dot == path.size() ? std::string_view{} : path.substr(dot + 1);
  leaf_range out;
  std::size_t at = 0;
  Schema::for_each([&]<class Field>() {
    using type = without_optional_t<typename Field::type>;
    constexpr auto count = leaf_count<typename Field::type>;
    if (Field::name.view() == head) {
      out = {at, count};
      if constexpr (is_record<type>)
        if (!rest.empty()) {
          auto const inner = leaves_at<schema_of<type>>(rest);
          out = {at + inner.first, inner.count};
        }
    }
    at += count;
  });
  return out;
}

namespace detail {

/// Are any, are all of some leaves in the set?
template <class Set>
constexpr bool any_of(leaf_range r) {
  for (auto i = r.first; i < r.first + r.count; ++i)
    if (Set::has(i)) return true;
  return false;
}
template <class Set>
constexpr bool all_of(leaf_range r) {
  for (auto i = r.first; i < r.first + r.count; ++i)
    if (!Set::has(i)) return false;
  return true;
}

template <class Set, std::size_t First, class... Fs>
struct pruned_fields;

/// What is left of a column: itself, or a record of the members that are in the set.
template <class Set, std::size_t First, class T>
struct pruned_type {
  using type = T;
};
template <class Set, std::size_t First, class T>
  requires(is_record<without_optional_t<T>> && !all_of<Set>({First, leaf_count<T>}))
struct pruned_type<Set, First, T> {
  template <class S>
  struct inner;
  template <class... Fs>
  struct inner<schema<Fs...>> : pruned_fields<Set, First, Fs...> {};
  using left = record_view<typename inner<schema_of<without_optional_t<T>>>::type>;
  using type = std::conditional_t<is_optional<T>, std::optional<left>, left>;
};

template <class Set, std::size_t First>
struct pruned_fields<Set, First> {
  using type = schema<>;
};
template <class Set, std::size_t First, class F, class... Rest>
struct pruned_fields<Set, First, F, Rest...> {
  static constexpr auto count = leaf_count<typename F::type>;
  using rest = typename pruned_fields<Set, First + count, Rest...>::type;
  template <bool, class = void>
  struct with_field {
    using type = rest;
  };
  template <class D>
  struct with_field<true, D> {
    using type = concat_schemas<
        schema<field<F::name, typename pruned_type<Set, First, typename F::type>::type>>, rest>;
  };
  using type = typename with_field<any_of<Set>({First, count})>::type;
};

/// Keeps the columns of which a leaf is in the set.
template <class Schema, class Set>
struct any_leaf {
  static constexpr bool keep(std::string_view name) { return any_of<Set>(leaves_at<Schema>(name)); }
};

template <class Schema, class Set>
inline constexpr bool whole_columns = [] {
  bool whole = true;
  std::size_t at = 0;
  Schema::for_each([&]<class Field>() {
    constexpr auto count = leaf_count<typename Field::type>;
    whole = whole && (!any_of<Set>({at, count}) || all_of<Set>({at, count}));
    at += count;
  });
  return whole;
}();
template <class Schema, class Set, bool Whole>
struct pruned_schema_of {
  using type = keep_fields<Schema, any_leaf<Schema, Set>>;
};
template <class... Fs, class Set>
struct pruned_schema_of<schema<Fs...>, Set, false> {
  using type = typename pruned_fields<Set, 0, Fs...>::type;
};

}  // namespace detail

/// A schema with the leaves for which `Set::has(position)`; records that are left in part become
/// records of ours.
template <class Schema, class Set>
using pruned_schema =
    typename detail::pruned_schema_of<Schema, Set, detail::whole_columns<Schema, Set>>::type;

}  // namespace millstream::optimize
