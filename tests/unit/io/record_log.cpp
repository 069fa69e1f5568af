// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <fstream>

#include <millstream/io/record_log.hpp>

#include "disturbing_hook.hpp"
#include "temporary_folder.hpp"

using namespace millstream;
using namespace millstream::io;

namespace {

std::vector<std::byte> bytes(std::string_view text) {
  auto const span = std::as_bytes(std::span(text));
  return {span.begin(), span.end()};
}

constexpr record_log_options small{.segment_bytes = 4096, .first_segment_bytes = 4096};

/// "type/batch/payload" of each record, in order.
std::vector<std::string> trace(std::vector<log_record> const& records) {
  std::vector<std::string> out;
  for (auto const& r : records)
    out.push_back(std::to_string(r.type) + "/" + std::to_string(r.batch) + "/" +
                  std::string(reinterpret_cast<char const*>(r.payload.data()), r.payload.size()));
  return out;
}

using lines = std::vector<std::string>;

void put(record_log& log, std::uint16_t type, std::int64_t batch, std::string_view payload) {
  auto const data = bytes(payload);
  log.append({type, batch, data});
}

std::vector<char> slurp(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void spill(std::filesystem::path const& path, std::vector<char> const& data) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(data.data(), static_cast<std::streamsize>(data.size()));
}

error error_of(std::function<void()> const& act) {
  try {
    act();
  } catch (error const& e) {
    return e;
  }
  FAIL("no error");
  throw;
}

}  // namespace

TEST_CASE("record_log: records come back in order, over runs and segments", "[io][log]") {
  temporary_folder folder;
  file_door door;
  lines expected;
  for (int run = 1; run <= 3; ++run) {
    auto log = record_log::open(door, folder.path, small);
    CHECK(log.epoch() == run);
    CHECK(trace(log.take_records()) == expected);
    for (int i = 0; i < 20; ++i) {
      auto const payload =
          std::string(static_cast<std::size_t>(i * 37 % 600), static_cast<char>('a' + run));
      put(log, 1, run * 100 + i, payload);
      expected.push_back("1/" + std::to_string(run * 100 + i) + "/" + payload);
    }
    CHECK(log.statistics().flushes == 20);
  }
  CHECK(trace(scan_log(door, folder.path).records) == expected);
  CHECK(scan_log(door, folder.path).segments.size() > 3);
}

TEST_CASE("record_log: a record larger than a segment gets a segment of its size", "[io][log]") {
  temporary_folder folder;
  file_door door;
  auto log = record_log::open(door, folder.path, small);
  std::string const large(100'000, 'x');
  put(log, 1, 0, large);
  put(log, 1, 1, "after");
  CHECK(trace(scan_log(door, folder.path).records) == lines{"1/0/" + large, "1/1/after"});
}

TEST_CASE("record_log: old segments go up to a batch, never the one in use", "[io][log]") {
  temporary_folder folder;
  file_door door;
  auto log = record_log::open(door, folder.path, small);
  std::string const kilobyte(1000, 'k');
  for (int i = 0; i < 12; ++i)
    put(log, 1, i, kilobyte);
  log.remove_before(6);
  auto const left = scan_log(door, folder.path).records;
  CHECK(left.front().batch > 0);
  CHECK(left.front().batch <= 6);
  CHECK(left.back().batch == 11);
  log.remove_before(100);
  put(log, 1, 12, "end");
  CHECK(scan_log(door, folder.path).records.back().batch == 12);
  auto next = record_log::open(door, folder.path, small);
  CHECK(next.take_records().back().batch == 12);
}

TEST_CASE("record_log: runs that write nothing leave one empty segment", "[io][log]") {
  temporary_folder folder;
  file_door door;
  for (int i = 0; i < 10; ++i)
    record_log::open(door, folder.path, small);
  CHECK(door.list(folder.path).size() == 1);
  CHECK(record_log::open(door, folder.path, small).epoch() == 11);
}

TEST_CASE("record_log: a last append cut at any byte is gone as a whole, the rest stays",
          "[io][log]") {
  temporary_folder folder;
  file_door door;
  std::uint64_t start = 0, end = 0;
  {
    auto log = record_log::open(door, folder.path, small);
    put(log, 1, 0, "first");
    put(log, 3, 0, "commit");
    start = scan_log(door, folder.path).segments.back().end;
    auto const a = bytes("delta of seven batches"), b = bytes("the second commit");
    log_entry const both[] = {{2, 1, a}, {3, 1, b}};
    log.append(both);
    end = scan_log(door, folder.path).segments.back().end;
  }
  auto const path = folder.path / millstream::io::detail::segment_name(1);
  auto const whole = slurp(path);
  lines const before{"1/0/first", "3/0/commit"};
  CHECK(trace(scan_log(door, folder.path).records).size() == 4);
  for (auto cut = start; cut < end; ++cut) {
    INFO("cut at " << cut);
    for (bool zeros : {false, true}) {
      auto data = whole;
      if (zeros)
        std::fill(data.begin() + static_cast<std::ptrdiff_t>(cut), data.end(), '\0');
      else
        data.resize(cut);
      spill(path, data);
      auto const scan = scan_log(door, folder.path);
      CHECK(trace(scan.records) == before);
      CHECK(scan.tail_was_torn == (cut > start));
    }
  }
  // and a run goes on behind it
  {
    auto log = record_log::open(door, folder.path, small);
    put(log, 1, 1, "again");
  }
  CHECK(trace(scan_log(door, folder.path).records) ==
        lines{"1/0/first", "3/0/commit", "1/1/again"});
}

TEST_CASE("record_log: pages of the last append that arrive in any order are a torn tail",
          "[io][log]") {
  temporary_folder folder;
  file_door door;
  std::string const large(1500, 'd');
  std::uint64_t start = 0;
  {
    auto log = record_log::open(door, folder.path, small);
    put(log, 1, 0, "first");
    start = scan_log(door, folder.path).segments.back().end;
    auto const a = bytes(large), b = bytes(large);
    log_entry const both[] = {{2, 0, a}, {3, 0, b}};
    log.append(both);
  }
  auto const path = folder.path / millstream::io::detail::segment_name(1);
  auto const whole = slurp(path);
  for (unsigned lost = 1; lost < 128; ++lost) {
    auto data = whole;
    for (std::uint64_t at = start; at < data.size(); ++at)
      if (at / 512 < 7 && (lost >> (at / 512) & 1) != 0) data[at] = '\0';
    spill(path, data);
    CHECK(trace(scan_log(door, folder.path).records) == lines{"1/0/first"});
  }
}

TEST_CASE("record_log: a flipped bit before the last append is named with file and offset",
          "[io][log]") {
  temporary_folder folder;
  file_door door;
  std::vector<std::uint64_t> ends;
  {
    auto log = record_log::open(door, folder.path, small);
    for (int i = 0; i < 4; ++i) {
      put(log, 1, i, "payload " + std::to_string(i));
      ends.push_back(scan_log(door, folder.path).segments.back().end);
    }
  }
  auto const path = folder.path / millstream::io::detail::segment_name(1);
  auto const whole = slurp(path);
  auto const first = scan_log(door, folder.path).records.front().offset;
  for (auto at = first; at < ends[1]; ++at) {
    auto data = whole;
    data[at] = static_cast<char>(data[at] ^ (1 << (at % 8)));
    spill(path, data);
    auto const e = error_of([&] { scan_log(door, folder.path); });
    CHECK(e.code() == errc::checkpoint_corrupt);
    CHECK(e.where().file == path.string());
    CHECK(e.where().byte_offset == (at < ends[0] ? first : ends[0]));
  }
  // In the last append a flip is found or the append is cut as torn; what is wrong is never believed.
  std::size_t found = 0;
  for (auto at = ends[2]; at < ends[3]; ++at) {
    auto data = whole;
    data[at] = static_cast<char>(data[at] ^ (1 << (at % 8)));
    spill(path, data);
    try {
      auto const records = trace(scan_log(door, folder.path).records);
      CHECK(records == lines{"1/0/payload 0", "1/1/payload 1", "1/2/payload 2"});
    } catch (error const& e) {
      CHECK(e.code() == errc::checkpoint_corrupt);
      ++found;
    }
  }
  CHECK(found * 10 > (ends[3] - ends[2]) * 8);  // nearly all: not those in the marks
}

TEST_CASE("record_log: damage in the head of a segment, or a missing segment, is named",
          "[io][log]") {
  temporary_folder folder;
  file_door door;
  for (int run = 0; run < 3; ++run) {
    auto log = record_log::open(door, folder.path, small);
    put(log, 1, run, "x");
  }
  SECTION("missing in the middle") {
    std::filesystem::remove(folder.path / millstream::io::detail::segment_name(2));
    auto const e = error_of([&] { scan_log(door, folder.path); });
    CHECK(e.code() == errc::checkpoint_corrupt);
    CHECK(e.where().file == (folder.path / millstream::io::detail::segment_name(2)).string());
  }
  SECTION("the oldest may be gone") {
    std::filesystem::remove(folder.path / millstream::io::detail::segment_name(1));
    CHECK(trace(scan_log(door, folder.path).records) == lines{"1/1/x", "1/2/x"});
  }
  SECTION("head damaged") {
    auto const number = GENERATE(1U, 2U, 3U);
    auto const path = folder.path / millstream::io::detail::segment_name(number);
    auto data = slurp(path);
    data[GENERATE(3U, 20U, 70U)] ^= 4;
    spill(path, data);
    CHECK(error_of([&] { scan_log(door, folder.path); }).code() == errc::checkpoint_corrupt);
  }
  SECTION("a newer version") {
    auto const path = folder.path / millstream::io::detail::segment_name(3);
    auto data = slurp(path);
    data[15] = '2';
    spill(path, data);
    CHECK(error_of([&] { scan_log(door, folder.path); }).code() == errc::checkpoint_version);
  }
  SECTION("an older segment is cut off") {
    auto const path = folder.path / millstream::io::detail::segment_name(2);
    auto data = slurp(path);
    data.resize(150);
    spill(path, data);
    CHECK(error_of([&] { scan_log(door, folder.path); }).code() == errc::checkpoint_corrupt);
  }
}

TEST_CASE("record_log: what a zombie run appends after a newer run has begun is ignored",
          "[io][log]") {
  temporary_folder folder;
  file_door door;
  auto zombie = record_log::open(door, folder.path, small);
  put(zombie, 1, 0, "mine");
  auto heir = record_log::open(door, folder.path, small);
  put(zombie, 1, 1, "too late");
  put(heir, 1, 1, "right");
  put(zombie, 3, 1, "too late");
  auto const scan = scan_log(door, folder.path);
  CHECK(trace(scan.records) == lines{"1/0/mine", "1/1/right"});
  CHECK(scan.ignored_records == 2);
  CHECK(scan.newest_epoch == 2);
  std::string const large(5000, 'z');
  auto const e = error_of([&] { put(zombie, 1, 2, large); });
  CHECK(e.code() == errc::concurrent_run);  // the name of its next segment is taken
  CHECK(error_of([&] { put(zombie, 1, 2, "x"); }).code() == errc::io_error);
  put(heir, 1, 2, "goes on");
  CHECK(scan_log(door, folder.path).records.size() == 3);
}

TEST_CASE("record_log: of two runs that begin at once, one is told", "[io][log]") {
  temporary_folder folder;
  file_door door;
  auto scan = scan_log(door, folder.path), same = scan;
  record_log const first(door, folder.path, std::move(scan), small);
  CHECK(error_of([&] { record_log(door, folder.path, std::move(same), small); }).code() ==
        errc::concurrent_run);
}

TEST_CASE("record_log: a lost write before the last append is found", "[io][log]") {
  temporary_folder folder;
  auto hook = std::make_shared<disturbing_hook>();
  file_door door(hook);
  auto log = record_log::open(door, folder.path, small);
  put(log, 1, 0, "a");
  hook->how = disturbance::lost_write;
  hook->at = hook->seen;
  put(log, 1, 1, "b");
  CHECK(hook->hit);
  CHECK(trace(scan_log(door, folder.path).records) ==
        lines{"1/0/a"});  // nothing behind it: as if it was torn
  put(log, 1, 2, "c");
  put(log, 1, 3, "d");
  CHECK(error_of([&] { scan_log(door, folder.path); }).code() == errc::checkpoint_corrupt);
}

TEST_CASE("record_log: dying or failing at every operation keeps each append whole or absent",
          "[io][log]") {
  auto const how =
      GENERATE(disturbance::die_before, disturbance::die_after, disturbance::no_space,
               disturbance::io_error_after, disturbance::short_write, disturbance::die_torn);
  for (std::size_t at = 0;; ++at) {
    temporary_folder folder;
    auto hook = std::make_shared<disturbing_hook>();
    hook->how = how;
    hook->at = at;
    hook->keep = at * 7 % 120;
    file_door door(hook);
    std::int64_t acknowledged = -1, tried = -1;
    try {
      for (int run = 0; run < 2; ++run) {
        auto log = record_log::open(door, folder.path, small);
        for (int i = 0; i < 5; ++i) {
          auto const a = bytes(std::string(700, 'a')), b = bytes("b");
          log_entry const both[] = {{1, tried + 1, a}, {2, tried + 1, b}};
          ++tried;
          log.append(both);
          acknowledged = tried;
        }
        log.remove_before(acknowledged - 3);
      }
    } catch (process_died const&) {
    } catch (error const& e) {
      CHECK((e.code() == errc::no_space || e.code() == errc::io_error));
    }
    INFO("disturbance " << static_cast<int>(how) << " at " << at);
    auto log = record_log::open(file_door{}, folder.path, small);
    auto const records = log.take_records();
    CHECK(records.size() % 2 == 0);
    auto const last = records.empty() ? -1 : records.back().batch;
    CHECK(last >= acknowledged);
    CHECK(last <= tried);
    for (std::size_t i = 0; i + 2 < records.size(); ++i)
      CHECK(records[i].batch + 1 == records[i + 2].batch);
    put(log, 1, 99, "goes on");
    CHECK(scan_log(file_door{}, folder.path).records.back().batch == 99);
    if (!hook->hit && hook->seen < at) break;
  }
}

TEST_CASE("record_log: a power cut at every operation keeps what was flushed", "[io][log]") {
  std::mt19937 random(7);
  for (std::size_t at = 0;; ++at) {
    bool ended = true;
    for (int variant = 0; variant < 4; ++variant) {
      temporary_folder folder, backup;
      auto hook = std::make_shared<power_cut_hook>();
      hook->at = at;
      hook->backup = backup.path;
      std::int64_t acknowledged = -1, tried = -1;
      try {
        file_door door(hook);
        for (int run = 0; run < 2; ++run) {
          auto log = record_log::open(door, folder.path, small);
          for (int i = 0; i < 5; ++i) {
            auto const a = bytes(std::string(700, 'a')), b = bytes("b");
            log_entry const both[] = {{1, tried + 1, a}, {2, tried + 1, b}};
            ++tried;
            log.append(both);
            acknowledged = tried;
          }
          log.remove_before(acknowledged - 3);
        }
      } catch (process_died const&) {
        ended = false;
      }
      hook->cut_power(random, variant == 0);
      INFO("power cut at " << at << " variant " << variant);
      auto const records = record_log::open(file_door{}, folder.path, small).take_records();
      CHECK(records.size() % 2 == 0);
      auto const last = records.empty() ? -1 : records.back().batch;
      CHECK(last >= acknowledged);
      CHECK(last <= tried);
      for (std::size_t i = 0; i + 2 < records.size(); ++i)
        CHECK(records[i].batch + 1 == records[i + 2].batch);
    }
    if (ended) break;
  }
}
