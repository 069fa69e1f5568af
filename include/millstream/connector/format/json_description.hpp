// SPDX-License-Identifier: Apache-2.0
//
// `ms::json(path)` as the user writes it: a path and options, for reading (a stream or a static
// table) and for writing. Opening it to read is json_source.hpp, to write json_sink.hpp; this file
// needs no third-party header.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <millstream/io/sink.hpp>
#include <millstream/io/source.hpp>
#include <millstream/schema/record.hpp>

namespace millstream {

/// What a number in a timestamp column counts since 1970.
enum class time_unit : std::uint8_t { seconds, milliseconds, microseconds, nanoseconds };
using io::malformed_policy;

namespace connector {

/// JSON lines in files: one object a line.
struct json_description {
  /// Of a record only the members are kept that a query reads; the whole of it is checked all the same.
  static constexpr bool reads_members = true;
  std::filesystem::path path;
  std::optional<std::size_t> max_files = {};
  std::optional<std::uint64_t> max_bytes = {};
  std::string name_filter = {};
  std::optional<io::malformed_policy> policy = {};
  std::uint64_t max_record = std::uint64_t(64) << 20;
  std::vector<std::pair<std::string, time_unit>> timestamp_units = {};
  bool validate_all = false;
  std::chrono::microseconds quiet = std::chrono::seconds(1);
  std::size_t window = std::size_t(256) << 10;
  std::uint64_t lane_bytes = std::uint64_t(1) << 20;

  /// Files a batch at most; excludes `max_bytes_per_trigger`.
  json_description& max_files_per_trigger(std::size_t files) { return max_files = files, *this; }
  /// Bytes a batch at most, but at least one file.
  json_description& max_bytes_per_trigger(std::uint64_t bytes) { return max_bytes = bytes, *this; }
  /// Only files whose name matches, such as "*.json".
  json_description& path_glob_filter(std::string pattern) {
    return name_filter = std::move(pattern), *this;
  }
  /// What happens to a line that is not what the schema says; `fail`, or `dead_letter` where the
  /// query has a dead-letter sink, unless said here.
  json_description& on_malformed(io::malformed_policy what) { return policy = what, *this; }
  /// A longer line is malformed, and never held in memory as a whole.
  json_description& max_record_bytes(std::uint64_t bytes) { return max_record = bytes, *this; }
  /// What a number in this timestamp column counts; seconds unless said here.
  json_description& timestamp_unit(std::string column, time_unit unit) {
    timestamp_units.emplace_back(std::move(column), unit);
    return *this;
  }
  /// The same with a duration of one unit: `timestamp_unit("event_time", 1ms)`.
  template <class Rep, class Period>
  json_description& timestamp_unit(std::string column, std::chrono::duration<Rep, Period>) {
    static_assert(Period::num == 1 && (Period::den == 1 || Period::den == 1'000 ||
                                       Period::den == 1'000'000 || Period::den == 1'000'000'000),
                  "a timestamp counts seconds, milliseconds, microseconds or nanoseconds");
    return timestamp_unit(std::move(column), Period::den == 1           ? time_unit::seconds
                                             : Period::den == 1'000     ? time_unit::milliseconds
                                             : Period::den == 1'000'000 ? time_unit::microseconds
                                                                        : time_unit::nanoseconds);
  }
  /// The types of all declared columns are checked, not only of those that the query reads.
  json_description& validate_all_columns() { return validate_all = true, *this; }
  /// A file that has not changed for so long is finished, even if its last line has no line break.
  json_description& quiet_time(std::chrono::microseconds time) { return quiet = time, *this; }
  /// Bytes read at a time by a lane.
  json_description& window_bytes(std::size_t bytes) { return window = bytes, *this; }
  /// Bytes for each of which a batch gets one more lane, up to `io::max_lanes`.
  json_description& bytes_per_lane(std::uint64_t bytes) { return lane_bytes = bytes, *this; }

  std::string to_string() const { return "json " + path.string(); }

  /// A live source for a query; defined in json_source.hpp.
  template <class Declared, class Checked, class Needed>
  auto open_source(io::source_context context) const;
  /// All rows of all files that there are, for a static table; defined in json_source.hpp.
  template <class Schema>
  std::vector<record<Schema>> read_all(io::source_context context = {
                                           .door = io::file_door()}) const;
  /// The files that `read_all` reads, as text (path, size, mtime); defined in json_source.hpp.
  std::string identity() const;

  /// Files are written in append mode only.
  template <class Mode>
  static constexpr bool supports = std::is_same_v<Mode, append_mode>;
  /// A live sink for a query; defined in json.hpp.
  template <class Schema, class Mode, class... Partition>
  auto open_sink(io::sink_context context) const;
};

}  // namespace connector
}  // namespace millstream
