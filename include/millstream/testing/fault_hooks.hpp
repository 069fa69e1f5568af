// SPDX-License-Identifier: Apache-2.0
//
// Hooks for the file door: each does one thing to a query at one place, so that a test can say where it dies or what
// fails: `write_stream(...).file_door(ms::io::file_door(std::make_shared<ms::testing::kill_at_step>("sink.before", 3)))`.
// What does not live here: the power cut, which undoes what was not flushed (power_cut_hook.hpp).
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <millstream/io/file_door.hpp>

namespace millstream::testing {

using io::file_operation;

/// Thrown where a process "dies" inside a test that lives on; nothing of the library catches it.
struct process_died {};

enum class disturbance {
  none,
  die_before,
  die_after,
  no_space,
  io_error_after,
  short_write,
  lost_write,
  die_torn
};

/// Disturbs operation number `at` (from 0) in one way, and counts the operations. Only writes are shortened, lost or
/// torn; reading and listing do not run out of space.
struct disturbing_hook : io::fault_hook {
  using operation = file_operation;
  disturbance how = disturbance::none;
  std::size_t at = 0;
  std::size_t seen = 0;
  bool hit = false;
  std::size_t keep = 100;  ///< bytes of a shortened write

  void before(file_operation op, std::filesystem::path const&, std::uint64_t) override {
    now_ = seen++ == at;
    if (!now_ || op == file_operation::close) return;
    if (how == disturbance::die_before) hit = true, throw process_died{};
    if (how == disturbance::no_space && op != file_operation::read && op != file_operation::list)
      hit = true, throw std::system_error(ENOSPC, std::generic_category());
  }
  io::write_fault admit(std::filesystem::path const&, std::uint64_t,
                        std::span<std::byte const> bytes) override {
    if (!now_) return {};
    if (how == disturbance::short_write)
      return hit = true, io::write_fault{std::min(keep, bytes.size()), EIO};
    if (how == disturbance::lost_write) return hit = true, io::write_fault{0, 0};
    if (how == disturbance::die_torn)
      return torn_ = true, io::write_fault{std::min(keep, bytes.size()), 0};
    return {};
  }
  void after(file_operation op, std::filesystem::path const&, std::uint64_t) override {
    if (std::exchange(torn_, false)) hit = true, throw process_died{};
    if (!now_) return;
    if (how == disturbance::die_after) hit = true, throw process_died{};
    if (how == disturbance::io_error_after && op != file_operation::close)
      hit = true, throw std::system_error(EIO, std::generic_category());
  }

 private:
  bool now_ = false, torn_ = false;
};

/// Ends the process as `kill -9` does. `last_words` is called just before; it should leave a mark that outlives the
/// process, so that a test knows that it died here and not somewhere else.
struct killing_hook : io::fault_hook {
  std::function<void()> last_words;

 protected:
  [[noreturn]] void kill_process() const {
    if (last_words) last_words();
    std::raise(SIGKILL);
    std::abort();
  }
};

/// Kills at a named step of a batch (`offsets.before`, `sink.after_manifest`, ...).
struct kill_at_step final : killing_hook {
  std::string name;
  std::int64_t batch_id;

  kill_at_step(std::string step_name, std::int64_t batch, std::function<void()> mark = {})
      : name(std::move(step_name)),
        batch_id(batch) {
    last_words = std::move(mark);
  }
  void step(std::string_view at, std::int64_t batch) override {
    if (at == name && batch == batch_id) kill_process();
  }
};

/// Kills before operation number `at` (from 0).
struct kill_at_operation final : killing_hook {
  std::size_t at;
  std::atomic<std::size_t> seen{0};

  explicit kill_at_operation(std::size_t operation, std::function<void()> mark = {})
      : at(operation) {
    last_words = std::move(mark);
  }
  void before(file_operation, std::filesystem::path const&, std::uint64_t) override {
    if (seen++ == at) kill_process();
  }
};

/// Loses every write between two steps of a batch: the door reports success, nothing is in the file.
struct lose_writes_between final : io::fault_hook {
  std::string first, last;
  std::int64_t batch_id;
  std::size_t lost = 0;

  lose_writes_between(std::string from, std::string to, std::int64_t batch)
      : first(std::move(from)),
        last(std::move(to)),
        batch_id(batch) {}
  void step(std::string_view name, std::int64_t batch) override {
    if (batch == batch_id && name == first) losing_ = true;
    if (batch == batch_id && name == last) losing_ = false;
  }
  io::write_fault admit(std::filesystem::path const&, std::uint64_t,
                        std::span<std::byte const>) override {
    if (!losing_) return {};
    ++lost;
    return {0, 0};
  }

 private:
  std::atomic<bool> losing_{false};
};

/// Writes down what passes the door, in order: `step offsets.before 0`, `write segment-...`.
struct recording_hook final : io::fault_hook {
  std::vector<std::string> trace() const {
    std::lock_guard const guard(guard_);
    return trace_;
  }
  /// The named steps only, with their batches.
  std::vector<std::pair<std::string, std::int64_t>> steps() const {
    std::lock_guard const guard(guard_);
    return steps_;
  }
  std::size_t operations() const {
    std::lock_guard const guard(guard_);
    return trace_.size() - steps_.size();
  }

  void before(file_operation op, std::filesystem::path const& path, std::uint64_t) override {
    std::lock_guard const guard(guard_);
    trace_.push_back(std::string(io::word_of(op)) + " " + path.filename().string());
  }
  void step(std::string_view name, std::int64_t batch) override {
    std::lock_guard const guard(guard_);
    trace_.push_back("step " + std::string(name) + " " + std::to_string(batch));
    steps_.emplace_back(std::string(name), batch);
  }

 private:
  mutable std::mutex guard_;
  std::vector<std::string> trace_;
  std::vector<std::pair<std::string, std::int64_t>> steps_;
};

}  // namespace millstream::testing
