// SPDX-License-Identifier: Apache-2.0
//
// What lives here: any bytes as a log segment: scanning gives records or an error, never a crash.
// With -fsanitize=fuzzer -DMILLSTREAM_LIBFUZZER it is a libFuzzer target; else a program that feeds random and mutated bytes.
#include <millstream/io/record_log.hpp>

#include "random_bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace millstream::io;
  auto const bytes = std::as_bytes(std::span(data, size));
  for (std::uint64_t at = 0; at < size; at += 8)
    (void)detail::parse_record(bytes, at);
  try {
    log_scan scan;
    auto const header = detail::decode_segment_header(bytes, "fuzz");
    detail::segment_reader{"fuzz", bytes, header, scan, {}}.read(std::nullopt);
    for (auto const& older : header.older)
      detail::segment_reader{"fuzz", bytes, header, scan, {}}.read(older.end);
  } catch (millstream::error const&) {
  }
  return 0;
}

#ifndef MILLSTREAM_LIBFUZZER
int main() {
  using namespace millstream::io;
  detail::segment_header const head{3, 2, 17, {{1, 400, 5, false}, {2, 300, 6, false}}, 0};
  auto seed = detail::encode_segment_header(head);
  std::vector<std::byte> const payload(100, std::byte{42});
  detail::encode_record(seed, {1, 7, payload}, 2, 17, true);
  detail::encode_record(seed, {2, 7, payload}, 2, 18, false);
  detail::encode_record(seed, {3, 7, {}}, 2, 18, true);
  seed.resize(2048);
  return feed_random_bytes(seed);
}
#endif
