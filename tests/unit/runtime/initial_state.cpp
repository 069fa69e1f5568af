// SPDX-License-Identifier: Apache-2.0
//
// The state that keys begin with: when its table is read, and what a restart makes of it.
#include <catch2/catch.hpp>

#include <millstream/dsl/map_groups_with_state.hpp>
#include <millstream/testing/fault_hooks.hpp>

#include "runtime_rows.hpp"
#include "unit/io/temporary_folder.hpp"

namespace initial_state_test {
struct value_row {
  std::int64_t v;
};
struct balance {
  std::int64_t k, v;
};
struct told {
  std::int64_t k, sum;
};
/// Adds values up, each key from what it begins with.
struct summed {
  using input = value_row;
  using output = told;
  using initial = value_row;
  millstream::value_state<std::int64_t> sum;

  void handle_initial_state(auto const&, value_row const& row, millstream::group_timers&) {
    sum.update(sum.get().value_or(0) + row.v);
  }
  void handle_rows(auto const& key, std::span<value_row const> rows,
                   millstream::group_context<told>& group) {
    for (auto const& r : rows)
      sum.update(sum.get().value_or(0) + r.v);
    group.emit({key.template get<"k">(), *sum.get()});
  }
};
struct of_account {
  std::int64_t v;
};
}  // namespace initial_state_test
BOOST_HANA_ADAPT_STRUCT(initial_state_test::value_row, v);
BOOST_HANA_ADAPT_STRUCT(initial_state_test::balance, k, v);
BOOST_HANA_ADAPT_STRUCT(initial_state_test::told, k, sum);
BOOST_HANA_ADAPT_STRUCT(initial_state_test::summed, sum);
BOOST_HANA_ADAPT_STRUCT(initial_state_test::of_account, v);

using namespace runtime_test;
using namespace initial_state_test;

namespace {
using rows = std::vector<ms::value_list>;

/// A table that counts how often it was looked at.
struct watched_table {
  struct looks {
    std::vector<balance> rows;
    int asked = 0, read = 0;
  };
  std::shared_ptr<looks> of;

  std::string to_string() const { return "balances"; }
  std::string identity() const {
    ++of->asked;
    return std::to_string(of->rows.size()) + " rows";
  }
  template <class Schema>
  std::vector<ms::record<Schema>> read_all() const {
    ++of->read;
    std::vector<ms::record<Schema>> out;
    for (auto const& r : of->rows)
      out.push_back(ms::make_record<ms::record<Schema>>(ms::struct_row<balance>{&r}));
    return out;
  }
};

/// The process "dies" at a step of a batch.
struct dies_at final : ms::io::fault_hook {
  std::string name;
  explicit dies_at(std::string n) : name(std::move(n)) {}
  void step(std::string_view at, std::int64_t batch) override {
    if (at == name && batch == 0) throw ms::testing::process_died{};
  }
};

auto keyed(stream_source const& source) {
  return source.stream() | ms::with_column("k"_c, "v"_c % 10) | ms::group_by("k"_c);
}
auto begun(stream_source const& source, watched_table const& table) {
  return keyed(source) |
         ms::transform_with_state(summed{}, ms::initial_state(ms::read<balance>(table)));
}
rows sums(std::initializer_list<std::pair<std::int64_t, std::int64_t>> of) {
  rows out;
  for (auto const& [k, sum] : of)
    out.push_back({k, sum});
  return out;
}
}  // namespace

TEST_CASE("initial_state: batch 0 reads the table, a restarted query does not open it",
          "[runtime][rule87]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  watched_table const table{std::make_shared<watched_table::looks>()};
  table.of->rows = {{1, 100}, {2, 200}, {1, 1000}};
  auto const query = ms::write_stream(begun(source, table), sink)
                         .output_mode(ms::update)
                         .threads(1)
                         .batches_per_snapshot(2)
                         .checkpoint(folder.path);
  std::optional<ms::runtime::micro_batch> engine(ms::open_query(query));
  CHECK(table.of->read == 0);  // before its first batch
  CHECK(table.of->asked == 1);
  CHECK_FALSE(engine->run_next_batch());
  CHECK(table.of->read == 0);
  source.add(at(1, 1), at(1, 11), at(1, 3));
  auto const first = engine->run_next_batch();
  REQUIRE(first);
  CHECK(sink.rows(0) == sums({{1, 1112}, {3, 3}}));
  CHECK(first->state_operators.at(0).num_rows_total == 3);
  CHECK(first->tables.at(0).num_rows == 3);
  CHECK(table.of->read == 1);
  for (int batch = 1; batch < 4; ++batch) {  // from the log, then from a snapshot
    engine.reset();
    engine.emplace(ms::open_query(query));
    source.add(at(1, 2));
    REQUIRE(engine->run_next_batch());
    CHECK(sink.rows(batch) == sums({{2, 200 + 2 * batch}}));
  }
  CHECK(table.of->read == 1);
  CHECK(table.of->asked == 1);
}

TEST_CASE("initial_state: a batch 0 that runs again has it once", "[runtime][rule6][rule87]") {
  for (auto const* step : {"offsets.before", "offsets.after", "run.after", "state.after",
                           "sink.before", "commit.before"}) {
    INFO(step);
    temporary_folder const folder;
    stream_source source;
    ms::testing::memory_sink sink;
    watched_table const table{std::make_shared<watched_table::looks>()};
    table.of->rows = {{1, 100}, {2, 200}};
    auto const query = ms::write_stream(begun(source, table), sink)
                           .output_mode(ms::update)
                           .threads(1)
                           .checkpoint(folder.path);
    source.add(at(1, 1));
    {
      auto dying =
          ms::open_query(query.file_door(ms::io::file_door(std::make_shared<dies_at>(step))));
      CHECK_THROWS_AS(dying.run_next_batch(), ms::testing::process_died);
    }
    auto engine = ms::open_query(query);
    REQUIRE(engine.run_next_batch());
    CHECK(sink.rows(0) == sums({{1, 101}}));
    source.add(at(1, 2));
    REQUIRE(engine.run_next_batch());
    CHECK(sink.rows(1) == sums({{2, 202}}));
  }
}

TEST_CASE("initial_state: a batch 0 that runs again needs the table that it was planned with",
          "[runtime][rule87]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink const sink;
  watched_table const table{std::make_shared<watched_table::looks>()};
  table.of->rows = {{1, 100}};
  auto const query =
      ms::write_stream(begun(source, table), sink).output_mode(ms::update).checkpoint(folder.path);
  source.add(at(1, 1));
  {
    auto dying =
        ms::open_query(query.file_door(ms::io::file_door(std::make_shared<dies_at>("run.after"))));
    CHECK_THROWS_AS(dying.run_next_batch(), ms::testing::process_died);
  }
  table.of->rows.push_back({1, 7});
  CHECK_THROWS_WITH(ms::open_query(query), Catch::Matchers::Contains("table balances was changed"));
  table.of->rows.pop_back();
  CHECK(ms::open_query(query).run_next_batch());
}

TEST_CASE("initial_state: state and its operator are named as without one",
          "[runtime][rule4][rule87]") {
  temporary_folder const folder;
  stream_source source;
  ms::testing::memory_sink sink;
  watched_table const table{std::make_shared<watched_table::looks>()};
  table.of->rows = {{1, 100}};
  auto const settings = [&](auto const& result) {
    return ms::write_stream(result, sink)
        .output_mode(ms::update)
        .threads(1)
        .checkpoint(folder.path);
  };
  source.add(at(1, 1));
  REQUIRE(ms::open_query(settings(begun(source, table))).run_next_batch());
  source.add(at(1, 1));
  REQUIRE(ms::open_query(settings(keyed(source) | ms::transform_with_state(summed{})))
              .run_next_batch());
  source.add(at(1, 1));
  REQUIRE(ms::open_query(settings(begun(source, table))).run_next_batch());
  CHECK(sink.rows(2) == sums({{1, 103}}));
}

TEST_CASE("initial_state: a function over groups begins with a struct, of each key with one",
          "[runtime][rule87]") {
  stream_source source;
  ms::testing::memory_sink sink;
  watched_table const table{std::make_shared<watched_table::looks>()};
  table.of->rows = {{1, 100}, {2, 200}};
  auto const f = [](auto const& key, std::span<value_row const> of,
                    ms::group_state<of_account>& state) {
    state.update({state.exists() ? state.get().v + std::ssize(of) : 0});
    return told{key.template get<"k">(), state.get().v};
  };
  auto const query = [&](ms::testing::memory_sink const& to) {
    return ms::write_stream(
               keyed(source) | ms::map_groups_with_state<value_row, of_account, told>(
                                   ms::no_timeout, f, ms::initial_state(ms::read<balance>(table))),
               to)
        .output_mode(ms::update)
        .threads(1)
        .state_partitions(1);
  };
  source.add(at(1, 3), at(1, 2), at(1, 2));
  REQUIRE(ms::open_query(query(sink)).run_next_batch());
  CHECK(sink.rows(0) == sums({{1, 100}, {2, 202}, {3, 0}}));
  table.of->rows.push_back({2, 1});
  source.add(at(1, 3));
  CHECK_THROWS_WITH(ms::open_query(query(ms::testing::memory_sink())).run_next_batch(),
                    Catch::Matchers::Contains("more than one row of the key [2]") &&
                        Catch::Matchers::Contains("leave one row of each key"));
}

TEST_CASE("initial_state: a table with steps, and of which stands in explain",
          "[runtime][explain][rule87]") {
  stream_source source;
  ms::testing::memory_sink sink;
  watched_table const table{std::make_shared<watched_table::looks>()};
  table.of->rows = {{1, 100}, {2, 200}, {3, 300}};
  auto const initial =
      ms::read<balance>(table) | ms::where("v"_c > 100) | ms::with_column("v"_c, "v"_c * 2);
  auto const result =
      keyed(source) | ms::transform_with_state(summed{}, ms::initial_state(initial));
  auto const query = ms::write_stream(result, sink).output_mode(ms::update).threads(1);
  auto const text = ms::explain(query).to_string();
  INFO(text);
  CHECK(text.find("Table balances") != std::string::npos);
  CHECK(text.find("initial state Table balances") != std::string::npos);
  source.add(at(1, 1), at(1, 2));
  REQUIRE(ms::open_query(query).run_next_batch());
  CHECK(sink.rows(0) == sums({{1, 1}, {2, 402}}));
}
