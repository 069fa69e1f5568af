// SPDX-License-Identifier: Apache-2.0
//
// A checkpoint and a query that is not the one that wrote it: what may change over a restart goes on, anything else is
// refused, by name, and leaves the checkpoint as it was.
#include <catch2/catch.hpp>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>
#include "recovery/child_process.hpp"
#include "unit/io/temporary_folder.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace changed_query_test {
struct row {
  std::string k;
  std::int64_t v;
  std::int64_t w;
};
}  // namespace changed_query_test
BOOST_HANA_ADAPT_STRUCT(changed_query_test::row, k, v, w);

namespace {

using changed_query_test::row;
using rows = std::vector<ms::value_list>;

struct fixture {
  temporary_folder folder;
  ms::testing::memory_stream<row> source;
  ms::testing::memory_sink sink;

  /// One thread: no thread of this process may live when another test forks.
  template <class Stream, class Mode>
  auto query(Stream const& s, Mode mode) const {
    return ms::write_stream(s, sink)
        .output_mode(mode)
        .checkpoint(folder.path / "checkpoint")
        .threads(1)
        .state_partitions(4);
  }
  auto counts() const {
    return source.stream() | ms::group_by("k"_c) | ms::agg(ms::count().as("n"_c));
  }

  template <class Query>
  void run(Query const& q) {
    auto engine = ms::open_query(q);
    while (engine.run_next_batch()) {
    }
  }
  template <class Query>
  ms::error refused(Query const& q) {
    try {
      ms::open_query(q);
    } catch (ms::error const& e) {
      return e;
    }
    return ms::error(ms::errc::internal, "not refused");
  }
};

}  // namespace

TEST_CASE("checkpoint: a query with another grouping key or aggregate is refused by name",
          "[recovery][rule95][rule96]") {
  fixture f;
  f.source.add(row{"a", 1, 2}, row{"b", 2, 3});
  f.run(f.query(f.counts(), ms::update));

  auto const key = f.refused(f.query(
      f.source.stream() | ms::group_by("v"_c) | ms::agg(ms::count().as("n"_c)), ms::update));
  INFO(key.what());
  CHECK(key.code() == ms::errc::plan_changed);
  CHECK(key.where().operator_name.find("aggregation by v") != std::string::npos);
  CHECK(key.what_happened().find("\"v\"") != std::string::npos);
  CHECK_FALSE(key.fix().empty());

  auto const aggregate =
      f.refused(f.query(f.source.stream() | ms::group_by("k"_c) |
                            ms::agg(ms::count().as("n"_c), ms::max("v"_c).as("most"_c)),
                        ms::update));
  INFO(aggregate.what());
  CHECK(aggregate.code() == ms::errc::plan_changed);
  CHECK(aggregate.where().operator_name.find("aggregation by k") != std::string::npos);
  CHECK(aggregate.what_happened().find("most") != std::string::npos);

  auto const stateless = f.refused(f.query(f.source.stream() | ms::select("k"_c), ms::append));
  CHECK(stateless.code() == ms::errc::plan_changed);

  // a refused start changes nothing
  f.source.add(row{"a", 5, 5});
  f.run(f.query(f.counts(), ms::update));
  CHECK(f.sink.rows(1) == rows{{"a", std::int64_t(2)}});
}

TEST_CASE("checkpoint: filters and projections may change over a restart, the state goes on",
          "[recovery][rule95]") {
  fixture f;
  f.source.add(row{"a", 1, 2}, row{"b", 2, 3});
  f.run(f.query(f.counts(), ms::update));
  f.source.add(row{"a", 9, 1}, row{"b", 0, 0}, row{"c", 9, 1});
  f.run(f.query(f.source.stream() | ms::where("v"_c > 5) | ms::with_column("x"_c, "v"_c + "w"_c) |
                    ms::group_by("k"_c) | ms::agg(ms::count().as("renamed"_c)) |
                    ms::where("k"_c != "c"),
                ms::update));
  CHECK(f.sink.rows(1) == rows{{"a", std::int64_t(2)}});
}

TEST_CASE(
    "checkpoint: each rule of the optimizer may be switched over a restart, the state goes on",
    "[recovery][rule4][rule95]") {
  auto const words = [](fixture const& f) {
    return f.source.stream() | ms::with_column("x"_c, "v"_c + "w"_c) |
           ms::with_column("unread"_c, "w"_c * 2) | ms::where(ms::is_not_null("v"_c)) |
           ms::where("x"_c > 1) | ms::group_by("k"_c) |
           ms::agg(ms::count().as("n"_c), ms::sum("x"_c).as("total"_c)) | ms::where("n"_c > 0);
  };
  // on, off, on: each start reads the state that the other one left
  auto const toggled = [&](auto without) {
    fixture f;
    auto const query = f.query(words(f), ms::update);
    f.source.add(row{"a", 1, 2}, row{"b", 2, 3});
    f.run(query);
    f.source.add(row{"a", 5, 5}, row{"c", 0, 0});
    f.run(without(query));
    f.source.add(row{"a", 1, 1});
    f.run(query);
    return std::vector{f.sink.rows(0), f.sink.rows(1), f.sink.rows(2)};
  };
  auto const expected = toggled([](auto q) { return q; });
  CHECK(expected[2] == rows{{"a", std::int64_t(3), std::int64_t(15)}});
  CHECK(toggled([](auto q) { return q.without_rules(ms::all_rules); }) == expected);
  CHECK(toggled([](auto q) { return q.without_rules("push_filter_below_projection"_c); }) ==
        expected);
  CHECK(toggled([](auto q) { return q.without_rules("prune_columns"_c); }) == expected);
}

TEST_CASE("checkpoint: a query with another number of sources is refused",
          "[recovery][rule95][rule10]") {
  fixture f;
  f.source.add(row{"a", 1, 2});
  f.run(f.query(f.counts(), ms::update));
  ms::testing::memory_stream<row> second;
  auto const refused = f.refused(f.query(f.source.stream() | ms::union_(second.stream()) |
                                             ms::group_by("k"_c) | ms::agg(ms::count().as("n"_c)),
                                         ms::update));
  INFO(refused.what());
  CHECK(refused.code() == ms::errc::plan_changed);
  CHECK(refused.what_happened().find("source") != std::string::npos);
}

TEST_CASE("checkpoint: the number of state partitions is the checkpoint's", "[recovery][rule8]") {
  fixture f;
  f.source.add(row{"a", 1, 2}, row{"b", 1, 2}, row{"c", 1, 2});
  f.run(f.query(f.counts(), ms::update));
  f.source.add(row{"a", 1, 2});
  auto engine = ms::open_query(f.query(f.counts(), ms::update).state_partitions(64));
  auto const progress = engine.run_next_batch();
  REQUIRE(progress);
  CHECK(progress->state_operators.at(0).num_shuffle_partitions == 4);
  CHECK(progress->state_operators.at(0).num_rows_total == 3);
  CHECK(f.sink.rows(1) == rows{{"a", std::int64_t(2)}});
}

TEST_CASE("checkpoint: a second run of a living query is refused, in this process and in another",
          "[recovery][rule9]") {
  fixture f;
  auto const query = f.query(f.counts(), ms::update);
  f.source.add(row{"a", 1, 2});
  {
    auto engine = ms::open_query(query);
    CHECK(f.refused(query).code() == ms::errc::checkpoint_locked);
    auto const other = recovery::in_child([&](auto const&) { ms::open_query(query); });
    INFO(other.said);
    CHECK(other.error_code == "checkpoint_locked");
    CHECK(engine.run_next_batch());  // the first goes on undisturbed
  }
  auto const after = recovery::in_child([&](auto const&) { ms::open_query(query); });
  CHECK(after.done());
}

TEST_CASE("checkpoint: id survives a restart, the run id does not", "[recovery][rule9]") {
  fixture f;
  auto const query = f.query(f.counts(), ms::update);
  std::string id, run_id;
  {
    auto engine = ms::open_query(query);
    id = engine.query_id(), run_id = engine.run_id();
  }
  auto engine = ms::open_query(query);
  CHECK(engine.query_id() == id);
  CHECK(engine.run_id() != run_id);
}
