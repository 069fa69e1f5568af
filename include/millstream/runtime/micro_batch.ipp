// SPDX-License-Identifier: Apache-2.0
//
// What of the micro-batch engine can be compiled once: all of it. The only place where it meets the checkpoint.
#pragma once

#include <algorithm>
#include <random>

#include <millstream/checkpoint/store.hpp>
#include <millstream/runtime/micro_batch.hpp>

namespace millstream::runtime {

namespace detail {

/// In a commit: when a node last saw a row. There where the query leaves silent sources out.
inline std::string rows_counter(std::size_t node) {
  return "lastRowsMs" + std::to_string(node);
}
inline constexpr std::string_view idle_timeout_conf = "idle_timeout_ms";

}  // namespace detail

MILLSTREAM_CORE micro_batch::micro_batch(std::unique_ptr<pipeline> p, query_options options,
                                         std::shared_ptr<query_clock> clock)
    : pipeline_(std::move(p)),
      options_(std::move(options)),
      clock_(clock ? std::move(clock) : std::make_shared<query_clock>()),
      pool_(options_.threads) {
  recover();
}

MILLSTREAM_CORE micro_batch::micro_batch(micro_batch&&) noexcept = default;
MILLSTREAM_CORE micro_batch& micro_batch::operator=(micro_batch&&) noexcept = default;
MILLSTREAM_CORE micro_batch::~micro_batch() = default;

MILLSTREAM_CORE void micro_batch::freeze_sources() {
  for (auto& s : pipeline_->sources())
    s->freeze();
}

MILLSTREAM_CORE std::optional<query_progress> micro_batch::run_next_batch() {
  return run_planned(true);
}

MILLSTREAM_CORE std::optional<query_progress> micro_batch::run_once() {
  for (auto& s : pipeline_->sources())
    s->lift_limits();
  return run_planned(false);
}

MILLSTREAM_CORE micro_batch::open_interval& micro_batch::interval() {
  if (!interval_) {
    bool const again = uncommitted_.has_value();
    auto const now_ms = clock_->now_ms();
    // that a source is silent shows between batches by the time alone, as in `next_batch`
    if (!again && last_batch_ >= 0 && options_.idle_timeout.count() > 0)
      watermark_ms_ = std::max(watermark_ms_, chosen_watermark(options_.idle_timeout, now_ms));
    auto batch = again ? *std::exchange(uncommitted_, std::nullopt) : new_batch(now_ms);
    if (!again)
      for (auto& source : pipeline_->sources())
        batch.sources.push_back({source->description(), {}});
    auto task = task_of(batch);
    auto outcome = pipeline_->begin_interval(task);
    interval_.emplace(open_interval{std::move(batch),
                                    std::move(task),
                                    std::move(outcome),
                                    {.begin = now(), .flushes = options_.door.statistics()},
                                    again});
    if (again) {
      interval_->failed = true;
      pipeline_->take_rows(interval_->task, interval_->outcome);
      interval_->failed = false;
    }
  }
  if (interval_->failed)
    throw error(errc::internal, "the interval failed before, and is read again after a restart");
  return *interval_;
}

MILLSTREAM_CORE bool micro_batch::poll() {
  auto const next = uncommitted_ ? uncommitted_->batch_id : last_batch_ + 1;
  try {
    bool const opens = !interval_;
    auto& open = interval();
    if (open.again) return opens;
    auto const sources = pipeline_->sources();
    bool found = false;
    for (std::size_t s = 0; s < sources.size(); ++s) {
      auto offset = sources[s]->plan();
      if (offset) {
        found = true;
        auto& logged = open.batch.sources[s].offset;
        logged = logged.empty() ? *offset : sources[s]->join_offsets(logged, *offset);
      }
      open.task.offsets[s] = std::move(offset).value_or(std::string());
    }
    if (!found) return false;
    open.failed = true;
    pipeline_->take_rows(open.task, open.outcome);
    options_.door.step("rows.after", open.batch.batch_id);
    open.failed = false;
    return true;
  } catch (error const& e) {
    throw e.in(next);
  }
}

MILLSTREAM_CORE bool micro_batch::interval_is_over() const {
  return interval_ && (interval_->again || clock_->now_ms() >= interval_->batch.batch_timestamp_ms +
                                                                   options_.interval.count());
}

MILLSTREAM_CORE std::optional<query_progress> micro_batch::end_interval() {
  auto const next = uncommitted_ ? uncommitted_->batch_id : last_batch_ + 1;
  try {
    auto& open = interval();
    auto const& read = open.batch.sources;
    bool const has_data = open.again || std::any_of(read.begin(), read.end(), [](auto const& s) {
                            return !s.offset.empty();
                          });
    bool const without_data = last_batch_ >= 0 && pipeline_->asks_for_no_data_batch() &&
                              open.batch.watermark_ms > evicted_with_ms_;
    auto ended = std::move(open);
    interval_.reset();
    if (!has_data && !without_data) return std::nullopt;
    return close(std::move(ended));
  } catch (error const& e) {
    throw e.in(next);
  }
}

MILLSTREAM_CORE std::optional<query_progress> micro_batch::close(open_interval ended) {
  pipeline_->end_interval(ended.task, ended.outcome);
  options_.door.step("run.after", ended.batch.batch_id);
  auto const ran = now();
  ended.times.running = ran - ended.times.begin;
  log_offsets(ended.batch);
  ended.times.logging = now() - ran;
  return commit(ended.batch, std::move(ended.outcome), ended.times);
}

MILLSTREAM_CORE std::optional<query_progress> micro_batch::run_planned(bool also_without_data) {
  auto const begin = now();
  auto batch = next_batch(also_without_data);
  auto const planned = now();
  if (!batch) return std::nullopt;
  try {
    return run(*batch, begin, planned);
  } catch (error const& e) {
    throw e.in(batch->batch_id);
  }
}

MILLSTREAM_CORE void micro_batch::recover() {
  node_watermarks_.assign(pipeline_->event_time_nodes(), 0);
  node_rows_ms_.assign(node_watermarks_.size(), std::nullopt);
  pipeline_context context;
  context.door = options_.door;
  context.state_partitions = options_.state_partitions;
  checkpoint::recovered found;
  if (!options_.checkpoint.empty()) {
    checkpoint::query_metadata wanted;
    wanted.state_partitions = options_.state_partitions;
    wanted.plan_fingerprint = std::to_string(pipeline_->plan_fingerprint());
    wanted.plan_description = pipeline_->plan_text();
    wanted.operators = pipeline_->stateful_operators();
    store_ = std::make_unique<checkpoint::store>(
        checkpoint::store::open(options_.checkpoint, std::move(wanted), options_.door));
    found = store_->take_recovered();
    query_id_ = store_->query_id();
    run_id_ = store_->run_id();
    context.run_epoch = store_->run_epoch();
    context.state_partitions = store_->metadata().state_partitions;
  } else {
    query_id_ = checkpoint::detail::random_uuid();
    run_id_ = checkpoint::detail::random_uuid();
  }
  context.query_id = query_id_;
  context.begins = found.commits.empty() && !found.base;
  warnings_ = std::move(found.warnings);
  pipeline_->open(context);
  restore(found);
  pipeline_->recover_sinks(uncommitted_ ? uncommitted_->batch_id : last_batch_);
  check_sinks();
}

MILLSTREAM_CORE void micro_batch::restore(checkpoint::recovered& found) {
  auto const sources = pipeline_->sources();
  last_offsets_.resize(sources.size());
  auto const replay = [&](checkpoint::offsets_record const& record) {
    for (std::size_t s = 0; s < sources.size(); ++s)
      if (!record.sources[s].offset.empty()) sources[s]->replay(record.sources[s].offset);
  };
  if (found.uncommitted) check_tables(*found.uncommitted);
  if (auto const* newest = found.uncommitted        ? &*found.uncommitted
                           : !found.offsets.empty() ? &found.offsets.back()
                           : found.base             ? &found.base->offsets
                                                    : nullptr)
    check_continues(*newest), keep_conf(*newest);
  if (auto const* committed = !found.offsets.empty() ? &found.offsets.back()
                              : found.base           ? &found.base->offsets
                                                     : nullptr)
    for (auto const& [key, value] : committed->conf)
      if (key == "sink") committed_sinks_.push_back(value);
  if (found.base) {
    pipeline_->restore(found.base->partitions);
    for (std::size_t s = 0; s < sources.size(); ++s)
      sources[s]->restore(found.base->source_states[s].offset);
    take_commit(found.base->commit);
  }
  for (std::size_t i = 0; i < found.commits.size(); ++i) {
    replay(found.offsets[i]);
    for (std::size_t s = 0; s < sources.size(); ++s)
      if (auto const& offset = found.offsets[i].sources[s].offset; !offset.empty())
        last_offsets_[s] = offset;
    pipeline_->restore(found.deltas[i]);
    take_commit(found.commits[i]);
  }
  if (found.uncommitted) {
    replay(*found.uncommitted);
    uncommitted_ = std::move(found.uncommitted);
  }
}

MILLSTREAM_CORE void micro_batch::check_continues(checkpoint::offsets_record const& newest) const {
  auto const refuse = [](std::string what) {
    throw error(errc::plan_changed, std::move(what), {},
                "put the query back as it was, or start this one with a new checkpoint folder "
                "(it begins anew)");
  };
  auto const sources = pipeline_->sources();
  if (newest.sources.size() != sources.size())
    refuse("the checkpoint was written with " + std::to_string(newest.sources.size()) +
           " sources, the query has " + std::to_string(sources.size()));
  std::vector<std::string> before, now;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    before.push_back(newest.sources[s].name);
    now.push_back(sources[s]->description());
  }
  if (before != now && std::is_permutation(before.begin(), before.end(), now.begin()))
    refuse("the sources are in another order: the first of them that moved is " +
           *std::mismatch(now.begin(), now.end(), before.begin()).first);
  auto const mode = pipeline_->output_mode();
  for (auto const& [key, value] : newest.conf)
    if (key == "output_mode" && value != mode &&
        (value.find("complete") != value.npos || mode.find("complete") != mode.npos) &&
        !pipeline_->stateful_operators().empty())
      refuse("the output mode was " + value + " and is now " + std::string(mode) +
             ": complete keeps every group, the others drop those that the watermark closed");
}

MILLSTREAM_CORE std::string micro_batch::text_of(watermark_policy policy) {
  return policy == watermark_policy::max ? "max" : "min";
}

MILLSTREAM_CORE std::string micro_batch::zone_name() const {
  return options_.time_zone ? options_.time_zone->name() : std::string("UTC");
}

MILLSTREAM_CORE void micro_batch::keep_conf(checkpoint::offsets_record const& newest) {
  auto const warn = [&](std::string_view what, std::string const& logged, std::string const& now) {
    if (logged != now)
      warnings_.push_back("the checkpoint was begun with the " + std::string(what) + " " + logged +
                          ", which goes on; the query says " + now);
  };
  for (auto const& [key, value] : newest.conf) {
    if (key == "watermark_policy") {
      warn("watermark policy", value, text_of(options_.watermark_policy));
      options_.watermark_policy = value == "max" ? watermark_policy::max : watermark_policy::min;
    } else if (key == "time_zone") {
      warn("time zone", value, zone_name());
      options_.time_zone = &time_zone::named(value);
    }
  }
}

MILLSTREAM_CORE void micro_batch::check_tables(checkpoint::offsets_record const& batch) const {
  for (auto const& [name, identity] : pipeline_->tables())
    for (auto const& [key, value] : batch.conf)
      if (key == name && value != identity)
        throw error(errc::source_changed,
                    "the " + name + " was changed after the batch was planned that must run again",
                    {.batch = batch.batch_id},
                    "put its files back as they were (" + value +
                        "), let the batch run, then change them; or start with a new checkpoint");
}

MILLSTREAM_CORE void micro_batch::check_sinks() {
  auto const fences = pipeline_->fences();
  for (auto const& [name, batch] : fences) {
    if (committed_sinks_.empty() || batch >= last_batch_) continue;
    if (std::find(committed_sinks_.begin(), committed_sinks_.end(), name) ==
        committed_sinks_.end()) {
      warnings_.push_back(name + " is new to the checkpoint: it gets the batches from " +
                          std::to_string(last_batch_ + 1) + " on");
      continue;
    }
    throw error(errc::sink_behind_checkpoint,
                name +
                    (batch < 0 ? std::string(" has no batch of this query")
                               : " has this query's batches up to " + std::to_string(batch)) +
                    ", but the checkpoint has committed batch " + std::to_string(last_batch_),
                {.batch = last_batch_},
                "the output was deleted, emptied or put back from an older copy: put it back as "
                "it was; to "
                "begin anew, start with a new checkpoint");
  }
}

MILLSTREAM_CORE void micro_batch::take_commit(checkpoint::commit_record const& commit) {
  last_batch_ = commit.batch_id;
  watermark_ms_ = std::max(watermark_ms_, commit.next_watermark_ms);
  for (std::size_t i = 0; i < node_watermarks_.size() && i < commit.node_watermarks_ms.size(); ++i)
    node_watermarks_[i] = commit.node_watermarks_ms[i];
  counters_.clear();
  for (auto const& [name, v] : commit.counters)
    counters_[name] = v;
  evicted_with_ms_ = counters_["evictedWithMs"];
  for (std::size_t i = 0; i < node_rows_ms_.size(); ++i)
    if (auto const at = counters_.find(detail::rows_counter(i)); at != counters_.end()) {
      node_rows_ms_[i] = at->second;
      counters_.erase(at);
    }
}

MILLSTREAM_CORE std::optional<checkpoint::offsets_record> micro_batch::next_batch(
    bool also_without_data) {
  if (uncommitted_) return std::exchange(uncommitted_, std::nullopt);
  std::vector<checkpoint::source_entry> planned;
  bool has_data = false;
  for (auto& source : pipeline_->sources()) {
    auto offset = source->plan();
    has_data = has_data || offset.has_value();
    planned.push_back({source->description(), offset.value_or("")});
  }
  auto const now_ms = clock_->now_ms();
  also_without_data = also_without_data && last_batch_ >= 0;
  bool const by_watermark = also_without_data && pipeline_->asks_for_no_data_batch();
  // that a source is silent shows at the end of a batch with data, between batches by the time alone
  if (by_watermark && !has_data && options_.idle_timeout.count() > 0)
    watermark_ms_ = std::max(watermark_ms_, chosen_watermark(options_.idle_timeout, now_ms));
  // computed from what the log holds, so that a restart changes nothing (rule 15, ours)
  bool const without_data =
      (by_watermark && watermark_ms_ > evicted_with_ms_) ||
      (also_without_data && pipeline_->due_by(timestamp(std::chrono::milliseconds(now_ms))));
  if (!has_data && !without_data) return std::nullopt;
  auto next = new_batch(now_ms);
  next.sources = std::move(planned);
  return next;
}

MILLSTREAM_CORE checkpoint::offsets_record micro_batch::new_batch(std::int64_t now_ms) const {
  checkpoint::offsets_record next;
  next.batch_id = last_batch_ + 1;
  next.watermark_ms = watermark_ms_;
  next.batch_timestamp_ms = now_ms;
  std::random_device random;
  next.seed = std::uint64_t{random()} << 32 | random();
  next.conf = {{"state_partitions", std::to_string(store_ ? store_->metadata().state_partitions
                                                          : options_.state_partitions)},
               {"watermark_policy", text_of(options_.watermark_policy)},
               {"time_zone", zone_name()},
               {"output_mode", pipeline_->output_mode()}};
  if (options_.idle_timeout.count() > 0)
    next.conf.emplace_back(detail::idle_timeout_conf,
                           std::to_string(options_.idle_timeout.count()));
  for (auto const& table : pipeline_->tables())
    next.conf.push_back(table);
  for (auto& sink : pipeline_->fences())
    next.conf.emplace_back("sink", std::move(sink.description));
  return next;
}

MILLSTREAM_CORE query_progress micro_batch::run(checkpoint::offsets_record const& batch,
                                                steady::time_point begin,
                                                steady::time_point planned) {
  batch_times times{
      .begin = begin, .planning = planned - begin, .flushes = options_.door.statistics()};
  log_offsets(batch);
  auto const logged = now();
  times.logging = logged - planned;
  auto outcome = pipeline_->run_batch(task_of(batch), pool_);
  options_.door.step("run.after", batch.batch_id);
  times.running = now() - logged;
  return commit(batch, std::move(outcome), times);
}

MILLSTREAM_CORE batch_task micro_batch::task_of(checkpoint::offsets_record const& batch) const {
  batch_task task{batch.batch_id,
                  evicted_with_ms_,
                  batch.watermark_ms,
                  {},
                  timestamp(std::chrono::milliseconds(batch.batch_timestamp_ms)),
                  options_.time_zone};
  for (auto const& s : batch.sources)
    task.offsets.push_back(s.offset);
  return task;
}

MILLSTREAM_CORE void micro_batch::log_offsets(checkpoint::offsets_record const& batch) {
  auto const& door = options_.door;
  door.step("offsets.before", batch.batch_id);
  if (store_) store_->write_offsets(batch);
  door.step("offsets.after", batch.batch_id);
  auto const sources = pipeline_->sources();
  for (std::size_t s = 0; s < sources.size() && s < committed_offsets_.size(); ++s)
    if (!committed_offsets_[s].empty()) sources[s]->commit(committed_offsets_[s]);
}

MILLSTREAM_CORE query_progress micro_batch::commit(checkpoint::offsets_record const& batch,
                                                   batch_outcome outcome,
                                                   batch_times const& times) {
  auto const& door = options_.door;
  auto const n = batch.batch_id;
  auto const ran = now();
  if (store_) {
    auto const changes = pipeline_->state_changes(n);
    door.step("state.inside", n);
    store_->write_state(n, changes);
    door.step("state.after", n);
  }
  auto const stated = now();
  door.step("sink.before", n);
  auto const commits = pipeline_->commit_sinks(n);
  door.step("sink.after", n);
  auto const sunk = now();

  move_watermark(outcome, batch);
  evicted_with_ms_ = batch.watermark_ms;
  for (auto const& c : outcome.sources) {
    counters_["rows"] += c.rows;
    counters_["malformedRows"] += c.malformed;
  }
  counters_["evictedWithMs"] = evicted_with_ms_;
  checkpoint::commit_record commit{
      n, watermark_ms_, node_watermarks_, {counters_.begin(), counters_.end()}};
  if (options_.idle_timeout.count() > 0)
    for (std::size_t i = 0; i < node_rows_ms_.size(); ++i)
      commit.counters.emplace_back(detail::rows_counter(i), node_rows_ms_[i].value());
  door.step("commit.before", n);
  if (store_) store_->write_commit(commit);
  door.step("commit.after", n);
  last_batch_ = n;
  committed_offsets_.clear();
  for (auto const& s : batch.sources)
    committed_offsets_.push_back(s.offset);
  if (store_ && (n + 1) % options_.batches_per_snapshot == 0) {
    write_snapshot(commit);
    door.step("snapshot.after", n);
  }
  auto const done = now();

  query_progress out;
  out.id = query_id_;
  out.run_id = run_id_;
  out.name = options_.name;
  out.timestamp_ms = batch.batch_timestamp_ms;
  out.batch_id = n;
  out.batch_duration_ms = ms_of(done - times.begin);
  out.duration_ms = {{"addBatch", ms_of(times.running + (sunk - ran))},
                     {"commitOffsets", ms_of(done - sunk)},
                     {"getBatch", 0},
                     {"latestOffset", ms_of(times.planning)},
                     {"queryPlanning", 0},
                     {"triggerExecution", ms_of(done - times.begin)},
                     {"walCommit", ms_of(times.logging)}};
  fill_progress(out, outcome, commits, batch);
  for (auto& s : out.state_operators) {
    s.all_updates_time_ms = ms_of(times.running);
    s.commit_time_ms = ms_of(stated - ran);
  }
  auto const flushed = door.statistics() - times.flushes;
  out.flushes = static_cast<std::int64_t>(flushed.flushes);
  out.flush_ms = static_cast<double>(flushed.time.count()) / 1e6;
  return out;
}

MILLSTREAM_CORE void micro_batch::note_rows(batch_outcome const& outcome,
                                            std::int64_t batch_timestamp_ms) {
  for (std::size_t i = 0; i < node_rows_ms_.size(); ++i)
    if (!node_rows_ms_[i] || outcome.event_time[i].first.rows != 0)
      node_rows_ms_[i] = batch_timestamp_ms;
}

MILLSTREAM_CORE std::int64_t micro_batch::chosen_watermark(std::chrono::milliseconds idle_timeout,
                                                           std::int64_t now_ms) const {
  std::optional<std::int64_t> least, greatest;
  for (std::size_t i = 0; i < node_watermarks_.size(); ++i) {
    greatest = std::max(greatest.value_or(node_watermarks_[i]), node_watermarks_[i]);
    bool const silent = idle_timeout.count() > 0 && node_rows_ms_[i] &&
                        now_ms - *node_rows_ms_[i] >= idle_timeout.count();
    if (!silent) least = std::min(least.value_or(node_watermarks_[i]), node_watermarks_[i]);
  }
  return (options_.watermark_policy == watermark_policy::max ? greatest : least)
      .value_or(watermark_ms_);
}

MILLSTREAM_CORE void micro_batch::move_watermark(batch_outcome const& outcome,
                                                 checkpoint::offsets_record const& batch) {
  for (std::size_t i = 0; i < outcome.event_time.size() && i < node_watermarks_.size(); ++i) {
    auto const& [statistics, delay] = outcome.event_time[i];
    if (statistics.rows == 0) continue;
    auto const delay_ms = std::chrono::floor<std::chrono::milliseconds>(delay).count();
    node_watermarks_[i] = std::max(node_watermarks_[i], statistics.greatest - delay_ms);
  }
  note_rows(outcome, batch.batch_timestamp_ms);
  // by what is logged, so that a batch that runs again decides the same
  std::chrono::milliseconds idle_timeout{0};
  for (auto const& [key, value] : batch.conf)
    if (key == detail::idle_timeout_conf)
      idle_timeout = std::chrono::milliseconds(std::stoll(value));
  watermark_ms_ = std::max({watermark_ms_, batch.watermark_ms,
                            chosen_watermark(idle_timeout, batch.batch_timestamp_ms)});
}

MILLSTREAM_CORE void micro_batch::write_snapshot(checkpoint::commit_record const& commit) {
  checkpoint::snapshot whole;
  whole.batch_id = commit.batch_id;
  whole.commit = commit;
  for (auto& s : pipeline_->sources())
    whole.source_states.push_back({s->description(), s->state()});
  whole.partitions = pipeline_->whole_state();
  store_->write_snapshot(whole);
}

MILLSTREAM_CORE void micro_batch::fill_progress(query_progress& out, batch_outcome& outcome,
                                                std::vector<io::commit_result> const& commits,
                                                checkpoint::offsets_record const& batch) {
  auto const sources = pipeline_->sources();
  for (std::size_t s = 0; s < sources.size(); ++s) {
    auto const& c = outcome.sources[s];
    auto const& offset = batch.sources[s].offset;
    out.sources.push_back({.description = sources[s]->description(),
                           .start_offset = last_offsets_[s],
                           .end_offset = offset,
                           .num_input_rows = c.rows,
                           .num_malformed_rows = c.malformed,
                           .num_input_bytes = c.bytes,
                           .num_blank_lines = c.blank,
                           .metrics = sources[s]->metrics()});
    if (!offset.empty()) last_offsets_[s] = offset;
    out.num_input_rows += c.rows;
  }
  auto const a_second = [](std::int64_t rows, std::int64_t ms) {
    return ms > 0 ? static_cast<double>(rows) * 1000.0 / static_cast<double>(ms) : NAN;
  };
  auto const since_last = last_timestamp_ms_ ? batch.batch_timestamp_ms - *last_timestamp_ms_ : 0;
  last_timestamp_ms_ = batch.batch_timestamp_ms;
  out.processed_rows_per_second = a_second(out.num_input_rows, out.batch_duration_ms);
  out.input_rows_per_second = a_second(out.num_input_rows, since_last);
  for (auto& s : out.sources) {
    s.processed_rows_per_second = a_second(s.num_input_rows, out.batch_duration_ms);
    s.input_rows_per_second = a_second(s.num_input_rows, since_last);
  }
  out.watermark_ms = batch.watermark_ms;
  if (!node_watermarks_.empty()) {
    physical::event_time_statistics all;
    for (auto const& [statistics, delay] : outcome.event_time)
      all.merge(statistics);
    auto const time = [](std::int64_t ms) {
      return to_text(timestamp(std::chrono::milliseconds(ms)));
    };
    if (all.rows != 0) {
      out.event_time.push_back(
          {"avg", time(static_cast<std::int64_t>(all.sum / static_cast<double>(all.rows)))});
      out.event_time.push_back({"max", time(all.greatest)});
      out.event_time.push_back({"min", time(all.least)});
    }
    out.event_time.push_back({"watermark", time(batch.watermark_ms)});
  }
  out.state_operators = std::move(outcome.state_operators);
  auto const names = pipeline_->sink_descriptions();
  auto const deliveries = pipeline_->deliveries();
  for (std::size_t i = 0; i < names.size(); ++i)
    out.sinks.push_back({names[i], i < commits.size() ? commits[i].rows : -1,
                         i < deliveries.size() ? deliveries[i] : std::string()});
  out.total_malformed_rows = counters_["malformedRows"];
  for (auto const& t : pipeline_->tables_read().tables()) {
    out.tables.push_back({t.description, t.counts.rows, t.counts.malformed, t.counts.blank});
    out.total_malformed_rows += t.counts.malformed;
  }
}

}  // namespace millstream::runtime
