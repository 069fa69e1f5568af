// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the whole files of a checkpoint (metadata, large deltas, snapshots): their names, and writing them so
// that they are there whole or not at all.
//   lock   metadata-<n>.capnp   log/segment-<n>.log   state/delta-<batch>-<epoch>.capnp   state/snapshot-<batch>-<epoch>.capnp
// What does not: their content (encode.hpp, decode.hpp), when they are written and removed (store.hpp).
#pragma once

#include <charconv>
#include <optional>

#include <millstream/io/record_log.hpp>

namespace millstream::checkpoint::detail {

/// "<prefix>-<batch>-<epoch>.capnp", or "<prefix>-<batch>.capnp" with epoch 0.
struct file_name {
  std::string prefix = {};
  std::int64_t batch = 0;
  std::int64_t epoch = 0;

  friend auto operator<=>(file_name const&, file_name const&) = default;

  std::string text() const {
    auto number = [](std::int64_t value) {
      auto digits = std::to_string(value);
      return std::string(digits.size() < 10 ? 10 - digits.size() : 0, '0') + digits;
    };
    return prefix + "-" + number(batch) + (epoch > 0 ? "-" + number(epoch) : "") + ".capnp";
  }

  static std::optional<file_name> parse(std::string_view name) {
    if (!name.ends_with(".capnp")) return std::nullopt;
    name.remove_suffix(6);
    file_name out;
    auto const dash = name.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    out.prefix = name.substr(0, dash);
    auto const* const end = name.data() + name.size();
    auto const [at, code] = std::from_chars(name.data() + dash + 1, end, out.batch);
    if (code != std::errc{} || out.batch < 0) return std::nullopt;
    if (at == end) return out;
    auto const [last, second] = std::from_chars(at + 1, end, out.epoch);
    if (*at != '-' || second != std::errc{} || last != end || out.epoch <= 0) return std::nullopt;
    return out;
  }
};

/// Gathers small writes; large ones pass through.
class gathering_file {
 public:
  explicit gathering_file(io::durable_file& file) : file_(file) {}

  void append(std::span<std::byte const> bytes) {
    bool const large = bytes.size() >= (1U << 18);
    if (large || held_.size() + bytes.size() > (1U << 20)) flush();
    if (large) return file_.append(bytes);
    held_.insert(held_.end(), bytes.begin(), bytes.end());
  }
  void flush() {
    if (!held_.empty()) file_.append(held_);
    held_.clear();
  }

 private:
  io::durable_file& file_;
  std::vector<std::byte> held_;
};

/// Writes a file by `fill(out)` under a temporary name, flushes it and publishes it; returns its size.
/// **Errors** concurrent_run (the name is taken), no_space, io_error; the temporary file is removed where possible.
template <typename Fill>
std::uint64_t write_whole_file(io::file_door const& door, std::filesystem::path const& target,
                               Fill&& fill) {
  auto temporary = target;
  temporary += std::string(io::detail::temporary_mark) + std::to_string(::getpid());
  door.remove(temporary);
  std::uint64_t size = 0;
  try {
    auto file = door.create(temporary);
    gathering_file out(file);
    fill(out);
    out.flush();
    file.datasync();
    file.close();
    size = file.end();
  } catch (error const&) {
    std::error_code ignored;
    std::filesystem::remove(temporary,
                            ignored);  // best effort, past a door that may be shut: space is needed
    throw;
  }
  door.publish(temporary, target);
  return size;
}

}  // namespace millstream::checkpoint::detail
