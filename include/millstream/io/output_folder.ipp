// SPDX-License-Identifier: Apache-2.0
//
// What of output_folder.hpp can be compiled once.
#pragma once

#include <algorithm>
#include <map>
#include <unordered_map>

#include <millstream/io/output_folder.hpp>
#include <millstream/io/record_log.hpp>

namespace millstream::io {

namespace detail {

constexpr record_log_options manifest_log_options() {
  return {.segment_bytes = 256 << 10, .first_segment_bytes = 64 << 10};
}
inline std::string numbered(std::int64_t number) {
  auto digits = std::to_string(number);
  return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}
inline std::string_view text_of(log_record const& record) {
  return {reinterpret_cast<char const*>(record.payload.data()), record.payload.size()};
}

}  // namespace detail

MILLSTREAM_CORE output_folder::output_folder(sink_context context, std::filesystem::path directory,
                                             std::string extension)
    : context_(std::move(context)),
      directory_(std::move(directory)),
      extension_(std::move(extension)) {}
MILLSTREAM_CORE output_folder::~output_folder() = default;

MILLSTREAM_CORE void output_folder::append(std::uint16_t type, manifest_entry const& entry) {
  auto const text = manifest_text(entry);
  log_->append(log_entry{type, entry.batch, std::as_bytes(std::span(text))});
}

MILLSTREAM_CORE void output_folder::recover() {
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
  log_ = std::make_unique<record_log>(door(), manifest_folder(), std::move(scan),
                                      detail::manifest_log_options());
  append(manifest_entry::opened, entry_of(fence_));
  finish_or_remove(entries);
}

MILLSTREAM_CORE hidden_parts::hidden_parts() = default;
MILLSTREAM_CORE hidden_parts::hidden_parts(hidden_parts&&) noexcept = default;
MILLSTREAM_CORE hidden_parts& hidden_parts::operator=(hidden_parts&&) noexcept = default;
MILLSTREAM_CORE hidden_parts::~hidden_parts() = default;
MILLSTREAM_CORE void hidden_parts::add(hidden_parts const& more) {
  parts_.insert(parts_.end(), more.parts_.begin(), more.parts_.end());
}
MILLSTREAM_CORE void hidden_parts::clear() {
  parts_.clear();
}

MILLSTREAM_CORE void output_folder::write_part(std::int64_t batch, std::string_view folder,
                                               std::int64_t rows, hidden_parts& to,
                                               void const* write,
                                               void (*call)(void const*, durable_file&)) {
  check_names(folder);
  hidden_part part;
  part.hidden = ".part-" + detail::numbered(batch) + "-run" + std::to_string(context_.run_epoch) +
                "-" + detail::numbered(static_cast<std::int64_t>(hidden_count_++)) + ".tmp";
  part.folder = folder;
  part.rows = rows;
  auto file = door().create(pending_folder() / part.hidden);
  try {
    call(write, file);
    file.datasync();
    part.bytes = static_cast<std::int64_t>(file.end());
    file.close();
  } catch (...) {
    remove_hidden(part);
    throw;
  }
  to.parts_.push_back(std::move(part));
}

MILLSTREAM_CORE void output_folder::remove_hidden(hidden_part const& part) noexcept {
  try {
    door().remove(pending_folder() / part.hidden);
  } catch (...) {
  }
}

MILLSTREAM_CORE void output_folder::discard(hidden_parts const& parts) noexcept {
  for (auto const& part : parts.parts_)
    remove_hidden(part);
}

MILLSTREAM_CORE commit_result output_folder::commit(std::int64_t batch, hidden_parts parts) {
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
    std::stable_sort(parts.parts_.begin(), parts.parts_.end(),
                     [](auto const& a, auto const& b) { return a.folder < b.folder; });
    entry.files = name_files(batch, parts.parts_);
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

MILLSTREAM_CORE std::vector<manifest_entry> output_folder::read_manifest(
    file_door const& door, std::filesystem::path const& directory) {
  std::vector<manifest_entry> out;
  for (auto const& record : scan_log(door, directory / "_millstream").records)
    if (record.type == manifest_entry::committed)
      if (auto entry = parse_manifest(detail::text_of(record))) out.push_back(std::move(*entry));
  return out;
}

MILLSTREAM_CORE std::vector<manifest_entry> output_folder::read_entries(
    std::vector<log_record> const& records) const {
  std::vector<manifest_entry> out;
  for (auto const& record : records) {
    auto entry = parse_manifest(detail::text_of(record));
    if (!entry)
      throw error(errc::checkpoint_corrupt, "a record of the output's manifest can't be read",
                  {.file = manifest_folder().string(), .batch = record.batch},
                  "restore the folder from a backup, or write to a new output folder with a new "
                  "checkpoint");
    out.push_back(std::move(*entry));
  }
  return out;
}

MILLSTREAM_CORE void output_folder::check_owner(manifest_entry const& entry) const {
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

MILLSTREAM_CORE error output_folder::superseded() const {
  return error(
      errc::concurrent_run, "a newer run of this query has taken over the output folder", place(),
      "two runs of one query are alive; this older one stops and has made nothing visible");
}

MILLSTREAM_CORE void output_folder::check_newest_run() const {
  if (!log_) throw error(errc::internal, "commit was called before recover", place());
  std::uint64_t newest = 0;
  for (auto const& name : door().list(manifest_folder()))
    newest = std::max(newest, detail::segment_number(name).value_or(0));
  auto const path = manifest_folder() / detail::segment_name(newest);
  if (newest == 0 ||
      detail::decode_segment_header(door().read_all(path), path).epoch != log_->epoch())
    throw superseded();
}

MILLSTREAM_CORE std::vector<manifest_file> output_folder::name_files(
    std::int64_t batch, std::vector<hidden_part> const& parts) const {
  std::vector<manifest_file> out;
  std::map<std::string_view, std::int64_t> next_number;
  for (auto const& part : parts) {
    auto const name = "part-" + detail::numbered(batch) + "-" +
                      detail::numbered(next_number[part.folder]++) + extension_;
    auto path = part.folder.empty() ? name : part.folder + "/" + name;
    if (door().exists(directory_ / path)) throw name_taken(path);
    out.push_back({part.hidden, std::move(path), part.rows, part.bytes});
  }
  return out;
}

MILLSTREAM_CORE void output_folder::check_names(std::string_view folder) const {
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

MILLSTREAM_CORE error output_folder::name_taken(std::string const& path) const {
  return error(
      errc::sink_failed,
      "the output folder has a file that this query did not commit, under a name it needs",
      {.file = (directory_ / path).string(), .operator_name = context_.sink_name},
      "move that file away, then start the query again; or write to a new folder with a new "
      "checkpoint");
}

MILLSTREAM_CORE void output_folder::publish() {
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

MILLSTREAM_CORE void output_folder::finish_or_remove(std::vector<manifest_entry> const& entries) {
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

}  // namespace millstream::io
