// SPDX-License-Identifier: Apache-2.0
// The exactly-once file protocol (rule 89) beyond the contract that all sinks share: whose folder it is, foreign files,
// the manifest, failing disks.
#include <catch2/catch.hpp>

#include <thread>

#include <millstream/connector/format/json_sink.hpp>

#include "connector/sink_contract.hpp"

namespace {

namespace ms = millstream;
using namespace sink_contract;

template <class Partition = io::column_names<>>
auto open_sink(std::filesystem::path const& folder, io::sink_context context,
               std::int64_t rows_a_file = 1'000'000) {
  ms::connector::json_sink_options options;
  options.limits.rows_a_file = rows_a_file;
  return ms::connector::open_json_sink<row_schema, ms::append_mode, Partition>(folder, options,
                                                                               std::move(context));
}
using by_origin = io::column_names<"origin">;

std::size_t visible_rows(std::filesystem::path const& folder) {
  std::size_t out = 0;
  for (auto const& file : visible_files(folder)) {
    auto const text = read_text(file);
    out += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  return out;
}

/// Every path below a folder, and the bytes of its files.
std::map<std::string, std::string> everything_in(std::filesystem::path const& folder) {
  std::map<std::string, std::string> out;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(folder))
    out[entry.path().string()] = entry.is_regular_file() ? read_text(entry.path()) : "";
  return out;
}

/// Fails one kind of operation on paths that contain `part`, from the `first` one on, `times` times.
struct failing_hook : io::fault_hook {
  io::file_operation operation = io::file_operation::rename;
  std::string part = {};
  int error_number = EIO;
  std::size_t times = 1;
  void before(io::file_operation what, std::filesystem::path const& path, std::uint64_t) override {
    if (what != operation || times == 0 || path.string().find(part) == std::string::npos) return;
    --times;
    throw std::system_error(error_number, std::generic_category());
  }
};

}  // namespace

TEST_CASE("file_sink: a commit reports its steps", "[connector][file_sink]") {
  struct probe {
    std::filesystem::path folder;
    auto open(io::sink_context context) const { return open_sink(folder, std::move(context)); }
  };
  CHECK(steps_of_a_commit<probe>() ==
        std::vector<std::string>{"sink.before_files", "sink.before_manifest", "sink.after_manifest",
                                 "sink.after_publish"});
}

TEST_CASE("file_sink: a folder of another query or sink is refused before anything is written",
          "[connector][file_sink]") {
  temporary_folder folder;
  {
    auto sink = open_sink(folder.path, context_of());
    sink.recover(-1);
    run_batch(sink, 0);
  }
  auto const before = everything_in(folder.path);
  auto other = open_sink(folder.path, context_of(nullptr, 9, "query-2"));
  try {
    other.recover(-1);
    FAIL("no error");
  } catch (ms::error const& failure) {
    CHECK(failure.code() == ms::errc::sink_owned_by_another_query);
    CHECK(failure.what_happened().find("query-1") != std::string::npos);
    CHECK(failure.where().file == folder.path.string());
    CHECK_FALSE(failure.fix().empty());
  }
  auto context = context_of(nullptr, 9);
  context.sink_name = "second";
  auto second = open_sink(folder.path, context);
  CHECK(code_of([&] { second.recover(-1); }) == ms::errc::sink_owned_by_another_query);
  CHECK(everything_in(folder.path) == before);
}

TEST_CASE("file_sink: foreign files in a folder without a manifest stay as they are",
          "[connector][file_sink]") {
  temporary_folder folder;
  std::ofstream(folder.path / "notes.txt") << "mine";
  std::ofstream(folder.path / ".hidden") << "mine too";
  auto sink = open_sink(folder.path, context_of());
  sink.recover(-1);
  run_batch(sink, 0);
  CHECK(read_text(folder.path / "notes.txt") == "mine");
  CHECK(read_text(folder.path / ".hidden") == "mine too");
  CHECK(visible_files(folder.path).size() == 2);
}

TEST_CASE(
    "file_sink: a foreign file with a name of ours is an error, never replaced, and the batch "
    "stays out",
    "[connector][file_sink]") {
  temporary_folder folder;
  std::filesystem::create_directories(folder.path / "origin=JFK");
  auto const taken = folder.path / "origin=JFK/part-00000-00000.json";
  std::ofstream(taken) << "mine";
  {
    auto sink = open_sink<by_origin>(folder.path, context_of());
    sink.recover(-1);
    CHECK(code_of([&] { run_batch(sink, 0); }) == ms::errc::sink_failed);
    CHECK(sink.fence() == -1);
  }
  CHECK(read_text(taken) == "mine");
  CHECK(visible_files(folder.path).size() == 1);
  CHECK(std::filesystem::is_empty(folder.path / "_millstream/pending"));
  std::filesystem::remove(taken);
  auto sink = open_sink<by_origin>(folder.path, context_of(nullptr, 2));
  sink.recover(0);
  CHECK(run_batch(sink, 0).rows == 3);
  CHECK(visible_rows(folder.path) == 3);
}

TEST_CASE("file_sink: a path that is a file is refused", "[connector][file_sink]") {
  temporary_folder folder;
  std::ofstream(folder.path / "file") << "x";
  auto sink = open_sink(folder.path / "file", context_of());
  CHECK(code_of([&] { sink.recover(-1); }) == ms::errc::invalid_argument);
  CHECK(read_text(folder.path / "file") == "x");
}

TEST_CASE("file_sink: a partition value too long for a name is refused before anything is promised",
          "[connector][file_sink]") {
  temporary_folder folder;
  auto sink = open_sink<by_origin>(folder.path, context_of());
  sink.recover(-1);
  auto const commit = [&](std::size_t bytes) {
    auto row = make_row(0, 0);
    row.slot_of<"origin">() = std::string(bytes, 'x');
    std::vector<decltype(sink)::lane_type> lanes;
    lanes.push_back(sink.make_lane(0, 0));
    lanes[0].append(row);
    lanes[0].append(make_row(0, 1));
    return sink.commit(0, lanes);
  };
  CHECK(code_of([&] { commit(249); }) == ms::errc::sink_failed);
  CHECK(visible_files(folder.path).empty());
  CHECK(std::filesystem::is_empty(folder.path / "_millstream/pending"));
  CHECK(sink.fence() == -1);
  CHECK(commit(248).rows == 2);  // "origin=" and the value are the 255 bytes that a name may have
}

TEST_CASE(
    "file_sink: the manifest names each batch's files, rows and bytes, and a moved folder goes on",
    "[connector][file_sink]") {
  temporary_folder folder;
  {
    auto sink = open_sink<by_origin>(folder.path / "a", context_of());
    sink.recover(-1);
    run_batch(sink, 0);
    run_batch(sink, 1);
  }
  std::filesystem::rename(folder.path / "a", folder.path / "b");
  auto const entries = io::output_folder::read_manifest(io::file_door{}, folder.path / "b");
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].query_id == "query-1");
  CHECK(entries[1].batch == 1);
  CHECK(entries[1].run_epoch == 1);
  REQUIRE(entries[1].files.size() == 3);
  for (auto const& file : entries[1].files) {
    CHECK(file.rows == 1);
    CHECK(static_cast<std::int64_t>(std::filesystem::file_size(folder.path / "b" / file.path)) ==
          file.bytes);
  }
  CHECK(entries[1].files[1].path == "origin=__HIVE_DEFAULT_PARTITION__/part-00001-00000.json");
  auto sink = open_sink<by_origin>(folder.path / "b", context_of(nullptr, 2));
  sink.recover(1);
  CHECK(run_batch(sink, 1).skipped);
  run_batch(sink, 2);
  CHECK(visible_rows(folder.path / "b") == 9);
}

TEST_CASE("file_sink: a damaged manifest is reported, not guessed at", "[connector][file_sink]") {
  temporary_folder folder;
  {
    auto sink = open_sink(folder.path, context_of());
    sink.recover(-1);
    run_batch(sink, 0);
    run_batch(sink, 1);
  }
  auto const segment = folder.path / "_millstream/segment-0000000001.log";
  auto text = read_text(segment);
  auto const at = text.find("part-00000");
  REQUIRE(at != std::string::npos);
  text[at] = 'q';
  std::ofstream(segment, std::ios::binary) << text;
  auto sink = open_sink(folder.path, context_of(nullptr, 2));
  CHECK(code_of([&] { sink.recover(1); }) == ms::errc::checkpoint_corrupt);
}

TEST_CASE("file_sink: a publication that fails half-way is finished by the next call",
          "[connector][file_sink]") {
  temporary_folder folder;
  auto hook = std::make_shared<failing_hook>();
  hook->part = "origin=a";
  auto sink = open_sink<by_origin>(folder.path, context_of(hook));
  sink.recover(-1);
  CHECK(code_of([&] { run_batch(sink, 0); }) == ms::errc::io_error);
  CHECK(visible_rows(folder.path) == 2);  // committed, not yet whole
  SECTION("the same batch again") {
    CHECK(run_batch(sink, 0).skipped);
    CHECK(visible_rows(folder.path) == 3);
  }
  SECTION("the next batch") {
    CHECK(run_batch(sink, 1).rows == 3);
    CHECK(visible_rows(folder.path) == 6);
  }
  SECTION("a restart") {
    auto next = open_sink<by_origin>(folder.path, context_of(nullptr, 2));
    next.recover(0);
    CHECK(visible_rows(folder.path) == 3);
  }
}

TEST_CASE(
    "file_sink: a failed flush is final for the run, and the next run makes each row visible once",
    "[connector][file_sink]") {
  for (std::string const part : {".part-", "pending", "segment-"}) {
    INFO(part);
    temporary_folder folder;
    auto hook = std::make_shared<failing_hook>();
    hook->times = 0;
    {
      auto sink = open_sink(folder.path, context_of(hook));
      sink.recover(-1);
      run_batch(sink, 0);
      hook->operation =
          part == "pending" ? io::file_operation::sync_directory : io::file_operation::datasync;
      hook->part = part;
      hook->times = 1;
      CHECK(code_of([&] { run_batch(sink, 1); }) == ms::errc::io_error);
      CHECK(code_of([&] { run_batch(sink, 1); }) == ms::errc::io_error);  // never retried
      CHECK(visible_rows(folder.path) == 3);
    }
    auto sink = open_sink(folder.path, context_of(nullptr, 2));
    sink.recover(1);
    run_batch(sink, 1);
    run_batch(sink, 2);
    CHECK(visible_rows(folder.path) == 9);
  }
}

TEST_CASE("file_sink: lanes of several threads write parts at the same time",
          "[connector][file_sink]") {
  temporary_folder folder;
  auto sink = open_sink<by_origin>(folder.path, context_of(), 100);
  sink.recover(-1);
  using sink_type = decltype(sink);
  std::vector<sink_type::lane_type> lanes;
  for (std::size_t i = 0; i < 8; ++i)
    lanes.push_back(sink.make_lane(0, i));
  {
    std::vector<std::jthread> threads;
    for (auto& lane : lanes)
      threads.emplace_back([&lane] {
        for (int i = 0; i < 1000; ++i)
          lane.append(make_row(0, i % 3));
      });
  }
  CHECK(sink.commit(0, lanes).rows == 8000);
  CHECK(visible_rows(folder.path) == 8000);
  CHECK(std::filesystem::is_empty(folder.path / "_millstream/pending"));
}

TEST_CASE("file_sink: a lane keeps at most its bytes in memory", "[connector][file_sink]") {
  temporary_folder folder;
  ms::connector::json_sink_options options;
  options.limits.bytes_a_lane = 1000;
  auto sink = ms::connector::open_json_sink<row_schema, ms::append_mode, by_origin>(
      folder.path, options, context_of());
  sink.recover(-1);
  std::vector<decltype(sink)::lane_type> lanes;
  lanes.push_back(sink.make_lane(0, 0));
  for (int i = 0; i < 1000; ++i)
    lanes[0].append(make_row(0, i));
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path / "_millstream/pending"),
                      {}) > 10);
  CHECK(sink.commit(0, lanes).rows == 1000);
  CHECK(visible_rows(folder.path) == 1000);
}

TEST_CASE("file_sink: the manifest of many batches stays small", "[connector][file_sink]") {
  temporary_folder folder;
  {
    auto sink = open_sink(folder.path, context_of());
    sink.recover(-1);
    std::vector<decltype(sink)::lane_type> none;
    for (std::int64_t batch = 0; batch < 2400; ++batch)
      sink.commit(batch, none);
  }
  std::uintmax_t bytes = 0;
  for (auto const& entry : std::filesystem::directory_iterator(folder.path / "_millstream"))
    if (entry.is_regular_file()) bytes += entry.file_size();
  CHECK(bytes <= 2 * (256U << 10));
  auto sink = open_sink(folder.path, context_of(nullptr, 2));
  sink.recover(2399);
  CHECK(sink.fence() == 2399);
  CHECK(io::output_folder::read_manifest(io::file_door{}, folder.path).size() >=
        io::output_folder::remembered_batches);
}
