// SPDX-License-Identifier: Apache-2.0
//
// What lives here: Parquet files as a live source and as a static table: file_stream plans, a batch's row groups are cut
// into lanes by their bytes. Folders `origin=JFK/` are columns where the user's struct has a member of that name (rule
// 103). Knows no Arrow.
// What does not: the rows of a row group (parquet_rows.hpp), the fit of types (parquet_schema.hpp), typed blocks of them
// (parquet_views.hpp).
#pragma once

#include <memory>
#include <span>

#include <millstream/base/inline.hpp>
#include <millstream/connector/format/parquet_plan.hpp>
#include <millstream/connector/format/parquet_views.hpp>
#include <millstream/connector/transport/files.hpp>

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

/// The columns of a source: `declared` is a record of them.
struct parquet_schemas {
  data_type declared;
  std::span<std::string_view const> checked, needed;
};
template <class Declared, class Checked, class Needed>
parquet_schemas schemas_of() {
  return {describe_schema<Declared>(), Checked::names, Needed::names};
}

/// **Errors** invalid_argument: the policy keeps the text of a record, and here there is none.
parquet_plan plan_parquet(std::filesystem::path const& path, parquet_source_options const& o,
                          bool has_dead_letter, parquet_schemas schemas);

file_stream_options stream_options(std::filesystem::path const& path,
                                   parquet_source_options const& o, io::malformed_policy policy);

/// The row groups of a batch's files, cut into lanes.
class parquet_row_groups {
 public:
  /// Reads the footers of the files and checks the columns against them.
  /// **Errors** source_unreadable (policy fail), source_changed, invalid_argument.
  parquet_row_groups(std::shared_ptr<parquet_plan const> plan, std::vector<file_slice> files);

  std::size_t lanes() const;
  std::uint64_t total_bytes() const;
  io::lane_counts read_lane(std::size_t lane, block_receiver& to) const;

 private:
  struct contents;
  std::shared_ptr<contents const> contents_;
};

/// All row groups that there are, for a static table.
/// **Errors** those of `parquet_row_groups`; invalid_argument: a table has no dead letters.
parquet_row_groups every_row_group(std::filesystem::path const& path,
                                   parquet_source_options const& options, parquet_schemas schemas);

}  // namespace detail

/// A planned batch of Parquet files. Lanes may be read at the same time.
template <class Needed>
class parquet_batch {
 public:
  explicit parquet_batch(detail::parquet_row_groups groups) : groups_(std::move(groups)) {}

  std::size_t lanes() const { return groups_.lanes(); }
  std::uint64_t total_bytes() const { return groups_.total_bytes(); }

  /// Reads one lane: `consume(view_block<Needed>)` in order, and under the policy dead_letter
  /// `reject(io::malformed_record)` between them.
  /// **Errors** malformed_record, source_unreadable (policy fail), source_changed, invalid_argument.
  template <class Consume, class Reject>
  io::lane_counts read_lane(std::size_t lane, Consume&& consume, Reject&& reject) const {
    detail::typed_receiver<Needed, std::remove_reference_t<Consume>,
                           std::remove_reference_t<Reject>>
        to(consume, reject);
    return groups_.read_lane(lane, to);
  }

 private:
  detail::parquet_row_groups groups_;
};

/// Parquet files opened for one query; a `live_source`.
template <class Needed>
class parquet_source {
 public:
  using batch_type = parquet_batch<Needed>;

  parquet_source(std::filesystem::path const& path, parquet_source_options const& options,
                 detail::parquet_plan plan)
      : plan_(std::make_shared<detail::parquet_plan const>(std::move(plan))),
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
  batch_type open_batch(std::string_view offset) const {
    return batch_type({plan_, files_.open(offset)});
  }
  std::vector<std::pair<std::string, std::string>> metrics() const { return files_.metrics(); }

 private:
  std::shared_ptr<detail::parquet_plan const> plan_;
  file_stream files_;
  std::string path_;
};

/// All rows of the Parquet files that there are, for a static table.
template <class Schema>
std::vector<record<Schema>> read_all_parquet(std::filesystem::path const& path,
                                             parquet_source_options const& options,
                                             io::source_context const& context) {
  parquet_batch<Schema> const batch(
      detail::every_row_group(path, options, detail::schemas_of<Schema, Schema, Schema>()));
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

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/parquet_source.ipp>
#endif
