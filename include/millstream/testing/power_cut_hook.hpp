// SPDX-License-Identifier: Apache-2.0
//
// A hook that, at a power cut, undoes what was never flushed: bytes by sectors, names by folders.
#pragma once

#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <vector>

#include <millstream/testing/fault_hooks.hpp>

namespace millstream::testing {

/// Dies before operation `at`; `cut_power` then takes back what was not flushed, all of it or a random part.
struct power_cut_hook : io::fault_hook {
  using operation = file_operation;
  std::size_t at = 0;
  std::size_t seen = 0;
  bool hit = false;
  std::filesystem::path backup;  // a folder outside of the one under test

  void before(operation op, std::filesystem::path const& path, std::uint64_t) override {
    if (seen++ == at && op != operation::close) hit = true, throw process_died{};
    existed_ = std::filesystem::exists(path);
    if (op == operation::remove && existed_) {
      auto const saved = backup / std::to_string(seen);
      std::filesystem::create_hard_link(path, saved);
      names_[path.parent_path()].push_back([=] { std::filesystem::create_hard_link(saved, path); });
    }
  }
  io::write_fault admit(std::filesystem::path const& path, std::uint64_t offset,
                        std::span<std::byte const> bytes) override {
    std::ifstream file(path, std::ios::binary);
    for (std::uint64_t start = offset; start < offset + bytes.size();) {
      auto const end = std::min(offset + bytes.size(), (start / 512 + 1) * 512);
      std::vector<char> old(end - start, 0);
      file.clear();
      file.seekg(static_cast<std::streamoff>(start));
      file.read(old.data(), static_cast<std::streamsize>(old.size()));
      writes_[path].push_back({start, std::move(old)});
      start = end;
    }
    return {};
  }
  void after(operation op, std::filesystem::path const& path, std::uint64_t) override {
    if (op == operation::datasync) writes_.erase(path);
    if (op == operation::sync_directory) names_.erase(path);
    if ((op == operation::create || op == operation::link || op == operation::open) && !existed_)
      names_[path.parent_path()].push_back([=] { std::filesystem::remove(path); });
  }

  void cut_power(std::mt19937& random, bool everything) {
    for (auto& [path, sectors] : writes_) {
      if (!std::filesystem::exists(path)) continue;
      std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
      for (auto s = sectors.rbegin(); s != sectors.rend(); ++s) {
        if (!everything && random() % 2 == 0) continue;
        file.seekp(static_cast<std::streamoff>(s->first));
        file.write(s->second.data(), static_cast<std::streamsize>(s->second.size()));
      }
    }
    for (auto& [folder, undo] :
         names_) {  // a journal keeps their order: a random number of the last ones is lost
      auto lost = everything ? undo.size() : random() % (undo.size() + 1);
      for (; lost > 0; --lost)
        undo.back()(), undo.pop_back();
    }
  }

 private:
  bool existed_ = false;
  std::map<std::filesystem::path, std::vector<std::pair<std::uint64_t, std::vector<char>>>> writes_;
  std::map<std::filesystem::path, std::vector<std::function<void()>>> names_;
};

}  // namespace millstream::testing
