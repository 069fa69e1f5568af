// SPDX-License-Identifier: Apache-2.0
//
// What lives here: `ms::console()`, which prints the rows of each batch as a small table, as Spark's console sink does;
// for a person to look at, at least once.
// What does not: explain and progress.
#pragma once

#include <iostream>

#include <millstream/connector/transport/for_each_batch.hpp>
#include <millstream/io/row_text.hpp>

namespace millstream {

namespace connector {

namespace detail {

/// A value as a cell: text as it is, binary as hexadecimal digits, nested values as JSON, null as "null"; control characters become blanks.
template <class T>
std::string cell_text(T const& value, std::size_t widest) {
  std::string out;
  if constexpr (is_optional<T>) {
    if (value) return cell_text(*value, widest);
    out = "null";
  } else if constexpr (text_column<T>) {
    std::string corrected;
    out = valid_utf8(value, corrected);
  } else if constexpr (binary_column<T>) {
    out = '[';
    for (auto const& hex = hex_text(value); auto const c : hex)
      out.append(out.size() % 3 == 0 ? 1 : 0, ' ') += c;
    out += ']';
  } else if constexpr (nested_column<T>) {
    io::detail::append_json_value(out, value, {});
  } else {
    io::append_plain_text(out, value);
  }
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  auto const starts_character = [&](std::size_t i) {
    return (static_cast<unsigned char>(out[i]) & 0xC0) != 0x80;
  };
  std::size_t characters = 0;
  for (std::size_t i = 0; widest > 3 && i < out.size(); ++i) {
    if (!starts_character(i) || ++characters <= widest) continue;
    std::size_t end = i;  // keeps widest - 3 characters and three dots
    for (int back = 0; back < 3; ++back)
      do
        --end;
      while (!starts_character(end));
    out.resize(end);
    return out += "...";
  }
  return out;
}

inline std::size_t shown_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// Draws a table; the first line is the header.
inline std::string table_text(std::vector<std::vector<std::string>> const& lines) {
  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (auto const& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], shown_width(line[i]));
  std::string rule = "+", out;
  for (auto const width : widths)
    rule.append(width + 2, '-').append("+");
  rule += '\n';
  for (std::size_t l = 0; l < lines.size(); ++l) {
    if (l < 2) out += rule;
    out += '|';
    for (std::size_t i = 0; i < widths.size(); ++i)
      out.append(" ")
          .append(lines[l][i])
          .append(widths[i] - shown_width(lines[l][i]), ' ')
          .append(" |");
    out += '\n';
  }
  return (lines.size() == 1 ? out += rule : out) += rule;
}

}  // namespace detail

/// What the user writes: where to print, and how much.
struct console_description {
  std::ostream* stream = &std::cout;
  std::size_t shown_rows = 20;
  std::size_t widest_cell = 40;

  std::string to_string() const { return "console"; }

  template <class Mode>
  static constexpr bool supports = true;
  static constexpr auto delivery_at_once = io::delivery::at_least_once;

  /// Where to print; the stream must outlive the query.
  console_description to(std::ostream& out) const {
    auto description = *this;
    description.stream = &out;
    return description;
  }
  /// How many rows of a batch are shown.
  console_description rows(std::size_t count) const {
    auto out = *this;
    out.shown_rows = count;
    return out;
  }
  /// Longer cells are cut; 0: none.
  console_description truncate(std::size_t characters) const {
    auto out = *this;
    out.widest_cell = characters;
    return out;
  }

  template <class Schema, class Mode>
  auto open_sink(io::sink_context) const {
    auto print = [self = *this](std::span<record<Schema> const> rows, std::int64_t batch) {
      self.print<Schema>(rows, batch);
    };
    return calling_sink<Schema, decltype(print)>("console", std::move(print));
  }

  template <class Schema>
  void print(std::span<record<Schema> const> rows, std::int64_t batch) const {
    std::vector<std::vector<std::string>> lines(1, {Schema::names.begin(), Schema::names.end()});
    for (auto const& row : rows.first(std::min(rows.size(), shown_rows))) {
      auto& line = lines.emplace_back();
      Schema::for_each([&]<class Field>() {
        auto const& value = row.template get<Field::name>();
        line.push_back(detail::cell_text(value, widest_cell));
      });
    }
    std::string out = "Batch: " + std::to_string(batch) + '\n' + detail::table_text(lines);
    if (rows.size() > shown_rows)
      out += "only the first " + std::to_string(shown_rows) + " of " + std::to_string(rows.size()) +
             " rows are shown\n";
    *stream << out << '\n' << std::flush;
  }
};

}  // namespace connector

/// Prints each batch as a table. **Errors** none: at least once, and nothing is kept.
inline connector::console_description console() {
  return {};
}

}  // namespace millstream
