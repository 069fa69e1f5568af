// SPDX-License-Identifier: Apache-2.0
//
// What of row_offsets.hpp can be compiled once.
#pragma once

#include <millstream/io/row_offsets.hpp>

namespace millstream::io {

MILLSTREAM_CORE row_range row_range::parse(std::string_view text) {
  row_range out;
  auto const number = [&](std::string_view key, std::int64_t& into) {
    auto const at = text.find(key);
    if (at == std::string_view::npos) return false;
    auto const* const first = text.data() + at + key.size();
    return std::from_chars(first, text.data() + text.size(), into).ec == std::errc{};
  };
  if (!number("\"start\":", out.start) || !number("\"end\":", out.end) || out.start < 0 ||
      out.end < out.start)
    throw error(errc::checkpoint_corrupt,
                "an offset of numbered rows is not readable: " + std::string(text));
  return out;
}

MILLSTREAM_CORE std::string row_range::join(std::string_view first, std::string_view next) {
  auto const begin = parse(first), end = parse(next);
  if (begin.end != end.start)
    throw error(errc::internal, "rows " + begin.to_string() + " and " + end.to_string() +
                                    " do not follow one another");
  return row_range{begin.start, end.end}.to_string();
}

MILLSTREAM_CORE row_range row_range::lane(std::size_t index) const {
  auto const n = static_cast<std::int64_t>(lanes());
  auto const cut = [&](std::int64_t i) {
    return start + static_cast<std::int64_t>(static_cast<wide>(end - start) * i / n);
  };
  return {cut(static_cast<std::int64_t>(index)), cut(static_cast<std::int64_t>(index) + 1)};
}

MILLSTREAM_CORE std::optional<row_range> row_planner::plan(std::int64_t available,
                                                           std::int64_t limit) {
  available = frozen_ ? std::min(available, *frozen_) : available;
  if (available <= next_) return std::nullopt;
  row_range const out{next_, limit > 0 ? std::min(available, next_ + limit) : available};
  next_ = out.end;
  return out;
}

}  // namespace millstream::io
