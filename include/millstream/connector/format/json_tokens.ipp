// SPDX-License-Identifier: Apache-2.0
//
// What of json_tokens.hpp can be compiled once: the calls of simdjson's first stage, one a window.
#pragma once

#include <simdjson.h>

#include <millstream/connector/format/json_tokens.hpp>

namespace millstream::connector {

static_assert(json_tokens::padding >= simdjson::SIMDJSON_PADDING);

struct json_tokens::stage {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

MILLSTREAM_CORE json_tokens::json_tokens() : stage_(std::make_unique<stage>()) {}
MILLSTREAM_CORE json_tokens::json_tokens(json_tokens&&) noexcept = default;
MILLSTREAM_CORE json_tokens& json_tokens::operator=(json_tokens&&) noexcept = default;
MILLSTREAM_CORE json_tokens::~json_tokens() = default;

MILLSTREAM_CORE json_tokens::outcome json_tokens::find(char const* text, std::size_t size) {
  if (size == 0) return outcome::blank;
  reserve(size);
  auto& parser = *stage_->parser;
  switch (auto const code = parser.stage1(reinterpret_cast<std::uint8_t const*>(text), size,
                                          simdjson::stage1_mode::regular)) {
    case simdjson::SUCCESS:
      break;
    case simdjson::EMPTY:
      return outcome::blank;
    case simdjson::UTF8_ERROR:
      return outcome::bad_utf8;
    case simdjson::UNCLOSED_STRING:
      return outcome::open_string;
    case simdjson::UNESCAPED_CHARS:
      return outcome::control_character;
    default:
      throw error(errc::internal, std::string("simdjson: ") + simdjson::error_message(code));
  }
  // A walk that runs over the end stands on a line break, which is no token.
  auto const end = static_cast<std::uint32_t>(text[size - 1] == '\n' ? size - 1 : size);
  std::fill_n(parser.structural_indexes.get() + parser.n_structural_indexes, 3, end);
  begin_ = parser.structural_indexes.get();
  return outcome::good;
}

MILLSTREAM_CORE void json_tokens::shrink(std::size_t to) {
  if (capacity_ <= to) return;
  stage_->parser.reset();
  begin_ = nullptr;
  capacity_ = 0;
}

MILLSTREAM_CORE void json_tokens::reserve(std::size_t size) {
  if (size <= capacity_) return;
  auto const wanted = std::max<std::size_t>(size, 4096);
  if (simdjson::get_active_implementation()->create_dom_parser_implementation(
          wanted, 1, stage_->parser) != simdjson::SUCCESS)
    throw std::bad_alloc();
  capacity_ = wanted;
}

}  // namespace millstream::connector
