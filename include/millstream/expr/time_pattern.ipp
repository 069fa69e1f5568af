// SPDX-License-Identifier: Apache-2.0
//
// What of time_pattern.hpp can be compiled once.
#pragma once

#include <millstream/expr/time_pattern.hpp>

namespace millstream::expr::detail {

inline void put_number(std::string& out, std::int64_t value, int width) {
  auto const digits = std::to_string(value < 0 ? -value : value);
  if (value < 0) out += '-';
  for (auto n = static_cast<int>(digits.size()); n < width; ++n)
    out += '0';
  out += digits;
}

/// `+HH`, then minutes, then seconds, where the letters say so; what is 0 may be left out.
inline void put_offset(std::string& out, std::int64_t offset, std::string_view separator,
                       bool always_minutes, bool seconds) {
  auto const size = offset < 0 ? -offset : offset;
  out += offset < 0 ? '-' : '+';
  put_number(out, size / 3600, 2);
  if (always_minutes || size / 60 % 60 != 0) {
    out += separator;
    put_number(out, size / 60 % 60, 2);
  }
  if (seconds && size % 60 != 0) {
    out += separator;
    put_number(out, size % 60, 2);
  }
}

/// `GMT+1`, or `GMT+01:00` where `full`.
inline void put_localized_offset(std::string& out, std::int64_t offset, bool full) {
  auto const size = offset < 0 ? -offset : offset;
  out += "GMT";
  if (offset == 0) return;
  out += offset < 0 ? '-' : '+';
  put_number(out, size / 3600, full ? 2 : 1);
  if (full || size % 3600 != 0) {
    out += ':';
    put_number(out, size / 60 % 60, 2);
  }
  if (size % 60 != 0) {
    out += ':';
    put_number(out, size % 60, 2);
  }
}

}  // namespace millstream::expr::detail

namespace millstream::expr {

MILLSTREAM_CORE time_pattern::time_pattern(std::string_view pattern, bool for_reading)
    : parts_(parts_of(pattern, for_reading)) {
  for (auto const& part : parts_)
    has_era_ = has_era_ || part.letter == 'G';
}

MILLSTREAM_CORE void time_pattern::write(timestamp time, std::string& out) const {
  auto const* zone = session_zone();
  auto const local = session::local_microseconds(time);
  auto const days = civil::floor_divide(local, civil::microseconds_per_day);
  detail::written_time at{civil::day_of(days),
                          days,
                          civil::floor_modulus(local, civil::microseconds_per_day),
                          0,
                          "UTC",
                          "UTC"};
  if (zone) {
    auto const& now = zone->at(
        civil::floor_divide(time.time_since_epoch().count(), civil::microseconds_per_second));
    at.offset = now.offset;
    at.zone = zone->name();
    at.abbreviation = zone->short_name(now);
  }
  for (auto const& part : parts_)
    put(part, at, out);
}

MILLSTREAM_CORE std::optional<timestamp> time_pattern::read(std::string_view text) const {
  detail::read_time found;
  std::size_t at = 0;
  if (!match(0, parts_.size(), text, at, found) || at != text.size()) return std::nullopt;
  return resolved(found);
}

MILLSTREAM_CORE void time_pattern::refuse(std::string_view pattern, std::string const& why) {
  throw error(errc::invalid_argument,
              "the pattern \"" + std::string(pattern) + "\" of a time: " + why, {},
              "letters are those of Spark's datetime patterns, such as yyyy-MM-dd HH:mm:ss.SSSSSS "
              "a EEE VV XXX; put text into '...'");
}

MILLSTREAM_CORE int time_pattern::most_of(char letter) {
  switch (letter) {
    case 'y':
      return 6;
    case 'S':
      return 9;
    case 'X':
    case 'x':
    case 'Z':
      return 5;
    case 'M':
    case 'L':
    case 'Q':
    case 'q':
    case 'E':
    case 'G':
    case 'O':
      return 4;
    case 'D':
    case 'z':
      return 3;
    case 'd':
    case 'h':
    case 'H':
    case 'k':
    case 'K':
    case 'm':
    case 's':
    case 'V':
      return 2;
    case 'a':
    case 'F':
      return 1;
    default:
      return 0;
  }
}

MILLSTREAM_CORE auto time_pattern::parts_of(std::string_view pattern, bool for_reading)
    -> std::vector<part> {
  std::vector<part> out;
  int open = 0;
  auto const literal = [&](std::string_view text) {
    if (out.empty() || out.back().letter != 0) out.push_back({});
    out.back().text += text;
  };
  for (std::size_t i = 0; i < pattern.size();) {
    char const c = pattern[i];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      std::size_t end = i;
      while (end < pattern.size() && pattern[end] == c)
        ++end;
      auto const count = static_cast<int>(end - i);
      if (most_of(c) == 0) refuse(pattern, std::string("there is no letter ") + c);
      if (count > most_of(c) || (c == 'V' && count != 2) || (c == 'O' && count != 1 && count != 4))
        refuse(pattern, "the letter " + std::string(1, c) + " stands " + std::to_string(count) +
                            " times in a row");
      if (for_reading && std::string_view("EFQqzO").find(c) != std::string_view::npos)
        refuse(pattern, std::string("the letter ") + c + " can be written, not read");
      out.push_back({c, count});
      i = end;
    } else if (c == '\'') {
      auto end = i + 1;
      if (end < pattern.size() && pattern[end] == '\'') {
        literal("'");
        i += 2;
        continue;
      }
      for (; end < pattern.size(); ++end) {
        if (pattern[end] != '\'') {
          literal(pattern.substr(end, 1));
        } else if (end + 1 < pattern.size() && pattern[end + 1] == '\'') {
          literal("'");
          ++end;
        } else {
          break;
        }
      }
      if (end == pattern.size()) refuse(pattern, "a ' is not closed");
      i = end + 1;
    } else if (c == '[' || c == ']') {
      open += c == '[' ? 1 : -1;
      if (open < 0) refuse(pattern, "] stands without a [ before it");
      out.push_back({c, 1});
      ++i;
    } else if (c == '#' || c == '{' || c == '}') {
      refuse(pattern, std::string(1, c) + " is reserved");
    } else {
      literal(pattern.substr(i, 1));
      ++i;
    }
  }
  for (; open > 0; --open)
    out.push_back({']', 1});
  return out;
}

MILLSTREAM_CORE void time_pattern::put(part const& p, detail::written_time const& t,
                                       std::string& out) const {
  using detail::put_number;
  auto const hour = t.clock / 3'600'000'000;
  auto const text = [&](std::string_view name) { out += p.count == 4 ? name : name.substr(0, 3); };
  switch (p.letter) {
    case 0:
      out += p.text;
      break;
    case 'G':
      out += p.count == 4 ? (t.day.year > 0 ? "Anno Domini" : "Before Christ")
                          : (t.day.year > 0 ? "AD" : "BC");
      break;
    case 'y': {
      auto const year = has_era_ && t.day.year <= 0 ? 1 - t.day.year : t.day.year;
      if (p.count == 2) {
        put_number(out, (year < 0 ? -year : year) % 100, 2);
      } else {
        std::int64_t most = 1;
        for (int i = 0; i < p.count; ++i)
          most *= 10;
        if (p.count >= 4 && year >= most) out += '+';
        put_number(out, year, p.count);
      }
      break;
    }
    case 'M':
    case 'L':
      if (p.count > 2)
        text(detail::month_names[t.day.month - 1]);
      else
        put_number(out, t.day.month, p.count);
      break;
    case 'Q':
    case 'q': {
      constexpr std::string_view full[] = {"1st", "2nd", "3rd", "4th"};
      auto const quarter = (t.day.month - 1) / 3;
      if (p.count == 3) out += 'Q';
      if (p.count == 4)
        out += std::string(full[quarter]) + " quarter";
      else
        put_number(out, quarter + 1, p.count == 2 ? 2 : 1);
      break;
    }
    case 'd':
      put_number(out, t.day.of_month, p.count);
      break;
    case 'D':
      put_number(out, civil::day_of_year(t.day), p.count);
      break;
    case 'E':
      text(detail::weekday_names[civil::weekday_of(t.days)]);
      break;
    case 'F':
      put_number(out, (t.day.of_month - 1) % 7 + 1, 1);
      break;
    case 'a':
      out += hour < 12 ? "AM" : "PM";
      break;
    case 'H':
      put_number(out, hour, p.count);
      break;
    case 'k':
      put_number(out, hour == 0 ? 24 : hour, p.count);
      break;
    case 'K':
      put_number(out, hour % 12, p.count);
      break;
    case 'h':
      put_number(out, hour % 12 == 0 ? 12 : hour % 12, p.count);
      break;
    case 'm':
      put_number(out, t.clock / 60'000'000 % 60, p.count);
      break;
    case 's':
      put_number(out, t.clock / 1'000'000 % 60, p.count);
      break;
    case 'S': {
      std::string digits;
      put_number(digits, t.clock % 1'000'000, 6);
      digits += "000";
      out += digits.substr(0, static_cast<std::size_t>(p.count));
      break;
    }
    case 'V':
      out += t.zone;
      break;
    case 'z':
      out += t.abbreviation;
      break;
    case 'O':
      detail::put_localized_offset(out, t.offset, p.count == 4);
      break;
    case 'Z':
      if (p.count == 4) {
        detail::put_localized_offset(out, t.offset, true);
        break;
      }
      if (p.count < 4) {
        detail::put_offset(out, t.offset, "", true, false);
        break;
      }
      [[fallthrough]];
    case 'X':
    case 'x':
      if (p.letter != 'x' && t.offset == 0)
        out += 'Z';
      else
        detail::put_offset(out, t.offset, p.count == 3 || p.count == 5 ? ":" : "", p.count > 1,
                           p.count > 3);
      break;
    default:
      break;  // what may be missing is written
  }
}

MILLSTREAM_CORE bool time_pattern::match_text(std::string_view wanted, std::string_view text,
                                              std::size_t& at) {
  if (text.size() - at < wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (lower(text[at + i]) != lower(wanted[i])) return false;
  at += wanted.size();
  return true;
}

MILLSTREAM_CORE std::optional<std::int64_t> time_pattern::match_number(std::size_t index,
                                                                       std::size_t last,
                                                                       std::string_view text,
                                                                       std::size_t& at) const {
  auto const& p = parts_[index];
  bool const fixed = is_fixed(p);
  auto const least = static_cast<std::size_t>(p.letter == 'D' && p.count == 2 ? 2 : p.count);
  std::size_t most = fixed ? least : p.letter == 'D' ? 3 : 18;
  bool const plus = at < text.size() && text[at] == '+';
  bool const minus = at < text.size() && text[at] == '-';
  if (plus && (p.letter != 'y' || p.count < 4)) return std::nullopt;
  if (minus && fixed) return std::nullopt;
  auto from = at + (plus || minus ? 1 : 0);
  std::size_t digits = 0;
  while (from + digits < text.size() && is_digit(text[from + digits]))
    ++digits;
  std::size_t behind = 0;
  if (!fixed)
    for (auto next = index + 1; next < last && is_number(parts_[next]) && is_fixed(parts_[next]);
         ++next)
      behind += static_cast<std::size_t>(parts_[next].count);
  digits = std::min(digits > behind ? digits - behind : 0, most);
  if (behind != 0 && digits < least) return std::nullopt;
  if (digits < least) return std::nullopt;
  if (p.letter == 'y' && p.count >= 4 && !minus && (plus ? digits <= least : digits > least))
    return std::nullopt;
  std::int64_t out = 0;
  for (std::size_t i = 0; i < digits; ++i)
    out = out * 10 + (text[from + i] - '0');
  if (minus && out == 0) return std::nullopt;
  at = from + digits;
  if (p.letter == 'y' && p.count == 2) out += 2000;
  return minus ? -out : out;
}

MILLSTREAM_CORE std::optional<std::int64_t> time_pattern::match_offset(part const& p,
                                                                       std::string_view text,
                                                                       std::size_t& at) {
  bool const z = p.letter == 'X' || (p.letter == 'Z' && p.count == 5);
  if (z && at < text.size() && lower(text[at]) == 'z') {
    ++at;
    return 0;
  }
  if (at == text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  bool const minus = text[at] == '-';
  auto i = at + 1;
  std::int64_t parts[3] = {};
  bool const colon = p.letter == 'Z' ? p.count == 5 : p.count == 3 || p.count == 5;
  int const least = p.letter != 'Z' && p.count == 1 ? 1 : 2;
  int const most = p.count > 3 ? 3 : 2;
  int n = 0;
  for (; n < most; ++n) {
    auto from = i;
    if (n > 0 && colon) {
      if (from == text.size() || text[from] != ':') break;
      ++from;
    }
    if (text.size() < from + 2 || !is_digit(text[from]) || !is_digit(text[from + 1])) break;
    parts[n] = (text[from] - '0') * 10 + (text[from + 1] - '0');
    i = from + 2;
  }
  if (n < least || parts[0] > 18 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  auto const size = (parts[0] * 60 + parts[1]) * 60 + parts[2];
  if (size > 18 * 3600) return std::nullopt;
  at = i;
  return minus ? -size : size;
}

MILLSTREAM_CORE bool time_pattern::match_part(std::size_t index, std::size_t last,
                                              std::string_view text, std::size_t& at,
                                              detail::read_time& found) const {
  auto const& p = parts_[index];
  auto const take = [](std::optional<std::int64_t>& into, std::optional<std::int64_t> value,
                       std::int64_t low, std::int64_t high) {
    if (!value || *value < low || *value > high || (into && *into != *value)) return false;
    into = value;
    return true;
  };
  auto const number = [&] { return match_number(index, last, text, at); };
  switch (p.letter) {
    case 0:
      return match_text(p.text, text, at);
    case 'G': {
      bool const ad = match_text(p.count == 4 ? "Anno Domini" : "AD", text, at);
      if (!ad && !match_text(p.count == 4 ? "Before Christ" : "BC", text, at)) return false;
      found.before_christ = !ad;
      return true;
    }
    case 'y':
      return take(found.year, number(), -999'999'999, 999'999'999);
    case 'M':
    case 'L':
      if (p.count > 2) {
        auto const name = match_name(detail::month_names, p.count, text, at);
        return take(found.month, name ? std::optional(*name + 1) : name, 1, 12);
      }
      return take(found.month, number(), 1, 12);
    case 'd':
      return take(found.day, number(), 1, 31);
    case 'D':
      return take(found.day_of_year, number(), 1, 366);
    case 'H':
      return take(found.hour, number(), 0, 23);
    case 'k': {
      auto const hour = number();
      return take(found.hour,
                  hour == 24  ? std::optional<std::int64_t>(0)
                  : hour == 0 ? std::nullopt
                              : hour,
                  0, 23);
    }
    case 'K':
      return take(found.half_day_hour, number(), 0, 11);
    case 'h': {
      auto const hour = number();
      return take(found.half_day_hour,
                  hour == 12  ? std::optional<std::int64_t>(0)
                  : hour == 0 ? std::nullopt
                              : hour,
                  0, 11);
    }
    case 'm':
      return take(found.minute, number(), 0, 59);
    case 's':
      return take(found.second, number(), 0, 59);
    case 'S': {
      std::int64_t value = 0;
      int digits = 0;
      for (; digits < p.count && at < text.size() && is_digit(text[at]); ++digits, ++at)
        value = digits < 6 ? value * 10 + (text[at] - '0') : value;
      if (digits == 0) return false;
      for (int i = digits; i < 6; ++i)
        value *= 10;
      return take(found.microsecond, value, 0, 999'999);
    }
    case 'a': {
      bool const morning = match_text("AM", text, at);
      if (!morning && !match_text("PM", text, at)) return false;
      found.afternoon = !morning;
      return true;
    }
    case 'V': {
      auto end = at;
      while (end < text.size() && text[end] != ' ' && text[end] != ']')
        ++end;
      found.zone = time_zone::find(text.substr(at, end - at));
      at = end;
      return found.zone != nullptr;
    }
    default: {
      auto const offset = match_offset(p, text, at);
      if (!offset) return false;
      found.offset = offset;
      return true;
    }
  }
}

MILLSTREAM_CORE bool time_pattern::match(std::size_t first, std::size_t last, std::string_view text,
                                         std::size_t& at, detail::read_time& found) const {
  for (auto i = first; i < last; ++i) {
    if (parts_[i].letter == '[') {
      auto end = i + 1;
      for (int open = 1; open > 0; ++end)
        open += parts_[end].letter == '[' ? 1 : parts_[end].letter == ']' ? -1 : 0;
      auto const before_at = at;
      auto const before = found;
      if (!match(i + 1, end - 1, text, at, found)) {
        at = before_at;
        found = before;
      }
      i = end - 1;
    } else if (!match_part(i, last, text, at, found)) {
      return false;
    }
  }
  return true;
}

MILLSTREAM_CORE std::optional<timestamp> time_pattern::resolved(detail::read_time const& found) {
  auto year = found.year.value_or(1970);
  if (found.before_christ) {
    if (year < 1) return std::nullopt;
    if (*found.before_christ) year = 1 - year;
  }
  std::int64_t days;
  if (found.day_of_year && !found.month && !found.day) {
    if (*found.day_of_year == 366 && !civil::is_leap(year)) return std::nullopt;
    days = civil::days_of(year, 1, 1) + *found.day_of_year - 1;
  } else {
    auto const month = found.month.value_or(1);
    auto const day = found.day.value_or(1);
    if (!civil::is_day(year, month, day)) return std::nullopt;
    days = civil::days_of(year, static_cast<int>(month), static_cast<int>(day));
  }
  auto hour = found.hour.value_or(0);
  if (found.half_day_hour) {
    auto const of_day = *found.half_day_hour + (found.afternoon.value_or(false) ? 12 : 0);
    if (found.hour && hour != of_day) return std::nullopt;
    hour = of_day;
  }
  auto const clock = ((hour * 60 + found.minute.value_or(0)) * 60 + found.second.value_or(0)) *
                         civil::microseconds_per_second +
                     found.microsecond.value_or(0);
  std::int64_t local;
  if (__builtin_mul_overflow(days, civil::microseconds_per_day, &local) ||
      __builtin_add_overflow(local, clock, &local))
    return std::nullopt;
  if (found.offset)
    return timestamp(duration(local - *found.offset * civil::microseconds_per_second));
  return found.zone ? found.zone->to_instant(local) : session::instant_of(local);
}

}  // namespace millstream::expr
