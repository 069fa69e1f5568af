// SPDX-License-Identifier: Apache-2.0
// Every word over a stream of sample events.
#pragma once

#include <millstream/dsl/aggregate.hpp>
#include <millstream/dsl/distinct.hpp>
#include <millstream/dsl/drop_duplicates.hpp>
#include <millstream/dsl/drop_null.hpp>
#include <millstream/dsl/fill_null.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/join.hpp>
#include <millstream/dsl/limit.hpp>
#include <millstream/dsl/map.hpp>
#include <millstream/dsl/not_on_streams.hpp>
#include <millstream/dsl/order_by.hpp>
#include <millstream/dsl/pipeline.hpp>
#include <millstream/dsl/read.hpp>
#include <millstream/dsl/rename.hpp>
#include <millstream/dsl/rollup.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/dsl/union.hpp>
#include <millstream/dsl/with_watermark.hpp>
#include <millstream/dsl/write_stream.hpp>

#include "support/sample_rows.hpp"

namespace sample {

namespace ms = millstream;

inline auto stream(std::vector<event> rows = {}) {
  return ms::from_range(std::move(rows));
}
inline auto colours() {
  return ms::read(std::vector<colour>{{"a", "red"}, {"b", "blue"}, {"b", "green"}});
}

template <class S>
using plan_of = typename std::remove_cvref_t<S>::plan_type;
template <class S>
using schema_at = typename plan_of<S>::schema_type;
/// The name of the event-time column, empty if there is none.
template <class S>
constexpr std::string_view event_time(S const&) {
  return plan_of<S>::event_time;
}
/// The columns of a stream, with a blank behind each.
template <class S>
std::string columns(S const&) {
  std::string out;
  for (auto const name : schema_at<S>::names)
    out.append(name).append(" ");
  return out;
}

}  // namespace sample
