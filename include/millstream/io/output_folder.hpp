// SPDX-License-Identifier: Apache-2.0
//
// What lives here: how files of a batch become visible exactly once, whatever is in them (rule 89):
//   1. each file is written and flushed under a hidden name, <dir>/_millstream/pending/.part-...
//   2. one record naming them all is appended to the manifest, the log <dir>/_millstream/segment-...: committed
//   3. they are renamed to <dir>/[origin=JFK/]part-00012-00003.parquet (batch 12, part 3 of its folder), never over a file
// A restart finishes step 3 and removes hidden files that no record names. The newest batch in the manifest is the fence.
// What does not: rows, partition values, formats (file_sink.hpp).
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include <millstream/base/inline.hpp>
#include <millstream/io/file_manifest.hpp>
#include <millstream/io/sink.hpp>

namespace millstream::io {

class record_log;
struct log_record;

/// A hidden file, whole and flushed.
struct hidden_part {
  std::string hidden;  ///< its name in the pending folder
  std::string
      folder;  ///< where it goes below the output folder, such as "origin=JFK"; "" is the folder itself
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
};

/// Hidden files, in the order in which they were written.
class hidden_parts {
 public:
  hidden_parts();
  hidden_parts(hidden_parts&&) noexcept;
  hidden_parts& operator=(hidden_parts&&) noexcept;
  ~hidden_parts();

  bool empty() const noexcept { return parts_.empty(); }
  void add(hidden_parts const& more);
  void clear();

 private:
  friend class output_folder;
  std::vector<hidden_part> parts_;
};

/// The folder of a file sink, open for one run of one query.
/// **Errors** sink_owned_by_another_query, concurrent_run (a newer run has taken the folder), sink_failed (a foreign file
/// has the name of one of ours), and those of the door.
class output_folder {
 public:
  /// Batches whose files the manifest remembers at least; older records go, the files stay.
  static constexpr std::int64_t remembered_batches = 1000;
  /// Bytes in the name of one folder, as Linux's file systems have it (NAME_MAX).
  static constexpr std::size_t longest_name = 255;

  output_folder(sink_context context, std::filesystem::path directory, std::string extension);
  ~output_folder();

  std::filesystem::path const& path() const noexcept { return directory_; }
  file_door const& door() const noexcept { return context_.door; }
  std::int64_t fence() const noexcept { return fence_; }

  /// Takes the folder over for this run: checks whose it is before anything is written, then finishes what a former run
  /// committed and removes what it did not.
  void recover();

  /// Adds a hidden file of so many rows to `to`: `write(durable_file&)` fills it, then it is flushed. What fails leaves
  /// none behind. May be called from several threads.
  /// **Errors** sink_failed: a partition value makes a name that no file system takes. It must come
  /// now: what the manifest has promised has to become visible.
  template <class Write>
  void write_part(std::int64_t batch, std::string_view folder, std::int64_t rows, hidden_parts& to,
                  Write const& write) {
    write_part(batch, folder, rows, to, &write,
               [](void const* w, durable_file& file) { (*static_cast<Write const*>(w))(file); });
  }

  /// Removes hidden files of a batch that will not be committed, as well as it can: a restart removes the rest.
  void discard(hidden_parts const& parts) noexcept;

  /// Makes the files of a batch visible, all or none, numbered within each folder in the order in which they stand. A
  /// batch that was committed before is skipped and its files are removed.
  commit_result commit(std::int64_t batch, hidden_parts parts);

  /// The manifest's entries, oldest first, read without taking the folder over; for tests and tools.
  static std::vector<manifest_entry> read_manifest(file_door const& door,
                                                   std::filesystem::path const& directory);

 private:
  void write_part(std::int64_t batch, std::string_view folder, std::int64_t rows, hidden_parts& to,
                  void const* write, void (*call)(void const*, durable_file&));
  std::filesystem::path manifest_folder() const { return directory_ / "_millstream"; }
  std::filesystem::path pending_folder() const { return manifest_folder() / "pending"; }
  location place() const {
    return {.file = directory_.string(), .operator_name = context_.sink_name};
  }

  manifest_entry entry_of(std::int64_t batch) const {
    return {context_.query_id, context_.sink_name, context_.run_epoch, batch, {}};
  }

  void append(std::uint16_t type, manifest_entry const& entry);

  std::vector<manifest_entry> read_entries(std::vector<log_record> const& records) const;

  void check_owner(manifest_entry const& entry) const;

  error superseded() const;

  /// A run that came back from a long pause must not go on: asks whether somebody began a newer segment.
  void check_newest_run() const;

  std::vector<manifest_file> name_files(std::int64_t batch,
                                        std::vector<hidden_part> const& parts) const;

  void check_names(std::string_view folder) const;

  void remove_hidden(hidden_part const& part) noexcept;

  error name_taken(std::string const& path) const;

  /// Step 3; what is done already is passed over.
  void publish();

  void finish_or_remove(std::vector<manifest_entry> const& entries);

  sink_context context_;
  std::filesystem::path directory_;
  std::string extension_;
  std::unique_ptr<record_log> log_;
  std::int64_t fence_ = -1;
  std::vector<manifest_file> unpublished_;
  std::atomic<std::uint64_t> hidden_count_{0};
};

}  // namespace millstream::io

#ifndef MILLSTREAM_COMPILED
#include <millstream/io/output_folder.ipp>
#endif
