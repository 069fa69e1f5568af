// SPDX-License-Identifier: Apache-2.0
//
// What lives here: CRC32C (Castagnoli), the check of log records and snapshot chunks: the SSE4.2 instruction where the
// processor has it (asked once, at run time; no compiler flag needed), else a table of 8 x 256 words.
// What does not: hashes for keys and partitions; a CRC is a bad one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define MILLSTREAM_CRC32C_SSE42 1
#include <nmmintrin.h>
#endif

namespace millstream::base {

namespace detail {

inline constexpr auto crc32c_tables = [] {
  std::array<std::array<std::uint32_t, 256>, 8> tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) ? 0x82F63B78U : 0U);
    tables[0][i] = crc;
  }
  for (std::uint32_t i = 0; i < 256; ++i)
    for (std::size_t t = 1; t < 8; ++t)
      tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xFF];
  return tables;
}();

inline std::uint32_t crc32c_portable(std::byte const* data, std::size_t size,
                                     std::uint32_t crc) noexcept {
  auto const& t = crc32c_tables;
  auto at = [&data](std::size_t i) { return std::to_integer<std::uint32_t>(data[i]); };
  for (; size >= 8; size -= 8, data += 8) {
    crc ^= at(0) | at(1) << 8 | at(2) << 16 | at(3) << 24;
    crc = t[7][crc & 0xFF] ^ t[6][(crc >> 8) & 0xFF] ^ t[5][(crc >> 16) & 0xFF] ^ t[4][crc >> 24] ^
          t[3][at(4)] ^ t[2][at(5)] ^ t[1][at(6)] ^ t[0][at(7)];
  }
  for (; size > 0; --size, ++data)
    crc = (crc >> 8) ^ t[0][(crc ^ at(0)) & 0xFF];
  return crc;
}

#ifdef MILLSTREAM_CRC32C_SSE42
__attribute__((target("sse4.2"))) inline std::uint32_t crc32c_sse42(std::byte const* data,
                                                                    std::size_t size,
                                                                    std::uint32_t crc) noexcept {
  std::uint64_t wide = crc;
  for (; size >= 8; size -= 8, data += 8) {
    std::uint64_t word;
    std::memcpy(&word, data, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = static_cast<std::uint32_t>(wide);
  for (; size > 0; --size, ++data)
    crc = _mm_crc32_u8(crc, std::to_integer<std::uint8_t>(*data));
  return crc;
}

inline bool has_sse42() noexcept {
  static bool const has = __builtin_cpu_supports("sse4.2") != 0;
  return has;
}
#endif

}  // namespace detail

/// Returns the CRC32C of `bytes`; `seed` is the result over the bytes before them, so that pieces chain.
inline std::uint32_t crc32c(std::span<std::byte const> bytes, std::uint32_t seed = 0) noexcept {
#ifdef MILLSTREAM_CRC32C_SSE42
  if (detail::has_sse42()) return ~detail::crc32c_sse42(bytes.data(), bytes.size(), ~seed);
#endif
  return ~detail::crc32c_portable(bytes.data(), bytes.size(), ~seed);
}

}  // namespace millstream::base
