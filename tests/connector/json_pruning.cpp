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

struct click {
  std::string user, page;
  std::int64_t v;
  std::optional<double> price;
};
using column_names = std::vector<std::string>;

/// A JSON source that notes the columns of each block that it hands on.
struct spying_json {
  ms::connector::json_description inner;
  std::shared_ptr<std::set<column_names>> seen = std::make_shared<std::set<column_names>>();
  std::shared_ptr<std::mutex> guard = std::make_shared<std::mutex>();

  template <class Live>
  struct live {
    Live of;
    std::shared_ptr<std::set<column_names>> seen;
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
          column_names names;
          for (auto const name : row_type::schema_type::names)
            names.emplace_back(name);
          {
            std::lock_guard const lock(*from->guard);
            from->seen->insert(names);
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

BOOST_HANA_ADAPT_STRUCT(json_pruning::click, user, page, v, price);

namespace {

using namespace json_pruning;
using json_reading::temporary_folder;
using namespace ms::literals;

/// The columns of the line `Scan ... -> a: string, b: bigint` of a physical plan.
column_names read_columns(std::string const& physical) {
  auto const scan = physical.find("  Scan ");
  auto const from = physical.find(" -> ", scan) + 4;
  column_names out;
  std::istringstream text(physical.substr(from, physical.find('\n', from) - from));
  for (std::string column; std::getline(text, column, ',');) {
    auto const name = column.substr(column.find_first_not_of(' '));
    out.push_back(name.substr(0, name.find(':')));
  }
  return out;
}

column_names check_that_explain_tells_what_is_decoded(auto const& words) {
  temporary_folder const folder;
  folder.write("a.json", R"({"user":"u","page":"p","v":3,"price":1.5}
{"user":"w","page":"q","v":1,"price":null}
)");
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
        }) == column_names{"user", "v"});
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) {
          return s | ms::group_by("page"_c) | ms::agg(ms::sum("v"_c));
        }) == column_names{"page", "v"});
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) {
          return s | ms::agg(ms::count());
        }).size() == 1);
  CHECK(check_that_explain_tells_what_is_decoded([](auto s) { return s; }).size() == 4);
}
