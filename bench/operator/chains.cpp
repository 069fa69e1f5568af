// SPDX-License-Identifier: Apache-2.0
//
// What fusion costs: chains of 1, 4 and 16 where/with_column steps over structs in memory, against the loop one would
// write, std::ranges and range-v3 on the same rows. Every step is a filter that most rows pass or a computed column;
// the end is a sum. The same conditions and arithmetic in the same order, so that the sums are equal to the bit.
//   ./dev bench chains [--rows N] [--threads 1,2] [--json FILE]
#include <cstring>
#include <ranges>

#include <range/v3/view/filter.hpp>
#include <range/v3/view/transform.hpp>

#include <millstream/millstream.hpp>

#include "../runner/parallel.hpp"
#include "../runner/runner.hpp"

namespace ms = millstream;
using namespace ms::literals;

struct reading {
  std::int64_t sensor;
  double value;
  double weight;
};
BOOST_HANA_ADAPT_STRUCT(reading, sensor, value, weight);

namespace {

/// Sums exactly, so that neither the order of rows nor the number of threads shows: values are multiples of 1/1024.
struct sums {
  std::uint64_t rows = 0;
  double total = 0;
  bench::outcome outcome() const {
    bench::outcome out{rows, 0};
    std::memcpy(&out.checksum, &total, sizeof total);
    return out;
  }
};

/// A sink that adds up the column "value".
struct sum_sink {
  std::shared_ptr<sums> into = std::make_shared<sums>();
  std::string to_string() const { return "sum"; }
  template <class Mode>
  static constexpr bool supports = std::is_same_v<Mode, ms::append_mode>;
  struct live {
    std::shared_ptr<sums> into;
    struct lane_type {
      sums of;
      void append(auto const& row) {
        ++of.rows;
        of.total += row.template get<"value">();
      }
    };
    std::string description() const { return "sum"; }
    void recover(std::int64_t) {}
    std::int64_t fence() const { return -1; }
    lane_type make_lane(std::int64_t, std::size_t) const { return {}; }
    ms::io::commit_result commit(std::int64_t, std::vector<lane_type>& lanes) {
      for (auto& lane : lanes) {
        into->rows += lane.of.rows;
        into->total += lane.of.total;
      }
      return {0, false};
    }
  };
  template <class Schema, class Mode>
  live open_sink(ms::io::sink_context const&) const {
    return {into};
  }
};

// ---- the steps: a filter that drops about a fifteenth of the rows, then a computed column, in turn ----

constexpr double least(int step) {
  return 500.0 * step;
}
constexpr double added(int step) {
  return step * 0.25;
}

template <int Steps, int At = 0>
auto with_steps(auto stream) {
  if constexpr (At == Steps)
    return stream;
  else if constexpr (At % 2 == 0)
    return with_steps<Steps, At + 1>(std::move(stream) | ms::where("value"_c > least(At)));
  else
    return with_steps<Steps, At + 1>(std::move(stream) |
                                     ms::with_column("value"_c, "value"_c + added(At)));
}

template <int Steps>
std::function<bench::outcome()> by_millstream(std::vector<reading> const& rows, unsigned threads) {
  sum_sink sink;
  auto const query = ms::write_stream(with_steps<Steps>(ms::from_range(rows)), sink)
                         .trigger(ms::available_now)
                         .threads(threads);
  auto engine = std::make_shared<ms::runtime::micro_batch>(ms::open_query(query));
  return [engine, sink] {
    while (engine->run_next_batch()) {
    }
    return sink.into->outcome();
  };
}

/// `f(begin, end)` over a part of the rows a thread, summed.
template <class F>
bench::outcome in_parts(std::vector<reading> const& rows, unsigned threads, F const& f) {
  std::vector<sums> parts(threads);
  bench::on_threads(threads, [&](unsigned t) {
    parts[t] =
        f(rows.data() + rows.size() * t / threads, rows.data() + rows.size() * (t + 1) / threads);
  });
  sums all;
  for (auto const& part : parts) {
    all.rows += part.rows;
    all.total += part.total;
  }
  return all.outcome();
}

/// The loop as one writes it: a condition that fails ends the row.
template <int Steps>
bench::outcome by_hand(std::vector<reading> const& rows, unsigned threads) {
  return in_parts(rows, threads, [](reading const* row, reading const* end) {
    sums out;
    for (; row != end; ++row) {
      double value = row->value;
      bool const kept = [&]<int... At>(std::integer_sequence<int, At...>) {
        return ([&] {
          if constexpr (At % 2 == 0) return value > least(At);
          value += added(At);
          return true;
        }() && ...);
      }(std::make_integer_sequence<int, Steps>{});
      if (!kept) continue;
      ++out.rows;
      out.total += value;
    }
    return out;
  });
}

template <int Steps, int At = 0>
auto std_steps(auto range) {
  if constexpr (At == Steps)
    return range;
  else if constexpr (At % 2 == 0)
    return std_steps<Steps, At + 1>(std::move(range) |
                                    std::views::filter([](double v) { return v > least(At); }));
  else
    return std_steps<Steps, At + 1>(std::move(range) |
                                    std::views::transform([](double v) { return v + added(At); }));
}
template <int Steps, int At = 0>
auto range_v3_steps(auto range) {
  if constexpr (At == Steps)
    return range;
  else if constexpr (At % 2 == 0)
    return range_v3_steps<Steps, At + 1>(
        std::move(range) | ranges::views::filter([](double v) { return v > least(At); }));
  else
    return range_v3_steps<Steps, At + 1>(
        std::move(range) | ranges::views::transform([](double v) { return v + added(At); }));
}
template <int Steps>
bench::outcome by_std_ranges(std::vector<reading> const& rows, unsigned threads) {
  return in_parts(rows, threads, [](reading const* begin, reading const* end) {
    sums out;
    for (double const value : std_steps<Steps>(std::ranges::subrange(begin, end) |
                                               std::views::transform(&reading::value))) {
      ++out.rows;
      out.total += value;
    }
    return out;
  });
}
template <int Steps>
bench::outcome by_range_v3(std::vector<reading> const& rows, unsigned threads) {
  return in_parts(rows, threads, [](reading const* begin, reading const* end) {
    sums out;
    for (double const value : range_v3_steps<Steps>(ranges::subrange(begin, end) |
                                                    ranges::views::transform(&reading::value))) {
      ++out.rows;
      out.total += value;
    }
    return out;
  });
}

std::vector<reading> make_readings(std::size_t count) {
  std::vector<reading> rows(count);
  std::uint64_t random = 88172645463325252ull;
  for (auto& row : rows) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    row = {static_cast<std::int64_t>(random >> 40),
           static_cast<double>(random % (15'000 * 1024)) / 1024.0 - 1000.0, 1.0};
  }
  return rows;
}

template <int Steps>
int compare(bench::options const& o, std::vector<reading> const& rows) {
  auto const loop = [&rows](auto f) {
    return [&rows, f](unsigned threads) -> std::function<bench::outcome()> {
      return [&rows, f, threads] { return f(rows, threads); };
    };
  };
  return bench::compare(
      "chain of " + std::to_string(Steps), o, rows.size(),
      {{"hand", loop(by_hand<Steps>)},
       {"millstream", [&rows](unsigned threads) { return by_millstream<Steps>(rows, threads); }},
       {"std_ranges", loop(by_std_ranges<Steps>)},
       {"range_v3", loop(by_range_v3<Steps>)}});
}

}  // namespace

int main(int argc, char** argv) {
  bench::options o(argc, argv);
  auto const rows = make_readings(o.number("--rows", 10'000'000));
  o.done();
  return compare<1>(o, rows) | compare<4>(o, rows) | compare<16>(o, rows);
}
