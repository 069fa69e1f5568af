// SPDX-License-Identifier: Apache-2.0
//
// What of error.hpp can be compiled once.
#pragma once

#include <millstream/base/error.hpp>

namespace millstream {

MILLSTREAM_CORE std::string location::text() const {
  std::string out;
  auto part = [&out](std::string_view word, std::string const& value) {
    if (!out.empty()) out += ", ";
    out.append(word).append(value);
  };
  if (!file.empty()) part("", file);
  if (line) part("line ", std::to_string(*line));
  if (byte_offset) part("byte ", std::to_string(*byte_offset));
  if (batch) part("batch ", std::to_string(*batch));
  if (!operator_name.empty()) part("operator ", operator_name);
  return out;
}

MILLSTREAM_CORE error::error(error const&) = default;
MILLSTREAM_CORE error::error(error&&) noexcept = default;
MILLSTREAM_CORE error& error::operator=(error const&) = default;
MILLSTREAM_CORE error& error::operator=(error&&) noexcept = default;
MILLSTREAM_CORE error::~error() = default;

MILLSTREAM_CORE error::error(errc code, std::string what_happened, location where, std::string fix)
    : std::runtime_error(text_of(code, what_happened, where, fix)),
      code_(code),
      what_happened_(std::move(what_happened)),
      where_(std::move(where)),
      fix_(std::move(fix)) {}

MILLSTREAM_CORE error error::in(std::optional<std::int64_t> batch,
                                std::string operator_name) const {
  auto where = where_;
  if (!where.batch) where.batch = batch;
  if (where.operator_name.empty()) where.operator_name = std::move(operator_name);
  return error(code_, what_happened_, std::move(where), fix_);
}

MILLSTREAM_CORE std::string error::text_of(errc code, std::string const& what,
                                           location const& where, std::string const& fix) {
  std::string out = code_name(code);
  out.append(" ").append(code_word(code)).append(": ").append(what);
  if (auto place = where.text(); !place.empty()) out.append("\n  where: ").append(place);
  if (!fix.empty()) out.append("\n  what to do: ").append(fix);
  return out;
}

}  // namespace millstream
