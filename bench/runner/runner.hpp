// SPDX-License-Identifier: Apache-2.0
//
// The one runner of the query benchmarks: checks that all competitors give the same result, runs
// them interleaved, long enough, several times, and prints a table of ratios and JSON lines. With
// `--line` it runs one competitor and prints one JSON line, for bench/query/run.py, which does the
// same with programs that are not ours. What a competitor computes is its own file's business.
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// What a competitor found: equal for all of them, or nothing is timed.
struct outcome {
  std::uint64_t groups = 0;
  std::uint64_t checksum = 0;

  friend bool operator==(outcome const&, outcome const&) = default;
};

/// `millstream`, `hand` (the target's loop) or `limit_*` (what bounds it, or another way to write it).
/// `prepare` does what is done once at the start (reads static tables) and returns the work that is
/// timed, which goes over the data once.
struct competitor {
  std::string impl;
  std::function<std::function<outcome()>(unsigned threads)> prepare;
  bool same_result = true;  ///< false: it does a part of the work only
};

/// What the command line says; a benchmark reads its own words first with `take`.
class options {
 public:
  options(int argc, char** argv) : words_(argv + 1, argv + argc) {
    json = take("--json", "");
    repetitions = number("--repetitions", 7);
    least_seconds = static_cast<double>(number("--milliseconds", 1200)) / 1000.0;
    only = take("--only", "");
    line = flag("--line");
    passes = number("--passes", 0);
    for (std::string list = take("--threads", "1,2"); !list.empty();) {
      auto const comma = std::min(list.find(','), list.size());
      threads.push_back(static_cast<unsigned>(to_number(list.substr(0, comma))));
      list.erase(0, comma + 1);
    }
  }

  std::string take(std::string_view word, std::string otherwise) {
    for (auto at = words_.begin(); at != words_.end(); ++at)
      if (*at == word && at + 1 != words_.end()) {
        otherwise = at[1];
        words_.erase(at, at + 2);
        break;
      }
    return otherwise;
  }
  std::uint64_t number(std::string_view word, std::uint64_t otherwise) {
    return to_number(take(word, std::to_string(otherwise)));
  }
  bool flag(std::string_view word) {
    auto const at = std::find(words_.begin(), words_.end(), word);
    bool const found = at != words_.end();
    if (found) words_.erase(at);
    return found;
  }
  /// Words that nobody took are mistakes.
  void done() const {
    if (!words_.empty()) throw std::invalid_argument("not understood: " + words_.front());
  }

  std::string json;
  std::string only;   ///< a competitor, to be profiled
  bool line = false;  ///< run `only` alone: once untimed, then timed unless `--milliseconds 0`
  std::uint64_t passes =
      0;  ///< timed ones of `line`, where somebody counts what a pass does; 0: by the time
  std::uint64_t repetitions = 7;
  double least_seconds = 1.2;  ///< a timed run goes over the data as often as that takes
  std::vector<unsigned> threads;

 private:
  static std::uint64_t to_number(std::string const& text) {
    std::uint64_t out = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (problem != std::errc{} || end != text.data() + text.size())
      throw std::invalid_argument("not a number: " + text);
    return out;
  }
  std::vector<std::string> words_;
};

namespace detail {

/// The greatest resident set since `forget_peak`, in MB.
inline double peak_rss_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) / 1024.0;
  return 0;
}
inline void forget_peak() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

/// Processor time of all threads: says what was computed when others use the machine too.
inline double cpu_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct spent {
  double wall = 0, cpu = 0;
  std::uint64_t passes = 0;  ///< times over the data
};

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  auto const n = values.size();
  if (n == 0) return std::nan("");
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/// Goes over the data, each time from a new start, until it took `least_seconds`, or so many times if that is said.
inline spent timed(competitor const& c, unsigned threads, double least_seconds,
                   std::uint64_t passes = 0) {
  using clock = std::chrono::steady_clock;
  spent out;
  while (passes != 0 ? out.passes < passes : out.wall < least_seconds) {
    auto const pass = c.prepare(threads);
    auto const begin = clock::now();
    auto const cpu = cpu_seconds();
    pass();
    out.cpu += cpu_seconds() - cpu;
    out.wall += std::chrono::duration<double>(clock::now() - begin).count();
    ++out.passes;
  }
  return out;
}

struct measured {
  std::string impl;
  unsigned threads = 0;
  std::vector<spent> seconds;  ///< one a repetition, of all passes
  double rss_mb = 0;
};

/// Runs one competitor in a process of its own.
inline int print_line(std::string const& name, options const& o, std::uint64_t rows,
                      std::vector<competitor> const& competitors) {
  if (competitors.size() != 1 || o.threads.size() != 1) {
    std::fprintf(stderr, "%s: --line wants --only <competitor> and --threads <n>\n", name.c_str());
    return 2;
  }
  auto const& c = competitors.front();
  auto const found = c.prepare(o.threads.front())();
  forget_peak();
  auto const seconds = timed(c, o.threads.front(), o.least_seconds, o.passes);
  std::printf(
      "{\"impl\":\"%s\",\"threads\":%u,\"rows\":%llu,\"passes\":%llu,\"seconds\":%.6f,"
      "\"cpu_seconds\":%.6f,\"groups\":%llu,\"checksum\":\"%016llx\",\"rss_mb\":%.0f}\n",
      c.impl.c_str(), o.threads.front(), static_cast<unsigned long long>(rows),
      static_cast<unsigned long long>(seconds.passes), seconds.wall, seconds.cpu,
      static_cast<unsigned long long>(found.groups),
      static_cast<unsigned long long>(found.checksum), peak_rss_mb());
  return 0;
}

}  // namespace detail

/// Runs competitors over `rows` rows for each number of threads; returns the program's exit status.
/// The table's ratios are medians over pairs of neighbouring runs of one repetition.
inline int compare(std::string const& name, options const& o, std::uint64_t rows,
                   std::vector<competitor> competitors) {
  if (!o.only.empty())
    std::erase_if(competitors, [&](competitor const& c) { return c.impl != o.only; });
  if (o.line) return detail::print_line(name, o, rows, competitors);
  std::ofstream json;
  if (!o.json.empty()) json.open(o.json, std::ios::app);

  std::vector<std::vector<detail::measured>> all;  // by threads, then competitor
  for (unsigned const threads : o.threads) {
    auto& here = all.emplace_back();
    outcome expected;
    std::string expected_of;
    for (auto const& c : competitors) {
      auto const found = c.prepare(threads)();
      if (c.same_result && expected_of.empty()) expected = found, expected_of = c.impl;
      if (c.same_result && found != expected) {
        std::fprintf(stderr, "%s: %s and %s differ with %u threads: %llu/%llu groups\n",
                     name.c_str(), expected_of.c_str(), c.impl.c_str(), threads,
                     static_cast<unsigned long long>(expected.groups),
                     static_cast<unsigned long long>(found.groups));
        return 1;
      }
      here.push_back({c.impl, threads, {}, 0});
    }
    for (std::uint64_t r = 0; r < o.repetitions; ++r)
      for (std::size_t k = 0; k < competitors.size(); ++k) {
        auto& m = here[k];
        detail::forget_peak();
        auto const seconds = detail::timed(competitors[k], threads, o.least_seconds);
        m.rss_mb = std::max(m.rss_mb, detail::peak_rss_mb());
        m.seconds.push_back(seconds);
        auto const total = rows * seconds.passes;
        if (json.is_open())
          json << "{\"bench\":\"" << name << "\",\"impl\":\"" << m.impl
               << "\",\"threads\":" << threads << ",\"rows\":" << total
               << ",\"seconds\":" << seconds.wall << ",\"cpu_seconds\":" << seconds.cpu
               << ",\"rows_per_s\":"
               << static_cast<std::uint64_t>(static_cast<double>(total) / seconds.wall)
               << ",\"rss_mb\":" << static_cast<std::uint64_t>(m.rss_mb) << ",\"repetition\":" << r
               << ",\"passes\":" << seconds.passes << "}" << std::endl;
      }
  }

  std::printf("%s: %llu rows, %llu repetitions\n", name.c_str(),
              static_cast<unsigned long long>(rows),
              static_cast<unsigned long long>(o.repetitions));
  std::printf("%-28s %7s %10s %21s %8s %8s %8s %8s\n", "impl", "threads", "M rows/s", "least..most",
              "of hand", "by cpu", "speed-up", "rss MB");
  auto const per_pass = [](detail::measured const& m, std::size_t r) {
    return m.seconds[r].wall / static_cast<double>(m.seconds[r].passes);
  };
  auto const cpu_per_pass = [](detail::measured const& m, std::size_t r) {
    return m.seconds[r].cpu / static_cast<double>(m.seconds[r].passes);
  };
  for (auto const& here : all) {
    auto const hand =
        std::find_if(here.begin(), here.end(), [](auto const& m) { return m.impl == "hand"; });
    for (std::size_t k = 0; k < here.size(); ++k) {
      auto const& m = here[k];
      auto const& alone = all.front()[k];
      std::vector<double> speeds, ratios, cpu_ratios, gains;
      for (std::size_t r = 0; r < m.seconds.size(); ++r) {
        speeds.push_back(static_cast<double>(rows) / per_pass(m, r) / 1e6);
        gains.push_back(per_pass(alone, r) / per_pass(m, r));
        if (hand == here.end()) continue;
        ratios.push_back(per_pass(*hand, r) / per_pass(m, r));
        cpu_ratios.push_back(cpu_per_pass(*hand, r) / cpu_per_pass(m, r));
      }
      auto const [least, most] = std::minmax_element(speeds.begin(), speeds.end());
      std::printf("%-28s %7u %10.1f %10.1f..%9.1f %8.2f %8.2f %8.2f %8.0f\n", m.impl.c_str(),
                  m.threads, detail::median(speeds), *least, *most, detail::median(ratios),
                  detail::median(cpu_ratios), detail::median(gains), m.rss_mb);
    }
  }
  return 0;
}

}  // namespace bench
