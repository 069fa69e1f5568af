// SPDX-License-Identifier: Apache-2.0
//
// What lives here: one checkpoint folder of one query, open for one run: what the engine calls around a batch.
//   write_offsets(N)  run  [write_state_durable(N)]  sinks  write_state(N)  write_commit(N)  ... write_snapshot(N)
// Two flushes a batch, three where a sink is not idempotent. Nothing of N+1 may be written before write_commit(N) is back.
// What does not: the recovery (open_checkpoint.hpp finds, recovery.hpp decides), bytes (encode.hpp, decode.hpp).
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include <millstream/checkpoint/open_checkpoint.hpp>

namespace millstream::checkpoint {

struct store_options {
  io::record_log_options log = {};
  std::size_t inline_delta_bytes =
      1 << 20;  ///< a delta up to this size goes into the log, a larger one into a file
  std::size_t snapshots_to_keep = 2;
  std::string run_id = {};  ///< named in the lock; empty: a random one
};

/// A checkpoint folder, locked and open for writing.
/// **Errors** checkpoint_locked, checkpoint_of_another_query, checkpoint_corrupt, checkpoint_version, plan_changed,
/// concurrent_run, no_space, io_error; calls out of order are `internal`. After a failed write the store takes no more.
/// **Order and time** `write_snapshot` may run on another thread beside the other calls; the others come one at a time.
class store {
 public:
  static store open(std::filesystem::path directory, query_metadata wanted,
                    io::file_door door = io::file_door{}, store_options options = {}) {
    if (options.run_id.empty()) options.run_id = detail::random_uuid();
    door.make_directories(directory);
    auto lock = std::make_unique<io::file_lock>(door, directory, options.run_id);
    auto found = detail::look(door, directory);
    if (found.metadata) {
      compare_queries(*found.metadata, wanted);
      detail::refuse_if_told(found, directory);
      wanted.query_id = found.metadata->query_id;
      wanted.state_partitions = found.metadata->state_partitions;
      if (found.content.base) fit_partitions(found.content.base->partitions, wanted);
      for (auto& deltas : found.content.deltas)
        fit_partitions(deltas, wanted);
    } else {
      detail::refuse_if_told(found, directory);
      if (wanted.query_id.empty()) wanted.query_id = detail::random_uuid();
    }
    wanted.format_version = current_format_version;
    return store(std::move(directory), std::move(wanted), std::move(door), std::move(options),
                 std::move(lock), std::move(found));
  }

  /// What a restart has to restore; the engine takes it once.
  recovered take_recovered() { return std::exchange(recovered_, {}); }

  /// The query as it is stored: its id, and the number of state partitions that counts.
  query_metadata const& metadata() const noexcept { return metadata_; }
  std::string const& query_id() const noexcept { return metadata_.query_id; }
  std::string const& run_id() const noexcept { return options_.run_id; }
  std::filesystem::path const& directory() const noexcept { return directory_; }
  /// Grows with each run on this folder; fences in sinks compare it.
  std::int64_t run_epoch() const noexcept { return log_->epoch(); }
  /// -1 if there is none.
  std::int64_t last_committed() const noexcept { return last_committed_; }

  /// Logs what the batch after the last committed one will be, durably. For the batch that is run again it does nothing.
  void write_offsets(offsets_record const& record) {
    if (planned_ && *planned_ == record) return;
    expect(!planned_ && record.batch_id == last_committed_ + 1, "offsets", record.batch_id);
    append(type_offsets, record.batch_id, encode(record));
    planned_ = record;
  }

  /// Hands over the batch's state changes: small ones wait in memory for `write_commit`, large ones go to a file now.
  void write_state(std::int64_t batch, std::span<partition_delta const> deltas) {
    put_state(batch, deltas, false);
  }

  /// The same, and the changes are durable on return: to be called before the commit of a sink that is not idempotent.
  void write_state_durable(std::int64_t batch, std::span<partition_delta const> deltas) {
    put_state(batch, deltas, true);
  }

  /// Logs that all sinks have the batch; with it, its state changes. Durable on return.
  void write_commit(commit_record const& record) {
    expect(planned_ && record.batch_id == planned_->batch_id, "commit", record.batch_id);
    auto const payload = encode(logged_commit{record, delta_place_, delta_file_});
    std::vector<io::log_entry> entries;
    if (!delta_bytes_.empty()) entries.push_back({type_delta, record.batch_id, delta_bytes_});
    entries.push_back({type_commit, record.batch_id, payload});
    append(entries);
    forget_state();
    std::lock_guard const guard(*log_guard_);
    last_committed_ = record.batch_id;
    keep_offsets(std::move(*planned_));
    planned_.reset();
  }

  /// Publishes the state after a committed batch as one file; then what it makes needless is removed: snapshots beyond
  /// the retention, and log segments and deltas up to the oldest snapshot kept. A second one of a batch does nothing.
  void write_snapshot(snapshot const& whole) {
    auto offsets = whole.offsets;
    {
      std::lock_guard const guard(*log_guard_);
      expect(whole.batch_id >= 0 && whole.batch_id <= last_committed_ &&
                 whole.commit.batch_id == whole.batch_id,
             "snapshot", whole.batch_id);
      if (auto const known = recent_offsets_.find(whole.batch_id); known != recent_offsets_.end())
        offsets = known->second;
    }
    detail::file_name const name{"snapshot", whole.batch_id, run_epoch()};
    if (std::any_of(snapshots_.begin(), snapshots_.end(),
                    [&](auto const& s) { return s.batch >= name.batch; }))
      return;
    lock_->check_in_place();
    detail::write_whole_file(door_, state_directory() / name.text(), [&](auto& out) {
      write_snapshot_file(out, query_id(), run_epoch(), whole, &offsets);
    });
    snapshots_.push_back(name);
    remove_needless();
  }

  /// The flushes of all files of this checkpoint since its door was made (the door counts all its users).
  io::flush_statistics flush_statistics() const { return door_.statistics(); }

 private:
  store(std::filesystem::path directory, query_metadata metadata, io::file_door door,
        store_options options, std::unique_ptr<io::file_lock> lock, detail::found_checkpoint found)
      : directory_(std::move(directory)),
        metadata_(std::move(metadata)),
        door_(std::move(door)),
        options_(std::move(options)),
        lock_(std::move(lock)),
        recovered_(std::move(found.content)),
        snapshots_(std::move(found.snapshots)),
        damaged_snapshots_(std::move(found.damaged_snapshots)),
        delta_files_(std::move(found.delta_files)),
        planned_(recovered_.uncommitted),
        last_committed_(recovered_.last_committed()) {
    door_.make_directories(state_directory());
    door_.make_directories(detail::log_directory(directory_));
    if (!found.metadata || *found.metadata != metadata_) {
      detail::file_name const name{"metadata", found.metadata_number + 1, 0};
      detail::write_whole_file(door_, directory_ / name.text(),
                               [&](auto& out) { write_metadata_file(out, metadata_); });
      if (found.metadata)
        found.needless.push_back(directory_ /
                                 detail::file_name{"metadata", found.metadata_number, 0}.text());
    }
    log_ = std::make_unique<io::record_log>(door_, detail::log_directory(directory_),
                                            std::move(found.log), options_.log);
    log_->take_records();
    for (auto const& path : found.needless)
      door_.remove(path);
    if (recovered_.base) keep_offsets(recovered_.base->offsets);
    for (auto const& record : recovered_.offsets)
      keep_offsets(record);
  }

  void keep_offsets(offsets_record record) {
    auto const batch = record.batch_id;
    recent_offsets_.insert_or_assign(batch, std::move(record));
    if (recent_offsets_.size() > 256) recent_offsets_.erase(recent_offsets_.begin());
  }

  std::filesystem::path state_directory() const { return detail::state_directory(directory_); }

  static void expect(bool in_order, std::string_view what, std::int64_t batch) {
    if (!in_order)
      throw error(errc::internal,
                  "the " + std::string(what) + " of this batch is written out of order",
                  {.batch = batch});
  }

  void append(std::span<io::log_entry const> entries) {
    lock_->check_in_place();
    std::lock_guard const guard(*log_guard_);
    log_->append(entries);
  }
  void append(std::uint16_t type, std::int64_t batch, std::vector<std::byte> const& payload) {
    io::log_entry const entry{type, batch, payload};
    append(std::span(&entry, 1));
  }

  static std::size_t bytes_of(table const& rows) {
    std::size_t bytes = 0;
    for (auto const& c : rows.columns)
      bytes += c.bytes.size() + c.offsets.size() * 4 + c.valid.size();
    return bytes;
  }

  void put_state(std::int64_t batch, std::span<partition_delta const> deltas, bool durable) {
    expect(planned_ && planned_->batch_id == batch && delta_place_ == delta_place::none, "state",
           batch);
    std::size_t bytes = 0;
    for (auto const& delta : deltas)
      bytes += bytes_of(delta.upserts) + bytes_of(delta.removed_keys);
    if (deltas.empty()) return;
    if (bytes > options_.inline_delta_bytes) {
      detail::file_name const name{"delta", batch, run_epoch()};
      lock_->check_in_place();
      detail::write_whole_file(door_, state_directory() / name.text(), [&](auto& out) {
        write_delta_file(out, query_id(), batch, run_epoch(), deltas);
      });
      delta_place_ = delta_place::file;
      delta_file_ = name.text();
      std::lock_guard const guard(*log_guard_);
      delta_files_.push_back(name);
      return;
    }
    memory_file memory;
    write_delta_file(memory, query_id(), batch, run_epoch(), deltas);
    if (durable)
      append(type_delta, batch, memory.bytes);
    else
      delta_bytes_ = std::move(memory.bytes);
    delta_place_ = delta_place::log;
  }

  void forget_state() {
    delta_bytes_.clear();
    delta_file_.clear();
    delta_place_ = delta_place::none;
  }

  void remove_needless() {
    auto const keep = std::max<std::size_t>(options_.snapshots_to_keep, 1);
    if (snapshots_.size() < keep) return;
    std::sort(snapshots_.begin(), snapshots_.end());
    auto const first = snapshots_.end() - static_cast<std::ptrdiff_t>(keep);
    auto const oldest = first->batch;  // a fall back to it needs every delta after it
    for (auto at = snapshots_.begin(); at != first; ++at)
      door_.remove(state_directory() / at->text());
    snapshots_.erase(snapshots_.begin(), first);
    std::erase_if(damaged_snapshots_, [&](auto const& name) {
      if (name.batch > oldest) return false;
      door_.remove(state_directory() / name.text());
      return true;
    });
    std::vector<detail::file_name> gone;
    {
      std::lock_guard const guard(*log_guard_);
      log_->remove_before(oldest + 1);
      std::erase_if(delta_files_, [&](auto const& name) {
        if (name.batch > oldest) return false;
        gone.push_back(name);
        return true;
      });
    }
    for (auto const& name : gone)
      door_.remove(state_directory() / name.text());
    door_.sync_directory(state_directory());
  }

  static constexpr auto type_offsets = detail::type_offsets;
  static constexpr auto type_delta = detail::type_delta;
  static constexpr auto type_commit = detail::type_commit;

  std::filesystem::path directory_;
  query_metadata metadata_;
  io::file_door door_;
  store_options options_;
  std::unique_ptr<io::file_lock> lock_;
  recovered recovered_;
  std::vector<detail::file_name> snapshots_;
  std::vector<detail::file_name> damaged_snapshots_;
  std::vector<detail::file_name> delta_files_;
  std::unique_ptr<std::mutex> log_guard_ = std::make_unique<std::mutex>();
  std::unique_ptr<io::record_log> log_;
  std::optional<offsets_record> planned_;
  std::int64_t last_committed_ = -1;
  std::map<std::int64_t, offsets_record> recent_offsets_;  // for snapshots
  delta_place delta_place_ = delta_place::none;
  std::string delta_file_;
  std::vector<std::byte> delta_bytes_;
};

}  // namespace millstream::checkpoint
