// SPDX-License-Identifier: Apache-2.0
//
// What lives here: how files of a batch become visible exactly once, whatever is in them (rule 89):
//   1. each file is written and flushed under a hidden name, <dir>/_millstream/pending/.part-...
//   2. one record naming them all is appended to the manifest, the log <dir>/_millstream/segment-...: committed
//   3. they are renamed to <dir>/[origin=JFK/]part-00012-00003.parquet (batch 12, part 3 of its folder), never over a file
// A restart finishes step 3 and removes hidden files that no record names. The newest batch in the manifest is the fence.
// What does not: rows, partition values, formats (file_sink.hpp).
#pragma once

#include <map>
#include <unordered_map>

#include <millstream/io/file_manifest.hpp>
#include <millstream/io/record_log.hpp>
#include <millstream/io/sink.hpp>

namespace millstream::io {

/// A hidden file, whole and flushed.
struct hidden_part {
  std::string hidden;  ///< its name in the pending folder
  std::string
      folder;  ///< where it goes below the output folder, such as "origin=JFK"; "" is the folder itself
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
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

  output_folder(sink_context context, std::filesystem::path directory, std::string extension)
      : context_(std::move(context)),
        directory_(std::move(directory)),
        extension_(std::move(extension)) {}

  std::filesystem::path const& path() const noexcept { return directory_; }
  file_door const& door() const noexcept { return context_.door; }
  std::int64_t fence() const noexcept { return fence_; }

  /// Takes the folder over for this run: checks whose it is before anything is written, then finishes what a former run
  /// committed and removes what it did not.
  void recover() {
    std::error_code unknown;
    auto const there = std::filesystem::status(directory_, unknown);
    if (std::filesystem::exists(there) && !std::filesystem::is_directory(there))
      throw error(errc::invalid_argument, "the output path is a file, not a folder", place(),
                  "name a folder");
    auto scan = scan_log(door(), manifest_folder());
    auto const entries = read_entries(scan.records);
    for (auto const& entry : entries)
      check_owner(entry);
    for (auto const& entry : entries)
      fence_ = std::max(fence_, entry.batch);
    door().make_directories(pending_folder());
    log_.emplace(door(), manifest_folder(), std::move(scan), log_options());
    append(manifest_entry::opened, entry_of(fence_));
    finish_or_remove(entries);
  }

  /// Begins a hidden file. May be called from several threads.
  /// **Errors** sink_failed: a partition value makes a name that no file system takes. It must come
  /// now: what the manifest has promised has to become visible.
  std::pair<durable_file, hidden_part> create_part(std::int64_t batch, std::string folder) {
    check_names(folder);
    hidden_part part;
    part.hidden = ".part-" + numbered(batch) + "-run" + std::to_string(context_.run_epoch) + "-" +
                  numbered(static_cast<std::int64_t>(hidden_count_++)) + ".tmp";
    part.folder = std::move(folder);
    return {door().create(pending_folder() / part.hidden), std::move(part)};
  }

  /// Flushes a hidden file that is complete.
  static void finish_part(durable_file& file, hidden_part& part, std::int64_t rows) {
    file.datasync();
    part.rows = rows;
    part.bytes = static_cast<std::int64_t>(file.end());
    file.close();
  }

  /// Removes hidden files of a batch that will not be committed, as well as it can: a restart removes the rest.
  void discard(std::vector<hidden_part> const& parts) noexcept {
    for (auto const& part : parts) {
      try {
        door().remove(pending_folder() / part.hidden);
      } catch (...) {
      }
    }
  }

  /// Makes the files of a batch visible, all or none, numbered within each folder in the order given. A batch that was
  /// committed before is skipped and its files are removed.
  commit_result commit(std::int64_t batch, std::vector<hidden_part> parts) {
    if (batch <= fence_) {
      discard(parts);
      publish();
      return {0, true};
    }
    auto entry = entry_of(batch);
    commit_result result;
    try {
      publish();  // of an earlier commit that failed half-way
      check_newest_run();
      entry.files = name_files(batch, parts);
      for (auto const& file : entry.files)
        result.rows += file.rows;
      if (!parts.empty()) door().sync_directory(pending_folder());
      door().step("sink.before_manifest", batch);
    } catch (...) {
      discard(parts);
      throw;
    }
    append(manifest_entry::committed,
           entry);  // if it fails, a restart finds out whether it was written
    fence_ = batch;
    unpublished_ = std::move(entry.files);
    door().step("sink.after_manifest", batch);
    publish();
    door().step("sink.after_publish", batch);
    if (batch % 128 == 0) log_->remove_before(batch - remembered_batches);
    return result;
  }

  /// The manifest's entries, oldest first, read without taking the folder over; for tests and tools.
  static std::vector<manifest_entry> read_manifest(file_door const& door,
                                                   std::filesystem::path const& directory) {
    std::vector<manifest_entry> out;
    for (auto const& record : scan_log(door, directory / "_millstream").records)
      if (record.type == manifest_entry::committed)
        if (auto entry = parse_manifest(text_of(record))) out.push_back(std::move(*entry));
    return out;
  }

 private:
  static constexpr record_log_options log_options() {
    return {.segment_bytes = 256 << 10, .first_segment_bytes = 64 << 10};
  }
  static std::string numbered(std::int64_t number) {
    auto digits = std::to_string(number);
    return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
  }
  static std::string_view text_of(log_record const& record) {
    return {reinterpret_cast<char const*>(record.payload.data()), record.payload.size()};
  }

  std::filesystem::path manifest_folder() const { return directory_ / "_millstream"; }
  std::filesystem::path pending_folder() const { return manifest_folder() / "pending"; }
  location place() const {
    return {.file = directory_.string(), .operator_name = context_.sink_name};
  }

  manifest_entry entry_of(std::int64_t batch) const {
    return {context_.query_id, context_.sink_name, context_.run_epoch, batch, {}};
  }

  void append(std::uint16_t type, manifest_entry const& entry) {
    auto const text = manifest_text(entry);
    log_->append(log_entry{type, entry.batch, std::as_bytes(std::span(text))});
  }

  std::vector<manifest_entry> read_entries(std::vector<log_record> const& records) const {
    std::vector<manifest_entry> out;
    for (auto const& record : records) {
      auto entry = parse_manifest(text_of(record));
      if (!entry)
        throw error(errc::checkpoint_corrupt, "a record of the output's manifest can't be read",
                    {.file = manifest_folder().string(), .batch = record.batch},
                    "restore the folder from a backup, or write to a new output folder with a new "
                    "checkpoint");
      out.push_back(std::move(*entry));
    }
    return out;
  }

  void check_owner(manifest_entry const& entry) const {
    if (entry.query_id != context_.query_id)
      throw error(
          errc::sink_owned_by_another_query,
          "this output folder belongs to query " + entry.query_id + ", this is query " +
              context_.query_id,
          place(),
          "use another output folder, or the checkpoint of the query that wrote it; to start over, "
          "remove the "
          "output folder as a whole (a new checkpoint does not know what is already in it)");
    if (entry.sink_name != context_.sink_name)
      throw error(errc::sink_owned_by_another_query,
                  "this output folder belongs to the sink '" + entry.sink_name +
                      "' of this query, this is the sink '" + context_.sink_name + "'",
                  place(), "give each sink a folder of its own, and keep its name over restarts");
    if (entry.run_epoch > context_.run_epoch) throw superseded();
  }

  error superseded() const {
    return error(
        errc::concurrent_run, "a newer run of this query has taken over the output folder", place(),
        "two runs of one query are alive; this older one stops and has made nothing visible");
  }

  /// A run that came back from a long pause must not go on: asks whether somebody began a newer segment.
  void check_newest_run() const {
    if (!log_) throw error(errc::internal, "commit was called before recover", place());
    std::uint64_t newest = 0;
    for (auto const& name : door().list(manifest_folder()))
      newest = std::max(newest, detail::segment_number(name).value_or(0));
    auto const path = manifest_folder() / detail::segment_name(newest);
    if (newest == 0 ||
        detail::decode_segment_header(door().read_all(path), path).epoch != log_->epoch())
      throw superseded();
  }

  std::vector<manifest_file> name_files(std::int64_t batch,
                                        std::vector<hidden_part> const& parts) const {
    std::vector<manifest_file> out;
    std::map<std::string_view, std::int64_t> next_number;
    for (auto const& part : parts) {
      auto const name =
          "part-" + numbered(batch) + "-" + numbered(next_number[part.folder]++) + extension_;
      auto path = part.folder.empty() ? name : part.folder + "/" + name;
      if (door().exists(directory_ / path)) throw name_taken(path);
      out.push_back({part.hidden, std::move(path), part.rows, part.bytes});
    }
    return out;
  }

  void check_names(std::string_view folder) const {
    for (auto rest = folder; !rest.empty();) {
      auto const name = rest.substr(0, rest.find('/'));
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
      if (name.size() > longest_name)
        throw error(errc::sink_failed,
                    "a partition value makes a folder name of " + std::to_string(name.size()) +
                        " bytes, but a name has " + std::to_string(longest_name) +
                        " at most: " + std::string(name.substr(0, 60)) + "...",
                    place(), "partition by a shorter column, or shorten the values in the query");
    }
  }

  error name_taken(std::string const& path) const {
    return error(
        errc::sink_failed,
        "the output folder has a file that this query did not commit, under a name it needs",
        {.file = (directory_ / path).string(), .operator_name = context_.sink_name},
        "move that file away, then start the query again; or write to a new folder with a new "
        "checkpoint");
  }

  /// Step 3; what is done already is passed over.
  void publish() {
    for (auto const& file : unpublished_) {
      auto const from = pending_folder() / file.hidden, to = directory_ / file.path;
      if (!door().exists(from)) continue;
      door().make_directories(to.parent_path());
      if (door().exists(to)) {
        // A file system without RENAME_NOREPLACE makes two names of one file for a moment.
        if (!std::filesystem::equivalent(from, to)) throw name_taken(file.path);
        door().remove(from);
      } else {
        door().rename_into_place(from, to);
      }
    }
    unpublished_.clear();
  }

  void finish_or_remove(std::vector<manifest_entry> const& entries) {
    std::unordered_map<std::string_view, manifest_file const*> named;
    for (auto const& entry : entries)
      for (auto const& file : entry.files)
        named[file.hidden] = &file;
    bool removed = false;
    for (auto const& hidden : door().list(pending_folder())) {
      if (auto const at = named.find(hidden); at != named.end()) {
        unpublished_.push_back(*at->second);
      } else {
        door().remove(pending_folder() / hidden);
        removed = true;
      }
    }
    if (removed) door().sync_directory(pending_folder());
    publish();
  }

  sink_context context_;
  std::filesystem::path directory_;
  std::string extension_;
  std::optional<record_log> log_;
  std::int64_t fence_ = -1;
  std::vector<manifest_file> unpublished_;
  std::atomic<std::uint64_t> hidden_count_{0};
};

}  // namespace millstream::io
