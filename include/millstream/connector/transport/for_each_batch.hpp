// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the sink that keeps a batch's rows and hands them to a function at the commit, and `ms::for_each_batch(f)`
// made of it: f(rows, batch id), at least once (rule 7): after a crash the same batch comes again, with the same number
// and the same rows, so that `f` can tell.
// What does not: sinks that know by themselves what they have written (io/file_sink.hpp, table/).
#pragma once

#include <span>

#include <millstream/base/diagnostic.hpp>
#include <millstream/io/sink.hpp>
#include <millstream/schema/record.hpp>

namespace millstream {

namespace connector {

/// One lane's rows of one batch, owned.
template <class Schema>
class collected_lane {
 public:
  template <row Row>
  void append(Row const& row) {
    rows_.push_back(make_record<record<Schema>>(row));
  }

 private:
  template <class, class>
  friend class calling_sink;
  std::vector<record<Schema>> rows_;
};

/// A live sink that calls `Function` with all rows of a batch, in lane order. It has no fence.
template <class Schema, class Function>
class calling_sink {
 public:
  using schema_type = Schema;
  using lane_type = collected_lane<Schema>;

  calling_sink(std::string description, Function function)
      : description_(std::move(description)),
        function_(std::move(function)) {}

  std::string description() const { return description_; }
  void recover(std::int64_t /*last_planned*/) {}
  std::int64_t fence() const { return -1; }
  lane_type make_lane(std::int64_t /*batch*/, std::size_t /*lane*/) { return {}; }

  std::int64_t hand_on(std::int64_t batch, lane_type& lane) {
    auto const count = std::ssize(lane.rows_);
    if (count != 0) function_(std::span<record<Schema> const>(lane.rows_), batch);
    lane.rows_.clear();
    handed_on_ = batch;
    return count;
  }
  io::commit_result commit(std::int64_t batch, std::vector<lane_type>& lanes) {
    std::vector<record<Schema>> rows;
    for (auto& lane : lanes) {
      if (rows.empty())
        rows = std::move(lane.rows_);
      else
        rows.insert(rows.end(), std::make_move_iterator(lane.rows_.begin()),
                    std::make_move_iterator(lane.rows_.end()));
      lane.rows_.clear();
    }
    auto const count = static_cast<std::int64_t>(rows.size());
    if (count == 0 && batch == handed_on_) return {};
    function_(std::span<record<Schema> const>(rows), batch);
    return {count, false};
  }

 private:
  std::string description_;
  Function function_;
  std::int64_t handed_on_ = -1;  ///< the batch of which rows went out before its commit
};

/// What the user writes: a function of (std::span<record<Schema> const>, batch id).
template <class Function>
struct for_each_batch_description {
  std::string to_string() const { return "for_each_batch"; }
  Function function;

  template <class Mode>
  static constexpr bool supports = true;

  template <class Schema>
  using problem = std::conditional_t<
      std::is_invocable_v<Function&, std::span<record<Schema> const>, std::int64_t>,
      diagnostic::none, diagnostic::no_function_of_a_batch<diagnostic::type_is<Function>>>;

  template <class Schema, class Mode>
  calling_sink<Schema, Function> open_sink(io::sink_context) const {
    return {"for_each_batch", function};
  }
};

}  // namespace connector

/// Calls `function(rows, batch_id)` once a batch, rows as a span of records (`rows[0].get<"name">()`, `ms::to<T>(rows[0])`).
/// **Errors** what the function throws stops the query; the batch comes again after a restart (at least once).
template <class Function>
connector::for_each_batch_description<Function> for_each_batch(Function function) {
  return {std::move(function)};
}

}  // namespace millstream
