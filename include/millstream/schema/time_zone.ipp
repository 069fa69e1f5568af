// SPDX-License-Identifier: Apache-2.0
//
// What of time_zone.hpp can be compiled once.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>

#include <millstream/schema/time_zone.hpp>

namespace millstream {

MILLSTREAM_CORE time_zone const& time_zone::named(std::string_view name) {
  if (auto const* found = find(name)) return *found;
  throw error(errc::invalid_argument, "there is no time zone \"" + std::string(name) + "\"", {},
              "write UTC, an offset such as +02:00, or a region such as Europe/Berlin; regions "
              "are read from /usr/share/zoneinfo (package tzdata) or $TZDIR");
}

MILLSTREAM_CORE auto time_zone::at(std::int64_t second) const -> period const& {
  if (!transitions_.empty() && second < transitions_.back().second) {
    auto const after =
        std::upper_bound(transitions_.begin(), transitions_.end(), second,
                         [](std::int64_t s, transition const& t) { return s < t.second; });
    return after == transitions_.begin() ? first_ : std::prev(after)->then;
  }
  if (!rule_.empty()) return rule_.at(second);
  return transitions_.empty() ? first_ : transitions_.back().then;
}

MILLSTREAM_CORE std::int64_t time_zone::offset_at(timestamp time) const {
  if (is_fixed() && rule_.empty()) return first_.offset;
  return at(civil::floor_divide(time.time_since_epoch().count(), civil::microseconds_per_second))
      .offset;
}

MILLSTREAM_CORE timestamp time_zone::to_instant(std::int64_t local) const {
  auto const second = civil::floor_divide(local, civil::microseconds_per_second);
  constexpr std::int64_t longest = 26 * 3600;  // no zone is farther from UTC than 18 hours
  auto const before = at(second - longest).offset;
  auto const after = at(second + longest).offset;
  bool const is_after =
      before != after && at(second - before).offset != before && at(second - after).offset == after;
  return timestamp(duration(shifted(local, -(is_after ? after : before))));
}

MILLSTREAM_CORE std::int64_t time_zone::posix_rule::change::in(std::int64_t year) const {
  std::int64_t days;
  if (kind == 'M') {
    auto const first = civil::days_of(year, month, 1);
    auto const sunday_based = (civil::weekday_of(first) + 1) % 7;
    days = first + (day - sunday_based + 7) % 7 + (week - 1) * 7;
    if (days >= first + civil::days_in_month(year, month)) days -= 7;
  } else {
    days = civil::days_of(year, 1, 1) + day;
    if (kind == 'J') days += civil::is_leap(year) && day >= 60 ? 0 : -1;
  }
  return days * 86'400 + second;
}

MILLSTREAM_CORE auto time_zone::posix_rule::at(std::int64_t second) const -> period const& {
  if (!has_summer) return standard;
  auto const year = civil::day_of(civil::floor_divide(second + standard.offset, 86'400)).year;
  auto const begin = to_summer.in(year)-standard.offset;
  auto const end = to_standard.in(year)-summer.offset;
  bool const is_summer =
      begin < end ? second >= begin && second < end : second >= begin || second < end;
  return is_summer ? summer : standard;
}

MILLSTREAM_CORE std::int64_t time_zone::shifted(std::int64_t microseconds, std::int64_t seconds) {
  std::int64_t out;
  if (__builtin_add_overflow(microseconds, seconds * civil::microseconds_per_second, &out))
    return microseconds;
  return out;
}

MILLSTREAM_CORE bool time_zone::take_number(std::string_view& text, std::int64_t& out) {
  auto const before = text.size();
  for (out = 0; !text.empty() && text.front() >= '0' && text.front() <= '9' && out < 1000;
       text.remove_prefix(1))
    out = out * 10 + (text.front() - '0');
  return text.size() != before;
}

MILLSTREAM_CORE bool time_zone::take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

MILLSTREAM_CORE bool time_zone::take_clock(std::string_view& text, std::int64_t& out) {
  bool const minus = take(text, '-');
  if (!minus) take(text, '+');
  std::int64_t minutes = 0, seconds = 0;
  if (!take_number(text, out)) return false;
  if (take(text, ':') && (!take_number(text, minutes) || minutes > 59)) return false;
  if (take(text, ':') && (!take_number(text, seconds) || seconds > 59)) return false;
  out = (out * 60 + minutes) * 60 + seconds;
  if (minus) out = -out;
  return true;
}

MILLSTREAM_CORE bool time_zone::take_period(std::string_view& text, period& out) {
  std::size_t n = 0;
  if (take(text, '<')) {
    n = std::min(text.find('>'), text.size());
    out.abbreviation = text.substr(0, n);
    text.remove_prefix(std::min(n + 1, text.size()));
  } else {
    while (n < text.size() && std::string_view("+-0123456789,").find(text[n]) == text.npos)
      ++n;
    out.abbreviation = text.substr(0, n);
    text.remove_prefix(n);
  }
  return n != 0;
}

MILLSTREAM_CORE bool time_zone::take_change(std::string_view& text, posix_rule::change& out) {
  if (!take(text, ',')) return false;
  std::int64_t month = 0, week = 0, day = 0;
  if (take(text, 'M')) {
    out.kind = 'M';
    if (!take_number(text, month) || !take(text, '.') || !take_number(text, week) ||
        !take(text, '.') || !take_number(text, day) || month < 1 || month > 12)
      return false;
  } else {
    out.kind = take(text, 'J') ? 'J' : '0';
    if (!take_number(text, day)) return false;
  }
  out.month = static_cast<int>(month);
  out.week = static_cast<int>(week);
  out.day = static_cast<int>(day);
  return !take(text, '/') || take_clock(text, out.second);
}

MILLSTREAM_CORE bool time_zone::read_rule(std::string_view text, posix_rule& out) {
  if (!take_period(text, out.standard) || !take_clock(text, out.standard.offset)) return false;
  out.standard.offset = -out.standard.offset;  // POSIX counts to the west
  out.there = true;
  if (text.empty()) return true;
  out.has_summer = out.summer.summer = true;
  if (!take_period(text, out.summer)) return false;
  out.summer.offset = out.standard.offset + 3600;
  if (!text.empty() && text.front() != ',') {
    if (!take_clock(text, out.summer.offset)) return false;
    out.summer.offset = -out.summer.offset;
  }
  return take_change(text, out.to_summer) && take_change(text, out.to_standard) && text.empty();
}

MILLSTREAM_CORE bool time_zone::read_file(std::string const& bytes) {
  std::size_t at = 0;
  auto const big_endian = [&](std::size_t size) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < size; ++i)
      out = out << 8 | static_cast<unsigned char>(bytes[at++]);
    return size == 8 ? static_cast<std::int64_t>(out)
                     : static_cast<std::int64_t>(static_cast<std::int32_t>(out));
  };
  auto const block = [&](std::size_t time_size) {
    if (bytes.size() < at + 44 || bytes.compare(at, 4, "TZif") != 0 || bytes[at + 4] < '2')
      return false;
    at += 20;
    std::size_t counts[6];  // isut, isstd, leap, transitions, types, characters
    for (auto& count : counts)
      count = static_cast<std::size_t>(big_endian(4));
    auto const [isut, isstd, leap, times, types, characters] = counts;
    auto const size =
        times * (time_size + 1) + types * 6 + characters + leap * (time_size + 4) + isstd + isut;
    if (types == 0 || size > bytes.size() - at) return false;
    auto const end = at + size;
    if (time_size == 8) {
      transitions_.resize(times);
      for (auto& t : transitions_)
        t.second = big_endian(8);
      auto const indices = at;
      auto const type_at = indices + times;
      auto const period_of = [&](std::size_t type, period& out) {
        if (type >= types) return false;
        at = type_at + type * 6;
        out.offset = big_endian(4);
        out.summer = bytes[at] != 0;
        auto const name = static_cast<unsigned char>(bytes[at + 1]);
        if (name >= characters) return false;
        out.abbreviation = bytes.c_str() + type_at + types * 6 + name;
        return true;
      };
      if (!period_of(0, first_)) return false;
      for (std::size_t i = 0; i < times; ++i)
        if (!period_of(static_cast<unsigned char>(bytes[indices + i]), transitions_[i].then))
          return false;
    }
    at = end;
    return true;
  };
  if (!block(4) || !block(8)) return false;
  if (at + 1 < bytes.size() && bytes[at] == '\n') {
    auto const footer = std::string_view(bytes).substr(at + 1);
    auto const rule = footer.substr(0, footer.find('\n'));
    if (!rule.empty() && !read_rule(rule, rule_)) return false;
  }
  return true;
}

MILLSTREAM_CORE std::unique_ptr<time_zone> time_zone::make(std::string_view name) {
  auto out = std::make_unique<time_zone>();
  out->name_ = name;
  auto rest = name;
  for (std::string_view const utc : {"UTC", "GMT", "UT", "Z"})
    if (rest.starts_with(utc)) {
      rest.remove_prefix(utc.size());
      if (rest.empty()) return out;
      break;
    }
  if (rest.front() == '+' || rest.front() == '-') {
    // +h, +hh, +hhmm and all with colons
    std::string spread(rest);
    if (rest.size() == 5 && rest.find(':') == rest.npos) spread.insert(3, ":");
    std::string_view text(spread);
    auto& offset = out->first_.offset;
    if (!take_clock(text, offset) || !text.empty() || offset > 18 * 3600 || offset < -18 * 3600)
      return nullptr;
    out->first_.abbreviation = std::string(name);
    return out;
  }
  bool const sound = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
  if (!sound || name.front() == '/') return nullptr;
  char const* const folder = std::getenv("TZDIR");
  auto const path = std::filesystem::path(folder ? folder : "/usr/share/zoneinfo") / name;
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return nullptr;
  std::ifstream file(path, std::ios::binary);
  std::string const bytes(std::istreambuf_iterator<char>(file), {});
  return file && out->read_file(bytes) ? std::move(out) : nullptr;
}

MILLSTREAM_CORE time_zone const* time_zone::find(std::string_view name) {
  if (name.empty()) return nullptr;
  static std::mutex guard;
  static std::map<std::string, std::unique_ptr<time_zone>, std::less<>> known;
  std::lock_guard const lock(guard);
  auto found = known.find(name);
  if (found == known.end()) {
    auto made = make(name);
    if (!made)
      return nullptr;  // names from text are without number: only those that exist are kept
    found = known.emplace(std::string(name), std::move(made)).first;
  }
  return found->second.get();
}

}  // namespace millstream
