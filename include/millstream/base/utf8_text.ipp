// SPDX-License-Identifier: Apache-2.0
//
// What of utf8_text.hpp can be compiled once.
#pragma once

#include <millstream/base/utf8_text.hpp>

namespace millstream {

MILLSTREAM_CORE std::size_t valid_utf8_prefix(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + 8 <= text.size() &&
        (detail::load_eight(text.data() + at) & 0x8080808080808080U) == 0) {
      at += 8;
    } else if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
    } else {
      auto const sequence = detail::read_utf8(text, at);
      if (!sequence.valid) return at;
      at += sequence.length;
    }
  }
  return at;
}

MILLSTREAM_CORE std::string_view valid_utf8(std::string_view text, std::string& storage) {
  auto good = valid_utf8_prefix(text);
  if (good == text.size()) return text;
  storage.clear();
  while (true) {
    storage.append(text.substr(0, good));
    text.remove_prefix(good);
    if (text.empty()) return storage;
    storage.append(replacement_character);
    text.remove_prefix(detail::read_utf8(text, 0).length);
    good = valid_utf8_prefix(text);
  }
}

}  // namespace millstream
