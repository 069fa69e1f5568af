// SPDX-License-Identifier: Apache-2.0
//
// JSON lines as a live source and as a static table: file_stream plans, line_windows reads, json_rows
// decodes. Which columns are checked and what a malformed line does is worked out here.
#pragma once

#include <memory>
#include <span>

#include <millstream/base/inline.hpp>
#include <millstream/connector/format/json_rows.hpp>

namespace millstream::connector {

namespace detail {

/// Workspaces of lanes, lent out and given back, so that a batch does not touch fresh memory. Copies are the same ones.
class json_workspaces {
 public:
  json_workspaces();
  json_workspaces(json_workspaces const&);
  json_workspaces(json_workspaces&&) noexcept;
  json_workspaces& operator=(json_workspaces const&);
  json_workspaces& operator=(json_workspaces&&) noexcept;
  ~json_workspaces();

 private:
  friend class lent_workspace;
  struct shelf;
  std::shared_ptr<shelf> shelf_;
};

/// A workspace for one lane.
class lent_workspace {
 public:
  explicit lent_workspace(json_workspaces const& from);
  lent_workspace(lent_workspace const&) = delete;
  lent_workspace& operator=(lent_workspace const&) = delete;
  ~lent_workspace();

  json_workspace& operator*() const noexcept { return *space_; }
  json_workspace* operator->() const noexcept { return space_.get(); }
  /// For the next lane that asks; a lane that failed keeps it from coming back.
  void give_back(std::size_t window);

 private:
  json_workspaces from_;
  std::unique_ptr<json_workspace> space_;
};

file_stream_options stream_options(json_description const& d);

/// A declared column, as far as a plan asks.
struct planned_column {
  std::string_view name;
  bool read = false;  ///< by the plan as written
  bool nullable = false;
  bool corrupt_record = false;  ///< receives the text of malformed lines
};

/// The columns of a plan, by their positions.
struct planned_columns {
  std::span<planned_column const> declared;
  std::span<bool> checked;
  std::span<std::uint64_t> all;
  std::span<time_unit> units;
};

/// **Errors** invalid_argument: an option names a column that is not there, or the policy is permissive
/// and a column cannot be null.
void plan_json(json_options& plan, planned_columns columns, json_description const& d,
               bool has_dead_letter);

template <class Declared, class Checked, class Needed>
json_plan<Declared> plan_json(json_description const& d, bool has_dead_letter) {
  static_assert(
      [] {
        bool subsets = true;
        for (auto const name : Needed::names)
          subsets = subsets && Checked::has(name);
        for (auto const name : Checked::names)
          subsets = subsets && Declared::has(name);
        return subsets;
      }(),
      "needed columns are checked, checked columns are declared");
  static constexpr auto declared = Declared::apply([]<class... Fields>() {
    return std::array<planned_column, Declared::size>{planned_column{
        Fields::name.view(), Checked::has(Fields::name.view()), is_optional<typename Fields::type>,
        Fields::name.view() == corrupt_record_column &&
            std::is_same_v<typename Fields::type, std::optional<std::string>>}...};
  });
  json_plan<Declared> plan;
  plan_json(plan, {declared, plan.checked, plan.all, plan.units}, d, has_dead_letter);
  return plan;
}

}  // namespace detail

/// A planned batch of JSON lines. Lanes may be read at the same time.
template <class Declared, class Needed>
class json_batch {
 public:
  using row_type = record_view<Needed>;

  json_batch(std::shared_ptr<json_plan<Declared> const> plan, detail::json_workspaces spaces,
             std::vector<file_slice> files, std::uint64_t lane_bytes)
      : plan_(std::move(plan)),
        spaces_(std::move(spaces)),
        files_(std::move(files), lane_bytes) {}

  std::size_t lanes() const { return files_.lanes(); }
  std::uint64_t total_bytes() const { return files_.total_bytes(); }

  /// Reads one lane: `consume(record_block<record_view<Needed>>)` in order, and under the policy
  /// dead_letter `reject(io::malformed_record)`; both views into the lane's memory.
  /// **Errors** malformed_record (policy fail), source_changed, source_unreadable.
  template <class Consume, class Reject>
  io::lane_counts read_lane(std::size_t lane, Consume&& consume, Reject&& reject) const {
    detail::lent_workspace space(spaces_);
    json_rows<Declared, Needed> rows(*plan_, *space);
    line_windows windows(files_, lane, plan_->window, plan_->max_record, space->buffer);
    for (line_window window; windows.next(window);)
      rows.window(window, consume, reject);
    space.give_back(plan_->window);
    return rows.counts();
  }

 private:
  std::shared_ptr<json_plan<Declared> const> plan_;
  detail::json_workspaces spaces_;
  planned_files files_;
};

/// JSON lines opened for one query; a `live_source`.
template <class Declared, class Checked, class Needed>
class json_source {
 public:
  using batch_type = json_batch<Declared, Needed>;

  json_source(json_description const& d, io::source_context const& context)
      : plan_(std::make_shared<json_plan<Declared> const>(
            detail::plan_json<Declared, Checked, Needed>(d, context.has_dead_letter))),
        files_(detail::stream_options(d)),
        lane_bytes_(d.lane_bytes),
        path_(d.path.string()) {}

  std::string description() const { return "json[" + path_ + "]"; }
  std::optional<std::string> plan() { return files_.plan(); }
  void freeze() { files_.freeze(); }
  void lift_limits() { files_.lift_limits(); }
  void replay(std::string_view offset) { files_.replay(offset); }
  std::string state() const { return files_.state(); }
  void restore(std::string_view state) { files_.restore(state); }
  void commit(std::string_view offset) { files_.commit(offset); }
  batch_type open_batch(std::string_view offset) const {
    return {plan_, spaces_, files_.open(offset), lane_bytes_};
  }
  std::vector<std::pair<std::string, std::string>> metrics() const { return files_.metrics(); }

 private:
  std::shared_ptr<json_plan<Declared> const> plan_;
  detail::json_workspaces spaces_;
  file_stream files_;
  std::uint64_t lane_bytes_;
  std::string path_;
};

template <class Declared, class Checked, class Needed>
auto json_description::open_source(io::source_context context) const {
  return json_source<Declared, Checked, Needed>(*this, context);
}

template <class Schema>
std::vector<record<Schema>> json_description::read_all(io::source_context context) const {
  auto plan = std::make_shared<json_plan<Schema> const>(detail::plan_json<Schema, Schema, Schema>(
      *this, context.has_dead_letter && policy.has_value()));
  json_batch<Schema, Schema> const batch(std::move(plan), detail::json_workspaces(),
                                         file_stream(detail::stream_options(*this)).everything(),
                                         lane_bytes);
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
#include <millstream/connector/format/json_source.ipp>
#endif
