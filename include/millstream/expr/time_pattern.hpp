// SPDX-License-Identifier: Apache-2.0
//
// A pattern of a time as text, such as `yyyy-MM-dd HH:mm:ss`: read once, when the query is built, where an
// unknown letter is an error; then it writes times and reads them. Letters and what they take are those of
// Spark, which are Java's without the week-based ones. Texts (names of days and months) are English.
#pragma once

#include <array>

#include <millstream/base/inline.hpp>
#include <millstream/expr/batch_context.hpp>

namespace millstream::expr {

namespace detail {

inline constexpr std::string_view month_names[] = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
inline constexpr std::string_view weekday_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                     "Friday", "Saturday", "Sunday"};

struct pattern_part {
  char letter = 0;  ///< 0: `text` as it stands; '[' and ']': what is between may be missing
  int count = 0;
  std::string text = {};
};

/// A local time with all that a pattern may ask for.
struct written_time {
  civil::day day;
  std::int64_t days;
  std::int64_t clock;  ///< microseconds of the day
  std::int64_t offset;
  std::string_view zone, abbreviation;
};

/// What a pattern found in a text.
struct read_time {
  std::optional<std::int64_t> year, month, day, day_of_year, hour, half_day_hour, minute, second,
      microsecond, offset;
  std::optional<bool> afternoon, before_christ;
  time_zone const* zone = nullptr;
};

}  // namespace detail

class time_pattern {
 public:
  explicit time_pattern(std::string_view pattern, bool for_reading);

  /// Appends the time, seen in the query's time zone.
  void write(timestamp time, std::string& out) const;

  /// The instant in a text; empty where it does not match, or is no time.
  std::optional<timestamp> read(std::string_view text) const;

 private:
  using part = detail::pattern_part;

  [[noreturn]] static void refuse(std::string_view pattern, std::string const& why);

  /// How often a letter may stand in a row; 0 for an unknown one.
  static int most_of(char letter);

  static std::vector<part> parts_of(std::string_view pattern, bool for_reading);

  void put(part const& p, detail::written_time const& t, std::string& out) const;

  // ---- reading ----

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
  static bool match_text(std::string_view wanted, std::string_view text, std::size_t& at);
  /// The position of the text found; of several the longest.
  template <std::size_t N>
  static std::optional<std::int64_t> match_name(std::string_view const (&names)[N], int count,
                                                std::string_view text, std::size_t& at) {
    for (std::size_t i = 0; i < N; ++i)
      if (match_text(count == 4 ? names[i] : names[i].substr(0, 3), text, at))
        return static_cast<std::int64_t>(i);
    return std::nullopt;
  }

  static bool is_number(part const& p) {
    return std::string_view("yMLdDHhkKms").find(p.letter) != std::string_view::npos &&
           p.letter != 0 && !((p.letter == 'M' || p.letter == 'L') && p.count > 2);
  }
  static bool is_fixed(part const& p) {
    return p.letter == 'y' ? p.count == 2 : p.letter == 'D' ? p.count == 3 : p.count == 2;
  }

  /// Digits of a number; those that the fixed numbers right behind it need are left to them.
  std::optional<std::int64_t> match_number(std::size_t index, std::size_t last,
                                           std::string_view text, std::size_t& at) const;

  /// `+HH[[:]mm[[:]ss]]`, or Z where the letter says so.
  static std::optional<std::int64_t> match_offset(part const& p, std::string_view text,
                                                  std::size_t& at);

  bool match_part(std::size_t index, std::size_t last, std::string_view text, std::size_t& at,
                  detail::read_time& found) const;

  bool match(std::size_t first, std::size_t last, std::string_view text, std::size_t& at,
             detail::read_time& found) const;

  static std::optional<timestamp> resolved(detail::read_time const& found);

  std::vector<part> parts_;
  bool has_era_ = false;
};

}  // namespace millstream::expr

#ifndef MILLSTREAM_COMPILED
#include <millstream/expr/time_pattern.ipp>
#endif
