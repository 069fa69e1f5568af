// SPDX-License-Identifier: Apache-2.0
//
// The hash of bytes: XXH3, 64 bits. What is stored under a hash of it never changes with the machine.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstddef>
#include <cstdint>

namespace millstream {

inline std::uint64_t hash_bytes(void const* bytes, std::size_t size) {
  return XXH3_64bits(bytes, size);
}

}  // namespace millstream
