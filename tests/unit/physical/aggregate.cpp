// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <map>

#include <millstream/physical/aggregate.hpp>

#include "run_chain.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
namespace physical = ms::physical;

namespace {

template <class S>
struct tag_of {
  static constexpr std::string_view name = sample::plan_of<S>::child_type::event_time;
};
template <class S>
using aggregate_of =
    physical::aggregate<typename sample::plan_of<S>::step_type,
                        typename sample::plan_of<S>::child_type::schema_type, tag_of<S>>;

/// An aggregation driven by hand, with two lanes a batch and four partitions.
template <class S>
struct driver {
  aggregate_of<S> state;
  std::int64_t batch = 0;
  std::int64_t late_rows = 0;

  explicit driver(S const& s) : state(s.plan.step, 4) {}

  void take(std::vector<sample::event> const& rows,
            std::int64_t late = physical::batch_watermarks::none) {
    state.begin_batch();
    std::array<typename aggregate_of<S>::lane_type, 2> lanes;
    auto const half = rows.size() / 2;
    accumulate(lanes[0], late, rows.data(), half);
    accumulate(lanes[1], late, rows.data() + half, rows.size() - half);
    std::array<typename aggregate_of<S>::lane_type*, 2> both{&lanes[0], &lanes[1]};
    for (std::size_t p = 0; p < 4; ++p)
      state.merge_partition(p, both, batch);
    late_rows = lanes[0].late_rows + lanes[1].late_rows;
  }
  std::vector<ms::value_list> changed() {
    std::vector<ms::value_list> out;
    for (std::size_t p = 0; p < 4; ++p)
      state.for_each_changed(p, batch, [&](auto const& g) { out.push_back(row(g)); });
    std::sort(out.begin(), out.end());
    return out;
  }
  std::vector<ms::value_list> close(std::int64_t evict) {
    std::vector<ms::value_list> out;
    for (std::size_t p = 0; p < 4; ++p) {
      state.for_each_closed(p, evict, [&](auto const& g) { out.push_back(row(g)); });
      state.evict_partition(p, evict);
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  std::int64_t groups() const {
    std::int64_t out = 0;
    for (std::size_t p = 0; p < 4; ++p)
      out += state.counts(p).rows_total;
    return out;
  }

 private:
  void accumulate(auto& lane, std::int64_t late, sample::event const* rows, std::size_t count) {
    ms::struct_block<sample::event> const block{rows, count};
    state.accumulate(lane, late, block, physical::all_rows{count});
  }
  ms::value_list row(auto const& g) const {
    return ms::to_values(ms::make_record<ms::record<sample::schema_at<S>>>(state.as_result(g)));
  }
};

using rows = std::vector<ms::value_list>;
auto const by_key =
    sample::stream() | ms::group_by("k"_c) | ms::agg(ms::count(), ms::sum("v"_c), ms::max("n"_c));
auto const by_window = sample::stream() | ms::with_watermark("ts"_c, 0s) |
                       ms::group_by(ms::window("ts"_c, 5s).as("w"_c)) | ms::agg(ms::count());

}  // namespace

TEST_CASE("aggregate: lanes merge into groups, later batches into state", "[physical]") {
  driver d(by_key);
  d.take(sample::numbered(6));
  CHECK(d.changed() ==
        rows{{"a", 2, 3, ms::value()}, {"b", 2, 5, ms::value()}, {"c", 2, 7, ms::value()}});
  d.batch = 1;
  sample::event e;
  e.k = "a", e.v = 10, e.n = 4;
  d.take({e});
  CHECK(d.changed() == rows{{"a", 3, 13, 4}});
  CHECK(d.groups() == 3);
}

TEST_CASE("aggregate: late rows are dropped and counted, the border included", "[physical][34]") {
  driver d(by_window);
  d.take(sample::numbered(12), ms::duration(5s).count());
  CHECK(d.late_rows == 5);
  CHECK(d.groups() == 2);
}

TEST_CASE("aggregate: a watermark closes the groups that end at or before it, once",
          "[physical][35][55]") {
  driver d(by_window);
  d.take(sample::numbered(12));
  CHECK(d.close(ms::duration(4s).count()).empty());
  CHECK(d.close(ms::duration(5s).count()).size() == 1);
  CHECK(d.close(ms::duration(5s).count()).empty());
  CHECK(d.close(ms::duration(100s).count()).size() == 2);
  CHECK(d.groups() == 0);
}

TEST_CASE("aggregate: without keys there is one group even of no row", "[physical][58]") {
  driver d(sample::stream() | ms::agg(ms::count(), ms::sum("n"_c)));
  d.take({});
  CHECK(d.changed() == rows{{0, ms::value()}});
}

TEST_CASE("aggregate: state goes through plain columns and back", "[physical]") {
  driver a(by_key), b(by_key);
  a.take(sample::numbered(50));
  for (std::size_t p = 0; p < 4; ++p) {
    auto const table = a.state.all_rows_of(p);
    table.check();
    b.state.restore_rows(p, table);
  }
  a.batch = b.batch = 1;
  a.take(sample::numbered(7)), b.take(sample::numbered(7));
  CHECK(a.changed() == b.changed());
  CHECK(a.groups() == b.groups());
}

TEST_CASE("aggregate: a delta takes away what was closed", "[physical]") {
  driver a(by_window), b(by_window);
  a.take(sample::numbered(20));
  for (std::size_t p = 0; p < 4; ++p)
    b.state.restore_rows(p, a.state.all_rows_of(p));
  a.close(ms::duration(10s).count());
  for (std::size_t p = 0; p < 4; ++p)
    b.state.restore_removed(p, a.state.removed_keys(p));
  CHECK(a.groups() == 2);
  CHECK(b.groups() == 2);
}
