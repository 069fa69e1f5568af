// SPDX-License-Identifier: Apache-2.0
//
// What lives here: Parquet files as a live source and as a static table: file_stream plans, a batch's row groups are cut
// into lanes by their bytes. Folders `origin=JFK/`
// are columns where the user's struct has a member of that name (rule 103).
// What does not: the rows of a row group (parquet_rows.hpp), the fit of types (parquet_schema.hpp).
#pragma once

#include <millstream/connector/format/parquet_rows.hpp>
#include <millstream/connector/transport/line_windows.hpp>

namespace millstream::connector {

/// What the user says about reading Parquet.
struct parquet_source_options {
  std::optional<std::size_t> max_files = {};
  std::optional<std::uint64_t> max_bytes = {};
  std::string name_filter = {};
  std::optional<io::malformed_policy> policy = {};
  std::chrono::microseconds quiet = std::chrono::minutes(1);
  std::uint64_t lane_bytes = std::uint64_t(1) << 20;
};

namespace detail {

inline file_stream_options stream_options(std::filesystem::path const& path,
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

/// **Errors** invalid_argument: the policy keeps the text of a record, and here there is none.
template <class Declared, class Checked>
parquet_plan<Declared> plan_parquet(std::filesystem::path const& path,
                                    parquet_source_options const& o, bool has_dead_letter) {
  parquet_plan<Declared> plan;
  plan.policy = o.policy.value_or(has_dead_letter ? io::malformed_policy::dead_letter
                                                  : io::malformed_policy::fail);
  if (plan.policy == io::malformed_policy::permissive)
    throw error(errc::invalid_argument,
                "the policy permissive keeps a record's text, which a Parquet file does not have",
                {.file = path.string()}, "choose fail, drop or dead_letter");
  for (std::size_t i = 0; i < Declared::size; ++i)
    plan.checked[i] =
        plan.policy == io::malformed_policy::dead_letter || Checked::has(Declared::names[i]);
  plan.root = std::filesystem::absolute(path).lexically_normal();
  if (!plan.root.has_filename()) plan.root = plan.root.parent_path();
  plan.lane_bytes = o.lane_bytes;
  return plan;
}

}  // namespace detail

/// A planned batch of Parquet files. Lanes may be read at the same time.
template <class Declared, class Needed>
class parquet_batch {
  using plan_type = detail::parquet_plan<Declared>;

 public:
  parquet_batch(std::shared_ptr<plan_type const> plan, std::vector<file_slice> slices)
      : plan_(std::move(plan)) {
    for (auto& slice : slices)
      add_file(std::move(slice));
    lanes_ = std::min(lanes_of(total_, plan_->lane_bytes, io::max_lanes),
                      std::max<std::size_t>(units_.size(), 1));
  }

  std::size_t lanes() const { return lanes_; }
  std::uint64_t total_bytes() const { return total_; }

  /// Reads one lane: `consume(view_block<Needed>)` in order, and under the policy dead_letter
  /// `reject(io::malformed_record)` between them.
  /// **Errors** malformed_record, source_unreadable (policy fail), source_changed, invalid_argument.
  template <class Consume, class Reject>
  io::lane_counts read_lane(std::size_t lane, Consume&& consume, Reject&& reject) const {
    detail::parquet_rows<Declared, Needed> rows(*plan_);
    for (auto const& unit : units_)
      if (lane_of(unit) == lane) rows.read(unit, files_[unit.file], consume, reject);
    return rows.counts();
  }

 private:
  std::size_t lane_of(detail::parquet_unit const& unit) const {
    return static_cast<std::size_t>(static_cast<unsigned __int128>(unit.begins) * lanes_ / total_);
  }

  void add_unit(detail::parquet_unit unit) {
    unit.begins = total_;
    total_ += unit.bytes;
    units_.push_back(unit);
  }

  /// Reads the footer, checks the columns against it, and adds the row groups.
  void add_file(file_slice slice) {
    detail::parquet_batch_file file{.slice = std::move(slice)};
    file.folders = io::partition_values(plan_->root, file.slice.path);
    auto const at = files_.size();
    auto const damage = detail::find_damage([&] {
      parquet_input const input(file.slice, detail::rows_a_batch);
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
          add_unit({at, g, first_row, rows,
                    std::min<std::uint64_t>(static_cast<std::uint64_t>(size), file.slice.size)});
        first_row += rows;
      }
    });
    if (damage) {
      if (plan_->policy == io::malformed_policy::fail)
        detail::throw_damage(*damage, file.slice.path);
      while (!units_.empty() && units_.back().file == at) {
        total_ -= units_.back().bytes;
        units_.pop_back();
      }
      file.damage = *damage;
      add_unit({.file = at, .bytes = std::max<std::uint64_t>(file.slice.size, 1)});
    }
    files_.push_back(std::move(file));
  }

  void check_columns(detail::parquet_batch_file const& file,
                     std::vector<parquet_field> const& fields) const {
    auto const check = [&]<std::size_t I>() {
      using type = typename Declared::template type_at<I>;
      if (!plan_->checked[I]) return;
      auto const* const folder = file.folder(Declared::names[I]);
      if (!folder)
        return detail::check_member<type>(fields, Declared::names[I], "", file.slice.path);
      array_memory memory;
      column_view<type> unused;
      if (folder->text ? !detail::repeat_value(*folder->text, unused, memory) : !is_optional<type>)
        throw error(errc::invalid_argument,
                    "the folder " + folder->name + "=" + folder->text.value_or("(null)") +
                        " is not a " + data_type_of<type>().to_string(),
                    {.file = file.slice.path},
                    "declare the member \"" + folder->name + "\" as another type" +
                        (folder->text ? "" : ", such as std::optional"));
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (check.template operator()<I>(), ...);
    }(std::make_index_sequence<Declared::size>{});
  }

  std::shared_ptr<plan_type const> plan_;
  std::vector<detail::parquet_batch_file> files_;
  std::vector<detail::parquet_unit> units_;
  std::uint64_t total_ = 0;
  std::size_t lanes_ = 1;
};

/// Parquet files opened for one query; a `live_source`.
template <class Declared, class Checked, class Needed>
class parquet_source {
 public:
  using batch_type = parquet_batch<Declared, Needed>;

  parquet_source(std::filesystem::path const& path, parquet_source_options const& options,
                 io::source_context const& context)
      : plan_(std::make_shared<detail::parquet_plan<Declared> const>(
            detail::plan_parquet<Declared, Checked>(path, options, context.has_dead_letter))),
        files_(detail::stream_options(path, options, plan_->policy)),
        path_(path.string()) {}

  std::string description() const { return "parquet[" + path_ + "]"; }
  std::optional<std::string> plan() { return files_.plan(); }
  void freeze() { files_.freeze(); }
  void lift_limits() { files_.lift_limits(); }
  void replay(std::string_view offset) { files_.replay(offset); }
  std::string state() const { return files_.state(); }
  void restore(std::string_view state) { files_.restore(state); }
  void commit(std::string_view offset) { files_.commit(offset); }
  /// Reads the footers of the batch's files.
  batch_type open_batch(std::string_view offset) const { return {plan_, files_.open(offset)}; }
  std::vector<std::pair<std::string, std::string>> metrics() const { return files_.metrics(); }

 private:
  std::shared_ptr<detail::parquet_plan<Declared> const> plan_;
  file_stream files_;
  std::string path_;
};

/// All rows of the Parquet files that there are, for a static table.
template <class Schema>
std::vector<record<Schema>> read_all_parquet(std::filesystem::path const& path,
                                             parquet_source_options const& options,
                                             io::source_context const& context) {
  if (options.policy == io::malformed_policy::dead_letter)
    throw error(errc::invalid_argument, "a static table has no dead-letter sink",
                {.file = path.string()}, "choose fail or drop");
  auto plan = std::make_shared<detail::parquet_plan<Schema> const>(
      detail::plan_parquet<Schema, Schema>(path, options, false));
  auto files = file_stream(detail::stream_options(path, options, plan->policy)).everything();
  parquet_batch<Schema, Schema> const batch(std::move(plan), std::move(files));
  std::vector<record<Schema>> out;
  io::lane_counts counts;
  for (std::size_t lane = 0; lane < batch.lanes(); ++lane)
    counts += batch.read_lane(
        lane,
        [&](auto const& block) {
          for (std::size_t i = 0; i < block.size(); ++i)
            out.push_back(make_record<record<Schema>>(block.row(i)));
        },
        [](io::malformed_record const&) {});
  if (context.counts) *context.counts += counts;
  return out;
}

}  // namespace millstream::connector
