// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the bytes of one record of a log, and the reading of one record from bytes that may be anything:
//   header 48: crc32c | type | flags | length | 0 | batch | epoch | append sequence | header crc32c | mark "MSRh"
//   payload, zeros up to a multiple of 8, trailer 8: length | mark "MSRt"
// The first CRC is over the rest of the header, the payload and its zeros. All numbers are little-endian.
// The marks tell a torn record (its end was never written) from a damaged one (its end is there, its CRC is wrong).
// What does not: segments and what a sequence of records means (log_scan.hpp, record_log.hpp).
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include <millstream/base/crc32c.hpp>

namespace millstream::io {

static_assert(std::endian::native == std::endian::little,
              "logs and snapshots are written as little-endian memory");

/// One record to append. Types from 0xFF00 on are the log's own; 0 is none.
struct log_entry {
  std::uint16_t type = 0;
  std::int64_t batch = 0;
  std::span<std::byte const> payload = {};
};

/// One record that a scan found and believes.
struct log_record {
  std::uint16_t type = 0;
  std::int64_t batch = 0;
  std::int64_t epoch = 0;
  std::uint64_t append_sequence = 0;
  std::vector<std::byte> payload = {};
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;
};

namespace detail {

struct record_header {
  std::uint32_t crc;
  std::uint16_t type;
  std::uint16_t flags;
  std::uint32_t length;
  std::uint32_t zero;
  std::int64_t batch;
  std::int64_t epoch;
  std::uint64_t append_sequence;
  std::uint32_t header_crc;
  std::uint32_t mark;
};
static_assert(sizeof(record_header) == 48);

inline constexpr std::uint32_t header_mark = 0x6852534D;   // "MSRh"
inline constexpr std::uint32_t trailer_mark = 0x7452534D;  // "MSRt"
inline constexpr std::uint16_t last_of_append = 1;
inline constexpr std::uint16_t segment_type = 0xFFFF;
inline constexpr std::uint64_t sector_bytes =
    512;  // the smallest piece of a write that a crash leaves whole

constexpr std::uint64_t padded(std::uint64_t length) noexcept {
  return (length + 7) & ~std::uint64_t{7};
}
constexpr std::uint64_t record_bytes(std::uint64_t length) noexcept {
  return sizeof(record_header) + padded(length) + 8;
}

inline std::span<std::byte const> bytes_of(record_header const& header, std::size_t from,
                                           std::size_t to) {
  return std::as_bytes(std::span(&header, 1)).subspan(from, to - from);
}

inline std::uint32_t header_crc(record_header const& header) {
  return base::crc32c(bytes_of(header, 4, 40));
}

inline void encode_record(std::vector<std::byte>& out, log_entry const& entry, std::int64_t epoch,
                          std::uint64_t append_sequence, bool last) {
  record_header header{};
  header.type = entry.type;
  header.flags = last ? last_of_append : std::uint16_t{0};
  header.length = static_cast<std::uint32_t>(entry.payload.size());
  header.batch = entry.batch;
  header.epoch = epoch;
  header.append_sequence = append_sequence;
  header.header_crc = header_crc(header);
  header.mark = header_mark;
  auto const start = out.size();
  out.resize(start + record_bytes(entry.payload.size()));  // zeros
  auto const payload = std::span(out).subspan(start + sizeof header, padded(entry.payload.size()));
  if (!entry.payload.empty())
    std::memcpy(payload.data(), entry.payload.data(), entry.payload.size());
  header.crc = base::crc32c(payload, base::crc32c(bytes_of(header, 4, 48)));
  std::memcpy(out.data() + start, &header, sizeof header);
  std::uint32_t const trailer[2] = {header.length, trailer_mark};
  std::memcpy(out.data() + out.size() - 8, trailer, 8);
}

enum class record_state : std::uint8_t { good, none, torn, damaged };

struct parsed_record {
  record_state state = record_state::none;
  record_header header{};
  std::span<std::byte const> payload = {};
  std::uint64_t end = 0;
};

inline bool all_zero(std::span<std::byte const> bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

/// True if a whole sector's share of [from, to) is zero: the sign of a piece that never reached the disk.
inline bool misses_a_sector(std::span<std::byte const> file, std::uint64_t from,
                            std::uint64_t to) noexcept {
  for (auto at = from; at < to;) {
    auto const next = std::min(to, (at / sector_bytes + 1) * sector_bytes);
    if (all_zero(file.subspan(at, next - at))) return true;
    at = next;
  }
  return false;
}

/// Reads the record at `offset` of a segment's bytes; never trusts them.
inline parsed_record parse_record(std::span<std::byte const> file, std::uint64_t offset) noexcept {
  parsed_record out;
  if (offset >= file.size()) return out;
  auto const rest = file.subspan(offset);
  if (rest.size() < sizeof(record_header)) {
    out.state = all_zero(rest) ? record_state::none : record_state::torn;
    return out;
  }
  std::memcpy(&out.header, rest.data(), sizeof(record_header));
  auto const& header = out.header;
  bool const marked = header.mark == header_mark;
  if (!marked || header.header_crc != header_crc(header)) {
    if (all_zero(rest.first(sizeof(record_header)))) return out;
    out.state = marked && !misses_a_sector(file, offset, offset + sizeof(record_header))
                    ? record_state::damaged
                    : record_state::torn;
    return out;
  }
  out.state = record_state::torn;
  if (record_bytes(header.length) > rest.size()) return out;
  out.end = offset + record_bytes(header.length);
  out.payload = rest.subspan(sizeof(record_header), header.length);
  std::uint32_t trailer[2];
  std::memcpy(trailer, file.data() + out.end - 8, 8);
  bool const ended = trailer[0] == header.length && trailer[1] == trailer_mark;
  auto const summed = rest.subspan(sizeof(record_header), padded(header.length));
  if (ended && header.crc == base::crc32c(summed, base::crc32c(bytes_of(header, 4, 48))))
    out.state = record_state::good;
  else if (trailer[1] == trailer_mark && !misses_a_sector(file, offset, out.end))
    out.state = record_state::damaged;
  return out;
}

}  // namespace detail
}  // namespace millstream::io
