// SPDX-License-Identifier: Apache-2.0
//
// A checkpoint and a query that is not the one that wrote it: what may change over a restart goes on, anything else is
// refused, by name, and leaves the checkpoint as it was.
#include <catch2/catch.hpp>

#include <millstream/connector/transport/for_each_batch.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>
#include "recovery/child_process.hpp"
#include "unit/io/temporary_folder.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace changed_query_test {
struct row {
  std::string k;
  std::int64_t v;
  std::int64_t w;
  ms::timestamp at = {};
};
struct colour {
  std::string k, name;
};
}  // namespace changed_query_test
BOOST_HANA_ADAPT_STRUCT(changed_query_test::row, k, v, w, at);
BOOST_HANA_ADAPT_STRUCT(changed_query_test::colour, k, name);

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

/// A range with a description of its own, as files have.
struct named_range {
  using row_schema = ms::schema_of<row>;
  ms::range_source<row> of;
  std::string name;

  template <class Live>
  struct live : Live {
    std::string name;
    std::string description() const { return name; }
  };
  std::string to_string() const { return name; }
  template <class Declared, class Checked, class Needed>
  auto open_source(ms::io::source_context const& context) const {
    auto inner = of.open_source<Declared, Checked, Needed>(context);
    return live<decltype(inner)>{std::move(inner), name};
  }
};

/// A static table of which there are versions, as of a file.
struct versioned_table {
  std::string version;
  std::string to_string() const { return "colours"; }
  std::string identity() const { return version; }
  template <class Schema>
  std::vector<ms::record<Schema>> read_all() const {
    return {ms::make_record<ms::record<Schema>>(
        ms::struct_row<changed_query_test::colour>{&one_colour})};
  }
  static inline changed_query_test::colour const one_colour{"a", "red"};
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

TEST_CASE("checkpoint: a query of other windows or another aggregate of the same type is refused",
          "[recovery][rule95]") {
  fixture f;
  f.source.add(row{"a", 1, 2, {}});
  auto const windows = [&](auto window, auto aggregate) {
    return f.query(
        f.source.stream() | ms::group_by(window.as("w"_c)) | ms::agg(aggregate.as("least"_c)),
        ms::update);
  };
  auto const of_v = ms::min("v"_c);
  f.run(windows(ms::window("at"_c, 10s), of_v));

  auto const length = f.refused(windows(ms::window("at"_c, 20s), of_v));
  CHECK(length.code() == ms::errc::plan_changed);
  CHECK(
      length.what_happened() ==
      "the type of state field \"w\" has changed: the checkpoint has window of 10 seconds every "
      "10 seconds from 0 seconds, the query window of 20 seconds every 20 seconds from 0 seconds");
  CHECK(f.refused(windows(ms::window("at"_c, 10s, 5s), of_v)).code() == ms::errc::plan_changed);
  CHECK(f.refused(windows(ms::window("at"_c, 10s, 10s, 1s), of_v)).code() ==
        ms::errc::plan_changed);

  auto const function = f.refused(windows(ms::window("at"_c, 10s), ms::max("v"_c)));
  CHECK(function.code() == ms::errc::plan_changed);
  INFO(function.what_happened());
  CHECK(function.what_happened().find("of min, the query") != std::string::npos);
  f.run(windows(ms::window("at"_c, 10s), of_v));  // the same query goes on
}

TEST_CASE("checkpoint: a query of sessions of another gap is refused", "[recovery][rule95]") {
  fixture f;
  f.source.add(row{"a", 1, 2, {}});
  auto const sessions = [&](auto const& gap) {
    return f.query(f.source.stream() |
                       ms::group_by("k"_c, ms::session_window("at"_c, gap).as("s"_c)) |
                       ms::agg(ms::count().as("n"_c)),
                   ms::complete);
  };
  f.run(sessions(10s));
  auto const refused = f.refused(sessions(20s));
  CHECK(refused.code() == ms::errc::plan_changed);
  CHECK(refused.what_happened() ==
        "the type of state field \"s.start\" has changed: the checkpoint has session_window(at, "
        "10 seconds), the query session_window(at, 20 seconds)");
  CHECK(f.refused(sessions("at"_c - "at"_c)).code() == ms::errc::plan_changed);
  f.run(sessions(10s));  // the same query goes on
}

TEST_CASE("checkpoint: an aggregation goes on in update and append, but not to or from complete",
          "[recovery][rule95]") {
  fixture f;
  auto const counts = f.source.stream() | ms::with_watermark("at"_c, 0s) |
                      ms::group_by(ms::window("at"_c, 10s)) | ms::agg(ms::count().as("n"_c));
  f.source.add(row{"a", 1, 2, ms::timestamp(5s)});
  f.run(f.query(counts, ms::update));
  auto const complete = f.refused(f.query(counts, ms::complete));
  CHECK(complete.code() == ms::errc::plan_changed);
  CHECK(complete.what_happened().find("was update and is now complete") != std::string::npos);
  f.run(f.query(counts, ms::append));
}

TEST_CASE("checkpoint: two sources that have changed places are refused", "[recovery][rule10]") {
  fixture f;
  std::vector<row> const one{{"a", 1, 2, {}}}, two{{"b", 1, 2, {}}};
  auto const named = [](std::vector<row> const& rows, std::string name) {
    return ms::read_stream(named_range{ms::range_source(rows), std::move(name)});
  };
  auto const query = [&](auto const& first, auto const& second) {
    return f.query(first | ms::union_(second), ms::append);
  };
  f.run(query(named(one, "one"), named(two, "two")));
  auto const swapped = f.refused(query(named(two, "two"), named(one, "one")));
  CHECK(swapped.code() == ms::errc::plan_changed);
  CHECK(swapped.what_happened().find("another order") != std::string::npos);
  f.run(query(named(one, "one"), named(two, "two")));
}

TEST_CASE("checkpoint: a batch that must run again finds the static table as it was planned with",
          "[recovery][rule6]") {
  fixture f;
  bool broken = true;
  std::size_t written = 0;
  auto const query = [&](std::string version) {
    return ms::write_stream(
               f.source.stream() |
                   ms::join(ms::read<changed_query_test::colour>(versioned_table{version}), "k"_c),
               ms::for_each_batch([&](auto rows, std::int64_t) {
                 if (broken) throw std::runtime_error("the sink is away");
                 written += rows.size();
               }))
        .checkpoint(f.folder.path / "checkpoint")
        .threads(1);
  };
  f.source.add(row{"a", 1, 2});
  CHECK_THROWS(f.run(query("one")));
  broken = false;
  auto const refused = f.refused(query("two"));
  CHECK(refused.code() == ms::errc::source_changed);
  CHECK(refused.what_happened().find("table colours was changed") != std::string::npos);
  f.run(query("one"));
  CHECK(written == 1);
  f.source.add(row{"a", 3, 4});
  f.run(query("two"));  // between batches a table may change
  CHECK(written == 2);
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

TEST_CASE(
    "checkpoint: rules of unions, tables and repeated work may be switched over a restart too",
    "[recovery][rule4][rule95]") {
  auto const words = [](fixture const& f) {
    auto const colours = ms::read(
        std::vector<changed_query_test::colour>{{"a", "red"}, {"b", "blue"}, {"c", "red"}});
    return f.source.stream() | ms::where("v"_c >= 0) |
           ms::union_(f.source.stream() | ms::where("w"_c > 2)) | ms::join(colours, "k"_c) |
           ms::select(("w"_c / ("v"_c + 1)).as("q"_c), "k"_c, "name"_c) |
           ms::where("name"_c == "red" && "q"_c > 0.4) | ms::select("k"_c, "q"_c, "name"_c) |
           ms::group_by("k"_c) | ms::agg(ms::count().as("n"_c), ms::max("q"_c).as("most"_c));
  };
  auto const toggled = [&](auto without) {
    fixture f;
    auto const query = f.query(words(f), ms::update);
    f.source.add(row{"a", 1, 3}, row{"b", 2, 3});
    f.run(query);
    f.source.add(row{"a", 0, 1}, row{"c", 0, 4}, row{"x", 0, 0});
    f.run(without(query));
    f.source.add(row{"c", 1, 1});
    f.run(query);
    return std::vector{f.sink.rows(0), f.sink.rows(1), f.sink.rows(2)};
  };
  auto const expected = toggled([](auto q) { return q; });
  CHECK(expected[0] == rows{{"a", std::int64_t(2), 1.5}});
  CHECK(expected[2] == rows{{"c", std::int64_t(3), 4.0}});
  CHECK(toggled([](auto q) { return q.without_rules(ms::all_rules); }) == expected);
  CHECK(toggled([](auto q) {
          return q.without_rules("push_filter_below_union"_c, "compute_once"_c);
        }) == expected);
  CHECK(toggled([](auto q) {
          return q.without_rules("push_filter_into_table"_c, "collapse_projections"_c);
        }) == expected);
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
