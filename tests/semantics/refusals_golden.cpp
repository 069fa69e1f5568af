// SPDX-License-Identifier: Apache-2.0
//
// What Spark refuses, and when (tests/oracle/refusals.py): a query that it refuses as it is written, or sees to be wrong
// only in some batch, is refused here as it is written; what is wrong with a call of a user's function or with
// what it gives fails here in the batch in which it fails there.
#include <functional>

#include <millstream/dsl/map_groups_with_state.hpp>
#include <millstream/dsl/transform_with_state.hpp>
#include <millstream/plan/legality_table.hpp>

#include "engine_replay.hpp"
#include "support/plan_shapes.hpp"

namespace refusals {

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using golden::json;

struct input_row {
  std::optional<ms::timestamp> ts;
};
struct said {
  std::optional<std::string> k;
  ms::timestamp at;
};

/// Gives a row so long behind the newest of its rows.
struct behind {
  using input = input_row;
  using output = said;
  static constexpr auto time_mode = ms::time_mode::event_time;
  ms::value_state<std::int64_t> none;
  std::chrono::seconds by{};
  void handle_rows(auto const& key, std::span<input_row const> rows, ms::group_context<said>& g) {
    ms::timestamp newest;
    for (auto const& r : rows)
      newest = std::max(newest, *r.ts);
    g.emit({std::string(*key.template get<"k">()), newest - by});
  }
};

}  // namespace refusals

BOOST_HANA_ADAPT_STRUCT(refusals::input_row, ts);
BOOST_HANA_ADAPT_STRUCT(refusals::said, k, at);
BOOST_HANA_ADAPT_STRUCT(refusals::behind, none);

namespace {

using namespace refusals;
using scenarios::event;

json queries() {
  return golden::read("refusals", "golden_refusals")["queries"];
}

/// Does Spark take a query as it is written and run all its batches?
bool runs_on_spark(std::string const& name) {
  return queries().at(name)["fails"].is_null();
}

/// In which batch a query fails; nothing if it does not.
template <class Query>
json failing_batch(json const& steps, Query const& query) {
  ms::testing::memory_stream<event> source;
  auto engine = ms::open_query(ms::write_stream(query(source.stream()), ms::testing::memory_sink())
                                   .output_mode(ms::append)
                                   .threads(1));
  std::int64_t next = 0;
  for (auto const& rows : steps) {
    source.add(golden::events_of<event>(rows));
    try {
      while (auto const got = engine.run_next_batch())
        next = got->batch_id + 1;
    } catch (ms::error const&) {
      return next;
    }
  }
  return nullptr;
}

using state_type = ms::group_state<std::int64_t>;
using act = std::function<void(state_type&)>;

template <class Timeout>
auto groups(Timeout timeout, act const& does) {
  return [=](auto s) {
    return s | ms::with_watermark("ts"_c, 5s) | ms::group_by("k"_c) |
           ms::flat_map_groups_with_state<input_row, std::int64_t, said>(
               ms::append, timeout,
               [does](auto const&, std::span<input_row const>, state_type& state) {
                 does(state);
                 return std::vector<said>();
               });
  };
}
auto groups(act const& does) {
  return [=](auto s) {
    return s | ms::group_by("k"_c) |
           ms::flat_map_groups_with_state<input_row, std::int64_t, said>(
               ms::append, ms::no_timeout,
               [does](auto const&, std::span<input_row const>, state_type& state) {
                 does(state);
                 return std::vector<said>();
               });
  };
}
act timeout_at(std::chrono::milliseconds at) {
  return [=](state_type& s) { s.set_timeout_timestamp(ms::timestamp(at)); };
}
act timeout_in(std::chrono::milliseconds length) {
  return [=](state_type& s) { s.set_timeout_duration(length); };
}

}  // namespace

TEST_CASE("refusals: a second watermark, and what can be none", "[semantics][golden][rule33]") {
  using namespace shapes;
  auto const append = output_mode_value::append;
  auto const twice = [&](shape const& p) {
    return plan::verdict_of(p.view(), append) == plan::verdict::watermark_defined_twice;
  };
  // Spark runs these until the watermark moves
  CHECK(queries()["watermark_of_watched_rows"]["fails"] == 1);
  CHECK(twice(counted_by_time(watched(watched()))));
  CHECK(queries()["watermark_above_duplicates"]["fails"] == 1);
  CHECK(twice(counted_by_time(watched(deduplicated(watched(), true)))));
  CHECK(runs_on_spark("watermark"));
  CHECK(legal(counted_by_time(watched()), append));

  CHECK(queries()["watermark_of_a_negative_delay"]["fails"] == "start");
  CHECK_THROWS_AS(ms::with_watermark("ts"_c, -1s), ms::error);
  using events = decltype(ms::testing::memory_stream<event>().stream().plan);
  auto const takes = []<ms::fixed_string Name>(ms::expr::column<Name>) {
    using problem = typename ms::detail::watermark_word<Name>::template problem<events>;
    return std::is_same_v<problem, ms::diagnostic::none>;
  };
  CHECK(queries()["watermark_of_a_text"]["fails"] == "start");
  CHECK_FALSE(takes("k"_c));
  CHECK(queries()["watermark_of_a_number"]["fails"] == "start");
  CHECK_FALSE(takes("v"_c));
  CHECK(takes("ts"_c));
}

TEST_CASE("refusals: a session window is no key alone", "[semantics][golden][rule62]") {
  using namespace shapes;
  using enum output_mode_value;
  // Spark starts these and fails in their first batch
  CHECK(queries()["session_alone"]["fails"] == 0);
  CHECK_FALSE(legal(counted_by_session(watched(), true), append));
  CHECK(queries()["session_alone_complete"]["fails"] == 0);
  CHECK_FALSE(legal(counted_by_session(watched(), true), complete));
  CHECK(runs_on_spark("session_beside_a_key"));
  CHECK(legal(counted_by_session(watched()), append));
}

TEST_CASE("refusals: a function over groups that asks for what can't be",
          "[semantics][engine][golden][rule81]") {
  auto const all = queries();
  auto const check = [&](std::string const& name, auto const& query) {
    INFO(name);
    CHECK(failing_batch(all.at(name)["steps"], query) == all.at(name)["fails"]);
  };
  auto const by_event_time = [&](std::string const& name, act const& does) {
    check(name, groups(ms::event_time_timeout, does));
  };
  auto const by_the_clock = [&](std::string const& name, act const& does) {
    check(name, groups(ms::processing_time_timeout, does));
  };
  auto const without = [&](std::string const& name, act const& does) { check(name, groups(does)); };
  by_event_time("timeout_below_the_watermark", timeout_at(14999ms));
  by_event_time("timeout_at_the_watermark", [](state_type& s) {
    s.set_timeout_timestamp(std::max(s.watermark(), ms::timestamp(1ms)));
  });
  by_event_time("timeout_at_1970", timeout_at(0ms));
  by_event_time("timeout_just_after_1970", timeout_at(1ms));
  by_event_time("timeout_duration_by_event_time", timeout_in(1ms));
  by_the_clock("timeout_timestamp_by_the_clock", timeout_at(50000ms));
  by_the_clock("timeout_of_no_duration", timeout_in(0ms));
  by_the_clock("timeout_of_a_negative_duration", timeout_in(-1ms));
  without("timeout_timestamp_without_event_time", timeout_at(50000ms));
  without("state_that_is_not_there", [](state_type& s) { static_cast<void>(s.get()); });
  without("state_that_is_there", [](state_type& s) {
    s.update(1);
    static_cast<void>(s.get());
  });
}

TEST_CASE("refusals: a processor whose rows are behind the watermark",
          "[semantics][engine][golden][rule88]") {
  auto const all = queries();
  for (auto const& [name, by] :
       {std::pair("output_on_time", 0s), std::pair("output_behind_the_watermark", 25s)}) {
    INFO(name);
    behind processor;
    processor.by = by;
    auto const query = [&](auto s) {
      return s | ms::with_watermark("ts"_c, 5s) | ms::group_by("k"_c) |
             ms::transform_with_state(processor, "at"_c);
    };
    CHECK(failing_batch(all.at(name)["steps"], query) == all.at(name)["fails"]);
  }
}
