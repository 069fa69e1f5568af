// SPDX-License-Identifier: Apache-2.0
//
// What lives here: `pack`, values of several types side by side: the arguments of an expression, the columns of a
// projection, the branches of a flow. It does what a query asks of std::tuple and nothing else. A query holds hundreds of
// them, and each copy of a std::tuple has the compiler ask of every element whether it converts to every other one.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace millstream {

namespace detail {

template <std::size_t I, class T>
struct pack_slot {
  [[no_unique_address]] T value;
};

template <class Indices, class... Ts>
struct pack_slots;

template <std::size_t... I, class... Ts>
struct pack_slots<std::index_sequence<I...>, Ts...> : pack_slot<I, Ts>... {};

template <std::size_t I, class T>
std::type_identity<T> pack_type_at(pack_slot<I, T> const*);

}  // namespace detail

/// One value of each type, in order; a type may be a reference. **State** its values, nothing where they are empty.
template <class... Ts>
struct pack : detail::pack_slots<std::index_sequence_for<Ts...>, Ts...> {
  // The values by value, so that no overload has to be chosen by asking what converts to what.
  constexpr pack(Ts... values)
    requires(sizeof...(Ts) > 0)
      : detail::pack_slots<std::index_sequence_for<Ts...>, Ts...>{{static_cast<Ts&&>(values)}...} {}
  constexpr pack()
    requires(std::is_default_constructible_v<Ts> && ...)
      : detail::pack_slots<std::index_sequence_for<Ts...>, Ts...>{} {}
};

template <class... Ts>
pack(Ts...) -> pack<Ts...>;

/// The I-th value.
template <std::size_t I, class T>
constexpr T& nth(detail::pack_slot<I, T>& slot) noexcept {
  return slot.value;
}
template <std::size_t I, class T>
constexpr T const& nth(detail::pack_slot<I, T> const& slot) noexcept {
  return slot.value;
}
template <std::size_t I, class T>
constexpr T&& nth(detail::pack_slot<I, T>&& slot) noexcept {
  return static_cast<T&&>(slot.value);
}

template <class Pack>
inline constexpr std::size_t pack_size_v = 0;
template <class... Ts>
inline constexpr std::size_t pack_size_v<pack<Ts...>> = sizeof...(Ts);
template <class Pack>
inline constexpr std::size_t pack_size_v<Pack const> = pack_size_v<Pack>;

template <std::size_t I, class Pack>
using pack_element_t =
    typename decltype(detail::pack_type_at<I>(static_cast<Pack const*>(nullptr)))::type;

namespace detail {

template <class F, class Pack, std::size_t... I>
constexpr decltype(auto) unpack(F&& f, Pack&& values, std::index_sequence<I...>) {
  return static_cast<F&&>(f)(nth<I>(static_cast<Pack&&>(values))...);
}

}  // namespace detail

/// Calls `f` with the values of the pack.
template <class F, class Pack>
constexpr decltype(auto) unpack(F&& f, Pack&& values) {
  return detail::unpack(static_cast<F&&>(f), static_cast<Pack&&>(values),
                        std::make_index_sequence<pack_size_v<std::remove_cvref_t<Pack>>>{});
}

namespace detail {

template <class... Packs>
struct packs_together {
  static constexpr std::size_t size = (std::size_t(0) + ... + pack_size_v<Packs>);
  struct place {
    std::size_t of = 0;
    std::size_t at = 0;
  };
  static constexpr std::array<place, size + 1> places = [] {
    std::array<place, size + 1> out{};
    std::size_t next = 0, of = 0;
    auto const add = [&](std::size_t count) {
      for (std::size_t at = 0; at < count; ++at)
        out[next++] = {of, at};
      ++of;
    };
    (add(pack_size_v<Packs>), ...);
    return out;
  }();

  template <std::size_t... K>
  static constexpr auto make(pack<Packs const&...> const& all, std::index_sequence<K...>) {
    using all_type = pack<Packs...>;
    return pack<pack_element_t<places[K].at, pack_element_t<places[K].of, all_type>>...>(
        nth<places[K].at>(nth<places[K].of>(all))...);
  }
};

}  // namespace detail

/// The values of all packs, one after the other.
template <class... Packs>
constexpr auto pack_cat(Packs const&... packs) {
  using all = detail::packs_together<Packs...>;
  return all::make(pack<Packs const&...>(packs...), std::make_index_sequence<all::size>{});
}

}  // namespace millstream
