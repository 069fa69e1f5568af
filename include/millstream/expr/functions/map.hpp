// SPDX-License-Identifier: Apache-2.0
//
// Functions of maps, under Spark's names. A map keeps its entries in the order of their keys, where Spark
// keeps the order in which they came. A key that is there twice is an error, as Spark's default policy
// has it, and so is a key that is null.
#pragma once

#include <millstream/expr/functions/array.hpp>

namespace millstream::expr {

namespace detail {

template <fixed_string Word, class T>
using map_problem = std::conditional_t<
    is_map<T>, diagnostic::none,
    diagnostic::argument_of_other_type<diagnostic::in<Word>, diagnostic::wanted<"a map">,
                                       diagnostic::type_is<T>>>;
template <fixed_string Word, class T>
using map_key_problem = std::conditional_t<
    map_key_column<T>, diagnostic::none,
    diagnostic::unsupported_map_key<diagnostic::in<Word>, diagnostic::type_is<T>>>;

/// A map, and something that can be compared with its keys.
template <fixed_string Word, class M, class K>
struct lookup_problem {
  using type = map_problem<Word, M>;
};
template <fixed_string Word, class M, class K>
  requires(is_map<M>)
struct lookup_problem<Word, M, K> {
  using key_type = view_of<typename M::key_type>;
  using type = std::conditional_t<
      comparable<key_type, K>, diagnostic::none,
      diagnostic::incomparable_types<diagnostic::left_type<key_type>, diagnostic::right_type<K>>>;
};

template <class M, class K>
auto find_entry(M const& map, K const& key) {
  using key_type = typename M::key_type;
  if constexpr (bytes_column<key_type>) {
    return map.find(key_type(key));
  } else if constexpr (std::is_same_v<K, key_type>) {
    return map.find(key);
  } else if constexpr (integer_column<K> && integer_column<key_type>) {
    auto const same = static_cast<key_type>(key);
    return same == key ? map.find(same) : map.end();
  } else {  // numbers and times of two types: the common one decides
    auto at = map.begin();
    while (at != map.end() && compare(at->first, key) != 0)
      ++at;
    return at;
  }
}

[[noreturn]] inline void throw_key_twice() {
  throw error(errc::invalid_argument, "a map would have one key twice", {},
              "keep one of the entries before the map is made");
}
[[noreturn]] inline void throw_null_key() {
  throw error(errc::invalid_argument, "the key of a map is null", {},
              "leave such entries out, or put something in the key's place with ms::coalesce");
}

template <class M>
void put_entry(M& map, auto const& key, auto&& mapped) {
  if (!has_value(key)) [[unlikely]]
    throw_null_key();
  if (!map.emplace(held_value(key), std::forward<decltype(mapped)>(mapped)).second) [[unlikely]]
    throw_key_twice();
}

/// A value that lives in a map or array which may be gone after the call.
template <class T>
view_of<T> without_owner(T const& held) {
  if constexpr (is_optional<T>) {
    return held ? view_of<T>(without_owner(*held)) : std::nullopt;
  } else if constexpr (text_column<T>) {
    return block_text::copy(held);
  } else if constexpr (binary_column<T>) {
    return binary_view(block_text::copy(held.chars()));
  } else {
    return held;
  }
}

}  // namespace detail

/// The keys, in their order.
struct keys_of_map {
  static constexpr std::string_view name = "map_keys";
  template <class M>
  using problem = detail::map_problem<"map_keys", M>;
  template <class M>
  using result = std::vector<typename M::key_type>;
  template <class M>
  static result<M> apply(M const& map) {
    result<M> out;
    out.reserve(map.size());
    for (auto const& [key, mapped] : map)
      out.push_back(key);
    return out;
  }
};

/// The values, in the order of their keys.
struct values_of_map {
  static constexpr std::string_view name = "map_values";
  template <class M>
  using problem = detail::map_problem<"map_values", M>;
  template <class M>
  using result = std::vector<typename M::mapped_type>;
  template <class M>
  static result<M> apply(M const& map) {
    result<M> out;
    out.reserve(map.size());
    for (auto const& [key, mapped] : map)
      out.push_back(mapped);
    return out;
  }
};

struct entries_of_map {
  static constexpr std::string_view name = "map_entries";
  template <class M>
  using problem = detail::map_problem<"map_entries", M>;
  template <class M>
  using result = std::vector<
      record<schema<field<"key", typename M::key_type>, field<"value", typename M::mapped_type>>>>;
  template <class M>
  static result<M> apply(M const& map) {
    result<M> out;
    out.reserve(map.size());
    for (auto const& [key, mapped] : map) {
      auto& entry = out.emplace_back();
      entry.template slot<0>() = key;
      entry.template slot<1>() = mapped;
    }
    return out;
  }
};

/// The value of a key, null if it is not there.
struct element_of_map {
  static constexpr std::string_view name = "element_at";
  template <class M, class K>
  using problem = typename detail::lookup_problem<"element_at", M, K>::type;
  template <class M, class>
  using result = as_optional_t<view_of<typename M::mapped_type>>;
  template <class M, class K>
  static result<M, K> apply(M const& map, K const& key) {
    auto const at = detail::find_entry(map, key);
    if (at == map.end()) return std::nullopt;
    return detail::without_owner(at->second);
  }
};

template <class M, missing_element Missing>
  requires(is_map<M>)
struct lookup_in<M, Missing> : element_of_map {};

struct map_has_key {
  static constexpr std::string_view name = "map_contains_key";
  template <class M, class K>
  using problem = typename detail::lookup_problem<"map_contains_key", M, K>::type;
  template <class, class>
  using result = bool;
  static bool apply(auto const& map, auto const& key) {
    return detail::find_entry(map, key) != map.end();
  }
};

struct map_of_arrays {
  static constexpr std::string_view name = "map_from_arrays";
  template <class Ks, class Vs>
  struct checked {
    using type = diagnostic::first_problem<detail::array_problem<"map_from_arrays", Ks>,
                                           detail::array_problem<"map_from_arrays", Vs>>;
  };
  template <class Ks, class Vs>
    requires(is_array<Ks> && is_array<Vs>)
  struct checked<Ks, Vs> {
    using type =
        detail::map_key_problem<"map_from_arrays", without_optional_t<typename Ks::value_type>>;
  };
  template <class Ks, class Vs>
  using problem = typename checked<Ks, Vs>::type;
  template <class Ks, class Vs>
  using result = std::map<without_optional_t<typename Ks::value_type>, typename Vs::value_type>;
  template <class Ks, class Vs>
  static result<Ks, Vs> apply(Ks const& keys, Vs const& values) {
    if (keys.size() != values.size()) [[unlikely]]
      throw error(errc::invalid_argument, "map_from_arrays takes as many keys as values, not " +
                                              std::to_string(keys.size()) + " and " +
                                              std::to_string(values.size()));
    result<Ks, Vs> out;
    for (std::size_t i = 0; i < keys.size(); ++i)
      detail::put_entry(out, typename Ks::value_type(keys[i]), typename Vs::value_type(values[i]));
    return out;
  }
};

struct concat_maps {
  static constexpr std::string_view name = "map_concat";
  template <class First, class... Rest>
  using problem = diagnostic::first_problem<
      detail::map_problem<"map_concat", First>, detail::map_problem<"map_concat", Rest>...,
      std::conditional_t<
          std::is_same_v<First, Rest>, diagnostic::none,
          diagnostic::types_differ<diagnostic::in<"map_concat">, diagnostic::left_type<First>,
                                   diagnostic::right_type<Rest>>>...>;
  template <class First, class...>
  using result = First;
  template <class First, class... Rest>
  static First apply(First const& first, Rest const&... rest) {
    First out = first;
    auto const put = [&](First const& other) {
      for (auto const& [key, mapped] : other)
        detail::put_entry(out, key, mapped);
    };
    (put(rest), ...);
    return out;
  }
};

/// Keys and values in turn.
struct make_map {
  static constexpr std::string_view name = "map";
  static constexpr bool null_aware = true;

  template <class Indices, class... Ts>
  struct typed;
  template <std::size_t... I, class... Ts>
  struct typed<std::index_sequence<I...>, Ts...> {
    using keys = typename detail::joined_lists<
        std::conditional_t<I % 2 == 0, type_list<Ts>, type_list<>>...>::type;
    using values = typename detail::joined_lists<
        std::conditional_t<I % 2 == 1, type_list<Ts>, type_list<>>...>::type;
    template <class... Ks>
    static auto key_of(type_list<Ks...>) -> type_identity<owned_of<common_type_of<Ks...>>>;
    template <class... Vs>
    static auto value_of(type_list<Vs...>) -> type_identity<
        std::conditional_t<(is_optional<Vs> || ...), as_optional_t<owned_of<common_type_of<Vs...>>>,
                           owned_of<common_type_of<Vs...>>>>;
    template <class... Ks, class... Vs>
    static auto problem_of(type_list<Ks...>, type_list<Vs...>)
        -> diagnostic::first_problem<detail::common_problem<"create_map", Ks...>,
                                     detail::common_problem<"create_map", Vs...>,
                                     detail::map_key_problem<"create_map", common_type_of<Ks...>>>;
    using problem = decltype(problem_of(keys{}, values{}));
    template <class Keys, class Values>
    using result = std::map<typename decltype(key_of(Keys{}))::type,
                            typename decltype(value_of(Values{}))::type>;
  };
  template <class... Ts>
  using typed_of = typed<std::index_sequence_for<Ts...>, Ts...>;
  template <class... Ts>
  using problem = typename typed_of<Ts...>::problem;
  template <class... Ts>
  using result = typename typed_of<Ts...>::template result<typename typed_of<Ts...>::keys,
                                                           typename typed_of<Ts...>::values>;
  template <class... Ts>
  static result<Ts...> apply(Ts const&... args) {
    result<Ts...> out;
    put(out, args...);
    return out;
  }

 private:
  template <class M>
  static void put(M&) {}
  template <class M>
  static void put(M& out, auto const& key, auto const& mapped, auto const&... more) {
    using key_type = std::optional<typename M::key_type>;
    detail::put_entry(out, detail::as_result<key_type>(key),
                      detail::as_result<typename M::mapped_type>(mapped));
    put(out, more...);
  }
};

}  // namespace millstream::expr

namespace millstream {

/// The keys of a map. **Shape** array, in the order of the keys; null for null. **Requires** a map (MS055).
template <expr::expression E>
constexpr auto map_keys(E const& map) {
  return expr::make_call<expr::keys_of_map>(map);
}
/// The values of a map. **Shape** array, in the order of the keys; null for null. **Requires** a map
/// (MS055).
template <expr::expression E>
constexpr auto map_values(E const& map) {
  return expr::make_call<expr::values_of_map>(map);
}
/// The entries of a map. **Shape** array of records {key, value}, in the order of the keys.
/// **Requires** a map (MS055).
template <expr::expression E>
constexpr auto map_entries(E const& map) {
  return expr::make_call<expr::entries_of_map>(map);
}
/// Is `key` there? **Shape** boolean, null for null. **Requires** as element_at.
template <expr::expression E, expr::value_or_expression K>
constexpr auto map_contains_key(E const& map, K&& key) {
  return expr::make_call<expr::map_has_key>(map, std::forward<K>(key));
}
/// A map of an array of keys and one of values. **Requires** arrays (MS055), of keys that can be some
/// (MS056). **Errors** errc::invalid_argument for a null key, a key that is there twice, or arrays of two
/// lengths.
template <expr::expression Ks, expr::expression Vs>
constexpr auto map_from_arrays(Ks const& keys, Vs const& values) {
  return expr::make_call<expr::map_of_arrays>(keys, values);
}
/// All entries of maps of one type. **Requires** maps (MS055) of one type (MS024). **Errors**
/// errc::invalid_argument for a key that is there twice.
template <expr::expression First, expr::expression... Rest>
constexpr auto map_concat(First const& first, Rest const&... rest) {
  return expr::make_call<expr::concat_maps>(first, rest...);
}
/// `ms::create_map("a", "x"_c, "b", "y"_c)`: a map of keys and values in turn. **Shape** never null; its
/// values are if one may be. **Requires** keys of one common type and values of one (MS024), keys that can
/// be some (MS056). **Errors** errc::invalid_argument for a null key or one that is there twice.
/// **Source** Spark's `create_map`, SQL's `map`.
template <expr::value_or_expression... Es>
  requires(sizeof...(Es) > 0 && sizeof...(Es) % 2 == 0)
constexpr auto create_map(Es&&... keys_and_values) {
  return expr::make_call<expr::make_map>(std::forward<Es>(keys_and_values)...);
}

}  // namespace millstream
