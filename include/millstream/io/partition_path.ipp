// SPDX-License-Identifier: Apache-2.0
//
// What of partition_path.hpp can be compiled once.
#pragma once

#include <millstream/io/partition_path.hpp>

namespace millstream::io::detail {

MILLSTREAM_CORE void append_path_part(std::string& out, std::string_view text) {
  constexpr std::string_view special = "\"#%'*/:=?\\\x7F{[]^", digits = "0123456789ABCDEF";
  std::string corrected;
  for (char const c : valid_utf8(text, corrected)) {
    auto const byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
}

}  // namespace millstream::io::detail
