// SPDX-License-Identifier: Apache-2.0
//
// What of json_source.hpp can be compiled once.
#pragma once

#include <algorithm>
#include <mutex>

#include <millstream/connector/format/json_source.hpp>

namespace millstream::connector::detail {

struct json_workspaces::shelf {
  std::mutex guard;
  std::vector<std::unique_ptr<json_workspace>> free;
};
MILLSTREAM_CORE json_workspaces::json_workspaces() : shelf_(std::make_shared<shelf>()) {}
MILLSTREAM_CORE json_workspaces::json_workspaces(json_workspaces const&) = default;
MILLSTREAM_CORE json_workspaces::json_workspaces(json_workspaces&&) noexcept = default;
MILLSTREAM_CORE json_workspaces& json_workspaces::operator=(json_workspaces const&) = default;
MILLSTREAM_CORE json_workspaces& json_workspaces::operator=(json_workspaces&&) noexcept = default;
MILLSTREAM_CORE json_workspaces::~json_workspaces() = default;

MILLSTREAM_CORE lent_workspace::lent_workspace(json_workspaces const& from) : from_(from) {
  auto& shelf = *from_.shelf_;
  std::lock_guard const lock(shelf.guard);
  if (shelf.free.empty()) {
    space_ = std::make_unique<json_workspace>();
  } else {
    space_ = std::move(shelf.free.back());
    shelf.free.pop_back();
  }
}
MILLSTREAM_CORE lent_workspace::~lent_workspace() = default;

MILLSTREAM_CORE void lent_workspace::give_back(std::size_t window) {
  auto const most = window * 4 + 4096;
  if (space_->buffer.capacity > most) space_->buffer = {};
  if (space_->unescaped.size() > most) space_->unescaped = {};
  space_->tokens.shrink(most);
  auto& shelf = *from_.shelf_;
  std::lock_guard const lock(shelf.guard);
  shelf.free.push_back(std::move(space_));
}

MILLSTREAM_CORE file_stream_options stream_options(json_description const& d) {
  return {.path = d.path,
          .max_files_per_trigger = d.max_files,
          .max_bytes_per_trigger = d.max_bytes,
          .path_glob_filter = d.name_filter,
          .tail_waits = true,
          .quiet_time = d.quiet};
}

MILLSTREAM_CORE void plan_json(json_options& plan, planned_columns columns,
                               json_description const& d, bool has_dead_letter) {
  plan.policy = d.policy.value_or(has_dead_letter ? io::malformed_policy::dead_letter
                                                  : io::malformed_policy::fail);
  plan.max_record = d.max_record;
  // Positions of tokens are 32 bits wide.
  if (d.max_record > (std::uint64_t(1) << 31) || d.max_record == 0)
    throw error(errc::invalid_argument, "max_record_bytes must be between 1 byte and 2 GiB",
                {.file = d.path.string()}, "give another limit, or leave the option out (64 MiB)");
  plan.window = std::min<std::size_t>(d.window, std::size_t(1) << 30);
  bool const all = d.validate_all || plan.policy == io::malformed_policy::dead_letter;
  std::string names, not_nullable;
  for (std::size_t i = 0; i < columns.declared.size(); ++i) {
    auto const& column = columns.declared[i];
    names.append(names.empty() ? "" : ", ").append(column.name);
    columns.checked[i] = !column.corrupt_record && (all || column.read);
    if (!columns.checked[i]) continue;
    columns.all[i / 64] |= std::uint64_t(1) << (i % 64);
    if (!column.nullable) not_nullable.append(not_nullable.empty() ? "" : ", ").append(column.name);
  }
  if (plan.policy == io::malformed_policy::permissive && !not_nullable.empty())
    throw error(errc::invalid_argument,
                "the policy permissive makes columns null that cannot be: " + not_nullable,
                {.file = d.path.string()},
                "declare these members as std::optional, or choose another policy");
  for (auto const& [name, unit] : d.timestamp_units) {
    auto const at = std::ranges::find(columns.declared, name, &planned_column::name);
    if (at == columns.declared.end())
      throw error(errc::invalid_argument, "timestamp_unit: there is no column \"" + name + "\"",
                  {.file = d.path.string()}, "the columns are " + names);
    columns.units[static_cast<std::size_t>(at - columns.declared.begin())] = unit;
  }
}

}  // namespace millstream::connector::detail

namespace millstream::connector {

MILLSTREAM_CORE std::string json_description::identity() const {
  return offset_text(file_stream(detail::stream_options(*this)).everything());
}

}  // namespace millstream::connector
