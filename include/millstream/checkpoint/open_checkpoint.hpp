// SPDX-License-Identifier: Apache-2.0
//
// What lives here: looking at a checkpoint folder as it lies on disk, changing nothing: metadata, log, snapshots, and
// the batches after the base; the findings go to the recovery table, the content to the engine.
// What does not: what to do about it (recovery.hpp), the removal of leftovers and all writing (store.hpp).
#pragma once

#include <map>
#include <random>

#include <millstream/checkpoint/compare.hpp>
#include <millstream/checkpoint/decode.hpp>
#include <millstream/checkpoint/recovery.hpp>
#include <millstream/checkpoint/whole_files.hpp>
#include <millstream/io/file_lock.hpp>

namespace millstream::checkpoint::detail {

inline constexpr std::uint16_t type_offsets = 1, type_delta = 2, type_commit = 3;

inline std::filesystem::path log_directory(std::filesystem::path const& directory) {
  return directory / "log";
}
inline std::filesystem::path state_directory(std::filesystem::path const& directory) {
  return directory / "state";
}

/// A random (version 4) UUID.
inline std::string random_uuid() {
  std::random_device source;
  std::string out = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& c : out) {
    auto const digit = source() % 16;
    if (c == 'x')
      c = "0123456789abcdef"[digit];
    else if (c == 'y')
      c = "89ab"[digit % 4];
  }
  return out;
}

/// All that was found in a folder.
struct found_checkpoint {
  std::optional<query_metadata> metadata = {};
  std::int64_t metadata_number = 0;
  io::log_scan log = {};
  recovered content = {};
  std::vector<file_name> snapshots = {};  ///< those that may serve as a base
  std::vector<file_name> damaged_snapshots = {};
  std::vector<file_name> delta_files = {};           ///< those that a commit in the log names
  std::vector<std::filesystem::path> needless = {};  ///< leftovers of crashes
  recovery_row row = {};
  std::optional<error> damage = {};  ///< why something was called damaged
};

/// Does the looking, one part after the other.
struct checkpoint_reader {
  io::file_door const& door;
  std::filesystem::path const& directory;
  found_checkpoint out = {};

  struct commit_found {
    logged_commit logged;
    std::int64_t epoch;
  };
  std::map<std::int64_t, offsets_record> offsets = {};
  std::map<std::int64_t, commit_found> commits = {};
  std::map<std::pair<std::int64_t, std::int64_t>, io::log_record const*> deltas =
      {};  // by batch and epoch

  void look() {
    auto const metadata = look_for_metadata();
    auto const log = look_for_log();
    auto snapshots = look_for_state_files();
    auto batches = found_batches::none;
    if (metadata == found_metadata::intact && log != found_log::damaged) {
      auto const newest = out.snapshots.empty() ? -1 : out.snapshots.back().batch;
      snapshots = read_base(snapshots);
      batches = read_batches(newest);
    }
    out.row = decide(metadata, log, snapshots, batches);
  }

 private:
  /// Runs `act`; damage is kept for the message, other errors pass.
  template <typename Act>
  bool intact(Act&& act) {
    try {
      act();
      return true;
    } catch (error const& failure) {
      if (failure.code() != errc::checkpoint_corrupt) throw;
      out.damage = failure;
      return false;
    }
  }

  static bool is_temporary(std::string_view name) {
    return name.find(io::detail::temporary_mark) != std::string_view::npos;
  }

  found_metadata look_for_metadata() {
    std::vector<file_name> versions;
    for (auto const& name : door.list(directory)) {
      if (is_temporary(name))
        out.needless.push_back(directory / name);
      else if (auto parsed = file_name::parse(name); parsed && parsed->prefix == "metadata")
        versions.push_back(*parsed);
    }
    std::sort(versions.begin(), versions.end());
    if (versions.empty()) return found_metadata::absent;
    out.metadata_number = versions.back().batch;
    for (std::size_t i = 0; i + 1 < versions.size(); ++i)
      out.needless.push_back(directory / versions[i].text());
    auto const path = directory / versions.back().text();
    bool const good = intact([&] {
      auto file = decode_file(door.read_all(path), path.string());
      if (file.kind != file_kind::metadata || file.metadata.query_id.empty())
        throw_damaged(path.string(), 0, "this file does not hold metadata");
      out.metadata = std::move(file.metadata);
    });
    return good ? found_metadata::intact : found_metadata::damaged;
  }

  found_log look_for_log() {
    bool const good = intact([&] {
      out.log = io::scan_log(door, log_directory(directory));
      for (auto const& record : out.log.records) {
        auto const file =
            (log_directory(directory) / io::detail::segment_name(record.segment)).string();
        if (record.type == type_offsets) {
          auto read = decode_offsets(record.payload, file, record.offset);
          offsets.insert_or_assign(read.batch_id, std::move(read));
        } else if (record.type == type_commit) {
          auto read = decode_commit(record.payload, file, record.offset);
          commits.insert_or_assign(read.commit.batch_id,
                                   commit_found{std::move(read), record.epoch});
        } else if (record.type == type_delta) {
          deltas.insert_or_assign({record.batch, record.epoch}, &record);
        } else {
          throw_damaged(file, record.offset, "a log record of an unknown type");
        }
      }
    });
    if (!good) return found_log::damaged;
    if (out.log.tail_was_torn)
      out.content.warnings.push_back("the log ended in a torn append, which was cut");
    return out.log.records.empty() ? found_log::empty : found_log::records;
  }

  found_snapshots look_for_state_files() {
    for (auto const& name : door.list(state_directory(directory))) {
      auto const parsed = file_name::parse(name);
      if (is_temporary(name))
        out.needless.push_back(state_directory(directory) / name);
      else if (parsed && parsed->prefix == "snapshot")
        out.snapshots.push_back(*parsed);
      else if (parsed && parsed->prefix == "delta")
        out.delta_files.push_back(*parsed);
    }
    std::erase_if(out.delta_files, [&](file_name const& name) {
      auto const at = commits.find(name.batch);
      if (at != commits.end() && at->second.logged.delta_file == name.text()) return false;
      out.needless.push_back(state_directory(directory) / name.text());
      return true;
    });
    std::sort(out.snapshots.begin(), out.snapshots.end());
    return out.snapshots.empty() ? found_snapshots::none : found_snapshots::newest;
  }

  void check_owner(decoded_file const& file, file_kind kind, std::int64_t batch,
                   std::string const& path) const {
    if (file.kind != kind || file.content.batch_id != batch ||
        file.query_id != out.metadata->query_id)
      throw_damaged(path, 0, "this file belongs to another batch or to another query");
  }

  /// Reads the newest snapshot that is intact.
  found_snapshots read_base(found_snapshots found) {
    while (!out.snapshots.empty()) {
      auto const name = out.snapshots.back();
      auto const path = (state_directory(directory) / name.text()).string();
      if (intact([&] {
            auto file = decode_file(door.read_all(path), path);
            check_owner(file, file_kind::snapshot, name.batch, path);
            out.content.base = std::move(file.content);
          }))
        return found;
      out.content.warnings.push_back(std::string("a damaged snapshot was passed over: ") +
                                     out.damage->what());
      out.damaged_snapshots.push_back(name);
      out.snapshots.pop_back();
      found = out.snapshots.empty() ? found_snapshots::unreadable : found_snapshots::older;
    }
    return found;
  }

  std::vector<partition_delta> read_delta(std::int64_t batch, commit_found const& commit) {
    if (commit.logged.delta == delta_place::none) return {};
    std::string path;
    std::vector<std::byte> whole;
    std::span<std::byte const> bytes;
    if (commit.logged.delta == delta_place::file) {
      auto const name = file_name::parse(commit.logged.delta_file);
      auto const target = state_directory(directory) / commit.logged.delta_file;
      path = target.string();
      if (!name || !door.exists(target))
        throw_damaged(path, 0, "the state changes of a committed batch are missing");
      whole = door.read_all(target);
      bytes = whole;
    } else {
      auto const at = deltas.find({batch, commit.epoch});
      path = log_directory(directory).string();
      if (at == deltas.end())
        throw_damaged(path, 0, "the state changes of a committed batch are not in the log");
      path = (log_directory(directory) / io::detail::segment_name(at->second->segment)).string();
      bytes = at->second->payload;
    }
    auto file = decode_file(bytes, path);
    check_owner(file, file_kind::delta, batch, path);
    return std::move(file.content.partitions);
  }

  /// Judges the batches after the base and reads them; `newest_snapshot` is the newest batch that had a snapshot.
  found_batches read_batches(std::int64_t newest_snapshot) {
    auto const base = out.content.base ? out.content.base->batch_id : -1;
    auto const committed = commits.empty() ? base : std::max(base, commits.rbegin()->first);
    auto const planned = offsets.empty() ? base : std::max(base, offsets.rbegin()->first);
    for (auto batch = base + 1; batch <= committed; ++batch) {
      auto const commit = commits.find(batch);
      auto const offset = offsets.find(batch);
      if (commit == commits.end()) return name_gap(batch, found_batches::gap);
      if (offset == offsets.end()) return name_gap(batch, found_batches::unplanned);
      if (!intact([&] { out.content.deltas.push_back(read_delta(batch, commit->second)); }))
        return found_batches::damaged_delta;
      out.content.commits.push_back(commit->second.logged.commit);
      out.content.offsets.push_back(offset->second);
    }
    if (committed < newest_snapshot)
      return found_batches::behind_snapshot;  // the damage names the snapshot
    if (planned > committed + 1) return name_gap(committed + 1, found_batches::gap);
    if (planned == committed + 1) {
      out.content.uncommitted = offsets.rbegin()->second;
      return found_batches::planned;
    }
    return committed > base ? found_batches::committed : found_batches::none;
  }

  found_batches name_gap(std::int64_t batch, found_batches found) {
    if (!out.damage)
      out.damage =
          error(errc::checkpoint_corrupt,
                "batch " + std::to_string(batch) +
                    (found == found_batches::gap
                         ? " doesn't exist in the log, but a later one does"
                         : " was committed, but what it was to process is not logged"),
                {.file = log_directory(directory).string(), .batch = batch},
                "restore the folder from a backup, or start over with a new checkpoint folder");
    return found;
  }
};

inline found_checkpoint look(io::file_door const& door, std::filesystem::path const& directory) {
  checkpoint_reader reader{door, directory};
  reader.look();
  return std::move(reader.out);
}

/// Throws what the recovery table demands: the damage that was found, else the row's own sentence.
inline void refuse_if_told(found_checkpoint const& found, std::filesystem::path const& directory) {
  if (found.row.action != recovery_action::refuse) return;
  if (found.damage && found.row.metadata != found_metadata::absent) throw *found.damage;
  throw error(errc::checkpoint_corrupt, std::string(found.row.why), {.file = directory.string()},
              "restore the folder from a backup, or start over with a new checkpoint folder");
}

}  // namespace millstream::checkpoint::detail
