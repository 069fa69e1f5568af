// SPDX-License-Identifier: Apache-2.0
//
// What every exactly-once sink must do, as functions that a test calls with a `Probe`:
//   Probe(folder), probe.open(context) -> a live sink, probe.visible() -> the rows a user sees now, one text a row.
// A batch has three rows with keys of its own, so that each sink keeps every row.
#pragma once

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include <millstream/io/row_text.hpp>
#include <millstream/io/sink.hpp>

namespace sink_contract {

namespace ms = millstream;
namespace io = millstream::io;

using row_schema =
    ms::schema<ms::field<"key", std::string>, ms::field<"origin", std::optional<std::string>>,
               ms::field<"delay", std::int64_t>>;
using row_record = ms::record<row_schema>;

inline row_record make_row(std::int64_t batch, std::int64_t number) {
  row_record out;
  out.slot_of<"key">() = "b" + std::to_string(batch) + "-" + std::to_string(number);
  if (number != 1) out.slot_of<"origin">() = number == 0 ? "JFK" : "a/b";
  out.slot_of<"delay">() = batch * 10 + number;
  return out;
}

/// The row in the text that probes give.
inline std::string text_of(std::string_view key, std::int64_t delay) {
  return std::string(key) + " " + std::to_string(delay);
}
inline std::multiset<std::string> rows_of(std::initializer_list<std::int64_t> batches) {
  std::multiset<std::string> out;
  for (auto const batch : batches)
    for (std::int64_t i = 0; i < 3; ++i)
      out.insert(text_of(make_row(batch, i).get<"key">(), batch * 10 + i));
  return out;
}

/// A new empty folder, removed at the end.
struct temporary_folder {
  std::filesystem::path path;
  temporary_folder() {
    // In memory where that can be had: the hooks make the crashes, and thousands of real flushes would only take time.
    auto const root = ::access("/dev/shm", W_OK) == 0 ? std::filesystem::path("/dev/shm")
                                                      : std::filesystem::temp_directory_path();
    auto pattern = (root / "millstream-sink-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;
  ~temporary_folder() { std::filesystem::remove_all(path); }
};

struct stopped {};

/// Counts what passes the door; at event `at` the process is dead: everything from there on throws, or it is killed.
struct stop_hook : io::fault_hook {
  static constexpr std::size_t never = static_cast<std::size_t>(-1);
  std::size_t at = never;
  bool kill = false;
  std::size_t seen = 0;
  std::vector<std::string> steps;

  void event() {
    if (seen++ < at) return;
    if (kill) ::raise(SIGKILL);
    throw stopped{};
  }
  void before(io::file_operation, std::filesystem::path const&, std::uint64_t) override { event(); }
  void after(io::file_operation, std::filesystem::path const&, std::uint64_t) override { event(); }
  io::write_fault admit(std::filesystem::path const&, std::uint64_t,
                        std::span<std::byte const> bytes) override {
    if (seen == at || seen + 1 == at)
      return {bytes.size() / 2, 0};  // the last write before the stop is torn
    return {};
  }
  void step(std::string_view name, std::int64_t) override {
    steps.emplace_back(name);
    event();
  }
};

/// A stop that takes the machine with it: what was written and not flushed is gone, and so are new names in folders that
/// were not flushed. (A rename that was not flushed stays; the opposite is the stop before it.)
struct power_loss_hook : stop_hook {
  std::map<std::string, std::string> unflushed;  // path -> the bytes that were flushed
  std::set<std::string> new_names;

  static std::string bytes_of(std::filesystem::path const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void before(io::file_operation what, std::filesystem::path const& path,
              std::uint64_t bytes) override {
    stop_hook::before(what, path, bytes);
    if (what == io::file_operation::write && !unflushed.contains(path.string()))
      unflushed[path.string()] = bytes_of(path);
    if (what == io::file_operation::create) new_names.insert(path.string());
  }
  void after(io::file_operation what, std::filesystem::path const& path,
             std::uint64_t bytes) override {
    if (what == io::file_operation::datasync) unflushed.erase(path.string());
    if (what == io::file_operation::sync_directory)
      std::erase_if(new_names,
                    [&](std::filesystem::path const& name) { return name.parent_path() == path; });
    stop_hook::after(what, path, bytes);
  }
  void lose() const {
    for (auto const& [path, bytes] : unflushed)
      if (std::filesystem::exists(path)) std::ofstream(path, std::ios::binary) << bytes;
    for (auto const& path : new_names)
      std::filesystem::remove(path);
  }
};

/// The disk is full from write number `at` on.
struct full_disk_hook : io::fault_hook {
  std::size_t at = stop_hook::never;
  std::size_t seen = 0;
  io::write_fault admit(std::filesystem::path const&, std::uint64_t,
                        std::span<std::byte const> bytes) override {
    if (seen++ < at) return {};
    return {bytes.size() / 2, ENOSPC};
  }
};

inline io::sink_context context_of(std::shared_ptr<io::fault_hook> hook = nullptr,
                                   std::int64_t epoch = 1, std::string query = "query-1") {
  return {io::file_door(std::move(hook)), std::move(query), epoch, "out"};
}

/// Runs one batch of three rows in two lanes.
template <class Sink>
io::commit_result run_batch(Sink& sink, std::int64_t batch) {
  std::vector<typename Sink::lane_type> lanes;
  for (std::size_t i = 0; i < 2; ++i)
    lanes.push_back(sink.make_lane(batch, i));
  for (std::int64_t i = 0; i < 3; ++i)
    lanes[i < 2 ? 0 : 1].append(make_row(batch, i));
  return sink.commit(batch, lanes);
}

template <class Probe>
void a_batch_is_committed_once() {
  temporary_folder folder;
  Probe probe(folder.path / "out");
  {
    auto sink = probe.open(context_of());
    static_assert(io::live_sink<decltype(sink)>);
    sink.recover(-1);
    CHECK(sink.fence() == -1);
    CHECK(run_batch(sink, 0).rows == 3);
    CHECK_FALSE(run_batch(sink, 1).skipped);
    CHECK(run_batch(sink, 1).skipped);
    CHECK(sink.fence() == 1);
    CHECK(probe.visible() == rows_of({0, 1}));
  }
  auto sink = probe.open(context_of(nullptr, 2));
  sink.recover(1);
  CHECK(sink.fence() == 1);
  CHECK(run_batch(sink, 1).skipped);
  CHECK(run_batch(sink, 2).rows == 3);
  CHECK(probe.visible() == rows_of({0, 1, 2}));
}

template <class Probe>
void an_empty_batch_moves_the_fence() {
  temporary_folder folder;
  Probe probe(folder.path / "out");
  {
    auto sink = probe.open(context_of());
    sink.recover(-1);
    std::vector<typename decltype(sink)::lane_type> none;
    CHECK(sink.commit(0, none).rows == 0);
    std::vector<typename decltype(sink)::lane_type> empty;
    empty.push_back(sink.make_lane(1, 0));
    CHECK(sink.commit(1, empty).rows == 0);
  }
  auto sink = probe.open(context_of(nullptr, 2));
  sink.recover(1);
  CHECK(sink.fence() == 1);
  CHECK(probe.visible().empty());
}

template <class Probe>
void an_abandoned_batch_leaves_nothing() {
  temporary_folder folder;
  Probe probe(folder.path / "out");
  auto sink = probe.open(context_of());
  sink.recover(-1);
  {
    auto lane = sink.make_lane(0, 0);
    lane.append(make_row(0, 0));
  }
  CHECK(probe.visible().empty());
  run_batch(sink, 0);
  CHECK(probe.visible() == rows_of({0}));
}

/// Batch 0 is committed; then a run recovers, commits batch 1, and stops at event `at`. False: it did not get that far.
template <class Probe>
bool stop_in_batch_1(Probe& probe, std::size_t at,
                     std::shared_ptr<stop_hook> hook = std::make_shared<stop_hook>()) {
  {
    auto sink = probe.open(context_of());
    sink.recover(-1);
    run_batch(sink, 0);
  }
  hook->at = at;
  try {
    auto sink = probe.open(context_of(hook, 2));
    sink.recover(0);
    run_batch(sink, 1);
  } catch (stopped const&) {
    return true;
  }
  return hook->seen > at;
}

/// After a stop: a restart makes all of batch 1 visible or nothing, and running it again gives each row once.
template <class Probe>
void restart_completes(Probe& probe) {
  auto sink = probe.open(context_of(nullptr, 3));
  sink.recover(1);
  bool const committed = sink.fence() == 1;
  if (auto const pending = probe.folder / "_millstream/pending"; std::filesystem::exists(pending))
    CHECK(std::filesystem::is_empty(pending));
  CHECK(probe.visible() == (committed ? rows_of({0, 1}) : rows_of({0})));
  CHECK(run_batch(sink, 1).skipped == committed);
  CHECK(probe.visible() == rows_of({0, 1}));
  run_batch(sink, 2);
  CHECK(probe.visible() == rows_of({0, 1, 2}));
}

template <class Probe>
void a_stop_at_every_event_is_recovered() {
  for (std::size_t at = 0;; ++at) {
    INFO("stopped at event " << at);
    temporary_folder folder;
    Probe probe(folder.path / "out");
    bool const stopped_there = stop_in_batch_1(probe, at);
    restart_completes(probe);
    if (!stopped_there) break;
    REQUIRE(at < 2000);
  }
}

template <class Probe>
void a_power_loss_at_every_event_is_recovered() {
  for (std::size_t at = 0;; ++at) {
    INFO("power lost at event " << at);
    temporary_folder folder;
    Probe probe(folder.path / "out");
    auto hook = std::make_shared<power_loss_hook>();
    bool const stopped_there = stop_in_batch_1(probe, at, hook);
    hook->lose();
    restart_completes(probe);
    if (!stopped_there) break;
    REQUIRE(at < 2000);
  }
}

/// As above, and the restart itself is stopped at every third event before a second restart.
template <class Probe>
void a_stop_in_the_recovery_is_recovered(std::size_t stride) {
  for (std::size_t first = 0;; first += stride) {
    bool reached = false;
    for (std::size_t second = 0;; second += 3) {
      INFO("stopped at event " << first << ", then in the recovery at event " << second);
      temporary_folder folder;
      Probe probe(folder.path / "out");
      reached = stop_in_batch_1(probe, first);
      auto hook = std::make_shared<stop_hook>();
      hook->at = second;
      bool stopped_there = false;
      try {
        auto sink = probe.open(context_of(hook, 2));
        sink.recover(1);
      } catch (stopped const&) {
        stopped_there = true;
      }
      restart_completes(probe);
      if (!stopped_there) break;
    }
    if (!reached) break;
  }
}

template <class Probe>
void a_kill_at_every_event_is_recovered() {
  for (std::size_t at = 0;; ++at) {
    INFO("killed at event " << at);
    temporary_folder folder;
    Probe probe(folder.path / "out");
    auto const child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      {
        auto sink = probe.open(context_of());
        sink.recover(-1);
        run_batch(sink, 0);
      }
      auto hook = std::make_shared<stop_hook>();
      hook->at = at;
      hook->kill = true;
      auto sink = probe.open(context_of(hook, 2));
      sink.recover(0);
      run_batch(sink, 1);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    bool const killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    REQUIRE((killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0)));
    restart_completes(probe);
    if (!killed) break;
    REQUIRE(at < 2000);
  }
}

template <class F>
ms::errc code_of(F&& f) {
  try {
    f();
  } catch (ms::error const& failure) {
    CHECK_FALSE(failure.fix().empty());
    return failure.code();
  }
  FAIL("no error was thrown");
  return {};
}

template <class Probe>
void an_older_run_is_refused() {
  temporary_folder folder;
  Probe probe(folder.path / "out");
  auto zombie = probe.open(context_of(nullptr, 1));
  zombie.recover(-1);
  run_batch(zombie, 0);
  std::vector<typename decltype(zombie)::lane_type> half_done;
  half_done.push_back(zombie.make_lane(1, 0));
  half_done.back().append(make_row(1, 0));
  {
    auto fresh = probe.open(context_of(nullptr, 2));
    fresh.recover(0);
    CHECK(code_of([&] { zombie.commit(1, half_done); }) == ms::errc::concurrent_run);
    CHECK(probe.visible() == rows_of({0}));
    run_batch(fresh, 1);
  }
  CHECK(code_of([&] { run_batch(zombie, 2); }) == ms::errc::concurrent_run);
  CHECK(probe.visible() == rows_of({0, 1}));
  auto late = probe.open(context_of(nullptr, 1));
  CHECK(code_of([&] { late.recover(0); }) == ms::errc::concurrent_run);
  auto next = probe.open(context_of(nullptr, 3));
  next.recover(1);
  run_batch(next, 2);
  CHECK(probe.visible() == rows_of({0, 1, 2}));
}

/// A full disk at each write: no_space, nothing of the batch visible, and the next run goes on.
template <class Probe>
void a_full_disk_is_clean() {
  for (std::size_t at = 0;; ++at) {
    INFO("full at write " << at);
    temporary_folder folder;
    Probe probe(folder.path / "out");
    {
      auto sink = probe.open(context_of());
      sink.recover(-1);
      run_batch(sink, 0);
    }
    auto hook = std::make_shared<full_disk_hook>();
    hook->at = at;
    bool failed = false;
    {
      auto sink = probe.open(context_of(hook, 2));
      try {
        sink.recover(0);
        run_batch(sink, 1);
      } catch (ms::error const& failure) {
        CHECK(failure.code() == ms::errc::no_space);
        failed = true;
      }
    }
    CHECK(probe.visible() == (failed ? rows_of({0}) : rows_of({0, 1})));
    restart_completes(probe);
    if (!failed) break;
    REQUIRE(at < 500);
  }
}

/// The steps that a commit reports, in order.
template <class Probe>
std::vector<std::string> steps_of_a_commit() {
  temporary_folder folder;
  Probe probe(folder.path / "out");
  auto hook = std::make_shared<stop_hook>();
  auto sink = probe.open(context_of(hook));
  sink.recover(-1);
  run_batch(sink, 0);
  return hook->steps;
}

/// Files that a plain glob finds: neither hidden nor below a hidden folder.
inline std::vector<std::filesystem::path> visible_files(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> out;
  if (!std::filesystem::exists(folder)) return out;
  for (std::filesystem::recursive_directory_iterator at(folder), end; at != end; ++at) {
    auto const name = at->path().filename().string();
    bool const hidden = name.starts_with('.') || name.starts_with('_');
    if (at->is_directory() && hidden) at.disable_recursion_pending();
    if (at->is_regular_file() && !hidden) out.push_back(at->path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

inline std::string read_text(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace sink_contract
