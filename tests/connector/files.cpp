// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/connector/transport/files.hpp>

#include <fstream>
#include <limits>

namespace {

namespace ms = millstream;
using ms::connector::file_slice;
using ms::connector::file_stream;
using ms::connector::file_stream_options;
using ms::connector::offset_text;
using ms::connector::parse_offset;

struct folder_of_files {
  std::filesystem::path path;
  folder_of_files() {
    std::string name = (std::filesystem::temp_directory_path() / "millstream-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~folder_of_files() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  void write(std::string const& name, std::string const& text, int seconds) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
    set_time(name, seconds);
  }
  void append(std::string const& name, std::string const& text, int seconds) const {
    std::ofstream(path / name, std::ios::binary | std::ios::app) << text;
    set_time(name, seconds);
  }
  void set_time(std::string const& name, int seconds) const {
    ::timespec const times[2] = {{1'700'000'000 + seconds, 0}, {1'700'000'000 + seconds, 0}};
    ::utimensat(AT_FDCWD, (path / name).c_str(), times, 0);
  }
};

/// The names in a planned batch, with "[from,to)" where a piece is not a whole file from its beginning.
std::vector<std::string> names(std::optional<std::string> const& offset) {
  std::vector<std::string> out;
  if (!offset) return out;
  for (auto const& slice : parse_offset(*offset)) {
    auto name = std::filesystem::path(slice.path).filename().string();
    if (slice.from != 0 || slice.waits != 0)
      name += "[" + std::to_string(slice.from) + "," + std::to_string(slice.size) + ")";
    out.push_back(std::move(name));
  }
  return out;
}
using strings = std::vector<std::string>;

template <class Call>
ms::errc code_of(Call&& call) {
  try {
    call();
  } catch (ms::error const& e) {
    INFO(e.what());
    CHECK(!e.fix().empty());
    return e.code();
  }
  FAIL("no error");
  return ms::errc::internal;
}

}  // namespace

TEST_CASE("files: rule 93, new files come in the order of time and path, each once",
          "[connector][files][semantics]") {
  folder_of_files const folder;
  folder.write("late.json", "1\n", 9);
  folder.write("b.json", "1\n", 5);
  folder.write("a.json", "1\n", 5);
  folder.write("_hidden.json", "1\n", 1);
  folder.write(".hidden.json", "1\n", 1);
  folder.write("empty.json", "", 1);
  folder.write("below/inside.json", "1\n", 1);
  file_stream stream({.path = folder.path});
  CHECK(names(stream.plan()) == strings{"a.json", "b.json", "late.json"});
  CHECK(stream.plan() == std::nullopt);
  folder.write("older.json", "1\n", 0);
  CHECK(names(stream.plan()) == strings{"older.json"});
}

TEST_CASE("files: a path may be a file or a pattern, and names may be filtered",
          "[connector][files]") {
  folder_of_files const folder;
  folder.write("x1/a.json", "1\n", 1);
  folder.write("x2/b.json", "1\n", 2);
  folder.write("x2/c.csv", "1\n", 3);
  folder.write("y/d.json", "1\n", 4);
  auto const planned = [&](std::filesystem::path const& path, std::string const& filter = "") {
    return names(file_stream({.path = folder.path / path, .path_glob_filter = filter}).plan());
  };
  CHECK(planned("x2/b.json") == strings{"b.json"});
  CHECK(planned("x*/*.json") == strings{"a.json", "b.json"});
  CHECK(planned("x*") == strings{"a.json", "b.json", "c.csv"});
  CHECK(planned("x2/", "*.csv") == strings{"c.csv"});
  CHECK(planned("no*/*") == strings{});
}

TEST_CASE("files: limits cut batches, and at least one file is taken", "[connector][files]") {
  folder_of_files const folder;
  for (int i = 0; i < 4; ++i)
    folder.write(std::string(1, char('a' + i)), "12345\n", i);
  file_stream by_files({.path = folder.path, .max_files_per_trigger = 3});
  CHECK(names(by_files.plan()) == strings{"a", "b", "c"});
  CHECK(names(by_files.plan()) == strings{"d"});
  file_stream by_bytes({.path = folder.path, .max_bytes_per_trigger = 13});
  CHECK(names(by_bytes.plan()) == strings{"a", "b"});
  file_stream one({.path = folder.path, .max_bytes_per_trigger = 1});
  CHECK(names(one.plan()) == strings{"a"});
  CHECK(code_of([&] {
          file_stream(
              {.path = folder.path, .max_files_per_trigger = 1, .max_bytes_per_trigger = 1});
        }) == ms::errc::invalid_argument);
  CHECK(code_of([&] { file_stream({.path = folder.path, .max_files_per_trigger = 0}); }) ==
        ms::errc::invalid_argument);
}

TEST_CASE("files: a last line without a line break waits while its file may grow",
          "[connector][files]") {
  folder_of_files const folder;
  folder.write("a", "one\ntwo\nthr", 1);
  file_stream stream({.path = folder.path});
  CHECK(names(stream.plan()) == strings{"a[0,8)"});
  SECTION("a following plan that sees the same file takes it") {
    CHECK(names(stream.plan()) == strings{"a[8,11)"});
    CHECK(stream.plan() == std::nullopt);
  }
  SECTION("it is read on when it has grown") {
    folder.append("a", "ee\nfour\nfi", 2);
    CHECK(names(stream.plan()) == strings{"a[8,19)"});
    folder.append("a", "ve\n", 3);
    CHECK(names(stream.plan()) == strings{"a[19,24)"});
    CHECK(stream.plan() == std::nullopt);
    CHECK(stream.changed_files() == 0);
  }
  SECTION("a frozen stream takes it") {
    stream.freeze();
    CHECK(names(stream.plan()) == strings{"a[8,11)"});
    folder.append("a", "ee\n", 2);
    CHECK(stream.plan() == std::nullopt);
  }
  SECTION("a file that changed a moment ago is not finished, though it looks the same") {
    file_stream patient({.path = folder.path, .quiet_time = std::chrono::hours(24 * 365 * 1000)});
    CHECK(names(patient.plan()) == strings{"a[0,8)"});
    CHECK(patient.plan() == std::nullopt);
    CHECK(patient.plan() == std::nullopt);
  }
  SECTION("a restart knows what waits") {
    auto const state = stream.state();
    file_stream again({.path = folder.path});
    again.restore(state);
    CHECK(again.plan() == std::nullopt);
    CHECK(names(again.plan()) == strings{"a[8,11)"});
  }
}

TEST_CASE("files: a file without any line break waits as a whole", "[connector][files]") {
  folder_of_files const folder;
  folder.write("a", "half a li", 1);
  file_stream stream({.path = folder.path});
  CHECK(stream.plan() == std::nullopt);
  folder.append("a", "ne\n", 2);
  CHECK(names(stream.plan()) == strings{"a"});
  file_stream whole({.path = folder.path, .tail_waits = false});
  CHECK(names(whole.plan()) == strings{"a"});
}

TEST_CASE("files: growth and change after reading are reported once each, and not read",
          "[connector][files]") {
  folder_of_files const folder;
  folder.write("a", "one\n", 1);
  file_stream stream({.path = folder.path});
  auto const first = stream.plan();
  folder.append("a", "two\n", 2);
  CHECK(stream.plan() == std::nullopt);
  CHECK(stream.plan() == std::nullopt);
  CHECK(stream.changed_files() == 1);
  CHECK(stream.warning().find("grew from 4 to 8") != std::string::npos);
  CHECK_NOTHROW(stream.open(*first));
  folder.write("a", "x\n", 3);
  CHECK(stream.plan() == std::nullopt);
  CHECK(stream.changed_files() == 2);
}

TEST_CASE("files: a frozen stream offers what exists now, in batches", "[connector][files]") {
  folder_of_files const folder;
  folder.write("a", "1\n", 1);
  folder.write("b", "1\n", 2);
  file_stream stream({.path = folder.path, .max_files_per_trigger = 1});
  stream.freeze();
  folder.write("c", "1\n", 3);
  CHECK(names(stream.plan()) == strings{"a"});
  CHECK(names(stream.plan()) == strings{"b"});
  CHECK(stream.plan() == std::nullopt);
}

TEST_CASE("files: what was planned before a restart is not planned again", "[connector][files]") {
  folder_of_files const folder;
  folder.write("a", "1\n", 1);
  folder.write("b", "1\n", 2);
  file_stream before({.path = folder.path, .max_files_per_trigger = 1});
  auto const a = *before.plan();
  auto const state = before.state();
  file_stream replayed({.path = folder.path}), restored({.path = folder.path});
  replayed.replay(a);
  restored.restore(state);
  CHECK(names(replayed.plan()) == strings{"b"});
  CHECK(names(restored.plan()) == strings{"b"});
}

TEST_CASE("files: a changed file of a logged batch is an error", "[connector][files]") {
  folder_of_files const folder;
  folder.write("a", "12345\n", 1);
  file_stream stream({.path = folder.path});
  auto const offset = *stream.plan();
  CHECK_NOTHROW(stream.open(offset));
  SECTION("shorter") {
    folder.write("a", "1\n", 1);
  }
  SECTION("written again") {
    folder.set_time("a", 7);
  }
  SECTION("gone") {
    std::filesystem::remove(folder.path / "a");
  }
  CHECK(code_of([&] { stream.open(offset); }) == ms::errc::source_changed);
}

TEST_CASE("files: a missing folder is said with what to do", "[connector][files]") {
  CHECK(code_of([] { file_stream({.path = "/nowhere/at/all"}); }) == ms::errc::source_missing);
}

TEST_CASE("files: an unreadable file is an error that names it", "[connector][files]") {
  if (::geteuid() == 0) return;  // root may read everything
  folder_of_files const folder;
  folder.write("a", "half", 1);
  std::filesystem::permissions(folder.path / "a", std::filesystem::perms::none);
  file_stream stream({.path = folder.path});
  CHECK(code_of([&] { stream.plan(); }) == ms::errc::source_unreadable);
}

TEST_CASE("files: offset text comes back as it went, for any path", "[connector][files]") {
  std::vector<file_slice> const slices{
      {.path = "/a \"quoted\" \\ path\n\t\x01/é/\xff",
       .size = std::numeric_limits<std::int64_t>::max(),
       .mtime_us = -5},
      {.path = "", .size = 9, .mtime_us = 0, .from = 3, .waits = 2}};
  CHECK(parse_offset(offset_text(slices)) == slices);
  CHECK(parse_offset(offset_text({})).empty());
  CHECK(parse_offset(" [ { \"mtime_us\" : 1 , \"size\":2,\"new\":\"x\", \"path\":\"p\" } ] ")
            .at(0)
            .size == 2);
}

TEST_CASE("files: broken offset text is a corrupt checkpoint", "[connector][files]") {
  auto const good =
      offset_text({{.path = "a\\b", .size = 10, .mtime_us = 20, .from = 1, .waits = 3}});
  for (std::size_t n = 0; n < good.size(); ++n)
    CHECK(code_of([&] { parse_offset(good.substr(0, n)); }) == ms::errc::checkpoint_corrupt);
  for (auto const* text :
       {"[]x", "[{}]", "[{\"path\":\"a\",\"size\":-1,\"mtime_us\":1}]",
        "[{\"path\":\"a\",\"size\":99999999999999999999,\"mtime_us\":1}]", "{}", "[1]",
        "[{\"path\":\"a\",\"size\":1,\"mtime_us\":1,\"from\":2}]", "[{\"path\":\"\\x\"}]",
        "[{\"path\":\"\\u00\"}]", "[{\"path\":\"\\u1234\"}]"})
    CHECK(code_of([&] { parse_offset(text); }) == ms::errc::checkpoint_corrupt);
}
