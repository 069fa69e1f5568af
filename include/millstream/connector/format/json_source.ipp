// SPDX-License-Identifier: Apache-2.0
//
// What of json_source.hpp can be compiled once.
#pragma once

#include <algorithm>

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
