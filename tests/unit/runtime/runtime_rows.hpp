// SPDX-License-Identifier: Apache-2.0
//
// The row and the query that the runtime's tests use.
#pragma once

#include <millstream/millstream.hpp>
#include <millstream/testing/manual_clock.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

namespace runtime_test {

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

struct row {
  ms::timestamp ts;
  std::int64_t v;
};

}  // namespace runtime_test
BOOST_HANA_ADAPT_STRUCT(runtime_test::row, ts, v);

namespace runtime_test {

using stream_source = ms::testing::memory_stream<row>;

inline row at(int second, std::int64_t v = 1) {
  return {ms::timestamp(std::chrono::seconds(second)), v};
}
inline ms::value_list window(int start, int end) {
  return {at(start).ts, at(end).ts};
}

inline auto counted(stream_source const& source) {
  return source.stream() | ms::with_watermark("ts"_c, 5s) | ms::group_by(ms::window("ts"_c, 10s)) |
         ms::agg(ms::count().as("n"_c));
}

}  // namespace runtime_test
