// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_source.hpp can be compiled once.
#pragma once

#include <algorithm>
#include <limits>

#include <millstream/connector/format/parquet_rows.hpp>
#include <millstream/connector/format/parquet_source.hpp>
#include <millstream/connector/transport/line_windows.hpp>

namespace millstream::connector::detail {

MILLSTREAM_CORE file_stream_options stream_options(std::filesystem::path const& path,
                                                   parquet_source_options const& o,
                                                   io::malformed_policy policy) {
  return {.path = path,
          .max_files_per_trigger = o.max_files,
          .max_bytes_per_trigger = o.max_bytes,
          .path_glob_filter = o.name_filter,
          .tail_waits = false,
          .ends_with = "PAR1",
          .unfinished_is_error = policy == io::malformed_policy::fail,
          .partition_folders = true,
          .quiet_time = o.quiet};
}

/// The place of a name in a list, `no_column` where it lacks it.
MILLSTREAM_CORE std::size_t place_in(std::span<std::string_view const> names,
                                     std::string_view name) {
  auto const at = std::ranges::find(names, name);
  return at == names.end() ? no_column : static_cast<std::size_t>(at - names.begin());
}

MILLSTREAM_CORE parquet_plan plan_parquet(std::filesystem::path const& path,
                                          parquet_source_options const& o, bool has_dead_letter,
                                          parquet_schemas schemas) {
  parquet_plan plan;
  plan.policy = o.policy.value_or(has_dead_letter ? io::malformed_policy::dead_letter
                                                  : io::malformed_policy::fail);
  if (plan.policy == io::malformed_policy::permissive)
    throw error(errc::invalid_argument,
                "the policy permissive keeps a record's text, which a Parquet file does not have",
                {.file = path.string()}, "choose fail, drop or dead_letter");
  for (auto& [name, type] : schemas.declared.members)
    plan.columns.push_back({.name = name,
                            .type = std::move(type),
                            .checked = plan.policy == io::malformed_policy::dead_letter ||
                                       place_in(schemas.checked, name) != no_column,
                            .needed = place_in(schemas.needed, name)});
  plan.needed = schemas.needed.size();
  plan.root = std::filesystem::absolute(path).lexically_normal();
  if (!plan.root.has_filename()) plan.root = plan.root.parent_path();
  plan.lane_bytes = o.lane_bytes;
  return plan;
}

struct parquet_row_groups::contents {
  contents(std::shared_ptr<parquet_plan const> planned, std::vector<file_slice> slices)
      : plan(std::move(planned)) {
    for (auto& slice : slices)
      add_file(std::move(slice));
    lanes = std::min(lanes_of(total, plan->lane_bytes, io::max_lanes),
                     std::max<std::size_t>(units.size(), 1));
  }

  std::size_t lane_of(parquet_unit const& unit) const {
    return static_cast<std::size_t>(static_cast<unsigned __int128>(unit.begins) * lanes / total);
  }

  void add_unit(parquet_unit unit) {
    unit.begins = total;
    total += unit.bytes;
    units.push_back(unit);
  }

  void add_file(file_slice slice);
  void add_row_groups(parquet_batch_file& file);
  void check_columns(parquet_batch_file const& file,
                     std::vector<parquet_field> const& fields) const;

  std::shared_ptr<parquet_plan const> plan;
  std::vector<parquet_batch_file> files;
  std::vector<parquet_unit> units;
  std::uint64_t total = 0;
  std::size_t lanes = 1;
};

MILLSTREAM_CORE void parquet_row_groups::contents::add_file(file_slice slice) {
  parquet_batch_file file{.slice = std::move(slice)};
  file.folders = io::partition_values(plan->root, file.slice.path);
  auto const damage = find_damage([&] { add_row_groups(file); });
  if (damage) {
    if (plan->policy == io::malformed_policy::fail) throw_damage(*damage, file.slice.path);
    while (!units.empty() && units.back().file == files.size()) {
      total -= units.back().bytes;
      units.pop_back();
    }
    file.damage = *damage;
    add_unit({.file = files.size(), .bytes = std::max<std::uint64_t>(file.slice.size, 1)});
  }
  files.push_back(std::move(file));
}

/// Reads the footer, checks the columns against it, and adds the row groups.
MILLSTREAM_CORE void parquet_row_groups::contents::add_row_groups(parquet_batch_file& file) {
  parquet_input const input(file.slice);
  file.metadata = input.metadata();
  check_columns(file, input.fields());
  std::int64_t first_row = 0;
  for (int g = 0; g < file.metadata->num_row_groups(); ++g) {
    auto const group = file.metadata->RowGroup(g);
    auto const rows = group->num_rows();
    auto const size = std::max(group->total_compressed_size(), std::int64_t(1));
    if (rows < 0 || rows > std::numeric_limits<std::int64_t>::max() - first_row)
      throw parquet_damage{"row group " + std::to_string(g) + " has " + std::to_string(rows) +
                           " rows"};
    if (rows != 0)
      add_unit({files.size(), g, first_row, rows,
                std::min<std::uint64_t>(static_cast<std::uint64_t>(size), file.slice.size)});
    first_row += rows;
  }
}

MILLSTREAM_CORE void parquet_row_groups::contents::check_columns(
    parquet_batch_file const& file, std::vector<parquet_field> const& fields) const {
  for (auto const& column : plan->columns) {
    if (!column.checked) continue;
    auto const* const folder = file.folder(column.name);
    if (!folder) {
      check_member(fields, column.name, column.type, "", file.slice.path);
      continue;
    }
    array_memory memory;
    array_view unused;
    if (folder->text ? !repeat_value(*folder->text, column.type, unused, memory)
                     : !column.type.nullable)
      throw error(errc::invalid_argument,
                  "the folder " + folder->name + "=" + folder->text.value_or("(null)") +
                      " is not a " + column.type.to_string(),
                  {.file = file.slice.path},
                  "declare the member \"" + folder->name + "\" as another type" +
                      (folder->text ? "" : ", such as std::optional"));
  }
}

MILLSTREAM_CORE parquet_row_groups::parquet_row_groups(std::shared_ptr<parquet_plan const> plan,
                                                       std::vector<file_slice> files)
    : contents_(std::make_shared<contents const>(std::move(plan), std::move(files))) {}

MILLSTREAM_CORE std::size_t parquet_row_groups::lanes() const {
  return contents_->lanes;
}

MILLSTREAM_CORE std::uint64_t parquet_row_groups::total_bytes() const {
  return contents_->total;
}

MILLSTREAM_CORE io::lane_counts parquet_row_groups::read_lane(std::size_t lane,
                                                              block_receiver& to) const {
  parquet_rows rows(*contents_->plan, to);
  for (auto const& unit : contents_->units)
    if (contents_->lane_of(unit) == lane) rows.read(unit, contents_->files[unit.file]);
  return rows.counts();
}

MILLSTREAM_CORE parquet_row_groups every_row_group(std::filesystem::path const& path,
                                                   parquet_source_options const& options,
                                                   parquet_schemas schemas) {
  if (options.policy == io::malformed_policy::dead_letter)
    throw error(errc::invalid_argument, "a static table has no dead-letter sink",
                {.file = path.string()}, "choose fail or drop");
  auto plan =
      std::make_shared<parquet_plan const>(plan_parquet(path, options, false, std::move(schemas)));
  auto files = file_stream(stream_options(path, options, plan->policy)).everything();
  return {std::move(plan), std::move(files)};
}

}  // namespace millstream::connector::detail
