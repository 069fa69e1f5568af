// SPDX-License-Identifier: Apache-2.0
// The rows that come out of a fused chain, as dynamic values, and what its lanes kept.
#pragma once

#include <catch2/catch.hpp>

#include <millstream/physical/lower.hpp>
#include <millstream/schema/value.hpp>

#include "support/all_words.hpp"

namespace sample {

/// Runs a chain over rows, in blocks of at most `block`: with what is above it taking blocks, and row by row.
template <class S, class T>
std::vector<ms::value_list> run(S const& s, std::vector<T> const& rows,
                                std::size_t block = ms::block_rows) {
  auto const chain = ms::physical::lower(s.plan);
  auto const in_blocks = [&](auto const& next) {
    typename std::remove_cvref_t<decltype(chain)>::lanes_type lanes{};
    for (std::size_t at = 0; at < rows.size(); at += block)
      ms::physical::run(chain, lanes,
                        ms::struct_block<T>{rows.data() + at, std::min(block, rows.size() - at)},
                        next);
  };
  auto const values = [](auto const& row) {
    return ms::to_values(ms::make_record<ms::record<schema_at<S>>>(row));
  };
  std::vector<ms::value_list> by_block, by_row;
  in_blocks([&](auto const& found, auto const selection) {
    for (std::size_t q = 0; q < selection.size(); ++q)
      by_block.push_back(values(found.row(selection[q])));
  });
  in_blocks(ms::physical::for_each_row{[&](auto const& row) { by_row.push_back(values(row)); }});
  CHECK(by_row == by_block);
  return by_block;
}

/// Events with these numbers as `v`.
inline std::vector<event> numbered(std::int64_t count) {
  std::vector<event> out(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    auto& e = out[static_cast<std::size_t>(i)];
    e.v = i, e.b = i % 2 == 0, e.k = std::string(1, static_cast<char>('a' + i % 3)),
    e.ts = ms::timestamp(std::chrono::seconds(i));
  }
  return out;
}

}  // namespace sample
