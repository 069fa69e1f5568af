// SPDX-License-Identifier: Apache-2.0
#include "write_events.hpp"

#include <millstream/connector/format/parquet.hpp>
#include <millstream/dsl/read.hpp>
#include <millstream/dsl/write_stream.hpp>
#include <millstream/runtime/start.hpp>

namespace {

template <class Event>
void write_kind(nexmark::event_range from, std::filesystem::path const& folder) {
  namespace ms = millstream;
  from.per_batch = from.count;
  ms::run(ms::write_stream(ms::read_stream(nexmark::events<Event>(from)), ms::parquet(folder))
              .trigger(ms::available_now));
}

}  // namespace

void nexmark::write_events(event_range from, std::filesystem::path const& out) {
  write_kind<person>(from, out / "persons");
  write_kind<auction>(from, out / "auctions");
  write_kind<bid>(from, out / "bids");
}
