// SPDX-License-Identifier: Apache-2.0
//
// What a sink is. A *description* (`ms::parquet("views/")`) is opened by the engine for a schema and
// an output mode, and gives a *live sink*: rows of a batch are appended in lanes, each by one thread
// at a time, then committed under the batch's number. A committed batch is never committed twice: the
// sink keeps a fence, (query id, batch id), in the same atomic step as its rows.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <millstream/io/file_door.hpp>
#include <millstream/plan/output_mode.hpp>
#include <millstream/schema/schema.hpp>

namespace millstream::io {

struct sink_context {
  file_door door;
  std::string query_id;
  std::int64_t run_epoch =
      0;  ///< grows with each run of the query; an older one must not write any more
  std::string sink_name;
};

/// What a commit did, for progress.
struct commit_result {
  std::int64_t rows = 0;
  bool skipped = false;  ///< the fence said that the batch was committed before
};

/// A sink opened for one query.
/// Order of calls: `recover(last)` once at start, where `last` is the newest batch that the log
/// planned (-1 for none): what was half done is finished or removed. Then for each batch: `make_lane`
/// for each lane (not at the same time), `lane.append(row)` (lanes at the same time), and one
/// `commit`. If a batch fails, `commit` is not called and its lanes are destroyed: nothing visible
/// may remain.
/// `fence()`: the newest batch that this query committed, -1 for none. A sink with `fence_is_durable` keeps it with its
/// rows: where it is behind the checkpoint, rows are gone.
template <class S>
concept live_sink = requires(S& s, std::int64_t batch_id, std::size_t lane,
                             std::vector<typename S::lane_type>& lanes) {
  { s.description() } -> std::convertible_to<std::string>;
  s.recover(batch_id);
  { s.fence() } -> std::same_as<std::int64_t>;
  { s.make_lane(batch_id, lane) } -> std::same_as<typename S::lane_type>;
  { s.commit(batch_id, lanes) } -> std::same_as<commit_result>;
};

/// What a sink has of each row after a crash, where rows leave before their batch is committed (the real-time trigger).
enum class delivery : std::uint8_t {
  exactly_once,  ///< rows replace those of their key, so that the second time changes nothing
  at_least_once  ///< rows of the interval that was open come a second time
};
constexpr std::string_view delivery_text(delivery d) {
  return d == delivery::exactly_once ? "exactly once" : "at least once";
}

/// A description of a sink that takes rows while their batch runs, and says what that means after a crash. Its live sink
/// has `hand_on(batch_id, lane)`: what is in the lane goes out now, and the lane is empty behind it; it returns how many
/// rows went. It is called any number of times before the batch's `commit`, and again with the same rows if the
/// batch is run again; where the fence says that the sink has the batch it does nothing.
template <class Description>
concept takes_rows_at_once = requires {
  { Description::delivery_at_once } -> std::convertible_to<delivery>;
};

template <class S>
concept keeps_its_fence = requires { requires S::fence_is_durable; };
/// A sink that keeps its fence: what it is called, and the newest batch that it has.
struct sink_fence {
  std::string description;
  std::int64_t batch;
};

/// Which output modes a sink's description can take; specialise or give it a member `supports`.
template <class Description, class Mode>
concept sink_accepts = requires { requires Description::template supports<Mode>; };

}  // namespace millstream::io
