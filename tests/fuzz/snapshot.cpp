// SPDX-License-Identifier: Apache-2.0
//
// What lives here: any bytes as a snapshot file or a log payload: reading gives a value or an error, never a crash.
// With -fsanitize=fuzzer -DMILLSTREAM_LIBFUZZER it is a libFuzzer target; else a program that feeds random and mutated bytes.
// The check sums would turn nearly every mutation away, so the messages are read past them as well.
#include <millstream/checkpoint/decode.hpp>

#include "random_bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace millstream::checkpoint;
  auto const input = std::as_bytes(std::span(data, size));
  std::vector<std::byte> const bytes(input.begin(), input.end());  // aligned
  auto attempt = [](auto&& act) {
    try {
      act();
    } catch (millstream::error const&) {
    }
  };
  attempt([&] { (void)decode_file(bytes, "fuzz"); });
  attempt([&] { (void)decode_offsets(bytes, "fuzz", 0); });
  attempt([&] { (void)decode_commit(bytes, "fuzz", 0); });
  attempt([&] {
    std::string const name = "fuzz";
    detail::file_reader reader{name};
    for (auto const& place : detail::places_of(bytes, name))
      detail::with_message(
          std::span(bytes).subspan(place.offset, place.bytes), name, place.offset,
          [&](format::Message::Reader message) { reader.read(message, place.offset); });
  });
  return 0;
}

#ifndef MILLSTREAM_LIBFUZZER
int main() {
  using namespace millstream::checkpoint;
  auto rows = table::of(
      {{"k", column_kind::fixed, 8, false, "int64"}, {"t", column_kind::text, 0, true, "string"}});
  rows.rows = 3;
  rows.columns[0].bytes.resize(24);
  rows.columns[1].bytes.resize(5, std::byte{'x'});
  rows.columns[1].offsets = {0, 2, 2, 5};
  rows.columns[1].valid = {1, 0, 1};
  memory_file file;
  write_snapshot_file(
      file, "query", 1,
      {4, {4, 5, {6}, {{"malformed", 7}}}, {{"events", "{}"}}, {{"op", "s", 0, rows, rows}}});
  return feed_random_bytes(file.bytes) +
         feed_random_bytes(encode(offsets_record{1, 2, 3, 4, {{"a", "b"}}, {{"c", "d"}}})) +
         feed_random_bytes(encode(logged_commit{{1, 2, {3}, {{"x", 1}}}, delta_place::file, "f"}));
}
#endif
