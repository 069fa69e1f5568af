// SPDX-License-Identifier: Apache-2.0
//
// What lives here: reading a log as it lies on disk, changing nothing. The newest segment's first record lists the
// older segments and where each of them ends, so what a broken-off or a zombie run left behind those ends is not
// believed. Only the newest segment may have a torn tail: its last append, cut as a whole.
// What does not: writing (record_log.hpp); what the payloads mean.
#pragma once

#include <charconv>
#include <limits>
#include <string>

#include <millstream/io/file_door.hpp>
#include <millstream/io/log_record.hpp>

namespace millstream::io {

/// One segment that counts: `end` is the offset behind its last believed record.
struct log_segment {
  std::uint64_t number = 0;
  std::uint64_t end = 0;
  std::int64_t last_batch = std::numeric_limits<std::int64_t>::min();
  bool empty = true;
};

/// What a scan found.
struct log_scan {
  std::vector<log_record> records = {};    ///< in the order of their appends
  std::vector<log_segment> segments = {};  ///< oldest first
  std::int64_t newest_epoch = 0;           ///< 0: no segment yet
  std::uint64_t next_segment = 1;
  std::uint64_t next_sequence = 1;
  bool tail_was_torn = false;  ///< the newest segment ended in an append that never became whole
  std::size_t ignored_records =
      0;  ///< good records of older runs behind the end that a newer run has set
  std::vector<std::string> stale_files =
      {};  ///< temporary and unlisted files, to be removed by the next writer
};

namespace detail {

inline constexpr std::string_view segment_magic =
    "millstream.log.1";  // 16 bytes; the last one is the version
inline constexpr std::string_view segment_prefix = "segment-", segment_suffix = ".log",
                                  temporary_mark = ".tmp-";

inline std::string segment_name(std::uint64_t number) {
  auto digits = std::to_string(number);
  return std::string(segment_prefix) +
         std::string(digits.size() < 10 ? 10 - digits.size() : 0, '0') + digits +
         std::string(segment_suffix);
}

inline std::optional<std::uint64_t> segment_number(std::string_view name) {
  if (!name.starts_with(segment_prefix) || !name.ends_with(segment_suffix)) return std::nullopt;
  name.remove_prefix(segment_prefix.size());
  name.remove_suffix(segment_suffix.size());
  std::uint64_t number = 0;
  auto const [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (code != std::errc{} || end != name.data() + name.size() || number == 0) return std::nullopt;
  return number;
}

[[noreturn]] inline void throw_corrupt(std::filesystem::path const& file, std::uint64_t offset,
                                       std::string what) {
  throw error(errc::checkpoint_corrupt, std::move(what),
              {.file = file.string(), .byte_offset = offset},
              "the disk or another program has damaged this file: restore the folder from a "
              "backup; starting over "
              "with a new checkpoint folder processes the input again");
}

/// The first record of a segment, behind the magic.
struct segment_header {
  std::uint64_t number = 0;
  std::int64_t epoch = 0;
  std::uint64_t next_sequence = 0;
  std::vector<log_segment> older = {};
  std::uint64_t end = 0;  ///< where the records begin
};

inline std::vector<std::byte> encode_segment_header(segment_header const& header) {
  std::vector<std::uint64_t> words{header.number, static_cast<std::uint64_t>(header.epoch),
                                   header.next_sequence, header.older.size()};
  for (auto const& segment : header.older)
    words.insert(words.end(),
                 {segment.number, segment.end, static_cast<std::uint64_t>(segment.last_batch)});
  std::vector<std::byte> out(segment_magic.size());
  std::memcpy(out.data(), segment_magic.data(), segment_magic.size());
  encode_record(out, {segment_type, 0, std::as_bytes(std::span(words))}, header.epoch,
                header.next_sequence, true);
  return out;
}

inline segment_header decode_segment_header(std::span<std::byte const> file,
                                            std::filesystem::path const& path) {
  if (file.size() < segment_magic.size() ||
      std::memcmp(file.data(), segment_magic.data(), segment_magic.size() - 1) != 0)
    throw_corrupt(path, 0, "this is not a log segment: its first bytes are wrong");
  if (auto const version = std::to_integer<char>(file[segment_magic.size() - 1]);
      version != segment_magic.back())
    throw error(errc::checkpoint_version,
                std::string("log format version '") + version + "' is not known here",
                {.file = path.string()},
                "this folder was written by a newer millstream: use that version");
  auto const record = parse_record(file, segment_magic.size());
  if (record.state != record_state::good || record.header.type != segment_type ||
      record.payload.size() < 32)
    throw_corrupt(path, segment_magic.size(), "the first record of the log segment is damaged");
  std::vector<std::uint64_t> words(record.payload.size() / 8);
  std::memcpy(words.data(), record.payload.data(), words.size() * 8);
  if (words[3] > (words.size() - 4) / 3)
    throw_corrupt(path, segment_magic.size(), "the segment list is too short");
  segment_header out{words[0], static_cast<std::int64_t>(words[1]), words[2], {}, record.end};
  for (std::size_t i = 4; i < 4 + 3 * words[3]; i += 3)
    out.older.push_back({words[i], words[i + 1], static_cast<std::int64_t>(words[i + 2]), false});
  return out;
}

/// The bytes of one segment, read record by record into a scan.
struct segment_reader {
  std::filesystem::path path;
  std::span<std::byte const> file;
  segment_header header;
  log_scan& scan;
  log_segment summary;

  /// Reads up to `end` (an older segment: everything must be good), or to the last whole append (the newest).
  void read(std::optional<std::uint64_t> end) {
    auto at = header.end;
    auto expected = header.next_sequence;
    std::vector<log_record> append;
    std::uint64_t append_start = at;
    summary = {header.number, at, summary.last_batch, true};
    for (;;) {
      if (end && at >= *end) break;
      auto const record = parse_record(file, at);
      bool const fits = record.state == record_state::good &&
                        record.header.append_sequence == expected &&
                        record.header.epoch == header.epoch && record.header.type < 0xFF00;
      if (!fits) {
        if (end) throw_corrupt(path, at, "a log record before the end of its segment is damaged");
        judge_tail(record, at, expected, !append.empty());
        break;
      }
      append.push_back({record.header.type,
                        record.header.batch,
                        record.header.epoch,
                        expected,
                        {record.payload.begin(), record.payload.end()},
                        header.number,
                        at});
      at = record.end;
      if ((record.header.flags & last_of_append) == 0) continue;
      for (auto& whole : append) {
        summary.last_batch = std::max(summary.last_batch, whole.batch);
        summary.empty = false;
        scan.records.push_back(std::move(whole));
      }
      append.clear();
      ++expected;
      append_start = summary.end = at;
    }
    if (end && (at != *end || append_start != at))
      throw_corrupt(path, at, "a log segment ends inside a record");
    scan.next_sequence = expected;
    if (end) count_ignored(*end);
  }

 private:
  /// What follows the last whole append of the newest segment is nothing, or one torn append, or damage.
  void judge_tail(parsed_record const& bad, std::uint64_t at, std::uint64_t expected,
                  bool append_is_open) {
    if (!append_is_open && bad.state == record_state::none &&
        all_zero(file.subspan(std::min<std::uint64_t>(at, file.size()))))
      return;
    // An append begins only when the one before it is durable. So a good record of a later append than the expected
    // one proves that these bytes were good once; records of the expected one may lie behind a hole (pages reach the
    // disk in any order).
    for (auto probe = padded(at) + 8; probe + sizeof(record_header) <= file.size(); probe += 8) {
      std::uint32_t mark;
      std::memcpy(&mark, file.data() + probe + 44, 4);
      if (mark != header_mark) continue;
      auto const later = parse_record(file, probe);
      if (later.state == record_state::good && later.header.epoch == header.epoch &&
          later.header.append_sequence > expected)
        throw_corrupt(path, at, "a log record is damaged, and good records follow it");
    }
    if (bad.state == record_state::damaged ||
        (bad.state == record_state::good && bad.header.epoch >= header.epoch))
      throw_corrupt(
          path, at,
          "the last log record is damaged (it is whole, but its check sum or its place is wrong)");
    scan.tail_was_torn = bad.state != record_state::good;
    if (bad.state == record_state::good) ++scan.ignored_records;  // of an older run
  }

  void count_ignored(std::uint64_t from) {
    for (auto at = from;;) {
      auto const record = parse_record(file, at);
      if (record.state != record_state::good) return;
      ++scan.ignored_records;
      at = record.end;
    }
  }
};

}  // namespace detail

/// Reads the log in `directory`. **Errors** checkpoint_corrupt (file and offset), checkpoint_version, io_error.
inline log_scan scan_log(file_door const& door, std::filesystem::path const& directory) {
  log_scan scan;
  std::vector<std::uint64_t> numbers;
  for (auto const& name : door.list(directory)) {
    if (auto const number = detail::segment_number(name))
      numbers.push_back(*number);
    else if (name.find(detail::temporary_mark) != std::string::npos)
      scan.stale_files.push_back(name);
  }
  if (numbers.empty()) return scan;
  std::sort(numbers.begin(), numbers.end());
  auto const newest = numbers.back();
  auto path_of = [&](std::uint64_t number) { return directory / detail::segment_name(number); };

  auto const newest_bytes = door.read_all(path_of(newest));
  auto const manifest = detail::decode_segment_header(newest_bytes, path_of(newest));
  if (manifest.number != newest)
    detail::throw_corrupt(path_of(newest), 0, "this log segment was renamed");
  bool seen =
      false;  // older segments are removed from the oldest on, so only a prefix may be absent
  for (auto const& listed : manifest.older) {
    if (!std::binary_search(numbers.begin(), numbers.end(), listed.number)) {
      if (seen) detail::throw_corrupt(path_of(listed.number), 0, "a log segment is missing");
      continue;
    }
    seen = true;
    auto const bytes = door.read_all(path_of(listed.number));
    detail::segment_reader reader{path_of(listed.number),
                                  bytes,
                                  detail::decode_segment_header(bytes, path_of(listed.number)),
                                  scan,
                                  {}};
    if (reader.header.number != listed.number)
      detail::throw_corrupt(reader.path, 0, "this log segment was renamed");
    reader.read(listed.end);
    scan.segments.push_back(reader.summary);
  }
  for (auto number : numbers) {
    bool const listed =
        number == newest || std::any_of(manifest.older.begin(), manifest.older.end(),
                                        [&](auto const& s) { return s.number == number; });
    if (!listed) scan.stale_files.push_back(detail::segment_name(number));
  }
  detail::segment_reader reader{path_of(newest), newest_bytes, manifest, scan, {}};
  reader.read(std::nullopt);
  scan.segments.push_back(reader.summary);
  scan.newest_epoch = manifest.epoch;
  scan.next_segment = newest + 1;
  return scan;
}

}  // namespace millstream::io
