// SPDX-License-Identifier: Apache-2.0
//
// How a struct that the user adapted with Boost.Hana becomes a schema. Hana's accessors are read
// once a type into a light list of names and member pointers; nothing else in the library touches
// Hana, so that wide structs stay cheap to compile.
#pragma once

#include <boost/hana/accessors.hpp>
#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>

#include <millstream/schema/schema.hpp>

namespace millstream {

namespace detail {

template <class Name>
constexpr auto hana_name() {
  return make_fixed_string<[] { return std::string_view(Name::c_str()); }>();
}

/// One adapted member: its name, and how to reach it.
template <fixed_string Name, class Access, class T>
struct member {
  static constexpr auto name = Name;
  using type = T;
  static constexpr T const& get(auto const& object) { return Access{}(object); }
  static constexpr T& get(auto& object) { return Access{}(object); }
};

/// The same by member pointer, as MILLSTREAM_ADAPT_STRUCT writes it.
template <fixed_string Name, auto Pointer>
struct pointed_member;
template <fixed_string Name, class Object, class T, T Object::*Pointer>
struct pointed_member<Name, Pointer> {
  static constexpr auto name = Name;
  using type = T;
  static constexpr T const& get(Object const& object) { return object.*Pointer; }
  static constexpr T& get(Object& object) { return object.*Pointer; }
};

/// Specialised by MILLSTREAM_ADAPT_STRUCT.
template <class T>
struct listed_members;

template <class T>
struct read_accessors {
  template <class... Pairs>
  static auto make(Pairs const&...) -> type_list<
      member<hana_name<std::remove_cvref_t<decltype(boost::hana::first(std::declval<Pairs>()))>>(),
             std::remove_cvref_t<decltype(boost::hana::second(std::declval<Pairs>()))>,
             std::remove_cvref_t<
                 decltype(boost::hana::second(std::declval<Pairs>())(std::declval<T&>()))>>...> {
    return {};
  }
  using type = decltype(boost::hana::unpack(boost::hana::accessors<T>(),
                                            [](auto const&... pairs) { return make(pairs...); }));
};

template <class Members>
struct schema_of_members;
template <class... Ms>
struct schema_of_members<type_list<Ms...>> {
  using type = schema<field<Ms::name, typename Ms::type>...>;
};

}  // namespace detail

/// A struct adapted by BOOST_HANA_ADAPT_STRUCT or defined by BOOST_HANA_DEFINE_STRUCT.
template <class T>
concept adapted_struct = std::is_class_v<T> && !is_schema<T> && boost::hana::Struct<T>::value;

template <adapted_struct T>
inline constexpr bool is_record<T> = true;

namespace detail {
template <class T>
struct known_members : read_accessors<T> {};
template <class T>
  requires requires { typename listed_members<T>::type; }
struct known_members<T> : listed_members<T> {};
}  // namespace detail

/// Names and member access of an adapted struct.
template <adapted_struct T>
using members_of = typename detail::known_members<T>::type;

namespace detail {
template <class T>
struct schema_of_type;
template <adapted_struct T>
struct schema_of_type<T> : schema_of_members<members_of<T>> {};
template <class... Fs>
struct schema_of_type<schema<Fs...>> {
  using type = schema<Fs...>;
};
}  // namespace detail

/// The schema of an adapted struct (of a schema: itself).
template <class T>
using schema_of = typename detail::schema_of_type<T>::type;

namespace detail {
template <std::size_t I, class... Ms>
constexpr auto const& nth_member(auto const& object, type_list<Ms...>) {
  return nth_type<I, Ms...>::get(object);
}
template <std::size_t I, class... Ms>
constexpr auto& nth_member(auto& object, type_list<Ms...>) {
  return nth_type<I, Ms...>::get(object);
}
}  // namespace detail

/// The I-th member of an adapted struct.
template <std::size_t I, class T>
constexpr auto& member_at(T& object) {
  return detail::nth_member<I>(object, members_of<std::remove_const_t<T>>{});
}

/// A user's struct seen as a row: a pointer, no copy.
template <adapted_struct T>
struct struct_row {
  using schema_type = schema_of<T>;
  T const* object;

  template <fixed_string Name>
  constexpr decltype(auto) get() const {
    return get_at<schema_type::index_of(Name.view())>();
  }
  template <std::size_t I>
  constexpr decltype(auto) get_at() const {
    auto const& value = member_at<I>(*object);
    using type = std::remove_cvref_t<decltype(value)>;
    if constexpr (nested_column<without_optional_t<type>>)
      return (value);
    else
      return as_view(value);
  }
};

/// Runtime description of a schema: a record of its columns.
template <class Schema>
data_type describe_schema();

/// Runtime description of a column type.
template <class T>
data_type data_type_of() {
  data_type out;
  if constexpr (is_optional<T>) {
    out = data_type_of<without_optional_t<T>>();
    out.nullable = true;
  } else if constexpr (std::is_same_v<T, bool>) {
    out.kind = type_kind::boolean;
  } else if constexpr (std::is_same_v<T, float>) {
    out.kind = type_kind::float32;
  } else if constexpr (std::is_same_v<T, double>) {
    out.kind = type_kind::float64;
  } else if constexpr (integer_column<T>) {
    out.kind = sizeof(T) == 1   ? type_kind::int8
               : sizeof(T) == 2 ? type_kind::int16
               : sizeof(T) == 4 ? type_kind::int32
                                : type_kind::int64;
  } else if constexpr (text_column<T>) {
    out.kind = type_kind::string;
  } else if constexpr (std::is_same_v<T, timestamp>) {
    out.kind = type_kind::timestamp;
  } else if constexpr (std::is_same_v<T, date>) {
    out.kind = type_kind::date;
  } else if constexpr (std::is_same_v<T, duration>) {
    out.kind = type_kind::duration;
  } else if constexpr (decimal_column<T>) {
    out.kind = type_kind::decimal;
    out.precision = T::precision;
    out.scale = T::scale;
  } else if constexpr (binary_column<T>) {
    out.kind = type_kind::binary;
  } else if constexpr (is_array<T>) {
    out.kind = type_kind::array;
    out.members.push_back({"element", data_type_of<typename T::value_type>()});
  } else if constexpr (is_map<T>) {
    out.kind = type_kind::map;
    out.members.push_back({"key", data_type_of<typename T::key_type>()});
    out.members.push_back({"value", data_type_of<typename T::mapped_type>()});
  } else {
    out = describe_schema<schema_of<T>>();
  }
  return out;
}

namespace detail {
/// What gives the type of each column.
template <class Schema>
inline constexpr auto column_types = Schema::apply([]<class... Fields>() {
  return std::array<data_type (*)(), Schema::size>{&data_type_of<typename Fields::type>...};
});
}  // namespace detail

template <class Schema>
data_type describe_schema() {
  return detail::record_type(Schema::names, detail::column_types<Schema>);
}

}  // namespace millstream

/// Makes a struct a Boost.Hana struct, as BOOST_HANA_ADAPT_STRUCT does, which stops at 39 members: up to 340, at the
/// global namespace. **Cost** of 200 members 0.1 s to compile: Hana's own accessors are made only if they are asked for.
#define MILLSTREAM_ADAPT_STRUCT(T, ...)                                                           \
  template <>                                                                                     \
  struct millstream::detail::listed_members<T> {                                                  \
    using type =                                                                                  \
        millstream::type_list<MILLSTREAM_EACH_MEMBER(MILLSTREAM_POINTED_MEMBER, T, __VA_ARGS__)>; \
  };                                                                                              \
  template <>                                                                                     \
  struct boost::hana::accessors_impl<T> {                                                         \
    template <class...>                                                                           \
    static constexpr auto apply() {                                                               \
      return ::boost::hana::make_tuple(                                                           \
          MILLSTREAM_EACH_MEMBER(MILLSTREAM_HANA_ACCESSOR, T, __VA_ARGS__));                      \
    }                                                                                             \
  }

#define MILLSTREAM_POINTED_MEMBER(T, member) \
  ::millstream::detail::pointed_member<#member, &T::member>
#define MILLSTREAM_HANA_ACCESSOR(T, member) \
  ::boost::hana::make_pair(                 \
      BOOST_HANA_STRING(#member),           \
      ::boost::hana::struct_detail::member_ptr<decltype(&T::member), &T::member>{})

// One macro call a member, with commas between: each scan of the five levels goes on where the last one stopped.
#define MILLSTREAM_EACH_MEMBER(macro, T, ...) \
  __VA_OPT__(MILLSTREAM_SCAN_5(MILLSTREAM_MEMBER(macro, T, __VA_ARGS__)))
#define MILLSTREAM_MEMBER(macro, T, member, ...) \
  macro(T, member)                               \
      __VA_OPT__(, MILLSTREAM_NEXT_MEMBER MILLSTREAM_PARENTHESES(macro, T, __VA_ARGS__))
#define MILLSTREAM_NEXT_MEMBER() MILLSTREAM_MEMBER
#define MILLSTREAM_PARENTHESES ()
#define MILLSTREAM_SCAN_5(...) \
  MILLSTREAM_SCAN_4(MILLSTREAM_SCAN_4(MILLSTREAM_SCAN_4(MILLSTREAM_SCAN_4(__VA_ARGS__))))
#define MILLSTREAM_SCAN_4(...) \
  MILLSTREAM_SCAN_3(MILLSTREAM_SCAN_3(MILLSTREAM_SCAN_3(MILLSTREAM_SCAN_3(__VA_ARGS__))))
#define MILLSTREAM_SCAN_3(...) \
  MILLSTREAM_SCAN_2(MILLSTREAM_SCAN_2(MILLSTREAM_SCAN_2(MILLSTREAM_SCAN_2(__VA_ARGS__))))
#define MILLSTREAM_SCAN_2(...) \
  MILLSTREAM_SCAN_1(MILLSTREAM_SCAN_1(MILLSTREAM_SCAN_1(MILLSTREAM_SCAN_1(__VA_ARGS__))))
#define MILLSTREAM_SCAN_1(...) __VA_ARGS__
