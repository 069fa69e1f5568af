// SPDX-License-Identifier: Apache-2.0
// A chain as text, the step next to the source first: what the tests of the rules compare.
#pragma once

#include <millstream/optimize/optimize.hpp>

#include "support/all_words.hpp"

namespace sample {

namespace optimize = ms::optimize;

/// At the top of a chain nothing but these columns is wanted.
template <ms::fixed_string... Names>
struct only {
  template <class In>
  static constexpr void reads(auto&& visit) {
    (visit(Names.view()), ...);
  }
};

template <class Top = optimize::detail::everything, class S>
constexpr auto chain(S const&) {
  return optimize::chain_of<plan_of<S>, Top>();
}

/// Letters of the steps: f filter, F function, w with_column, p project, d drop, m map, t watermark, j join.
template <std::size_t N>
std::string letters(optimize::chain_value<N> const& c) {
  std::string out;
  for (std::size_t i = 0; i < c.count; ++i)
    out += "fFwpdmtja"[static_cast<std::size_t>(c.at(i).kind)];
  return out;
}
/// The order of the steps as they were numbered from the source.
template <std::size_t N>
std::string order(optimize::chain_value<N> const& c) {
  std::string out;
  for (std::size_t i = 0; i < c.count; ++i)
    out += static_cast<char>('0' + c.order[i]);
  return out;
}
/// Paths of the source's leaves in a set.
inline std::string names(optimize::column_set const& set) {
  constexpr std::string_view leaves[] = {
      "ts", "k",    "v",   "n",         "d",           "x",         "b",
      "m",  "tiny", "day", "site.city", "site.number", "home.city", "home.number"};
  std::string out;
  for (std::size_t i = 0; i < std::size(leaves); ++i)
    if (set.has(i)) out.append(leaves[i]).append(" ");
  return out;
}

}  // namespace sample
