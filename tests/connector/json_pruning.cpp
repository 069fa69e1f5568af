// SPDX-License-Identifier: Apache-2.0
//
// The columns that the JSON reader decodes are those that explain says: a spy around the source sees
// the rows that come out of it.
#include <catch2/catch.hpp>

#include <mutex>
#include <set>

#include <millstream/connector/format/json.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>

#include "connector/json_reading.hpp"

namespace json_pruning {

namespace ms = millstream;

struct place {
  std::string city;
  std::optional<std::int32_t> number;
};
struct click {
  std::string user, page;
  std::int64_t v;
  std::optional<double> price;
  place site;
  std::optional<place> home;
};

/// A JSON source that notes the columns of each block that it hands on.
struct spying_json {
  static constexpr bool reads_members = ms::connector::json_description::reads_members;
  ms::connector::json_description inner;
  std::shared_ptr<std::set<std::string>> seen = std::make_shared<std::set<std::string>>();
  std::shared_ptr<std::mutex> guard = std::make_shared<std::mutex>();

  template <class Live>
  struct live {
    Live of;
    std::shared_ptr<std::set<std::string>> seen;
    std::shared_ptr<std::mutex> guard;

    std::string description() const { return of.description(); }
    std::optional<std::string> plan() { return of.plan(); }
    void freeze() { of.freeze(); }
    void replay(std::string_view offset) { of.replay(offset); }
    std::string state() const { return of.state(); }
    void restore(std::string_view state) { of.restore(state); }
    void commit(std::string_view offset) { of.commit(offset); }

    struct batch {
      typename Live::batch_type of;
      live const* from;
      std::size_t lanes() const { return of.lanes(); }
      ms::io::lane_counts read_lane(std::size_t lane, auto&& consume, auto&& reject) const {
        auto const spy = [&]<class Block>(Block const& block) {
          using row_type = std::remove_cvref_t<decltype(block.row(0))>;
          {
            std::lock_guard const lock(*from->guard);
            from->seen->insert(
                ms::plan::columns_text(ms::describe_schema<typename row_type::schema_type>()));
          }
          consume(block);
        };
        return of.read_lane(lane, spy, reject);
      }
    };
    batch open_batch(std::string_view offset) const { return {of.open_batch(offset), this}; }
  };

  template <class Declared, class Checked, class Needed>
  auto open_source(ms::io::source_context context) const {
    auto opened = inner.open_source<Declared, Checked, Needed>(std::move(context));
    return live<decltype(opened)>{std::move(opened), seen, guard};
  }
};

}  // namespace json_pruning

BOOST_HANA_ADAPT_STRUCT(json_pruning::place, city, number);
BOOST_HANA_ADAPT_STRUCT(json_pruning::click, user, page, v, price, site, home);

namespace {

using namespace json_pruning;
using json_reading::temporary_folder;
using namespace ms::literals;

/// What the scan of a physical plan hands on.
std::string read_columns(std::string const& physical) {
  auto const scan = physical.find("Scan ");
  auto const from = physical.find(" -> ", scan) + 4;
  return physical.substr(from, physical.find('\n', from) - from);
}

constexpr std::string_view lines =
    R"({"user":"u","page":"p","v":3,"price":1.5,"site":{"city":"Ulm","number":7},"home":null}
{"user":"w","page":"q","v":1,"price":null,"site":{"number":null,"city":"Bo\"nn"},"home":{"city":"Kiel"}}
)";

std::string check_that_explain_tells_what_is_decoded(auto const& words) {
  temporary_folder const folder;
  folder.write("a.json", lines);
  spying_json const source{ms::json(folder.path)};
  auto const query =
      ms::write_stream(words(ms::read_stream<click>(source)), ms::testing::memory_sink())
          .output_mode(ms::update)
          .trigger(ms::available_now);
  auto const told = read_columns(ms::explain(query).physical);
  ms::run(query);
  REQUIRE(source.seen->size() == 1);
  CHECK(*source.seen->begin() == told);
  return told;
}

}  // namespace

TEST_CASE("json: the reader decodes the columns that explain tells, and no other",
          "[connector][json][explain]") {
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) {
          return s | ms::where("v"_c > 1) | ms::select("user"_c);
        }) == "user: string, v: bigint");
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) {
          return s | ms::group_by("page"_c) | ms::agg(ms::sum("v"_c));
        }) == "page: string, v: bigint");
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) { return s | ms::agg(ms::count()); }) ==
        "user: string");
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) { return s; }) ==
        ms::plan::columns_text(ms::describe_schema<ms::schema_of<click>>()));
}

TEST_CASE("json: of a record the reader keeps the members that are read", "[connector][json]") {
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) {
          return s | ms::where("site.city"_c != "Ulm") | ms::select("home.number"_c);
        }) == "site: struct<city: string>, home: struct<number: int?>?");
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) {
          return s | ms::where("site.city"_c != "Ulm") | ms::select("site"_c);
        }) == "site: struct<city: string, number: int?>");
}

TEST_CASE("json: a member that nobody reads is checked all the same",
          "[connector][json][rule97a]") {
  temporary_folder const folder;
  folder.write(
      "a.json",
      std::string(lines) +
          R"({"user":"x","page":"p","v":1,"site":{"city":"Ulm","number":"seven"},"home":null}
{"user":"y","page":"p","v":1,"site":{"city":"Ulm"},"home":{"number":1}}
{"user":"z","page":"p","v":1,"site":{"city":"Ulm"},"home":null}
{"user":"z","page":"p","v":1,"site":7,"home":null}
)");
  auto const run = [&](auto configure) {
    ms::testing::memory_sink rows, dead;
    ms::run(configure(ms::write_stream(ms::read_stream<click>(ms::json(folder.path)) |
                                           ms::select("site.city"_c, "home.city"_c.as("from"_c)),
                                       rows)
                          .dead_letter(dead)
                          .trigger(ms::available_now)));
    return std::pair(rows.all_rows(), dead.all_rows());
  };
  auto const on = run([](auto q) { return q; });
  CHECK(on.first.size() == 3);
  CHECK(on.second.size() == 3);
  CHECK(on == run([](auto q) { return q.without_rules(ms::all_rules); }));
}
