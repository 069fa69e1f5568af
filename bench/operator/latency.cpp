// SPDX-License-Identifier: Apache-2.0
//
// From source to sink under a real-time trigger, in memory: rows come at a fixed rate, each with the time at which it was
// due, and a function at the sink looks how long ago that was. A row that had to wait because those before it were late
// counts from when it was due, so that a slow moment shows in full. Two threads: the one that adds rows, the query's own;
// with --threads 1 the first does both, where there are no two idle cores. The first second is not counted.
//   ./dev bench latency [--rate ROWS_A_SECOND] [--seconds N] [--threads 1] [--checkpoint FOLDER]
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include <millstream/connector/transport/for_each.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_stream.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

struct tick {
  std::int64_t due;  ///< nanoseconds of the steady clock
  std::int64_t key;
};
BOOST_HANA_ADAPT_STRUCT(tick, due, key);

namespace {

struct settings {
  std::int64_t rate = 1'000'000;
  std::int64_t seconds = 6;
  int threads = 2;
  std::string checkpoint;
};

std::int64_t now_ns() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

/// How many rows waited how long: buckets of 1/16 of a power of two.
class histogram {
 public:
  void add(std::int64_t ns) {
    auto const v = static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 16));
    auto const power = static_cast<unsigned>(std::bit_width(v)) - 5;
    ++counts_[power * 16 + (v >> power) - 16];
    ++rows_;
    greatest_ = std::max(greatest_, ns);
  }
  std::int64_t rows() const { return rows_; }
  double greatest_us() const { return static_cast<double>(greatest_) / 1000; }
  double quantile_us(double q) const {
    auto left = static_cast<std::int64_t>(static_cast<double>(rows_) * q);
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if ((left -= counts_[i]) < 0) return static_cast<double>((i % 16 + 17) << (i / 16)) / 1000;
    return greatest_us();
  }

 private:
  std::array<std::int64_t, 60 * 16> counts_{};
  std::int64_t rows_ = 0, greatest_ = 0;
};

using source_type = ms::testing::memory_stream<tick>;

template <class Words>
void measure(char const* name, Words const& words, settings const& s) {
  source_type source;
  histogram waited;
  std::int64_t count_from = 0;
  auto const query = ms::write_stream(words(source.stream()), ms::for_each([&](auto const& row) {
                                        auto const due = row.template get<"due">();
                                        if (due >= count_from) waited.add(now_ns() - due);
                                      }))
                         .output_mode(ms::update)
                         .trigger(ms::real_time(1s))
                         .threads(1)
                         .checkpoint(s.checkpoint.empty() ? "" : s.checkpoint + "/" + name);
  auto const begun = now_ns();
  count_from = begun + 1'000'000'000;
  std::unique_ptr<ms::running_query> running;
  std::optional<ms::runtime::micro_batch> engine;
  if (s.threads > 1)
    running = ms::start(query);
  else
    engine.emplace(ms::open_query(query));
  auto const total = s.rate * s.seconds;
  auto const due = [&](std::int64_t i) {
    return begun +
           static_cast<std::int64_t>(static_cast<double>(i) * 1e9 / static_cast<double>(s.rate));
  };
  std::vector<tick> rows;
  for (std::int64_t added = 0; added < total;) {
    auto const now = now_ns();
    for (; added < total && due(added) <= now; ++added)
      rows.push_back({due(added), added * 7919 % 1000});
    if (!rows.empty()) source.add(std::exchange(rows, {}));
    if (engine) {
      engine->poll();
      if (engine->interval_is_over()) engine->end_interval();
    }
  }
  if (running) running->process_all_available();
  auto const took = static_cast<double>(now_ns() - begun) / 1e9;
  if (running) running->stop();
  std::printf(
      "%-22s %8.2f M rows/s   p50 %8.1f   p90 %8.1f   p99 %8.1f   p99.9 %8.1f   max %8.1f us\n",
      name, static_cast<double>(total) / took / 1e6, waited.quantile_us(0.5),
      waited.quantile_us(0.9), waited.quantile_us(0.99), waited.quantile_us(0.999),
      waited.greatest_us());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  settings s;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string_view const word = argv[i];
    if (word == "--rate")
      s.rate = std::atoll(argv[i + 1]);
    else if (word == "--seconds")
      s.seconds = std::max(2ll, std::atoll(argv[i + 1]));
    else if (word == "--threads")
      s.threads = std::atoi(argv[i + 1]);
    else if (word == "--checkpoint")
      s.checkpoint = argv[i + 1];
    else
      return std::fprintf(stderr, "not understood: %s\n", argv[i]), 2;
  }
  measure(
      "filter and project",
      [](auto const& ticks) {
        return ticks | ms::where("key"_c != 13) | ms::select("due"_c, ("key"_c + 1).as("k"_c));
      },
      s);
  measure(
      "count of 1,000 keys",
      [](auto const& ticks) {
        return ticks | ms::group_by("key"_c) |
               ms::agg(ms::count().as("n"_c), ms::max("due"_c).as("due"_c));
      },
      s);
  measure(
      "first of each key",
      [](auto const& ticks) {
        return ticks | ms::with_column("key"_c, "due"_c - "due"_c % 10'000) |
               ms::drop_duplicates("key"_c);
      },
      s);
}
