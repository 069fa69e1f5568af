// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the one error of the run time. A stable code (its text, such as "MS-R101", is part of the public
// interface and has a page), what happened, where, and what to do about it.
// What does not: mistakes in a query, which the compiler reports (base/ diagnostics), and policies for malformed rows.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <millstream/base/inline.hpp>

namespace millstream {

/// The reason of an error. The numbers are stable: `code_name` prints them, scripts match them, pages are named by them.
enum class errc : int {
  io_error = 101,
  no_space = 102,
  checkpoint_locked = 110,
  checkpoint_of_another_query = 111,
  checkpoint_corrupt = 112,
  checkpoint_version = 113,
  concurrent_run = 114,
  plan_changed = 115,
  source_missing = 120,
  source_unreadable = 121,
  source_changed = 122,
  malformed_record = 123,
  sink_owned_by_another_query = 130,
  sink_failed = 131,
  sink_behind_checkpoint = 132,
  arithmetic_overflow = 140,
  division_by_zero = 141,
  bad_cast = 142,
  invalid_argument = 150,
  user_exception = 160,
  internal = 190,
};

/// Returns the word of a code, as the enumerator is spelled; "unknown" for a number that is none.
constexpr std::string_view code_word(errc code) noexcept {
  switch (code) {
    case errc::io_error:
      return "io_error";
    case errc::no_space:
      return "no_space";
    case errc::checkpoint_locked:
      return "checkpoint_locked";
    case errc::checkpoint_of_another_query:
      return "checkpoint_of_another_query";
    case errc::checkpoint_corrupt:
      return "checkpoint_corrupt";
    case errc::checkpoint_version:
      return "checkpoint_version";
    case errc::concurrent_run:
      return "concurrent_run";
    case errc::plan_changed:
      return "plan_changed";
    case errc::source_missing:
      return "source_missing";
    case errc::source_unreadable:
      return "source_unreadable";
    case errc::source_changed:
      return "source_changed";
    case errc::malformed_record:
      return "malformed_record";
    case errc::sink_owned_by_another_query:
      return "sink_owned_by_another_query";
    case errc::sink_failed:
      return "sink_failed";
    case errc::sink_behind_checkpoint:
      return "sink_behind_checkpoint";
    case errc::arithmetic_overflow:
      return "arithmetic_overflow";
    case errc::division_by_zero:
      return "division_by_zero";
    case errc::bad_cast:
      return "bad_cast";
    case errc::invalid_argument:
      return "invalid_argument";
    case errc::user_exception:
      return "user_exception";
    case errc::internal:
      return "internal";
  }
  return "unknown";
}

/// Returns the stable text id of a code: "MS-R" and its three digits.
inline std::string code_name(errc code) {
  return "MS-R" + std::to_string(static_cast<int>(code));
}

/// Where it happened; every part may be missing.
struct location {
  std::string file = {};
  std::optional<std::uint64_t> line = {};
  std::optional<std::uint64_t> byte_offset = {};
  std::optional<std::int64_t> batch = {};
  std::string operator_name = {};

  friend bool operator==(location const&, location const&) = default;

  /// Prints the parts that are known, such as "events/a.json, line 3, batch 7, operator agg"; empty if none is.
  std::string text() const;
};

/// The error of the run time. `what()` prints up to four lines: code and word, what, where, and what to do.
struct error : std::runtime_error {
  error(errc code, std::string what_happened, location where = {}, std::string fix = {});
  error(error const&);
  error(error&&) noexcept;
  error& operator=(error const&);
  error& operator=(error&&) noexcept;
  ~error() override;

  errc code() const noexcept { return code_; }
  std::string const& what_happened() const noexcept { return what_happened_; }
  location const& where() const noexcept { return where_; }
  std::string const& fix() const noexcept { return fix_; }

  /// The same error with the batch and operator filled in where they were unknown.
  error in(std::optional<std::int64_t> batch, std::string operator_name = {}) const;

 private:
  static std::string text_of(errc code, std::string const& what, location const& where,
                             std::string const& fix);

  errc code_;
  std::string what_happened_;
  location where_;
  std::string fix_;
};

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/base/error.ipp>
#endif
