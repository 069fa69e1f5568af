// SPDX-License-Identifier: Apache-2.0
//
// What of json_source.hpp can be compiled once.
#pragma once

#include <millstream/connector/format/json_source.hpp>

namespace millstream::connector::detail {

MILLSTREAM_CORE std::unique_ptr<json_workspace> json_workspaces::borrow() {
  std::lock_guard const lock(guard_);
  if (free_.empty()) return std::make_unique<json_workspace>();
  auto out = std::move(free_.back());
  free_.pop_back();
  return out;
}

MILLSTREAM_CORE void json_workspaces::give_back(std::unique_ptr<json_workspace> space,
                                                std::size_t window) {
  auto const most = window * 4 + 4096;
  if (space->buffer.capacity > most) space->buffer = {};
  if (space->unescaped.size() > most) space->unescaped = {};
  space->tokens.shrink(most);
  std::lock_guard const lock(guard_);
  free_.push_back(std::move(space));
}

MILLSTREAM_CORE file_stream_options stream_options(json_description const& d) {
  return {.path = d.path,
          .max_files_per_trigger = d.max_files,
          .max_bytes_per_trigger = d.max_bytes,
          .path_glob_filter = d.name_filter,
          .tail_waits = true,
          .quiet_time = d.quiet};
}

}  // namespace millstream::connector::detail
