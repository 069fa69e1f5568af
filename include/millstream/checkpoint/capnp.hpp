// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the only includes of Cap'n Proto. Debian's 0.9.2 headers do not compile with Clang in C++20 (kj drops
// its reversed comparisons where C++20 should make them, and Clang refuses to); two operators, declared before any
// capnp header, repair that.
// What does not: our own use of it (encode.hpp, decode.hpp).
#pragma once

#include <capnp/common.h>
#include <kj/string.h>

#if defined(__clang__) && CAPNP_VERSION < 1000000
namespace kj {
inline bool operator==(const char* a, const StringPtr& b) {
  return b.operator==(StringPtr(a));
}
inline bool operator!=(const char* a, const StringPtr& b) {
  return !b.operator==(StringPtr(a));
}
}  // namespace kj
#endif

#include <capnp/message.h>
#include <capnp/serialize.h>

#include <millstream/checkpoint/checkpoint.capnp.hpp>
