// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <functional>
#include <thread>

#include "model_query.hpp"

using namespace model;

namespace {

error error_of(std::function<void()> const& act) {
  try {
    act();
  } catch (error const& e) {
    return e;
  }
  FAIL("no error");
  throw;
}

/// After whatever happened: what came back was kept, nothing was invented, and the query goes on to the same end.
void check_restart(std::filesystem::path const& folder, observer const& seen, std::int64_t last) {
  {
    auto store = cp::store::open(folder, metadata(), io::file_door{}, options());
    auto const found = store.take_recovered();
    auto const committed = found.last_committed();
    CHECK(committed >= seen.committed);
    CHECK(committed <= seen.tried_to_commit);
    CHECK(restored(found) == expected(committed));
    CHECK(found.deltas.size() == found.commits.size());
    if (found.uncommitted) {
      CHECK(found.uncommitted->batch_id == committed + 1);
      CHECK(*found.uncommitted == offsets_of(committed + 1));
    } else {
      CHECK(committed >= seen.planned);
    }
  }
  observer again;
  run(folder, io::file_door{}, last, again);
  auto store = cp::store::open(folder, metadata(), io::file_door{}, options());
  auto const found = store.take_recovered();
  CHECK(found.last_committed() == last);
  CHECK(restored(found) == expected(last));
}

}  // namespace

TEST_CASE("store: a new folder gets an id that it keeps, and each run a higher epoch",
          "[checkpoint]") {
  temporary_folder folder;
  std::string id;
  {
    auto store = cp::store::open(folder.path / "c", metadata());
    id = store.query_id();
    CHECK(id.size() == 36);
    CHECK(store.run_epoch() == 1);
    CHECK(store.take_recovered().last_committed() == -1);
  }
  auto store = cp::store::open(folder.path / "c", metadata());
  CHECK(store.query_id() == id);
  CHECK(store.run_epoch() == 2);
}

TEST_CASE("store: offsets, commits and state come back after a restart", "[checkpoint]") {
  temporary_folder folder;
  observer seen;
  run(folder.path, io::file_door{}, 1, seen);
  auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
  auto const found = store.take_recovered();
  CHECK_FALSE(found.base);
  CHECK(found.offsets == std::vector{offsets_of(0), offsets_of(1)});
  CHECK(found.commits == std::vector{commit_of(0), commit_of(1)});
  CHECK(found.deltas == std::vector{delta_of(0), delta_of(1)});
  CHECK_FALSE(found.uncommitted);
}

TEST_CASE("store: rule 6, a planned batch without commit is run again as logged", "[checkpoint]") {
  temporary_folder folder;
  {
    auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
    store.write_offsets(offsets_of(0));
    store.write_state_durable(0, delta_of(5));  // of the attempt that is lost
  }
  for (int restart = 0; restart < 2; ++restart) {
    auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
    auto const found = store.take_recovered();
    REQUIRE(found.uncommitted);
    CHECK(*found.uncommitted == offsets_of(0));
    CHECK(found.deltas.empty());
  }
  observer seen;
  run(folder.path, io::file_door{}, 0, seen);
  auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
  CHECK(restored(store.take_recovered()) == expected(0));
}

TEST_CASE("store: a batch takes two flushes, three with durable state", "[checkpoint]") {
  temporary_folder folder;
  auto store = cp::store::open(folder.path, metadata());
  auto flushes = [&, last = store.flush_statistics()]() mutable {
    auto const now = store.flush_statistics();
    return (now - std::exchange(last, now)).flushes;
  };
  store.write_offsets(offsets_of(0));
  store.write_state(0, delta_of(0));
  store.write_commit(commit_of(0));
  CHECK(flushes() == 2);
  store.write_offsets(offsets_of(1));
  store.write_state_durable(1, delta_of(1));
  store.write_commit(commit_of(1));
  CHECK(flushes() == 3);
}

TEST_CASE("store: two snapshots are kept, and the log and deltas since the older one",
          "[checkpoint]") {
  temporary_folder folder;
  observer seen;
  run(folder.path, io::file_door{}, 20, seen);
  io::file_door door;
  std::vector<std::string> snapshots, deltas;
  for (auto const& name : door.list(folder.path / "state"))
    (name.starts_with("snapshot") ? snapshots : deltas).push_back(name);
  CHECK(snapshots == std::vector<std::string>{"snapshot-0000000017-0000000001.capnp",
                                              "snapshot-0000000020-0000000001.capnp"});
  CHECK(deltas == std::vector<std::string>{"delta-0000000019-0000000001.capnp"});
  CHECK(io::scan_log(door, folder.path / "log").records.front().batch > 5);
}

TEST_CASE("store: a damaged snapshot falls back to the older one and the deltas since",
          "[checkpoint]") {
  temporary_folder folder;
  observer seen;
  run(folder.path, io::file_door{}, 9, seen);
  auto const newest = folder.path / "state/snapshot-0000000008-0000000001.capnp";
  auto const bytes = io::file_door{}.read_all(newest);
  auto const at = GENERATE(range(0, 24));
  auto damaged = bytes;
  if (at == 0)
    damaged.clear();
  else if (at < 4)
    damaged.resize(damaged.size() * static_cast<std::size_t>(at) / 4);
  else
    damaged[damaged.size() * static_cast<std::size_t>(at - 4) / 20] ^= std::byte{16};
  std::ofstream(newest, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<char const*>(damaged.data()),
             static_cast<std::streamsize>(damaged.size()));
  {
    auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
    auto const found = store.take_recovered();
    CHECK(found.base->batch_id == 5);
    CHECK(found.last_committed() == 9);
    CHECK(restored(found) == expected(9));
    REQUIRE(found.warnings.size() == 1);
    CHECK(found.warnings[0].find(newest.string()) != std::string::npos);
  }
  check_restart(folder.path, seen, 14);  // and the damaged one goes in time
  CHECK_FALSE(std::filesystem::exists(newest));
}

TEST_CASE("store: rule 8, a snapshot carries its batch's offsets and conf when the log is gone",
          "[checkpoint]") {
  temporary_folder folder;
  observer seen;
  run(folder.path, io::file_door{}, 5, seen);
  std::filesystem::remove_all(folder.path / "log");
  auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
  auto const found = store.take_recovered();
  REQUIRE(found.base);
  CHECK(found.base->offsets == offsets_of(5));
  CHECK(found.base->commit == commit_of(5));
  CHECK(found.base->source_states == offsets_of(5).sources);
}

TEST_CASE("store: a snapshot is written on another thread while batches go on", "[checkpoint]") {
  temporary_folder folder;
  {
    auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
    for (std::int64_t batch = 0; batch < 40; ++batch) {
      std::optional<std::thread> compaction;
      if (batch > 0)
        compaction.emplace(
            [&, batch] { store.write_snapshot(snapshot_of(batch - 1, expected(batch - 1))); });
      store.write_offsets(offsets_of(batch));
      store.write_state(batch, delta_of(batch));
      store.write_commit(commit_of(batch));
      if (compaction) compaction->join();
    }
  }
  check_restart(folder.path, {39, 39, 39, 39}, 41);
}

TEST_CASE("store: a second run on the same folder is refused", "[checkpoint]") {
  temporary_folder folder;
  auto const store = cp::store::open(folder.path, metadata());
  auto const e = error_of([&] { cp::store::open(folder.path, metadata()); });
  CHECK(e.code() == errc::checkpoint_locked);
  CHECK(e.what_happened().find(store.run_id()) != std::string::npos);
}

TEST_CASE("store: another query's checkpoint is refused", "[checkpoint]") {
  temporary_folder folder;
  auto const id = cp::store::open(folder.path, metadata()).query_id();
  auto other = metadata();
  other.query_id = "another";
  CHECK(error_of([&] { cp::store::open(folder.path, other); }).code() ==
        errc::checkpoint_of_another_query);
  other.query_id = id;
  CHECK(cp::store::open(folder.path, other).query_id() == id);
}

TEST_CASE("store: the stored number of state partitions wins", "[checkpoint]") {
  temporary_folder folder;
  { cp::store::open(folder.path, metadata()); }
  auto wanted = metadata();
  wanted.state_partitions = 64;
  CHECK(cp::store::open(folder.path, wanted).metadata().state_partitions == 2);
}

TEST_CASE("store: renamed and relaxed columns are fitted to the query of today (rule 96)",
          "[checkpoint]") {
  temporary_folder folder;
  observer seen;
  run(folder.path, io::file_door{}, 4, seen);
  auto wanted = metadata();
  wanted.plan_fingerprint = "f2";
  wanted.operators[0].columns[1].name = "impressions";
  wanted.operators[0].columns[1].nullable = true;
  {
    auto store = cp::store::open(folder.path, wanted, io::file_door{}, options());
    auto const found = store.take_recovered();
    REQUIRE(found.base);
    for (auto const* rows : {&found.base->partitions[0].upserts, &found.deltas.back()[1].upserts}) {
      CHECK(rows->schema == wanted.operators[0].columns);
      CHECK(rows->columns[1].valid == std::vector<std::uint8_t>(rows->rows, 1));
    }
    CHECK(restored(found) == expected(4));
  }
  auto const e = error_of([&] { cp::store::open(folder.path, metadata()); });  // tightened again
  CHECK(e.code() == errc::plan_changed);
  CHECK(io::file_door{}.list(folder.path) ==
        std::vector<std::string>{"lock", "log", "metadata-0000000002.capnp", "state"});
}

TEST_CASE("store: a run whose lock was broken stops, and nothing of it is believed",
          "[checkpoint]") {
  temporary_folder folder;
  auto zombie = cp::store::open(folder.path, metadata(), io::file_door{}, options());
  zombie.write_offsets(offsets_of(0));
  std::filesystem::remove(folder.path / "lock");
  auto heir = cp::store::open(folder.path, metadata(), io::file_door{}, options());
  CHECK(heir.take_recovered().uncommitted == offsets_of(0));
  CHECK(error_of([&] { zombie.write_commit(commit_of(0)); }).code() == errc::concurrent_run);
  heir.write_state(0, delta_of(0));
  heir.write_commit(commit_of(0));
}

TEST_CASE("store: calls out of order are refused", "[checkpoint]") {
  temporary_folder folder;
  auto store = cp::store::open(folder.path, metadata());
  CHECK(error_of([&] { store.write_offsets(offsets_of(1)); }).code() == errc::internal);
  CHECK(error_of([&] { store.write_commit(commit_of(0)); }).code() == errc::internal);
  CHECK(error_of([&] { store.write_state(0, delta_of(0)); }).code() == errc::internal);
  store.write_offsets(offsets_of(0));
  CHECK(error_of([&] { store.write_offsets(offsets_of(1)); }).code() == errc::internal);
  CHECK(error_of([&] { store.write_snapshot(snapshot_of(0, {})); }).code() == errc::internal);
}

TEST_CASE("store: dying or failing at every operation loses nothing that came back",
          "[checkpoint]") {
  auto const how =
      GENERATE(disturbance::die_before, disturbance::die_after, disturbance::no_space,
               disturbance::io_error_after, disturbance::short_write, disturbance::die_torn);
  for (std::size_t at = 0;; ++at) {
    temporary_folder folder;
    auto hook = std::make_shared<disturbing_hook>();
    hook->how = how;
    hook->at = at;
    hook->keep = at * 37 % 700;
    observer seen;
    try {
      run(folder.path, io::file_door(hook), 3, seen);
      run(folder.path, io::file_door(hook), 6, seen);
    } catch (process_died const&) {
    } catch (error const& e) {
      CHECK((e.code() == errc::no_space || e.code() == errc::io_error));
      if (how == disturbance::no_space) CHECK(e.code() == errc::no_space);
    }
    INFO("disturbance " << static_cast<int>(how) << " at " << at);
    check_restart(folder.path, seen, 8);
    if (!hook->hit && hook->seen < at) break;
  }
}

TEST_CASE("store: a lost write is harmless, or found and named, and the state is never wrong",
          "[checkpoint]") {
  std::size_t found_damage = 0;
  for (std::size_t at = 0;; ++at) {
    temporary_folder folder;
    auto hook = std::make_shared<disturbing_hook>();
    hook->how = disturbance::lost_write;
    hook->at = at;
    observer seen;
    INFO("write lost at " << at);
    try {
      run(folder.path, io::file_door(hook), 3, seen);
      run(folder.path, io::file_door(hook), 7, seen);
      auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
      auto const found = store.take_recovered();
      CHECK(found.last_committed() >= seen.committed - 1);  // only the last append may look torn
      CHECK(restored(found) == expected(found.last_committed()));
    } catch (error const& e) {
      CHECK(e.code() == errc::checkpoint_corrupt);
      CHECK_FALSE(e.where().file.empty());
      ++found_damage;
    }
    if (!hook->hit && hook->seen < at) break;
  }
  CHECK(found_damage > 5);
}

TEST_CASE("store: a power cut at every operation keeps what came back", "[checkpoint]") {
  std::mt19937 random(20261123);
  for (std::size_t at = 0;; ++at) {
    temporary_folder folder, backup;
    auto hook = std::make_shared<power_cut_hook>();
    hook->at = at;
    hook->backup = backup.path;
    observer seen;
    try {
      run(folder.path / "c", io::file_door(hook), 3, seen);
      run(folder.path / "c", io::file_door(hook), 6, seen);
    } catch (process_died const&) {
    }
    hook->cut_power(random, at % 2 == 0);
    INFO("power cut at " << at);
    check_restart(folder.path / "c", seen, 8);
    if (!hook->hit) break;
  }
}

TEST_CASE("store: killed by SIGKILL between two operations, it goes on", "[checkpoint]") {
  struct killer : io::fault_hook {
    std::size_t left = 0;
    void before(io::file_operation, std::filesystem::path const&, std::uint64_t) override {
      if (left-- == 0) ::raise(SIGKILL);
    }
  };
  temporary_folder folder;
  for (std::size_t at : {30U, 60U, 90U, 25U, 45U}) {
    auto const child = ::fork();
    if (child == 0) {
      auto hook = std::make_shared<killer>();
      hook->left = at;
      observer seen;
      try {
        run(folder.path, io::file_door(hook), 30, seen);
      } catch (...) {
      }
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
    auto const found = store.take_recovered();
    CHECK(restored(found) == expected(found.last_committed()));
  }
  check_restart(folder.path,
                {.planned = -1, .committed = -1, .tried_to_plan = 30, .tried_to_commit = 30}, 31);
}

TEST_CASE("disturbing hooks: a device that lies about its flushes is caught by the power cut",
          "[checkpoint][harness]") {
  struct liar : power_cut_hook {
    void after(io::file_operation op, std::filesystem::path const& path,
               std::uint64_t bytes) override {
      if (op != io::file_operation::datasync) power_cut_hook::after(op, path, bytes);
    }
  };
  std::mt19937 random(1);
  temporary_folder folder, backup;
  auto hook = std::make_shared<liar>();
  hook->at = static_cast<std::size_t>(-1);
  hook->backup = backup.path;
  observer seen;
  run(folder.path, io::file_door(hook), 1, seen);
  hook->cut_power(random, true);
  auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
  CHECK(store.take_recovered().last_committed() < seen.committed);
}
