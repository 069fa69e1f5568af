// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/testing/processor_tester.hpp>

namespace processor_tester_test {
struct user {
  std::string name;
};
struct click {
  millstream::timestamp at;
};
struct visit {
  std::string user;
  std::int64_t clicks;
  bool operator==(visit const&) const = default;
};
/// A visit ends ten seconds behind its last click.
struct visits {
  using input = click;
  using output = visit;
  static constexpr auto time_mode = millstream::time_mode::event_time;
  millstream::list_state<millstream::timestamp> clicks;

  void handle_rows(auto const&, std::span<click const> rows,
                   millstream::group_context<visit>& group) {
    for (auto const& r : rows) {
      for (auto const old : std::vector(group.timers()))
        group.delete_timer(old);
      clicks.append(r.at);
      group.register_timer(r.at + std::chrono::seconds(10));
    }
  }
  void handle_timer(auto const& key, millstream::timestamp,
                    millstream::group_context<visit>& group) {
    group.emit(
        {std::string(key.template get<"name">()), static_cast<std::int64_t>(clicks.get().size())});
    clicks.clear();
  }
};
struct remembered {
  using input = click;
  using output = visit;
  static constexpr auto time_mode = millstream::time_mode::processing_time;
  millstream::value_state<std::int64_t> seen = millstream::ttl(std::chrono::seconds(5));
  void handle_rows(auto const&, std::span<click const> rows, millstream::group_context<visit>&) {
    seen.update(seen.get().value_or(0) + static_cast<std::int64_t>(rows.size()));
  }
};
/// Visits that began before the query did, each with the clicks that it had.
struct begun_visits : visits {
  using initial = visit;
  void handle_initial_state(auto const&, visit const& row, millstream::group_timers& timers) {
    for (std::int64_t i = 0; i < row.clicks; ++i)
      clicks.append({});
    timers.register_timer(millstream::timestamp(std::chrono::seconds(3)));
  }
};
}  // namespace processor_tester_test
BOOST_HANA_ADAPT_STRUCT(processor_tester_test::user, name);
BOOST_HANA_ADAPT_STRUCT(processor_tester_test::click, at);
BOOST_HANA_ADAPT_STRUCT(processor_tester_test::visit, user, clicks);
BOOST_HANA_ADAPT_STRUCT(processor_tester_test::visits, clicks);
BOOST_HANA_ADAPT_STRUCT(processor_tester_test::remembered, seen);
BOOST_HANA_ADAPT_STRUCT(processor_tester_test::begun_visits, clicks);

namespace ms = millstream;
using namespace processor_tester_test;

namespace {
ms::timestamp at(int seconds) {
  return ms::timestamp(std::chrono::seconds(seconds));
}
}  // namespace

TEST_CASE("processor_tester: rows, timers and state without a query", "[testing][rule85]") {
  ms::testing::processor_tester<visits, user> test;
  CHECK(test.rows({"bob"}, {{at(1)}, {at(4)}}).empty());
  CHECK(test.rows({"ann"}, {{at(4)}}).empty());
  CHECK(test.timers({"bob"}) == std::vector{at(14)});
  CHECK(test.set_watermark(at(13)).empty());
  CHECK(test.set_watermark(at(14)) == std::vector<visit>{{"ann", 1}, {"bob", 2}});
  CHECK_FALSE(test.keeps({"bob"}));
  CHECK(test.rows({"bob"}, {{at(20)}}).empty());
  CHECK(test.of({"bob"}).clicks.get() == std::vector{at(20)});
}

TEST_CASE("processor_tester: values end with their time to live", "[testing][rule86]") {
  ms::testing::processor_tester<remembered, user> test;
  test.rows({"bob"}, {{at(1)}});
  test.set_processing_time(at(4));
  test.rows({"bob"}, {{at(1)}});
  CHECK(test.of({"bob"}).seen.get() == 2);
  test.set_processing_time(at(9));
  CHECK_FALSE(test.keeps({"bob"}));
}

TEST_CASE("processor_tester: a key begins with a state", "[testing][rule87]") {
  ms::testing::processor_tester<begun_visits, user> test;
  test.initial_state({"bob"}, {{"bob", 2}, {"bob", 1}});
  test.initial_state({"ann"}, {{"ann", 5}});
  CHECK(test.timers({"bob"}) == std::vector{at(3)});
  CHECK(test.rows({"bob"}, {{at(4)}}).empty());
  CHECK(test.set_watermark(at(3)) == std::vector<visit>{{"ann", 5}});
  CHECK(test.set_watermark(at(14)) == std::vector<visit>{{"bob", 4}});
}
