// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <fstream>
#include <functional>
#include <set>

#include "model_query.hpp"

using namespace model;
using namespace millstream::checkpoint;

namespace {

namespace fs = std::filesystem;

void damage(fs::path const& file) {
  auto bytes = io::file_door{}.read_all(file);
  bytes[bytes.size() / 2] ^= std::byte{1};
  std::ofstream(file, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<char const*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

std::vector<fs::path> files(fs::path const& folder, std::string const& prefix) {
  std::vector<fs::path> out;
  for (auto const& name : io::file_door{}.list(folder))
    if (name.starts_with(prefix)) out.push_back(folder / name);
  return out;
}

void damage_log(fs::path const& folder) {  // inside the oldest believed record
  auto const log = folder / "log";
  auto const first = io::scan_log(io::file_door{}, log).records.front();
  std::fstream file(log / io::detail::segment_name(first.segment),
                    std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(first.offset + 60));
  file.put('?');
}

/// Appends raw records, past the store.
void append(fs::path const& folder,
            std::vector<std::pair<std::uint16_t, std::vector<std::byte>>> const& records) {
  auto log = io::record_log::open(io::file_door{}, folder / "log", options().log);
  for (auto const& [type, payload] : records)
    log.append({type, 0, payload});
}

void plan_only(fs::path const& folder, std::int64_t batch) {
  auto store = cp::store::open(folder, metadata(), io::file_door{}, options());
  store.write_offsets(offsets_of(batch));
}

void run_to(fs::path const& folder, std::int64_t last) {
  observer seen;
  run(folder, io::file_door{}, last, seen);
}

struct scenario {
  std::string name;
  std::function<void(fs::path const&)> make;
  recovery_action action;
  std::int64_t committed = -1;  // where it is not refused
};

std::vector<scenario> const& scenarios() {
  using enum recovery_action;
  static std::vector<scenario> const all{
      {"nothing", [](fs::path const&) {}, start_new},
      {"only a lock and an unfinished metadata file",
       [](fs::path const& f) {
         std::ofstream(f / "lock"), std::ofstream(f / "metadata-0000000001.capnp.tmp-1") << "x";
       },
       start_new},
      {"metadata, no log",
       [](fs::path const& f) { cp::store::open(f, metadata()), fs::remove_all(f / "log"); },
       start_again},
      {"metadata, an empty log", [](fs::path const& f) { cp::store::open(f, metadata()); },
       start_again},
      {"batch 0 planned", [](fs::path const& f) { plan_only(f, 0); }, run_again, -1},
      {"two batches committed", [](fs::path const& f) { run_to(f, 1); }, continue_after, 1},
      {"stopped after a snapshot", [](fs::path const& f) { run_to(f, 2); }, continue_after, 2},
      {"a snapshot, and a batch planned", [](fs::path const& f) { run_to(f, 5), plan_only(f, 6); },
       run_again, 5},
      {"a snapshot and batches after it", [](fs::path const& f) { run_to(f, 7); }, continue_after,
       7},
      {"the newest snapshot damaged, batches after it",
       [](fs::path const& f) { run_to(f, 7), damage(files(f / "state", "snapshot").back()); },
       continue_after, 7},
      {"the newest snapshot damaged, nothing after it",
       [](fs::path const& f) { run_to(f, 5), damage(files(f / "state", "snapshot").back()); },
       continue_after, 5},
      {"the newest snapshot damaged, a batch planned",
       [](fs::path const& f) {
         run_to(f, 5), plan_only(f, 6), damage(files(f / "state", "snapshot").back());
       },
       run_again, 5},
      {"the only snapshot damaged, the whole log there",
       [](fs::path const& f) { run_to(f, 3), damage(files(f / "state", "snapshot").back()); },
       continue_after, 3},
      {"a snapshot, the log gone",
       [](fs::path const& f) { run_to(f, 2), fs::remove_all(f / "log"); }, continue_after, 2},
      {"all snapshots damaged, the log begins later",
       [](fs::path const& f) {
         run_to(f, 20);
         for (auto const& s : files(f / "state", "snapshot"))
           damage(s);
       },
       refuse},
      {"the newest snapshot damaged, the log gone",
       [](fs::path const& f) {
         run_to(f, 5), damage(files(f / "state", "snapshot").back()), fs::remove_all(f / "log");
       },
       refuse},
      {"metadata damaged",
       [](fs::path const& f) { run_to(f, 1), damage(files(f, "metadata").back()); }, refuse},
      {"rule 9: no metadata, a log",
       [](fs::path const& f) { run_to(f, 1), fs::remove(files(f, "metadata").back()); }, refuse},
      {"rule 9: no metadata, no log, state",
       [](fs::path const& f) {
         run_to(f, 2), fs::remove(files(f, "metadata").back()), fs::remove_all(f / "log");
       },
       refuse},
      {"the log damaged before its end", [](fs::path const& f) { run_to(f, 1), damage_log(f); },
       refuse},
      {"rule 6: a batch is missing",
       [](fs::path const& f) {
         run_to(f, 1), append(f, {{1, encode(offsets_of(3))}});
       },
       refuse},
      {"a commit is missing",
       [](fs::path const& f) {
         run_to(f, 1);
         append(f, {{1, encode(offsets_of(3))},
                    {3, encode(logged_commit{commit_of(3), delta_place::none, {}})}});
       },
       refuse},
      {"a commit that was not planned",
       [](fs::path const& f) {
         run_to(f, 1), append(f, {{3, encode(logged_commit{commit_of(2), delta_place::none, {}})}});
       },
       refuse},
      {"a delta file is missing",
       [](fs::path const& f) { run_to(f, 1), fs::remove(files(f / "state", "delta").back()); },
       refuse},
      {"a delta file is damaged",
       [](fs::path const& f) { run_to(f, 1), damage(files(f / "state", "delta").back()); }, refuse},
      {"a delta is not in the log",
       [](fs::path const& f) {
         run_to(f, 1);
         append(f, {{1, encode(offsets_of(2))},
                    {3, encode(logged_commit{commit_of(2), delta_place::log, {}})}});
       },
       refuse},
  };
  return all;
}

}  // namespace

TEST_CASE("recovery table: every folder is treated as its row says", "[checkpoint][recovery]") {
  std::set<std::string_view> seen;
  for (auto const& scenario : scenarios()) {
    INFO(scenario.name);
    temporary_folder folder;
    scenario.make(folder.path);
    auto const found = detail::look(io::file_door{}, folder.path);
    INFO(found.row.why);
    CHECK(static_cast<int>(found.row.action) == static_cast<int>(scenario.action));
    seen.insert(found.row.why);
    if (scenario.action == recovery_action::refuse) {
      auto const names = io::file_door{}.list(folder.path);
      for (int twice = 0; twice < 2;
           ++twice) {  // it stays refused: a refused start changes nothing
        try {
          cp::store::open(folder.path, metadata(), io::file_door{}, options());
          FAIL("opened");
        } catch (error const& e) {
          INFO(e.what());
          CHECK(e.code() == errc::checkpoint_corrupt);
          CHECK_FALSE(e.where().file.empty());
          CHECK_FALSE(e.fix().empty());
        }
      }
      CHECK(io::file_door{}.list(folder.path) == names);
      continue;
    }
    {
      auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
      auto const content = store.take_recovered();
      CHECK(content.last_committed() == scenario.committed);
      CHECK(content.uncommitted.has_value() == (scenario.action == recovery_action::run_again));
      CHECK(restored(content) == expected(scenario.committed));
    }
    run_to(folder.path, 9);
    auto store = cp::store::open(folder.path, metadata(), io::file_door{}, options());
    CHECK(restored(store.take_recovered()) == expected(9));
  }
  for (auto const& row : recovery_table) {
    INFO(row.why);
    if (&row != std::end(recovery_table) - 1)
      CHECK(seen.count(row.why) == 1);  // the last row is the net below
  }
}

TEST_CASE("recovery table: every combination has a row, and what is damaged is never believed",
          "[checkpoint][recovery]") {
  for (int m = 0; m < static_cast<int>(found_metadata::any); ++m)
    for (int l = 0; l < static_cast<int>(found_log::any); ++l)
      for (int s = 0; s < static_cast<int>(found_snapshots::any); ++s)
        for (int b = 0; b < static_cast<int>(found_batches::any); ++b) {
          auto const metadata = static_cast<found_metadata>(m);
          auto const log = static_cast<found_log>(l);
          auto const batches = static_cast<found_batches>(b);
          auto const& row = decide(metadata, log, static_cast<found_snapshots>(s), batches);
          CHECK_FALSE(row.why.empty());
          if (metadata == found_metadata::damaged || log == found_log::damaged ||
              batches > found_batches::planned)
            CHECK(row.action == recovery_action::refuse);
        }
}
