// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/physical/session_aggregate.hpp>

#include <millstream/expr/functions/time.hpp>
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
using sessions_of =
    physical::session_aggregate<typename sample::plan_of<S>::step_type,
                                typename sample::plan_of<S>::child_type::schema_type, tag_of<S>>;
using rows = std::vector<ms::value_list>;

sample::event at(std::int64_t second, std::string key = "a", std::int64_t v = 1) {
  sample::event out;
  out.ts = ms::timestamp(std::chrono::seconds(second)), out.k = std::move(key), out.v = v;
  return out;
}
ms::value session(std::int64_t start, std::int64_t end) {
  return ms::value_list{ms::timestamp(std::chrono::seconds(start)),
                        ms::timestamp(std::chrono::seconds(end))};
}

/// An aggregation by sessions driven by hand, a lane for each list of rows, with four partitions.
template <class S>
struct driver {
  static constexpr std::size_t partitions = 4;
  sessions_of<S> state;
  std::int64_t batch = -1;
  std::int64_t late_rows = 0, late_groups = 0, rows_without_time = 0;

  explicit driver(S const& s) : state(s.plan.step, partitions) {}

  void take(std::vector<std::vector<sample::event>> const& lanes_of_rows,
            std::int64_t late = physical::batch_watermarks::none) {
    state.begin_batch();
    ++batch;
    std::vector<typename sessions_of<S>::lane_type> lanes(lanes_of_rows.size());
    std::vector<typename sessions_of<S>::lane_type*> all;
    late_rows = late_groups = rows_without_time = 0;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      auto const& of = lanes_of_rows[i];
      state.accumulate(lanes[i], late, ms::struct_block<sample::event>{of.data(), of.size()},
                       physical::all_rows{of.size()});
      all.push_back(&lanes[i]);
      late_rows += lanes[i].late_rows;
      late_groups += static_cast<std::int64_t>(lanes[i].late_groups.size());
      rows_without_time += lanes[i].rows_without_time;
    }
    for (std::size_t p = 0; p < partitions; ++p)
      state.merge_partition(p, all, batch);
  }
  rows all() const {
    return sorted([&](std::size_t p, auto const& visit) { state.for_each_session(p, visit); });
  }
  rows close(std::int64_t evict) {
    auto out =
        sorted([&](std::size_t p, auto const& visit) { state.for_each_closed(p, evict, visit); });
    for (std::size_t p = 0; p < partitions; ++p)
      state.evict_partition(p, evict);
    return out;
  }
  physical::partition_counts counts() const {
    physical::partition_counts out;
    for (std::size_t p = 0; p < partitions; ++p) {
      auto const of = state.counts(p);
      out.rows_total += of.rows_total;
      out.rows_updated += of.rows_updated;
      out.rows_removed += of.rows_removed;
    }
    return out;
  }
  /// Brings another one to this one's state by what a delta holds.
  void give_delta(driver& to) const {
    for (std::size_t p = 0; p < partitions; ++p) {
      to.state.restore_removed(p, state.removed_keys(p));
      to.state.restore_rows(p, state.changed_rows(p, batch));
    }
  }

 private:
  template <class ForEach>
  rows sorted(ForEach const& for_each) const {
    rows out;
    for (std::size_t p = 0; p < partitions; ++p)
      for_each(p, [&](auto const& found) {
        out.push_back(ms::to_values(
            ms::make_record<ms::record<sample::schema_at<S>>>(state.as_result(found))));
      });
    std::sort(out.begin(), out.end());
    return out;
  }
};

auto const watched = sample::stream() | ms::with_watermark("ts"_c, 0s);
auto const by_key = watched | ms::group_by("k"_c, ms::session_window("ts"_c, 5s)) |
                    ms::agg(ms::count(), ms::sum("v"_c));

}  // namespace

TEST_CASE("session_aggregate: rows within the gap, and at its end, are one session",
          "[physical][rule60]") {
  driver d(by_key);
  d.take({{at(10), at(15), at(21), at(10, "b")}});
  CHECK(d.all() == rows{{"a", session(10, 20), 2, 2},
                        {"a", session(21, 26), 1, 1},
                        {"b", session(10, 15), 1, 1}});
}

TEST_CASE("session_aggregate: the parts of a session may come in any order, lane and batch",
          "[physical][rule60]") {
  auto const wanted = rows{{"a", session(0, 17), 4, 15}};
  std::vector<sample::event> parts{at(0, "a", 1), at(4, "a", 2), at(8, "a", 4), at(12, "a", 8)};
  std::sort(parts.begin(), parts.end(), [](auto const& x, auto const& y) { return x.v < y.v; });
  do {
    driver one_lane(by_key), four_lanes(by_key), two_batches(by_key);
    one_lane.take({parts});
    CHECK(one_lane.all() == wanted);
    four_lanes.take({{parts[0]}, {parts[1]}, {parts[2]}, {parts[3]}});
    CHECK(four_lanes.all() == wanted);
    two_batches.take({{parts[0]}, {parts[1]}});
    two_batches.take({{parts[2], parts[3]}});
    CHECK(two_batches.all() == wanted);
    CHECK(two_batches.counts().rows_total == 1);
  } while (std::next_permutation(parts.begin(), parts.end(),
                                 [](auto const& x, auto const& y) { return x.v < y.v; }));
}

TEST_CASE(
    "session_aggregate: a row whose session the watermark has passed is late, the border included",
    "[physical][rule34][rule40]") {
  driver d(by_key);
  d.take({{at(5), at(5), at(4), at(6)}}, ms::duration(10s).count());
  CHECK(d.late_rows == 3);
  CHECK(d.late_groups == 2);
  CHECK(d.all() == rows{{"a", session(6, 11), 1, 1}});
}

TEST_CASE("session_aggregate: a watermark closes the sessions that end at or before it, once",
          "[physical][rule35][rule55]") {
  driver d(by_key);
  d.take({{at(0), at(10), at(20), at(10, "b")}});
  CHECK(d.close(ms::duration(4s).count()).empty());
  CHECK(d.close(ms::duration(15s).count()) == rows{{"a", session(0, 5), 1, 1},
                                                   {"a", session(10, 15), 1, 1},
                                                   {"b", session(10, 15), 1, 1}});
  CHECK(d.close(ms::duration(15s).count()).empty());
  CHECK(d.counts().rows_total == 1);
  CHECK(d.close(ms::duration(25s).count()).size() == 1);
  CHECK(d.all().empty());
}

TEST_CASE("session_aggregate: it counts what Spark counts", "[physical][rule105]") {
  driver d(by_key);
  d.take({{at(0), at(10), at(20), at(10, "b")}});
  CHECK(d.counts().rows_updated == 4);
  // a joins two sessions into one and keeps the third; b gets an earlier start
  d.take({{at(6), at(7, "b")}, {at(4)}});
  CHECK(d.counts().rows_total == 3);
  CHECK(d.counts().rows_updated == 3);
  CHECK(d.counts().rows_removed == 2);
}

TEST_CASE("session_aggregate: a row without a gap belongs to no session", "[physical][rule61]") {
  driver d(watched |
           ms::group_by("k"_c, ms::session_window("ts"_c, ms::make_dt_interval(0, 0, 0, "n"_c))) |
           ms::agg(ms::count()));
  auto const with_gap = [](std::int64_t second, std::optional<std::int64_t> gap) {
    auto out = at(second);
    out.n = gap;
    return out;
  };
  d.take({{with_gap(0, 10), with_gap(3, 2), with_gap(4, 0), with_gap(4, -9), with_gap(4, {})}});
  CHECK(d.rows_without_time == 3);
  CHECK(d.all() == rows{{"a", session(0, 10), 2}});
}

TEST_CASE("session_aggregate: beside a key that is the event time, that one closes sessions",
          "[physical][rule35]") {
  driver d(watched | ms::group_by("ts"_c, ms::session_window(ms::timestamp_seconds("v"_c), 5s)) |
           ms::agg(ms::count()));
  d.take({{at(10, "a", 1), at(10, "b", 4), at(10, "c", 90), at(20, "a", 3), at(5)}},
         ms::duration(5s).count());
  CHECK(d.late_rows == 1);
  auto const ten = ms::timestamp(10s);
  CHECK(d.close(ms::duration(10s).count()) ==
        rows{{ten, session(1, 9), 2}, {ten, session(90, 95), 1}});
  CHECK(d.all() == rows{{ms::timestamp(20s), session(3, 8), 1}});
}

TEST_CASE("session_aggregate: the whole state goes through plain columns and back", "[physical]") {
  driver a(by_key), b(by_key);
  a.take({{at(0), at(10), at(20, "b"), at(20, "c")}});
  for (std::size_t p = 0; p < a.partitions; ++p) {
    auto const table = a.state.all_rows_of(p);
    table.check();
    b.state.restore_rows(p, table);
  }
  b.batch = a.batch;
  CHECK(b.all() == a.all());
  CHECK(b.counts().rows_total == 4);
  a.take({{at(5), at(26, "c")}}), b.take({{at(5), at(26, "c")}});
  CHECK(b.all() == a.all());
  CHECK(b.close(ms::duration(25s).count()) == a.close(ms::duration(25s).count()));
}

TEST_CASE("session_aggregate: deltas bring a copy to the same sessions", "[physical]") {
  driver a(by_key), b(by_key);
  auto const check = [&] {
    a.give_delta(b);
    CHECK(b.all() == a.all());
    CHECK(b.counts().rows_total == a.counts().rows_total);
  };
  a.take({{at(10), at(20), at(30), at(10, "b")}});
  check();
  a.take(
      {{at(7)}, {at(25), at(1, "b")}});  // an earlier start, two that become one, a new first one
  check();
  a.take({{at(12), at(16)}, {at(3, "c")}});  // all of a become one
  a.close(ms::duration(15s).count());        // the sessions of b and c are gone
  check();
  CHECK(a.all() == rows{{"a", session(7, 35), 7, 7}});
}
