// SPDX-License-Identifier: Apache-2.0
//
// What of pipeline.hpp can be compiled once: the lists that a query fills.
#pragma once

#include <algorithm>

#include <millstream/runtime/pipeline.hpp>

namespace millstream::runtime {

MILLSTREAM_CORE source_port::~source_port() = default;

MILLSTREAM_CORE batch_outcome::batch_outcome(std::size_t source_count) : sources(source_count) {}
MILLSTREAM_CORE batch_outcome::batch_outcome(batch_outcome&&) noexcept = default;
MILLSTREAM_CORE batch_outcome& batch_outcome::operator=(batch_outcome&&) noexcept = default;
MILLSTREAM_CORE batch_outcome::~batch_outcome() = default;

MILLSTREAM_CORE std::size_t batch_outcome::add_event_times(std::size_t count) {
  auto const first = event_time.size();
  event_time.resize(first + count);
  return first;
}
MILLSTREAM_CORE void batch_outcome::merge_event_time(
    std::size_t node, physical::event_time_statistics const& statistics, duration delay) {
  event_time[node].first.merge(statistics);
  event_time[node].second = delay;
}
MILLSTREAM_CORE void batch_outcome::add_operator(state_operator_progress progress) {
  state_operators.push_back(std::move(progress));
}
MILLSTREAM_CORE void batch_outcome::reverse_operators(std::size_t first) {
  std::reverse(state_operators.begin() + static_cast<std::ptrdiff_t>(first), state_operators.end());
}

MILLSTREAM_CORE void add_result(std::vector<io::commit_result>& to, io::commit_result result) {
  to.push_back(result);
}
MILLSTREAM_CORE void add_fence(std::vector<io::sink_fence>& to, std::string description,
                               std::int64_t batch) {
  to.push_back({std::move(description), batch});
}

MILLSTREAM_CORE pipeline::pipeline() = default;
MILLSTREAM_CORE pipeline::~pipeline() = default;

MILLSTREAM_CORE std::vector<checkpoint::stateful_operator> pipeline::stateful_operators() const {
  std::vector<checkpoint::stateful_operator> out;
  add_stateful_operators(out);
  return out;
}
MILLSTREAM_CORE std::vector<std::string> pipeline::sink_descriptions() const {
  std::vector<std::string> out;
  add_sink_descriptions(out);
  return out;
}
MILLSTREAM_CORE std::vector<io::sink_fence> pipeline::fences() const {
  std::vector<io::sink_fence> out;
  add_fences(out);
  return out;
}
MILLSTREAM_CORE batch_outcome pipeline::run_batch(batch_task const& task, workers& pool) {
  batch_outcome out(ports_.size());
  if (task.batch_id == 0) read_.begin_first_batch();
  read_.begin_batch();
  run(task, pool, out);
  return out;
}
MILLSTREAM_CORE batch_outcome pipeline::begin_interval(batch_task const& task) {
  read_.begin_batch();
  open_interval(task);
  return batch_outcome(ports_.size());
}
MILLSTREAM_CORE void pipeline::open_interval(batch_task const&) {
  throw error(errc::internal, "the query is not one of a real-time trigger");
}
MILLSTREAM_CORE void pipeline::take_rows(batch_task const&, batch_outcome&) {}
MILLSTREAM_CORE void pipeline::end_interval(batch_task const&, batch_outcome&) {}
MILLSTREAM_CORE void pipeline::add_deliveries(std::vector<std::string>&) const {}
MILLSTREAM_CORE std::vector<std::string> pipeline::deliveries() const {
  std::vector<std::string> out;
  add_deliveries(out);
  return out;
}
MILLSTREAM_CORE std::vector<checkpoint::partition_delta> pipeline::state_changes(
    std::int64_t batch_id) const {
  std::vector<checkpoint::partition_delta> out;
  add_state_changes(batch_id, out);
  return out;
}
MILLSTREAM_CORE std::vector<checkpoint::partition_delta> pipeline::whole_state() const {
  std::vector<checkpoint::partition_delta> out;
  add_whole_state(out);
  return out;
}
MILLSTREAM_CORE std::vector<io::commit_result> pipeline::commit_sinks(std::int64_t batch_id) {
  std::vector<io::commit_result> out;
  commit(batch_id, out);
  return out;
}

MILLSTREAM_CORE std::size_t pipeline::port_of(int identity) const {
  auto const at = std::find(identities_.begin(), identities_.end(), identity);
  return at == identities_.end() ? no_port : static_cast<std::size_t>(at - identities_.begin());
}
MILLSTREAM_CORE std::size_t pipeline::add_port(std::unique_ptr<source_port> port, int identity) {
  ports_.push_back(std::move(port));
  identities_.push_back(identity);
  return ports_.size() - 1;
}
MILLSTREAM_CORE void pipeline::add_table(std::string name, std::string identity) {
  tables_.emplace_back(std::move(name), std::move(identity));
}

}  // namespace millstream::runtime
