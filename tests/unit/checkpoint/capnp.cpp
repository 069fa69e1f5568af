// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cstdio>

#include "model_query.hpp"

using namespace model;

namespace {

std::string schema_path() {
  std::filesystem::path const tests = std::filesystem::path(MILLSTREAM_TEST_DATA).parent_path();
  return (tests / "../include/millstream/checkpoint/checkpoint.capnp").lexically_normal().string();
}

std::string output_of(std::string const& command) {
  std::string out;
  auto* pipe = ::popen((command + " 2>&1").c_str(), "r");
  char buffer[4096];
  while (auto const got = std::fread(buffer, 1, sizeof buffer, pipe))
    out.append(buffer, got);
  return ::pclose(pipe) == 0 ? out : "FAILED: " + out;
}

}  // namespace

TEST_CASE("capnp: the capnp tool prints snapshots, deltas and metadata", "[checkpoint]") {
  if (std::system("command -v capnp >/dev/null 2>&1") != 0) {
    WARN("SKIPPED: the capnp tool is not installed (Debian package capnproto)");
    return;
  }
  temporary_folder folder;
  observer seen;
  run(folder.path, io::file_door{}, 4, seen);
  auto decode = [&](std::string const& name) {
    return output_of("capnp decode '" + schema_path() + "' Message < '" +
                     (folder.path / name).string() + "'");
  };
  auto const snapshot = decode("state/snapshot-0000000002-0000000001.capnp");
  INFO(snapshot.substr(0, 2000));
  CHECK(snapshot.find("kind = snapshot") != std::string::npos);
  CHECK(snapshot.find("operatorId = \"agg#0\"") != std::string::npos);
  CHECK(snapshot.find("( footer = (") != std::string::npos);
  CHECK(decode("state/delta-0000000004-0000000001.capnp").find("content = removedKeys") !=
        std::string::npos);
  CHECK(decode("metadata-0000000001.capnp").find("planFingerprint = \"f1\"") != std::string::npos);
}

TEST_CASE("capnp: a large snapshot of a wide table stays readable by the tool", "[checkpoint]") {
  if (std::system("command -v capnp >/dev/null 2>&1") != 0) {
    WARN("SKIPPED: the capnp tool is not installed (Debian package capnproto)");
    return;
  }
  temporary_folder folder;
  cp::snapshot whole{0, commit_of(0), {}, {{"op", "", 0, {}, {}}}};
  auto& rows = whole.partitions[0].upserts;
  rows.rows = 1024;
  auto const width = GENERATE(150U, 400U);
  for (unsigned c = 0; c < width; ++c) {
    rows.schema.push_back({"c" + std::to_string(c), cp::column_kind::fixed, 8, true, "int64"});
    rows.columns.push_back(
        {std::vector<std::byte>(8 * 1024), {}, std::vector<std::uint8_t>(1024, 1)});
  }
  cp::detail::write_whole_file(io::file_door{}, folder.path / "s",
                               [&](auto& out) { cp::write_snapshot_file(out, "q", 1, whole); });
  auto const text = output_of("capnp decode '" + schema_path() + "' Message < '" +
                              (folder.path / "s").string() + "' | tail -c 300");
  INFO(text);
  CHECK(text.find("( footer = (") != std::string::npos);
  CHECK(text.find("FAILED") == std::string::npos);
}
