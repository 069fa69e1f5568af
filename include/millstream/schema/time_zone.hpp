// SPDX-License-Identifier: Apache-2.0
//
// A time zone: what is to be added to UTC, and which instant a local time is. UTC and fixed offsets need
// no data; a region (`Europe/Berlin`) is read once from the operating system's files of the zone
// database (TZif, RFC 8536), and lives as long as the program.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <millstream/base/error.hpp>
#include <millstream/base/inline.hpp>
#include <millstream/schema/civil_time.hpp>

namespace millstream {

class time_zone {
 public:
  /// The zone of a name: `UTC`, `Z`, `+02:00`, `UTC+2`, or a region such as `Europe/Berlin`; nullptr if
  /// there is none.
  static time_zone const* find(std::string_view name);
  /// `find`, or errc::invalid_argument.
  static time_zone const& named(std::string_view name);

  std::string const& name() const { return name_; }
  /// Is the offset the same at all times?
  bool is_fixed() const { return transitions_.empty() && !rule_.has_summer; }

  struct period {
    std::int64_t offset = 0;  ///< seconds that local time is ahead of UTC
    std::string abbreviation = "UTC";
    bool summer = false;
  };
  /// What holds at an instant, in seconds since 1970.
  period const& at(std::int64_t second) const;
  /// The short name that a period has today (`CET`, `CEST`), as Java shows it for all years.
  std::string_view short_name(period const& p) const {
    if (rule_.empty()) return p.abbreviation;
    return p.summer && rule_.has_summer ? rule_.summer.abbreviation : rule_.standard.abbreviation;
  }
  std::int64_t offset_at(timestamp time) const;
  /// Local time of an instant as microseconds, as if it were UTC; what does not fit is the last that does.
  std::int64_t to_local(timestamp time) const {
    return shifted(time.time_since_epoch().count(), offset_at(time));
  }
  /// The instant of a local time. Where clocks go back, the earlier of both; where they go forward, a time
  /// that is left out is as much later.
  timestamp to_instant(std::int64_t local) const;
  /// The instant of a local time, at the offset given if that holds then.
  timestamp to_instant(std::int64_t local, std::int64_t preferred_offset) const {
    timestamp const out(duration(shifted(local, -preferred_offset)));
    return offset_at(out) == preferred_offset ? out : to_instant(local);
  }

 private:
  struct transition {
    std::int64_t second;
    period then;
  };
  /// The footer of a file: what holds behind the last transition, as POSIX writes it in TZ.
  struct posix_rule {
    struct change {
      char kind = 0;  // 'M' month.week.day, 'J' day without leap days, '0' day from 0
      int month = 0, week = 0, day = 0;
      std::int64_t second = 7200;

      /// In seconds of local time of that year.
      std::int64_t in(std::int64_t year) const;
    };
    period standard, summer;
    bool has_summer = false;
    bool there = false;
    change to_summer, to_standard;

    bool empty() const { return !there; }
    period const& at(std::int64_t second) const;
  };

  static std::int64_t shifted(std::int64_t microseconds, std::int64_t seconds);

  static bool take_number(std::string_view& text, std::int64_t& out);
  static bool take(std::string_view& text, char c);
  /// `[+-]h[h][:mm[:ss]]` in seconds.
  static bool take_clock(std::string_view& text, std::int64_t& out);
  static bool take_period(std::string_view& text, period& out);
  static bool take_change(std::string_view& text, posix_rule::change& out);
  static bool read_rule(std::string_view text, posix_rule& out);

  /// A TZif file of version 2 or later: its second block has 64 bits.
  bool read_file(std::string const& bytes);

  static std::unique_ptr<time_zone> make(std::string_view name);

  std::string name_ = "UTC";
  period first_;
  std::vector<transition> transitions_;
  posix_rule rule_;
};

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/schema/time_zone.ipp>
#endif
