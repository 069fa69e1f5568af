// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>

#include "model_query.hpp"

using namespace model;
using namespace millstream::checkpoint;

namespace {

/// Rows of every kind of column, with nulls.
table some_rows(std::size_t rows, unsigned seed) {
  auto out = table::of({{"id", column_kind::fixed, 8, false, "int64"},
                        {"flag", column_kind::fixed, 1, true, "bool"},
                        {"odd", column_kind::fixed, 3, false, "bytes"},
                        {"name", column_kind::text, 0, true, "string"},
                        {"tag", column_kind::text, 0, false, "string"}});
  std::mt19937 random(seed);
  out.rows = rows;
  for (std::size_t c = 0; c < out.schema.size(); ++c) {
    auto& data = out.columns[c];
    for (std::size_t r = 0; r < rows; ++r) {
      auto const size =
          out.schema[c].kind == column_kind::text ? random() % 9 : out.schema[c].width;
      for (std::size_t i = 0; i < size; ++i)
        data.bytes.push_back(static_cast<std::byte>(random()));
      if (out.schema[c].kind == column_kind::text)
        data.offsets.push_back(static_cast<std::uint32_t>(data.bytes.size()));
      if (out.schema[c].nullable) data.valid.push_back(random() % 2);
    }
  }
  return out;
}

std::vector<std::byte> file_of(snapshot const& whole) {
  memory_file out;
  write_snapshot_file(out, "query", 3, whole);
  return std::move(out.bytes);
}

}  // namespace

TEST_CASE("decode: a snapshot reads back as written, whatever its number of rows", "[checkpoint]") {
  auto const rows = GENERATE(0U, 1U, 7U, 8U, 1000U, 65'535U, 65'536U, 65'537U, 140'000U);
  snapshot const whole{
      41,
      commit_of(41),
      offsets_of(41).sources,
      {{"op", "a", 0, some_rows(rows, 1), {}}, {"op", "b", 7, some_rows(3, 2), some_rows(2, 3)}}};
  auto const read = decode_file(file_of(whole), "memory");
  CHECK(read.kind == file_kind::snapshot);
  CHECK(read.query_id == "query");
  CHECK(read.run_epoch == 3);
  CHECK(bool(read.content == whole));
}

TEST_CASE("whole_files: a file on disk has the same bytes as one in memory", "[checkpoint]") {
  temporary_folder folder;
  snapshot const whole{
      41,
      commit_of(41),
      {},
      {{"op", "a", 0, some_rows(140'000, 1), {}}, {"op", "b", 1, some_rows(5, 2), {}}}};
  detail::write_whole_file(io::file_door{}, folder.path / "f",
                           [&](auto& out) { write_snapshot_file(out, "query", 3, whole); });
  CHECK(bool(io::file_door{}.read_all(folder.path / "f") == file_of(whole)));
}

TEST_CASE("decode: text larger than a chunk is cut by bytes", "[checkpoint]") {
  auto rows = table::of({{"t", column_kind::text, 0, false, "string"}});
  for (std::size_t size : {5'000'000U, 40'000'000U, 1U, 0U, 20'000'000U, 20'000'000U}) {
    rows.columns[0].bytes.resize(rows.columns[0].bytes.size() + size, std::byte{'x'});
    rows.columns[0].offsets.push_back(static_cast<std::uint32_t>(rows.columns[0].bytes.size()));
    ++rows.rows;
  }
  snapshot const whole{0, commit_of(0), {}, {{"op", "", 0, rows, {}}}};
  CHECK(bool(decode_file(file_of(whole), "memory").content == whole));
}

TEST_CASE("decode: log records and metadata read back as written", "[checkpoint]") {
  CHECK(decode_offsets(encode(offsets_of(5)), "log", 0) == offsets_of(5));
  auto const commit =
      decode_commit(encode(logged_commit{commit_of(6), delta_place::file, "delta-6"}), "log", 0);
  CHECK(commit.commit == commit_of(6));
  CHECK(commit.delta == delta_place::file);
  CHECK(commit.delta_file == "delta-6");
  auto stored = metadata();
  stored.query_id = "id";
  memory_file out;
  write_metadata_file(out, stored);
  CHECK(decode_file(out.bytes, "m").metadata == stored);
  CHECK_THROWS_AS(decode_commit(encode(offsets_of(5)), "log", 0), error);
}

TEST_CASE("decode: every cut and every flipped bit of a file is found", "[checkpoint]") {
  snapshot const whole{41,
                       commit_of(41),
                       offsets_of(41).sources,
                       {{"op", "a", 0, some_rows(9, 1), some_rows(2, 4)}}};
  auto const good = file_of(whole);
  for (std::size_t at = 0; at < good.size(); ++at) {
    INFO("byte " << at << " of " << good.size());
    auto cut = good;
    cut.resize(at);
    CHECK_THROWS_AS(decode_file(cut, "memory"), error);
    auto flipped = good;
    flipped[at] ^= static_cast<std::byte>(1U << at % 8);
    try {
      auto const read = decode_file(flipped, "memory");
      CHECK(bool(read.content == whole));  // only padding of the footer message may change unseen
    } catch (error const& e) {
      CHECK(e.code() == errc::checkpoint_corrupt);
      CHECK(e.where().file == "memory");
      CHECK(e.where().byte_offset);
    }
  }
}

TEST_CASE("decode: bytes at an odd address are read as well", "[checkpoint]") {
  snapshot const whole{1, commit_of(1), {}, {{"op", "a", 0, some_rows(9, 1), {}}}};
  auto shifted = file_of(whole);
  shifted.insert(shifted.begin(), std::byte{0});
  CHECK(bool(decode_file(std::span(shifted).subspan(1), "memory").content == whole));
}

TEST_CASE("encode: a malformed table is refused before anything is written", "[checkpoint]") {
  auto rows = some_rows(5, 1);
  rows.columns[0].bytes.pop_back();
  CHECK_THROWS_AS(file_of({0, {}, {}, {{"op", "a", 0, rows, {}}}}), error);
}
