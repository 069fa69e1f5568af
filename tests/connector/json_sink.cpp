// SPDX-License-Identifier: Apache-2.0
// The JSON-lines sink against the sink contract, and what is in its files.
#include <catch2/catch.hpp>

#include <millstream/connector/format/json_sink.hpp>
#include <millstream/io/json_value.hpp>
#include <millstream/io/source.hpp>

#include "connector/sink_contract.hpp"

namespace {

namespace ms = millstream;
namespace io = millstream::io;
using namespace sink_contract;

/// JSON lines, in one folder or by origin; `Limit` rows a file.
template <class Partition, std::int64_t Limit = 1'000'000>
struct json_probe {
  std::filesystem::path folder;
  explicit json_probe(std::filesystem::path path) : folder(std::move(path)) {}

  auto open(io::sink_context context) const {
    ms::connector::json_sink_options options;
    options.limits.rows_a_file = Limit;
    return ms::connector::open_json_sink<row_schema, ms::append_mode, Partition>(
        folder, options, std::move(context));
  }
  std::multiset<std::string> visible() const {
    std::multiset<std::string> out;
    for (auto const& file : visible_files(folder)) {
      std::istringstream lines(read_text(file));
      for (std::string line; std::getline(lines, line);) {
        auto const value = io::parse_json(line);
        REQUIRE(value);
        out.insert(text_of((*value)["key"].text().value(), (*value)["delay"].integer().value()));
      }
    }
    return out;
  }
};

using plain = json_probe<io::column_names<>>;
using by_origin = json_probe<io::column_names<"origin">>;
using in_pieces =
    json_probe<io::column_names<"origin">, 1>;  // every row is a part, written before the commit

}  // namespace

TEMPLATE_TEST_CASE("json_sink: a batch committed twice appears once", "[connector][json]", plain,
                   by_origin, in_pieces) {
  a_batch_is_committed_once<TestType>();
}
TEMPLATE_TEST_CASE("json_sink: an empty batch moves the fence", "[connector][json]", plain,
                   in_pieces) {
  an_empty_batch_moves_the_fence<TestType>();
}
TEMPLATE_TEST_CASE("json_sink: an abandoned batch leaves nothing visible", "[connector][json]",
                   plain, in_pieces) {
  an_abandoned_batch_leaves_nothing<TestType>();
}
TEMPLATE_TEST_CASE("json_sink: a stop at every door operation is recovered", "[connector][json]",
                   plain, by_origin, in_pieces) {
  a_stop_at_every_event_is_recovered<TestType>();
}
TEMPLATE_TEST_CASE("json_sink: a power loss at every door operation is recovered",
                   "[connector][json]", plain, by_origin, in_pieces) {
  a_power_loss_at_every_event_is_recovered<TestType>();
}
TEMPLATE_TEST_CASE("json_sink: a stop in the recovery is recovered", "[connector][json]", plain) {
  a_stop_in_the_recovery_is_recovered<TestType>(5);
}
TEMPLATE_TEST_CASE("json_sink: a kill at every door operation is recovered", "[connector][json]",
                   plain, by_origin) {
  a_kill_at_every_event_is_recovered<TestType>();
}
TEMPLATE_TEST_CASE("json_sink: an older run is refused", "[connector][json]", plain, in_pieces) {
  an_older_run_is_refused<TestType>();
}
TEMPLATE_TEST_CASE("json_sink: a full disk is reported and leaves nothing", "[connector][json]",
                   plain, in_pieces) {
  a_full_disk_is_clean<TestType>();
}

TEST_CASE(
    "json_sink: a file holds one object a line, null fields left out, partition columns as folders",
    "[connector][json]") {
  temporary_folder folder;
  by_origin probe(folder.path);
  auto sink = probe.open(context_of());
  CHECK(sink.description() == "json files in " + folder.path.string() + " by origin");
  sink.recover(-1);
  run_batch(sink, 12);
  CHECK(read_text(folder.path / "origin=JFK/part-00012-00000.json") ==
        "{\"key\":\"b12-0\",\"delay\":120}\n");
  CHECK(read_text(folder.path / "origin=a%2Fb/part-00012-00000.json") ==
        "{\"key\":\"b12-2\",\"delay\":122}\n");
  CHECK(read_text(folder.path / "origin=__HIVE_DEFAULT_PARTITION__/part-00012-00000.json") ==
        "{\"key\":\"b12-1\",\"delay\":121}\n");

  plain one_folder(folder.path / "plain");
  auto second = one_folder.open(context_of());
  second.recover(-1);
  run_batch(second, 0);
  CHECK(read_text(folder.path / "plain/part-00000-00000.json") ==
        "{\"key\":\"b0-0\",\"origin\":\"JFK\",\"delay\":0}\n{\"key\":\"b0-1\",\"delay\":1}\n"
        "{\"key\":\"b0-2\",\"origin\":\"a/b\",\"delay\":2}\n");
}

TEST_CASE("json_sink: dead letters are rows like any", "[connector][json]") {
  temporary_folder folder;
  auto sink = ms::connector::open_json_sink<io::dead_letter_schema, ms::append_mode>(folder.path,
                                                                                     context_of());
  sink.recover(-1);
  ms::record<io::dead_letter_schema> letter;
  letter.slot_of<"reason">() = "not an object";
  letter.slot_of<"file">() = "a.json";
  letter.slot_of<"byte_offset">() = 7;
  letter.slot_of<"text">() = "\xff\"broken\n";
  std::vector<decltype(sink)::lane_type> lanes;
  lanes.push_back(sink.make_lane(3, 0));
  lanes.back().append(letter);
  sink.commit(3, lanes);
  CHECK(read_text(folder.path / "part-00003-00000.json") ==
        "{\"reason\":\"not an "
        "object\",\"file\":\"a.json\",\"byte_offset\":7,\"text\":\"\xEF\xBF\xBD\\\"broken\\n\","
        "\"batch_id\":0}\n");
}
