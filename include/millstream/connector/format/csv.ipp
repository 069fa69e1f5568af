// SPDX-License-Identifier: Apache-2.0
//
// What of csv.hpp can be compiled once.
#pragma once

#include <millstream/connector/format/csv.hpp>

namespace millstream::connector::detail {

MILLSTREAM_CORE bool split_csv_line(std::string_view line, char separator, char quote, char escape,
                                    std::vector<csv_field>& fields) {
  std::size_t count = 0;
  std::size_t at = 0;
  for (;;) {
    if (count == fields.size()) fields.emplace_back();
    auto& field = fields[count++];
    field.text.clear();
    auto const begin = at;
    bool raw = true;
    if (at < line.size() && line[at] == quote) {
      for (++at; at < line.size() && line[at] != quote; ++at) {
        bool const escaped = line[at] == escape && at + 1 < line.size() &&
                             (line[at + 1] == quote || line[at + 1] == escape);
        if (escaped) ++at;
        field.text += line[at];
      }
      if (at == line.size()) return false;
      ++at;
      raw = at < line.size() && line[at] != separator;  // a quote inside the quotes: as it stands
      field.present = true;
    }
    if (raw) {
      at = std::min(line.find(separator, at), line.size());
      field.text.assign(line.substr(begin, at - begin));
      field.present = !field.text.empty();
    }
    if (at == line.size()) break;
    ++at;  // the separator; a line that ends with one has an empty field behind it
  }
  fields.resize(count);
  return true;
}

}  // namespace millstream::connector::detail
