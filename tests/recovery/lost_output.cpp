// SPDX-License-Identifier: Apache-2.0
//
// An output that lacks what the checkpoint knows as committed: a deleted folder, an older copy. The query does not go on
// as if nothing had happened. An output that was not there before is none of these.
#include <catch2/catch.hpp>

#include <millstream/connector/format/json.hpp>
#include <millstream/connector/table/lmdb.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>
#include "unit/io/temporary_folder.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace lost_output_test {
struct row {
  std::string k;
  std::int64_t v;
};
}  // namespace lost_output_test
BOOST_HANA_ADAPT_STRUCT(lost_output_test::row, k, v);

namespace {

using lost_output_test::row;

struct fixture {
  temporary_folder folder;
  ms::testing::memory_stream<row> source;

  auto query(auto const& sink) const {
    return ms::write_stream(source.stream(), sink)
        .checkpoint(folder.path / "checkpoint")
        .threads(1);
  }
  std::vector<std::string> run(auto const& described) const {
    auto engine = ms::open_query(described);
    while (engine.run_next_batch()) {
    }
    return engine.warnings();
  }
  ms::error refused(auto const& described) const {
    try {
      ms::open_query(described);
    } catch (ms::error const& e) {
      return e;
    }
    return ms::error(ms::errc::internal, "not refused");
  }
};

}  // namespace

TEST_CASE("checkpoint: a deleted output folder is refused", "[recovery][rule89]") {
  fixture f;
  auto const out = f.folder.path / "out";
  auto const query = f.query(ms::json(out)).batches_per_snapshot(GENERATE(1, 10));
  f.source.add(row{"a", 1});
  f.run(query);
  std::filesystem::remove_all(out);
  f.source.add(row{"b", 2});
  auto const refused = f.refused(query);
  INFO(refused.what());
  CHECK(refused.code() == ms::errc::sink_behind_checkpoint);
  CHECK(refused.what_happened() == "json files in " + out.string() +
                                       " has no batch of this query, but the checkpoint has "
                                       "committed batch 0");
  // and again: the refused start made nothing that looks like an output
  CHECK(f.refused(query).code() == ms::errc::sink_behind_checkpoint);
}

TEST_CASE("checkpoint: an output that was put back from an older copy is refused",
          "[recovery][rule89]") {
  fixture f;
  auto const out = f.folder.path / "out", copy = f.folder.path / "copy";
  auto const query = f.query(ms::json(out));
  f.source.add(row{"a", 1});
  f.run(query);
  std::filesystem::copy(out, copy, std::filesystem::copy_options::recursive);
  f.source.add(row{"b", 2});
  f.run(query);
  std::filesystem::remove_all(out);
  std::filesystem::rename(copy, out);
  auto const refused = f.refused(query);
  CHECK(refused.code() == ms::errc::sink_behind_checkpoint);
  CHECK(refused.what_happened().find("batches up to 0, but") != std::string::npos);
}

TEST_CASE("checkpoint: a deleted LMDB table and deleted dead letters are refused",
          "[recovery][rule91]") {
  fixture f;
  auto const table = f.query(ms::lmdb(f.folder.path / "table").key("k"_c));
  auto const letters =
      f.query(ms::testing::memory_sink()).dead_letter(ms::json(f.folder.path / "letters"));
  f.source.add(row{"a", 1});
  if (GENERATE(true, false)) {
    f.run(table);
    std::filesystem::remove_all(f.folder.path / "table");
    CHECK(f.refused(table).code() == ms::errc::sink_behind_checkpoint);
  } else {
    f.run(letters);
    std::filesystem::remove_all(f.folder.path / "letters");
    CHECK(f.refused(letters).code() == ms::errc::sink_behind_checkpoint);
  }
}

TEST_CASE(
    "checkpoint: an output in another place, or a dead letter that was not there, begins with a "
    "warning",
    "[recovery][rule95]") {
  fixture f;
  f.source.add(row{"a", 1});
  CHECK(f.run(f.query(ms::json(f.folder.path / "out"))).empty());
  f.source.add(row{"b", 2});
  auto const moved = f.run(f.query(ms::json(f.folder.path / "elsewhere")));
  REQUIRE(moved.size() == 1);
  CHECK(moved[0] == "json files in " + (f.folder.path / "elsewhere").string() +
                        " is new to the checkpoint: it gets the batches from 1 on");
  f.source.add(row{"c", 3});
  auto const with_letters = f.query(ms::json(f.folder.path / "elsewhere"))
                                .dead_letter(ms::json(f.folder.path / "letters"));
  CHECK(f.run(with_letters).size() == 1);
  f.source.add(row{"d", 4});
  CHECK(f.run(with_letters).empty());
}
