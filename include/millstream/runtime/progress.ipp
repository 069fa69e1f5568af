// SPDX-License-Identifier: Apache-2.0
//
// What of progress.hpp can be compiled once.
#pragma once

#include <millstream/runtime/progress.hpp>

namespace millstream {

MILLSTREAM_CORE std::string query_progress::to_json() const {
  std::string out = "{";
  auto const key = [&](std::string_view k) {
    if (out.back() != '{' && out.back() != '[') out += ',';
    io::append_json_string(out, k);
    out += ':';
  };
  auto const text = [&](std::string_view k, std::string_view v) {
    key(k);
    io::append_json_string(out, v);
  };
  auto const number = [&](std::string_view k, std::int64_t v) {
    key(k);
    out += std::to_string(v);
  };
  auto const rate = [&](std::string_view k, double v) {
    if (!std::isfinite(v)) return;
    key(k);
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, "%.1f", v);
    out += buffer;
  };
  text("id", id);
  text("runId", run_id);
  if (!name.empty()) text("name", name);
  text("timestamp", to_text(timestamp(std::chrono::milliseconds(timestamp_ms))));
  number("batchId", batch_id);
  number("batchDuration", batch_duration_ms);
  number("numInputRows", num_input_rows);
  rate("inputRowsPerSecond", input_rows_per_second);
  rate("processedRowsPerSecond", processed_rows_per_second);
  key("durationMs");
  out += '{';
  for (auto const& [k, v] : duration_ms)
    number(k, v);
  out += '}';
  if (!event_time.empty()) {
    key("eventTime");
    out += '{';
    for (auto const& [k, v] : event_time)
      text(k, v);
    out += '}';
  }
  key("stateOperators");
  out += '[';
  for (auto const& s : state_operators) {
    if (out.back() != '[') out += ',';
    out += '{';
    text("operatorName", s.operator_name);
    number("numRowsTotal", s.num_rows_total);
    number("numRowsUpdated", s.num_rows_updated);
    number("allUpdatesTimeMs", s.all_updates_time_ms);
    number("numRowsRemoved", s.num_rows_removed);
    number("allRemovalsTimeMs", s.all_removals_time_ms);
    number("commitTimeMs", s.commit_time_ms);
    number("memoryUsedBytes", s.memory_used_bytes);
    number("numRowsDroppedByWatermark", s.num_rows_dropped_by_watermark);
    number("numShufflePartitions", s.num_shuffle_partitions);
    number("numStateStoreInstances", s.num_state_store_instances);
    key("customMetrics");
    out += '{';
    number("numInputRowsDroppedByWatermark", s.num_input_rows_dropped_by_watermark);
    number("numInputRowsWithoutEventTime", s.num_input_rows_without_event_time);
    out += "}}";
  }
  out += ']';
  key("sources");
  out += '[';
  for (auto const& s : sources) {
    if (out.back() != '[') out += ',';
    out += '{';
    text("description", s.description);
    key("startOffset");
    out += s.start_offset.empty() ? "null" : s.start_offset;
    key("endOffset");
    out += s.end_offset.empty() ? "null" : s.end_offset;
    key("latestOffset");
    out += "null";  // as Spark has it for a source that does not report how far it lags
    number("numInputRows", s.num_input_rows);
    rate("inputRowsPerSecond", s.input_rows_per_second);
    rate("processedRowsPerSecond", s.processed_rows_per_second);
    key("metrics");
    out += '{';
    number("numMalformedRows", s.num_malformed_rows);
    number("numInputBytes", s.num_input_bytes);
    number("numBlankLines", s.num_blank_lines);
    for (auto const& [k, v] : s.metrics)
      text(k, v);
    out += "}}";
  }
  out += ']';
  key("sink");
  out += '{';
  if (!sinks.empty()) {
    text("description", sinks.front().description);
    number("numOutputRows", sinks.front().num_output_rows);
    if (!sinks.front().delivery.empty()) text("delivery", sinks.front().delivery);
  }
  out += '}';
  if (sinks.size() > 1) {
    key("moreSinks");
    out += '[';
    for (std::size_t i = 1; i < sinks.size(); ++i) {
      if (out.back() != '[') out += ',';
      out += '{';
      text("description", sinks[i].description);
      number("numOutputRows", sinks[i].num_output_rows);
      if (!sinks[i].delivery.empty()) text("delivery", sinks[i].delivery);
      out += '}';
    }
    out += ']';
  }
  if (!tables.empty()) {
    key("tables");
    out += '[';
    for (auto const& t : tables) {
      if (out.back() != '[') out += ',';
      out += '{';
      text("description", t.description);
      number("numRows", t.num_rows);
      number("numMalformedRows", t.num_malformed_rows);
      number("numBlankLines", t.num_blank_lines);
      out += '}';
    }
    out += ']';
  }
  number("totalMalformedRows", total_malformed_rows);
  number("fileFlushes", flushes);
  rate("fileFlushMs", flush_ms);
  return out + '}';
}

}  // namespace millstream
