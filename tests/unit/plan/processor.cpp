// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/state/processor_columns.hpp>

namespace processor_test {
struct page {
  std::string path;
  std::optional<std::int64_t> bytes;
};
struct kept {
  millstream::value_state<page> last;
  millstream::value_state<std::int64_t> count;
  millstream::list_state<std::string> names;
  millstream::list_state<page> pages;
  millstream::map_state<std::string, page> by_name;
};
}  // namespace processor_test
BOOST_HANA_ADAPT_STRUCT(processor_test::page, path, bytes);
BOOST_HANA_ADAPT_STRUCT(processor_test::kept, last, count, names, pages, by_name);

namespace ms = millstream;
namespace state = millstream::state;
namespace plan = millstream::plan;
using namespace std::chrono_literals;
using processor_test::kept;
using processor_test::page;

namespace {
ms::timestamp at(std::chrono::microseconds t) {
  return ms::timestamp(t);
}
}  // namespace

TEST_CASE("processor: values, lists and maps are what was written last", "[state]") {
  ms::value_state<std::string> value;
  CHECK_FALSE(value.exists());
  value.update("a");
  value.update("b");
  CHECK(value.get() == "b");
  value.clear();
  CHECK(value.get() == std::nullopt);

  ms::list_state<int> list;
  list.append(1), list.append(2);
  list.put({3, 4});
  list.append(5);
  CHECK(list.get() == std::vector<int>{3, 4, 5});

  ms::map_state<std::string, int> map;
  map.update("x", 1), map.update("x", 2), map.update("a", 3);
  map.remove("y");
  CHECK(map.get("x") == 2);
  CHECK(map.get("y") == std::nullopt);
  std::string order;
  map.for_each([&](auto const& k, int v) { order += k + std::to_string(v); });
  CHECK(order == "a3x2");
}

TEST_CASE("processor: what has a time to live ends that long after it was written",
          "[state][rule86]") {
  ms::list_state<int> list = ms::ttl(10s);
  list.append(1);
  list.settle(at(0s));
  list.append(2);
  list.settle(at(4s));
  CHECK(list.first_end() == at(10s));
  list.drop_expired(at(10s) - 1us);
  CHECK(list.get() == std::vector<int>{1, 2});
  list.drop_expired(at(10s));
  CHECK(list.get() == std::vector<int>{2});
  CHECK(list.first_end() == at(14s));

  ms::map_state<int, int> map = ms::ttl(10s);
  map.update(1, 1), map.update(2, 2);
  map.settle(at(0s));
  map.update(1, 5);  // written anew
  map.settle(at(7s));
  map.drop_expired(at(10s));
  CHECK(map.get(1) == 5);
  CHECK_FALSE(map.contains(2));

  ms::value_state<int> value;  // none: for ever
  value.update(1);
  value.settle(at(0s));
  value.drop_expired(ms::timestamp::max() - 1us);
  CHECK(value.exists());
  CHECK_THROWS_AS(ms::ttl(0s), ms::error);
}

TEST_CASE("processor: timers of a key are ascending, each once, of milliseconds",
          "[state][rule85]") {
  std::vector<int> rows;
  std::vector<ms::timestamp> timers;
  ms::group_context<int> group(rows, timers, ms::time_mode::event_time, at(3s), at(9s));
  group.register_timer(at(5s));
  group.register_timer(at(2s) + 700us);
  group.register_timer(at(5s) + 999us);
  CHECK(group.timers() == std::vector{at(2s), at(5s)});
  group.delete_timer(at(2s) + 1us);
  group.delete_timer(at(4s));
  CHECK(timers == std::vector{at(5s)});
  CHECK(group.watermark() == at(3s));
  CHECK(group.processing_time() == at(9s));

  ms::group_context<int> untimed(rows, timers, ms::time_mode::none, {}, {});
  CHECK_THROWS_WITH(untimed.register_timer(at(1s)), Catch::Matchers::Contains("time mode"));
}

TEST_CASE("processor: state goes to columns and comes back", "[state]") {
  kept full;
  full.last.update({"/a", 7});
  full.count.put_back(3, at(50s));
  full.names.append("x"), full.names.append("");
  full.pages.append({"/p", std::nullopt}), full.pages.append({"", 9});
  full.by_name.update("n", {"/q", 1});
  full.by_name.put_back("m", {"/r", std::nullopt}, at(60s));
  std::vector<ms::column_spec> specs{state::spec_of<std::int64_t>("key")};
  state::add_processor_columns<kept>(specs);
  auto rows = ms::table::of(specs);
  auto const write = [&](kept const& processor, std::vector<ms::timestamp> const& timers) {
    state::append_value(rows.columns[0], std::int64_t(rows.rows++));
    state::append_processor(rows, 1, processor, timers);
  };
  write(kept{}, {});
  write(full, {at(1s), at(2s)});

  kept empty, back;
  std::vector<ms::timestamp> no_timers, timers;
  state::read_processor(rows, 1, 0, empty, no_timers);
  CHECK(plan::holds_nothing(empty));
  CHECK(no_timers.empty());
  state::read_processor(rows, 1, 1, back, timers);
  CHECK(timers == std::vector{at(1s), at(2s)});
  CHECK(back.last.get()->path == "/a");
  CHECK(back.last.get()->bytes == 7);
  CHECK(back.count.get() == 3);
  CHECK(back.count.first_end() == at(50s));
  CHECK(back.names.get() == std::vector<std::string>{"x", ""});
  REQUIRE(back.pages.get().size() == 2);
  CHECK(back.pages.get()[0].bytes == std::nullopt);
  CHECK(back.pages.get()[1].bytes == 9);
  CHECK(back.by_name.size() == 2);
  CHECK(back.by_name.get("m")->path == "/r");
  CHECK(back.by_name.first_end() == at(60s));
}
