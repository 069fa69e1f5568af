// SPDX-License-Identifier: Apache-2.0
//
// `ms::csv(path)`: tables of separated values, read once as a static table. Columns are found by the
// names in the header line. Fields follow Spark (rule 101): the escape inside quotes is a backslash, a
// field with a quote inside its quotes is kept as it stands, an empty field is null. One line is one
// row. Needs no third-party library.
#pragma once

#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <millstream/base/inline.hpp>
#include <millstream/connector/transport/files.hpp>
#include <millstream/io/source.hpp>
#include <millstream/schema/record.hpp>
#include <millstream/schema/time_text.hpp>

namespace millstream {

namespace connector {

namespace detail {

/// One field of a line; `present` is false where it is empty and so null.
struct csv_field {
  std::string text;
  bool present = false;
};

/// Cuts one line into fields; false if a quote is not closed.
bool split_csv_line(std::string_view line, char separator, char quote, char escape,
                    std::vector<csv_field>& fields);

/// A field's text as a value of a column; false if it is none.
template <class T>
bool from_csv(std::string const& text, T& out) {
  char const* const end = text.data() + text.size();
  if constexpr (std::is_same_v<T, std::string>) {
    out = text;
    return true;
  } else if constexpr (std::is_same_v<T, bool>) {
    auto const is = [&](std::string_view word) {
      return std::equal(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? char(a + 32) : a) == b;
      });
    };
    out = is("true");
    return out || is("false");
  } else if constexpr (numeric_column<T>) {
    char const* const begin =
        text.data() + (text.size() > 1 && text[0] == '+' && text[1] != '-' ? 1 : 0);
    auto const read = std::from_chars(begin, end, out);
    return read.ec == std::errc() && read.ptr == end;
  } else if constexpr (decimal_column<T>) {
    auto const number = T::parse(text);
    if (number) out = *number;
    return number.has_value();
  } else if constexpr (std::is_same_v<T, binary>) {
    out = binary(text);
    return true;
  } else if constexpr (std::is_same_v<T, timestamp> || std::is_same_v<T, date>) {
    auto const time = [&] {
      if constexpr (std::is_same_v<T, timestamp>)
        return parse_timestamp(text);
      else
        return parse_date(text);
    }();
    if (time) out = *time;
    return time.has_value();
  } else {
    static_assert(std::is_same_v<T, duration>,
                  "a CSV column is a scalar or a std::optional of one");
    std::int64_t micros = 0;
    auto const read = std::from_chars(text.data(), end, micros);
    out = duration(micros);
    return read.ec == std::errc() && read.ptr == end;
  }
}

}  // namespace detail

/// Tables of separated values in files, each with its own header line.
struct csv_description {
  std::filesystem::path path;
  bool has_header = true;
  char field_separator = ',';
  char quote_char = '"';
  char escape_char = '\\';
  std::string null_text = {};
  io::malformed_policy policy = io::malformed_policy::fail;
  std::string name_filter = {};

  /// Whether the first line of each file names the columns; else they come in the schema's order.
  csv_description& header(bool there) { return has_header = there, *this; }
  /// What stands between two fields; a comma unless said here.
  csv_description& separator(char c) { return field_separator = c, *this; }
  /// What stands around a field that holds a separator; `"` unless said here.
  csv_description& quote(char c) { return quote_char = c, *this; }
  /// What stands before a quote inside quotes; a backslash unless said here, as in Spark (rule 101).
  csv_description& escape(char c) { return escape_char = c, *this; }
  /// A text that means null, such as "NA", beside the empty field.
  csv_description& null_value(std::string text) { return null_text = std::move(text), *this; }
  /// `fail` (default), `drop` a bad line, or `permissive`: what parsed is kept, the rest is null.
  csv_description& on_malformed(io::malformed_policy what) { return policy = what, *this; }
  /// Only files whose name matches, such as "*.csv".
  csv_description& path_glob_filter(std::string pattern) {
    return name_filter = std::move(pattern), *this;
  }

  std::string to_string() const { return "csv " + path.string(); }

  /// The files that `read_all` reads, as text (path, size, mtime).
  std::string identity() const { return offset_text(files()); }

  /// All rows, in the order of files (mtime, path) and lines.
  /// **Errors** invalid_argument (a column is not in the header), malformed_record with file and line,
  /// source_missing, source_unreadable.
  template <class Schema>
  std::vector<record<Schema>> read_all(io::source_context const& context = {}) const {
    check_policy<Schema>();
    std::vector<record<Schema>> out;
    io::lane_counts counts;
    for (auto const& file : files())
      read_file<Schema>(file, out, counts);
    counts.rows = std::ssize(out);
    if (context.counts) *context.counts += counts;
    return out;
  }

 private:
  std::vector<file_slice> files() const {
    return file_stream({.path = path, .path_glob_filter = name_filter, .tail_waits = false})
        .everything();
  }

  template <class Schema>
  void check_policy() const {
    if (policy == io::malformed_policy::dead_letter)
      throw error(errc::invalid_argument, "a static table has no dead-letter sink",
                  {.file = path.string()}, "choose fail, drop or permissive");
    Schema::for_each([&]<class Field>() {
      if (policy == io::malformed_policy::permissive && !is_optional<typename Field::type>)
        throw error(errc::invalid_argument,
                    "the policy permissive makes a column null that cannot be: " +
                        std::string(Field::name.view()),
                    {.file = path.string()},
                    "declare it as std::optional, or choose another policy");
    });
  }

  template <class Schema>
  void read_file(file_slice const& file, std::vector<record<Schema>>& out,
                 io::lane_counts& counts) const {
    std::string bytes(static_cast<std::size_t>(file.size), '\0');
    bytes.resize(
        detail::read_only_file(file.path).read_at(bytes.data(), bytes.size(), 0, file.path));
    counts.bytes += std::ssize(bytes);
    std::string_view rest = bytes;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);

    std::vector<detail::csv_field> fields;
    std::vector<std::size_t> positions(Schema::size);
    for (std::size_t i = 0; i < Schema::size; ++i)
      positions[i] = i;
    std::size_t width = Schema::size;
    bool named = !has_header;
    for (std::uint64_t number = 1; !rest.empty(); ++number) {
      auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) {
        ++counts.blank;
        continue;
      }
      location const where{.file = file.path, .line = number};
      bool const closed =
          detail::split_csv_line(line, field_separator, quote_char, escape_char, fields);
      if (!named) {
        if (!closed) malformed("a quote is not closed in the header", where);
        positions = columns_of<Schema>(fields, where);
        width = fields.size();
        named = true;
        continue;
      }
      std::string reason;
      if (!closed)
        reason = "a quote is not closed", fields.clear();
      else if (fields.size() != width)
        reason = "the line has " + std::to_string(fields.size()) + " fields, not " +
                 std::to_string(width);
      record<Schema> row;
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (read_column<Schema, I>(row, fields, positions[I], reason), ...);
      }(std::make_index_sequence<Schema::size>{});
      if (!reason.empty()) ++counts.malformed;
      if (!reason.empty() && policy == io::malformed_policy::fail) malformed(reason, where);
      if (reason.empty() || policy == io::malformed_policy::permissive)
        out.push_back(std::move(row));
    }
  }

  template <class Schema, std::size_t I>
  void read_column(record<Schema>& row, std::vector<detail::csv_field> const& fields,
                   std::size_t at, std::string& reason) const {
    using type = typename Schema::template type_at<I>;
    using kept = without_optional_t<type>;
    auto const name = [] { return "column \"" + std::string(Schema::names[I]) + "\""; };
    if (at >= fields.size() || !fields[at].present ||
        (!null_text.empty() && fields[at].text == null_text)) {
      if (!is_optional<type> && reason.empty()) reason = name() + " is empty";
      return;
    }
    kept value{};
    if (detail::from_csv(fields[at].text, value))
      row.template slot<I>() = std::move(value);
    else if (reason.empty())
      reason = name() + " is not a " + data_type_of<type>().to_string() + ": " +
               fields[at].text.substr(0, 80);
  }

  template <class Schema>
  static std::vector<std::size_t> columns_of(std::vector<detail::csv_field> const& header,
                                             location const& where) {
    std::vector<std::size_t> out;
    std::string there;
    for (auto const& field : header)
      there += (there.empty() ? "" : ", ") + field.text;
    for (auto const name : Schema::names) {
      std::size_t at = 0;
      while (at < header.size() && header[at].text != name)
        ++at;
      if (at == header.size())
        throw error(errc::invalid_argument, "the file has no column \"" + std::string(name) + "\"",
                    where,
                    "the columns there are: " + there +
                        "; if the first line is no header, say .header(false)");
      out.push_back(at);
    }
    return out;
  }

  [[noreturn]] static void malformed(std::string const& reason, location const& where) {
    throw error(errc::malformed_record, reason, where,
                "correct the line, or choose .on_malformed(drop or permissive)");
  }
};

}  // namespace connector

/// Separated values in a folder, a file or what a glob pattern matches: a static table.
inline connector::csv_description csv(std::filesystem::path path) {
  return {.path = std::move(path)};
}

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/csv.ipp>
#endif
