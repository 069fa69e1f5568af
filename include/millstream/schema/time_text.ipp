// SPDX-License-Identifier: Apache-2.0
//
// What of time_text.hpp can be compiled once.
#pragma once

#include <millstream/schema/time_text.hpp>

namespace millstream {

MILLSTREAM_CORE std::string to_text(date day) {
  std::chrono::year_month_day const ymd{day};
  char out[32];
  int const n = std::snprintf(out, sizeof out, "%04d-%02u-%02u", int(ymd.year()),
                              unsigned(ymd.month()), unsigned(ymd.day()));
  return {out, static_cast<std::size_t>(n)};
}

MILLSTREAM_CORE std::string to_text(timestamp time) {
  auto const day = std::chrono::floor<std::chrono::days>(time);
  auto const micros = (time - day).count();
  auto const seconds = micros / 1'000'000;
  auto const fraction = micros % 1'000'000;
  char out[40];
  int const n = fraction % 1000 == 0
                    ? std::snprintf(out, sizeof out, "T%02d:%02d:%02d.%03dZ", int(seconds / 3600),
                                    int(seconds / 60 % 60), int(seconds % 60), int(fraction / 1000))
                    : std::snprintf(out, sizeof out, "T%02d:%02d:%02d.%06dZ", int(seconds / 3600),
                                    int(seconds / 60 % 60), int(seconds % 60), int(fraction));
  return to_text(day) + std::string(out, static_cast<std::size_t>(n));
}

}  // namespace millstream
