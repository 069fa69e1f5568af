// SPDX-License-Identifier: Apache-2.0
//
// Runs the demo's three queries, each in a worker process that is killed with SIGKILL in the middle of a
// batch and started again, and looks some delays up. `./dev demo` calls it through tools/demo.sh, which
// checks afterwards that nobody can tell.
//
//   flights_demo <data folder> <output folder>                        the demo
//   flights_demo <data folder> <output folder> <query> [<step> <batch>]  a worker, to be killed there
#include <millstream/connector/table/lmdb_reader.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "flights.hpp"

namespace {

// ---- the worker ----

/// Ends the process with SIGKILL at a step of a batch, as a power cut would. `io/fault_hook.hpp` is how
/// tests get there; the steps are named in runtime/micro_batch.hpp and in the sinks.
class killer final : public ms::io::fault_hook {
 public:
  killer(std::string step, std::int64_t batch, std::filesystem::path note)
      : step_(std::move(step)),
        batch_(batch),
        note_(std::move(note)) {}

  void step(std::string_view name, std::int64_t batch) override {
    if (name != step_ || batch != batch_) return;
    std::ofstream(note_) << name << ' ' << batch;
    ::raise(SIGKILL);
  }

 private:
  std::string step_;
  std::int64_t batch_;
  std::filesystem::path note_;
};

std::string grouped(std::int64_t n) {
  auto out = std::to_string(n);
  for (int at = static_cast<int>(out.size()) - 3; at > (n < 0 ? 1 : 0); at -= 3)
    out.insert(static_cast<std::size_t>(at), 1, ',');
  return out;
}

/// One line: rewritten in a terminal, printed batch by batch elsewhere.
void show(ms::query_progress const& p) {
  static bool const terminal = ::isatty(STDOUT_FILENO) != 0;
  std::string watermark =
      p.watermark_ms > 0
          ? ms::to_text(ms::timestamp(std::chrono::milliseconds(p.watermark_ms))).substr(0, 16)
          : "";
  std::printf("%s  batch %2lld  %7s rows  %9s rows/s", terminal ? "\r\033[2K" : "",
              static_cast<long long>(p.batch_id), grouped(p.num_input_rows).c_str(),
              std::isfinite(p.processed_rows_per_second)
                  ? grouped(std::llround(p.processed_rows_per_second)).c_str()
                  : "-");
  if (!p.state_operators.empty())
    std::printf("  watermark %-16s  %4s state rows", watermark.c_str(),
                grouped(p.state_operators.front().num_rows_total).c_str());
  std::printf("  %4s malformed so far%s", grouped(p.total_malformed_rows).c_str(),
              terminal ? "" : "\n");
  std::fflush(stdout);
}

int work(places const& at, demo_query const& query, char const* const* kill) {
  auto const door = kill[0] ? ms::io::file_door(std::make_shared<killer>(
                                  kill[0], std::stoll(kill[1]), at.out / "killed"))
                            : ms::io::file_door();
  std::int64_t batches = 0, malformed = 0;
  query.run(at, door, [&](ms::query_progress const& p) {
    show(p);
    batches = p.batch_id + 1, malformed = p.total_malformed_rows;
  });
  // what the check compares with its own counts
  std::ofstream(at.out / (std::string(query.name) + ".counts.json"))
      << "{\"batches\":" << batches << ",\"malformed\":" << malformed << "}\n";
  return 0;
}

// ---- the demo ----

struct kill_point {
  char const* step;
  int batch;
  char const* where;
};

/// Runs a worker to its end; the status that waitpid gives.
int run_worker(places const& at, demo_query const& query, kill_point const* kill) {
  std::cout.flush();
  auto const child = ::fork();
  if (child == 0) {
    auto const batch = kill ? std::to_string(kill->batch) : std::string();
    ::execl("/proc/self/exe", "flights_demo", at.data.c_str(), at.out.c_str(),
            std::string(query.name).c_str(), kill ? kill->step : static_cast<char*>(nullptr),
            batch.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = -1;
  if (child < 0 || ::waitpid(child, &status, 0) != child)
    throw std::runtime_error("cannot start a worker");
  if (::isatty(STDOUT_FILENO)) std::cout << '\n';
  return status;
}

/// Kills the query at each of the points, starts it again each time, and lets it end.
bool run_and_kill(places const& at, demo_query const& query, std::vector<kill_point> const& kills) {
  auto const note = at.out / "killed";
  for (auto const& kill : kills) {
    std::filesystem::remove(note);
    std::string const wanted = std::string(kill.step) + ' ' + std::to_string(kill.batch);
    int const status = run_worker(at, query, &kill);
    std::string said;
    std::getline(std::ifstream(note), said);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL || said != wanted) {
      std::cout << "  FAILED: the worker was to be killed at " << kill.step << " of batch "
                << kill.batch << ", but "
                << (WIFEXITED(status) ? "it ended with " + std::to_string(WEXITSTATUS(status))
                                      : "it died elsewhere")
                << '\n';
      return false;
    }
    std::cout << "  SIGKILL in batch " << kill.batch << " at " << kill.step << ": " << kill.where
              << "; starting again\n";
  }
  std::filesystem::remove(note);
  int const status = run_worker(at, query, nullptr);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::cout << "  FAILED: the worker did not reach the end\n";
    return false;
  }
  return true;
}

constexpr ms::timestamp day(int month, unsigned d) {
  return ms::date{std::chrono::year(2013) / month / std::chrono::day(d)};
}

void look_up(places const& at) {
  ms::lmdb_reader const delays(at.out / "delays_now");
  std::cout << "\nLooked up in LMDB, which holds "
            << grouped(static_cast<std::int64_t>(delays.size())) << " rows:\n";
  auto const show = [&](ms::timestamp when, char const* carrier) {
    std::cout << "  " << ms::to_text(when).substr(0, 10) << ' ' << carrier << "  "
              << delays.get(when, carrier).value_or("no such row") << '\n';
  };
  show(day(2, 9), "B6");  // the day after a blizzard
  show(day(7, 4), "UA");
  show(day(12, 31), "HA");
  show(day(12, 31), "XX");
  std::ofstream all(at.out / "delays_now.json");  // for the check
  delays.for_each([&](std::string_view, std::string_view row) { all << row << '\n'; });
}

int demonstrate(places const& at) {
  struct part {
    demo_query const* query;
    std::vector<kill_point> kills;
  };
  part const parts[] = {
      {&clean,
       {{"run.after", 3, "rows read, nothing written"},
        {"sink.after_manifest", 8, "inside the sink's commit, its files not yet visible"}}},
      {&delays_now,
       {{"state.inside", 5, "half way through the state"},
        {"sink.after_transaction", 11, "LMDB has the batch, the commit log does not"}}},
      {&delays_closed,
       {{"sink.before_manifest", 4, "inside the sink's commit, files written and not yet promised"},
        {"commit.before", 12, "the sink has the batch, the commit log does not"}}}};
  int number = 0;
  for (auto const& [query, kills] : parts) {
    std::cout << "\n[" << ++number << "/3] " << query->name << ": " << query->what << "\n\n"
              << query->explain(at) << "\nRunning\n";
    if (!run_and_kill(at, *query, kills)) return 1;
  }
  look_up(at);
  return 0;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 3 && count != 4 && count != 6) {
    std::cerr << "usage: flights_demo <data folder> <output folder>  (./dev demo makes both)\n";
    return 2;
  }
  places const at{arguments[1], arguments[2]};
  if (count == 3) return demonstrate(at);
  for (auto const* query : {&clean, &delays_now, &delays_closed})
    if (query->name == arguments[3]) return work(at, *query, arguments + 4);
  std::cerr << "flights_demo: no such query\n";
  return 2;
} catch (std::exception const& e) {
  std::cerr << "flights_demo: " << e.what() << '\n';
  return 1;
}
