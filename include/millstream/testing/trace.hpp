// SPDX-License-Identifier: Apache-2.0
//
// The trace of a query: what each batch did, as lines of text, so that a test compares all that
// happened (rows, watermark, state, late rows) and not only the last result.
#pragma once

#include <millstream/expr/description.hpp>
#include <millstream/runtime/start.hpp>
#include <millstream/testing/memory_sink.hpp>

namespace millstream::testing {

/// Drives a query batch by batch on the caller's thread and writes down what happened.
class query_trace {
 public:
  /// `out` is the sink of `query`.
  template <class Query>
  query_trace(Query const& query, memory_sink out, std::shared_ptr<query_clock> clock = nullptr)
      : engine_(open_query(query, std::move(clock))),
        out_(std::move(out)) {}

  /// Runs batches until there is nothing to do; returns their lines, such as
  /// `batch 1: rows 2, watermark 00:00:20.000, state 1, late 0 -> [0, 'a'] [5, 'b']`.
  std::string process() {
    std::string lines;
    while (auto progress = engine_.run_next_batch())
      lines += line(*progress) + "\n";
    return lines;
  }
  runtime::micro_batch& engine() { return engine_; }

 private:
  std::string line(query_progress const& p) const {
    std::string text = "batch " + std::to_string(p.batch_id) + ": rows " +
                       std::to_string(p.num_input_rows) + ", watermark " +
                       std::to_string(p.watermark_ms);
    for (auto const& s : p.state_operators)
      text += ", state " + std::to_string(s.num_rows_total) + ", late " +
              std::to_string(s.num_input_rows_dropped_by_watermark);
    text += " ->";
    for (auto const& row : out_.rows(p.batch_id))
      text += " " + expr::literal_text(value(row));
    return text;
  }

  runtime::micro_batch engine_;
  memory_sink out_;
};

}  // namespace millstream::testing
