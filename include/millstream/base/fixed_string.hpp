// SPDX-License-Identifier: Apache-2.0
//
// A string that can be a template argument: how column names become types.
// `"event_time"_c` in expr/ is made of it. Knows nothing of columns.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace millstream {

/// A string literal as a structural type, so that it can be a template argument.
template <std::size_t N>
struct fixed_string {
  char chars[N + 1]{};

  constexpr fixed_string() = default;
  constexpr fixed_string(char const (&text)[N + 1]) {
    // the end too: clang prints characters as text only if a null was written behind them
    for (std::size_t i = 0; i <= N; ++i)
      chars[i] = text[i];
  }

  constexpr std::string_view view() const { return {chars, N}; }
  constexpr operator std::string_view() const { return view(); }
  static constexpr std::size_t size() { return N; }
  template <std::size_t M>
  constexpr bool operator==(fixed_string<M> const& other) const {
    return view() == other.view();
  }
};
template <std::size_t N>
fixed_string(char const (&)[N]) -> fixed_string<N - 1>;

/// Turns characters known at compile time back into a `fixed_string`; `Text` gives a `string_view`.
template <auto Text>
constexpr auto make_fixed_string() {
  constexpr std::string_view text = Text();
  fixed_string<text.size()> out;
  for (std::size_t i = 0; i < text.size(); ++i)
    out.chars[i] = text[i];
  out.chars[text.size()] = '\0';
  return out;
}

namespace detail {
// by hand: with -fsanitize=undefined g++ 12 takes string_view::find of a template argument for no constant
constexpr std::size_t first_dot(std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i)
    if (name[i] == '.') return i;
  return name.size();
}
}  // namespace detail

/// The part of `Name` before the first dot ("window" of "window.start").
template <fixed_string Name>
inline constexpr auto head_of =
    make_fixed_string<[] { return Name.view().substr(0, detail::first_dot(Name.view())); }>();

/// The part of `Name` behind the first dot; empty where there is none.
template <fixed_string Name>
inline constexpr auto tail_of = make_fixed_string<[] {
  auto const dot = detail::first_dot(Name.view());
  return dot == Name.size() ? std::string_view{} : Name.view().substr(dot + 1);
}>();

}  // namespace millstream
