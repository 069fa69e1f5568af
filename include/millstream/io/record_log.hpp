// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the writing end of a log of records in zero-filled segments, one flush an append. Each run writes
// into segments of its own, so that a zombie of an older run can only write where nobody believes it (log_scan.hpp),
// and one that needs a new segment finds its name taken (concurrent_run).
// What does not: who calls when (checkpoint/store.hpp, file sinks); snapshots.
#pragma once

#include <millstream/io/log_scan.hpp>

namespace millstream::io {

struct record_log_options {
  std::uint64_t segment_bytes = 16 << 20;  ///< size of a full-grown segment
  std::uint64_t first_segment_bytes =
      256 << 10;  ///< of a run's first; each next one is four times larger
};

/// An append-only log, open for writing by one run.
/// **Errors** no_space, io_error, concurrent_run, checkpoint_corrupt. After a failed append the log takes no more.
class record_log {
 public:
  /// Opens the log of a folder that exists, for a new run: reads what is there, then begins a segment.
  static record_log open(file_door door, std::filesystem::path directory,
                         record_log_options options = {}) {
    auto scan = scan_log(door, directory);
    return record_log(std::move(door), std::move(directory), std::move(scan), options);
  }

  /// Begins a new run after a scan of the same folder: takes the next epoch, publishes a segment, removes leftovers.
  record_log(file_door door, std::filesystem::path directory, log_scan scan,
             record_log_options options = {})
      : door_(std::move(door)),
        directory_(std::move(directory)),
        options_(options),
        records_(std::move(scan.records)),
        epoch_(scan.newest_epoch + 1),
        next_segment_(scan.next_segment),
        next_sequence_(scan.next_sequence),
        planned_bytes_(std::min(options.first_segment_bytes, options.segment_bytes)) {
    auto leftovers = std::move(scan.stale_files);
    for (auto const& segment : scan.segments) {
      if (segment.empty)
        leftovers.push_back(detail::segment_name(segment.number));
      else
        segments_.push_back(segment);
    }
    begin_segment(0);
    for (auto const& name : leftovers)
      door_.remove(directory_ / name);
  }

  /// The records found at opening, oldest first; the caller takes them once.
  std::vector<log_record> take_records() { return std::exchange(records_, {}); }

  std::int64_t epoch() const noexcept { return epoch_; }

  /// Writes several records at once and flushes them once: after a crash all of them are there, or none.
  void append(std::span<log_entry const> entries) {
    if (entries.empty()) return;
    if (broken_)
      throw error(errc::io_error, "an earlier append to this log has failed, it takes no more",
                  place(), "start the query again; it continues at the last committed batch");
    broken_ = true;  // until the end of this function is reached
    buffer_.clear();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].payload.size() > std::numeric_limits<std::uint32_t>::max() - 64 ||
          entries[i].type == 0 || entries[i].type >= 0xFF00)
        throw error(errc::internal, "a log record is too large or of no type", place());
      detail::encode_record(buffer_, entries[i], epoch_, next_sequence_, i + 1 == entries.size());
    }
    if (end_ + buffer_.size() > size_) {
      segments_.push_back(current_);
      begin_segment(buffer_.size());
    }
    file_->pwrite_all(end_, buffer_);
    flush();
    statistics_.bytes_written += buffer_.size();
    end_ += buffer_.size();
    ++next_sequence_;
    current_.end = end_;
    current_.empty = false;
    for (auto const& entry : entries)
      current_.last_batch = std::max(current_.last_batch, entry.batch);
    if (buffer_.capacity() > (4U << 20)) buffer_ = {};
    broken_ = false;
  }
  void append(log_entry const& entry) { append(std::span(&entry, 1)); }

  /// Removes the oldest segments whose records are all of batches before `batch`; never the one being written.
  void remove_before(std::int64_t batch) {
    std::size_t gone = 0;
    while (gone < segments_.size() && segments_[gone].last_batch < batch) {
      door_.remove(directory_ / detail::segment_name(segments_[gone].number));
      door_.sync_directory(directory_);  // each: only the oldest may ever be absent
      ++gone;
    }
    segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(gone));
  }

  /// The appends' flushes since opening (those of new segments are in the door's counts).
  flush_statistics const& statistics() const noexcept { return statistics_; }

 private:
  location place() const {
    return {.file = (directory_ / detail::segment_name(current_.number)).string()};
  }

  void flush() {
    auto const start = std::chrono::steady_clock::now();
    file_->datasync();
    statistics_.time += std::chrono::steady_clock::now() - start;
    ++statistics_.flushes;
  }

  void begin_segment(std::uint64_t needed) {
    auto const number = next_segment_++;
    auto const header =
        detail::encode_segment_header({number, epoch_, next_sequence_, segments_, 0});
    auto const target = directory_ / detail::segment_name(number);
    auto const temporary =
        directory_ / (detail::segment_name(number) + std::string(detail::temporary_mark) +
                      std::to_string(::getpid()) + "-" + std::to_string(epoch_));
    size_ = std::max(planned_bytes_, detail::padded(header.size() + needed + 4096));
    planned_bytes_ = std::min(options_.segment_bytes, planned_bytes_ * 4);
    file_.reset();
    door_.remove(temporary);
    auto fresh = door_.create(temporary);
    std::vector<std::byte> zeros(std::min<std::uint64_t>(size_, 1 << 20));
    for (std::uint64_t at = 0; at < size_; at += zeros.size())
      fresh.append(std::span(zeros).first(std::min<std::uint64_t>(zeros.size(), size_ - at)));
    fresh.pwrite_all(0, header);
    fresh.datasync();
    fresh.close();
    door_.publish(temporary, target);
    file_.emplace(door_.open(target));
    current_ = {.number = number, .end = header.size()};
    end_ = header.size();
  }

  file_door door_;
  std::filesystem::path directory_;
  record_log_options options_;
  std::vector<log_record> records_;
  std::vector<log_segment> segments_;  // older ones that hold records
  std::int64_t epoch_;
  std::uint64_t next_segment_, next_sequence_, planned_bytes_;
  std::uint64_t size_ = 0, end_ = 0;
  log_segment current_;
  std::optional<durable_file> file_;
  std::vector<std::byte> buffer_;
  flush_statistics statistics_;
  bool broken_ = false;
};

}  // namespace millstream::io
