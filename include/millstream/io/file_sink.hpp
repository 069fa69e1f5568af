// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the live sink of every file format: rows of a lane are kept in one buffer a partition value; a lane
// that holds too much writes its largest buffer out as a hidden part; at the commit what remains of all lanes becomes one
// file a partition value, rows in lane order. So small batches give few files and huge ones need bounded memory.
// What does not: how files become visible (output_folder.hpp), what is in a file (connector/format).
#pragma once

#include <millstream/io/output_folder.hpp>
#include <millstream/io/partition_path.hpp>

namespace millstream::io {

/// How much a lane keeps in memory before it writes a part.
struct file_sink_limits {
  std::int64_t rows_a_file = 1'000'000;
  std::size_t bytes_a_lane = 64 << 20;
};

/// A file format: makes buffers, which take rows, and writes buffers into a file one behind the other.
template <class F>
concept file_format = requires(F const& format, durable_file& file, typename F::buffer_type& buffer,
                               std::vector<typename F::buffer_type*> const& buffers) {
  { format.extension() } -> std::convertible_to<std::string>;
  { format.make_buffer() } -> std::same_as<typename F::buffer_type>;
  { buffer.rows() } -> std::convertible_to<std::int64_t>;
  { buffer.bytes() } -> std::convertible_to<std::size_t>;
  format.write(buffers, file);  ///< may be called for different files at the same time
};

namespace detail {

/// What the lanes and the sink share.
template <class Format>
struct file_sink_state {
  output_folder folder;
  Format format;
  file_sink_limits limits;

  /// Writes one hidden file of the buffers' rows.
  void write_part(std::int64_t batch, std::string_view partition,
                  std::vector<typename Format::buffer_type*> const& buffers, hidden_parts& to) {
    std::int64_t rows = 0;
    for (auto const* buffer : buffers)
      rows += buffer->rows();
    folder.write_part(batch, partition, rows, to,
                      [&](durable_file& file) { format.write(buffers, file); });
  }
};

}  // namespace detail

/// One lane's rows of one batch. Destroyed without a commit, it leaves nothing visible.
template <class Format, class Partition>
class file_lane {
 public:
  using buffer_type = typename Format::buffer_type;

  file_lane(std::shared_ptr<detail::file_sink_state<Format>> state, std::int64_t batch)
      : state_(std::move(state)),
        batch_(batch),
        committed_before_(batch <= state_->folder.fence()) {}
  file_lane(file_lane&&) noexcept = default;
  file_lane& operator=(file_lane&& other) noexcept {
    file_lane taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~file_lane() {
    if (state_ && !written_.empty()) state_->folder.discard(written_);
  }

  template <row Row>
  void append(Row const& row) {
    if (committed_before_) return;
    auto& buffer = buffer_for(row);
    auto const before = buffer.bytes();
    buffer.append(row);
    bytes_ += buffer.bytes() - before;
    if (bytes_ >= state_->limits.bytes_a_lane || buffer.rows() >= state_->limits.rows_a_file)
      spill();
  }

 private:
  template <class, class, class>
  friend class file_sink;

  template <row Row>
  buffer_type& buffer_for(Row const& row) {
    if constexpr (Partition::size > 0) set_partition_folder<Partition>(folder_, row);
    if (last_ == nullptr || last_->first != folder_) {
      auto at = buffers_.find(folder_);
      if (at == buffers_.end()) at = buffers_.emplace(folder_, state_->format.make_buffer()).first;
      last_ = &*at;
    }
    return last_->second;
  }

  void spill() {
    auto largest = buffers_.begin();
    for (auto at = buffers_.begin(); at != buffers_.end(); ++at)
      if (at->second.bytes() > largest->second.bytes()) largest = at;
    if (last_ && last_->second.rows() >= state_->limits.rows_a_file)
      largest = buffers_.find(last_->first);
    bytes_ -= std::min(bytes_, largest->second.bytes());  // now: writing may empty the buffer
    state_->write_part(batch_, largest->first, {&largest->second}, written_);
    last_ = nullptr;
    buffers_.erase(largest);
  }

  void swap(file_lane& other) noexcept {
    std::swap(state_, other.state_);
    std::swap(batch_, other.batch_);
    std::swap(committed_before_, other.committed_before_);
    std::swap(buffers_, other.buffers_);
    std::swap(last_, other.last_);
    std::swap(folder_, other.folder_);
    std::swap(bytes_, other.bytes_);
    std::swap(written_, other.written_);
  }

  using buffer_map = std::map<std::string, buffer_type, std::less<>>;
  std::shared_ptr<detail::file_sink_state<Format>> state_;
  std::int64_t batch_;
  bool committed_before_;
  buffer_map buffers_;
  typename buffer_map::value_type* last_ = nullptr;
  std::string folder_;
  std::size_t bytes_ = 0;
  hidden_parts written_;
};

/// A live sink that writes files of `Format` below a folder, exactly once (rule 89).
/// `Partition` (column_names) are the columns that become folders; they are not in the files, as in Spark.
template <class Schema, class Format, class Partition = column_names<>>
class file_sink {
  static_assert(file_format<Format>);
  static_assert(Partition::template are_in<Schema>,
                "partition_by names a column that the rows do not have");
  static_assert(Partition::size < Schema::size,
                "partition_by can't take all columns: nothing would be left for the files");

 public:
  using schema_type = Schema;
  using lane_type = file_lane<Format, Partition>;
  static constexpr bool fence_is_durable = true;

  file_sink(sink_context context, std::filesystem::path const& path, Format format,
            file_sink_limits limits = {})
      : state_(new detail::file_sink_state<Format>{
            {std::move(context), path, format.extension()}, format, limits}) {}

  std::string description() const {
    std::string out = std::string(state_->format.extension()).substr(1) + " files in " +
                      state_->folder.path().string();
    for (std::size_t i = 0; i < Partition::size; ++i)
      out += (i == 0 ? " by " : ", ") + std::string(Partition::views[i]);
    return out;
  }

  void recover(std::int64_t /*last_planned*/) { state_->folder.recover(); }
  std::int64_t fence() const { return state_->folder.fence(); }
  lane_type make_lane(std::int64_t batch, std::size_t /*lane*/) { return lane_type(state_, batch); }

  commit_result commit(std::int64_t batch, std::vector<lane_type>& lanes) {
    if (batch <= fence()) {
      for (auto& lane : lanes)
        state_->folder.discard(std::exchange(lane.written_, {}));
      return state_->folder.commit(batch, {});
    }
    state_->folder.door().step("sink.before_files", batch);
    std::map<std::string_view, std::vector<typename Format::buffer_type*>> rest;
    for (auto& lane : lanes)
      for (auto& [folder, buffer] : lane.buffers_)
        rest[folder].push_back(&buffer);
    hidden_parts fresh;
    try {
      for (auto const& [folder, buffers] : rest)
        state_->write_part(batch, folder, buffers, fresh);
    } catch (...) {
      state_->folder.discard(fresh);  // what the lanes wrote, they remove
      throw;
    }
    // of a folder the parts of lanes come first, in their order
    hidden_parts parts;
    for (auto& lane : lanes)
      parts.add(lane.written_);
    parts.add(fresh);
    for (auto& lane : lanes)
      lane.written_.clear();  // from here on the folder answers for them
    return state_->folder.commit(batch, std::move(parts));
  }

 private:
  std::shared_ptr<detail::file_sink_state<Format>> state_;
};

}  // namespace millstream::io
