// SPDX-License-Identifier: Apache-2.0
//
// Does memory stay flat on a stream without end, where rules say that state is freed? Four queries with a bounded number
// of keys in time, 200 M rows each unless told otherwise: a windowed count, a sliding one, deduplication, a join of two
// streams. The resident set is looked at after half of the rows, when memory that is used again has found its size, and at the end; rows of state at both, too. Ends with
// status 1 where memory grew by 5 % or more.
//   ./dev bench endless [--rows N] [--threads N]
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <millstream/connector/transport/noop.hpp>
#include <millstream/connector/transport/rate_micro_batch.hpp>
#include <millstream/millstream.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

struct settings {
  std::int64_t rows = 200'000'000;
  unsigned threads = 2;
};

constexpr std::int64_t rows_a_batch = 1'000'000;

double resident_mb() {
  std::ifstream file("/proc/self/statm");
  long all = 0, resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// A second a batch.
auto events(std::int64_t rows) {
  return ms::read_stream(ms::rate_micro_batch(rows).advance_per_batch(1s)) |
         ms::with_watermark("timestamp"_c, 10s);
}

/// A folder for a checkpoint, gone at the end.
struct folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("millstream-endless-" + std::to_string(::getpid()));
  folder() { std::filesystem::create_directories(path); }
  ~folder() { std::filesystem::remove_all(path); }
};

template <class Query>
bool stays_flat(std::string_view name, Query const& written, settings const& s) {
  folder const place;
  auto engine = ms::open_query(written.checkpoint(place.path).threads(s.threads));
  auto const batches = s.rows / rows_a_batch;
  double early = 0;
  std::int64_t early_state = 0, state = 0;
  auto const begun = std::chrono::steady_clock::now();
  for (std::int64_t batch = 0; batch < batches;) {
    auto const progress = engine.run_next_batch();
    if (!progress) break;
    if (progress->num_input_rows == 0) continue;  // a batch that only the watermark asked for
    ++batch;
    state = 0;
    for (auto const& o : progress->state_operators)
      state += o.num_rows_total;
    if (batch == batches / 2) early = resident_mb(), early_state = state;
  }
  double const seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  double const late = resident_mb();
  bool const flat = late < early * 1.05;
  std::printf("%-24.*s %6.1f M rows/s   %8.1f -> %8.1f MB   %8lld -> %8lld rows of state   %s\n",
              static_cast<int>(name.size()), name.data(),
              static_cast<double>(s.rows) / seconds / 1e6, early, late,
              static_cast<long long>(early_state), static_cast<long long>(state),
              flat ? "flat" : "GROWS");
  std::fflush(stdout);
  return flat;
}

}  // namespace

int main(int argc, char** argv) {
  settings s;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string_view const word = argv[i];
    if (word == "--rows")
      s.rows = std::atoll(argv[i + 1]);
    else if (word == "--threads")
      s.threads = static_cast<unsigned>(std::atoi(argv[i + 1]));
    else
      return std::fprintf(stderr, "not understood: %s\n", argv[i]), 2;
  }
  bool flat = true;
  auto const all = events(rows_a_batch);
  flat &= stays_flat("window of 10 s",
                     ms::write_stream(all | ms::with_column("k"_c, "value"_c % 10'000) |
                                          ms::group_by(ms::window("timestamp"_c, 10s), "k"_c) |
                                          ms::agg(ms::count().as("n"_c)),
                                      ms::noop()),
                     s);
  flat &=
      stays_flat("60 s, sliding by 5 s",
                 ms::write_stream(all | ms::with_column("k"_c, "value"_c % 1'000) |
                                      ms::group_by(ms::window("timestamp"_c, 60s, 5s), "k"_c) |
                                      ms::agg(ms::count().as("n"_c), ms::max("value"_c).as("v"_c)),
                                  ms::noop()),
                 s);
  flat &= stays_flat("drop_duplicates",
                     ms::write_stream(all | ms::with_column("k"_c, "value"_c % 10'000) |
                                          ms::drop_duplicates("k"_c, "timestamp"_c),
                                      ms::noop()),
                     s);
  auto const left =
      events(rows_a_batch / 2) | ms::with_column("k"_c, "value"_c) | ms::where("k"_c % 50 == 0);
  auto const right = events(rows_a_batch / 2) |
                     ms::select("timestamp"_c.as("seen"_c), "value"_c.as("k"_c)) |
                     ms::where("k"_c % 50 == 0);
  flat &= stays_flat(
      "join within 5 s",
      ms::write_stream(left | ms::join(right, "k"_c,
                                       "seen"_c >= "timestamp"_c && "seen"_c <= "timestamp"_c + 5s),
                       ms::noop()),
      s);
  return flat ? 0 : 1;
}
