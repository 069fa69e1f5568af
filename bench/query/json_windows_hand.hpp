// SPDX-License-Identifier: Apache-2.0
//
// Files of JSON lines as a careful hand-written loop reads them: simdjson's on-demand parser over windows
// of whole lines. A window in which a document errs or does not begin where its line begins is done
// again line by line: a broken line costs only itself and is counted.
#pragma once

#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "../runner/parallel.hpp"

namespace bench {

/// Bytes of a window with the padding behind it: it stays in the second-level cache.
inline constexpr std::size_t longest_window = std::size_t(320) << 10;

/// `Rows` has `bool add(document, parser)` (false: the line is broken and nothing was added), and for the
/// rows added since the last of these calls `void keep()` and `void take_back()`.
template <class Rows>
class json_windows {
 public:
  explicit json_windows(Rows& rows) : rows_(rows) {}

  std::uint64_t broken = 0;

  /// Whole lines, with room behind them.
  void read(char const* text, std::size_t size, std::size_t capacity) {
    if (!whole_window(text, size)) {
      rows_.take_back();
      for (std::size_t at = 0; at < size;) {
        auto const end = line_end(text, size, at);
        if (!line(text + at, end - at, capacity - at)) ++broken;
        at = end + 1;
      }
    }
    rows_.keep();
  }

 private:
  static std::size_t line_end(char const* text, std::size_t size, std::size_t at) {
    auto const* const end = static_cast<char const*>(std::memchr(text + at, '\n', size - at));
    return end ? static_cast<std::size_t>(end - text) : size;
  }

  bool whole_window(char const* text, std::size_t size) {
    simdjson::ondemand::document_stream documents;
    if (parser_.iterate_many(text, size, std::max<std::size_t>(size, 32)).get(documents))
      return false;
    std::size_t begin = 0;
    for (auto at = documents.begin(); at != documents.end(); ++at) {
      simdjson::ondemand::document_reference document;
      if (at.current_index() != begin || (*at).get(document) || !rows_.add(document, parser_))
        return false;
      begin = line_end(text, size, begin) + 1;
    }
    return begin >= size && documents.truncated_bytes() == 0;
  }

  bool line(char const* text, std::size_t size, std::size_t capacity) {
    simdjson::ondemand::document document;
    return !one_.iterate(text, size, capacity).get(document) && rows_.add(document, one_);
  }

  Rows& rows_;
  simdjson::ondemand::parser parser_, one_;
};

/// Calls `use(text, size, capacity)` for windows of the whole lines that begin in a part of a file.
template <class Use>
void read_lines(std::filesystem::path const& path, std::size_t begin, std::size_t end,
                std::vector<char>& buffer, Use&& use) {
  constexpr auto room = longest_window - simdjson::SIMDJSON_PADDING;
  buffer.resize(longest_window);
  int const file = ::open(path.c_str(), O_RDONLY);
  if (file < 0) throw std::runtime_error("cannot open " + path.string());
  // A line belongs to the part in which the byte after the line break before it lies.
  bool whole = begin == 0;
  std::size_t at = whole ? 0 : begin - 1, have = 0;
  while (at < end) {
    auto const got =
        ::pread(file, buffer.data() + have, room - have, static_cast<off_t>(at + have));
    if (got < 0) throw std::runtime_error("cannot read " + path.string());
    have += static_cast<std::size_t>(got);
    std::string_view const text(buffer.data(), have);
    std::size_t from = 0;
    if (!whole) from = text.find('\n') + 1, whole = true;
    if (at + from >= end) break;
    auto const limit = std::min(have - 1, end - at - 1);
    auto to = at + have >= end ? text.find('\n', limit) : text.rfind('\n');
    if (to == std::string_view::npos) to = got == 0 ? have : text.rfind('\n');
    auto const next = std::min(to + 1, have);
    use(buffer.data() + from, next - from, buffer.size() - from);
    std::memmove(buffer.data(), buffer.data() + next, have - next);
    at += next, have -= next;
    if (got == 0 && have == 0) break;
  }
  ::close(file);
}

/// Reads files in parts of a few megabytes, which threads take as they come: `rows[t]` gets those of thread
/// `t`. Returns how many lines were broken.
template <class Rows>
std::uint64_t read_json_lines(std::vector<std::filesystem::path> const& files,
                              std::vector<Rows>& rows) {
  constexpr std::size_t part = std::size_t(8) << 20;
  struct piece {
    std::filesystem::path const* file;
    std::size_t begin, end;
  };
  std::vector<piece> pieces;
  for (auto const& f : files)
    for (std::size_t size = std::filesystem::file_size(f), at = 0; at < size; at += part)
      pieces.push_back({&f, at, std::min(at + part, size)});
  std::atomic<std::size_t> next{0};
  std::atomic<std::uint64_t> broken{0};
  on_threads(static_cast<unsigned>(rows.size()), [&](unsigned t) {
    json_windows<Rows> reader(rows[t]);
    std::vector<char> buffer;
    for (std::size_t i; (i = next++) < pieces.size();)
      read_lines(*pieces[i].file, pieces[i].begin, pieces[i].end, buffer,
                 [&](char const* text, std::size_t size, std::size_t capacity) {
                   reader.read(text, size, capacity);
                 });
    broken += reader.broken;
  });
  return broken;
}

}  // namespace bench
