// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the folders of partitioned input, `origin=JFK/day=2013-01-31`, as names and texts, and a text as the
// value of a column that it stands for (rule 103): the way back from partition_path.hpp.
// What does not: finding the files.
#pragma once

#include <charconv>
#include <filesystem>
#include <utility>
#include <vector>

#include <millstream/io/partition_path.hpp>
#include <millstream/schema/time_text.hpp>

namespace millstream::io {

/// A folder `name=value`, its escapes undone; without a value for __HIVE_DEFAULT_PARTITION__.
struct partition_value {
  std::string name;
  std::optional<std::string> text;
};

namespace detail {

inline std::string unescape_path_part(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr ==
            text.data() + i + 3) {
      out += static_cast<char>(code);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace detail

/// The partition values in the folders of `file` below the folder or pattern `root`, outermost first.
inline std::vector<partition_value> partition_values(std::filesystem::path const& root,
                                                     std::filesystem::path const& file) {
  std::vector<partition_value> out;
  auto at = file.begin();
  for (auto const& part : root) {
    if (at == file.end() || part.string().find_first_of("*?[") != std::string::npos) break;
    ++at;
  }
  for (; at != file.end() && std::next(at) != file.end(); ++at) {
    auto const part = at->string();
    auto const equals = part.find('=');
    if (equals == 0 || equals == std::string::npos) continue;
    partition_value value{detail::unescape_path_part(std::string_view(part).substr(0, equals)), {}};
    auto const text = std::string_view(part).substr(equals + 1);
    if (text != "__HIVE_DEFAULT_PARTITION__") value.text = detail::unescape_path_part(text);
    out.push_back(std::move(value));
  }
  return out;
}

/// The value of a column that a folder's name says; false if the text is none of its type.
template <class T>
bool parse_partition_value(std::string_view text, T& out) {
  if constexpr (bytes_column<T>) {
    out = T(text);
    return true;
  } else if constexpr (std::is_same_v<T, bool>) {
    out = text == "true";
    return out || text == "false";
  } else if constexpr (numeric_column<T>) {
    auto const read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
  } else if constexpr (decimal_column<T>) {
    auto const number = T::parse(text);
    if (number) out = *number;
    return number.has_value();
  } else if constexpr (std::is_same_v<T, duration>) {
    std::int64_t count = 0;
    if (!parse_partition_value(text, count)) return false;
    out = duration(count);
    return true;
  } else {
    std::optional<T> time;
    if constexpr (std::is_same_v<T, timestamp>)
      time = parse_timestamp(text);
    else if constexpr (std::is_same_v<T, date>)
      time = parse_date(text);
    if (time) out = *time;
    return time.has_value();
  }
}

}  // namespace millstream::io
