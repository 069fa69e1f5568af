// SPDX-License-Identifier: Apache-2.0
//
// Whole numbers wider than the language's: 128 bits, which the compilers have, and 256 bits with the few
// operations that exact decimal arithmetic needs. Knows nothing of decimals.
#pragma once

#include <compare>
#include <cstdint>

namespace millstream {

__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

/// 256 bits without a sign.
struct uint256 {
  uint128 high = 0;
  uint128 low = 0;

  constexpr uint256() = default;
  constexpr uint256(uint128 value) : low(value) {}
  constexpr uint256(uint128 h, uint128 l) : high(h), low(l) {}

  friend constexpr bool operator==(uint256 const&, uint256 const&) = default;
  friend constexpr std::strong_ordering operator<=>(uint256 const& a, uint256 const& b) {
    if (a.high != b.high)
      return a.high < b.high ? std::strong_ordering::less : std::strong_ordering::greater;
    if (a.low == b.low) return std::strong_ordering::equal;
    return a.low < b.low ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  /// Modulo 2^256.
  friend constexpr uint256 operator+(uint256 const& a, uint256 const& b) {
    uint128 const low = a.low + b.low;
    return {a.high + b.high + (low < a.low), low};
  }
  friend constexpr uint256 operator-(uint256 const& a, uint256 const& b) {
    return {a.high - b.high - (a.low < b.low), a.low - b.low};
  }
};

/// The whole product.
constexpr uint256 multiply_wide(uint128 a, uint128 b) {
  constexpr auto half = [](uint128 v) { return static_cast<std::uint64_t>(v); };
  uint128 const low = uint128(half(a)) * half(b);
  uint128 const left = uint128(half(a >> 64)) * half(b);
  uint128 const right = uint128(half(a)) * half(b >> 64);
  uint128 const middle = uint128(half(left)) + half(right) + half(low >> 64);
  return {uint128(half(a >> 64)) * half(b >> 64) + (left >> 64) + (right >> 64) + (middle >> 64),
          middle << 64 | half(low)};
}

/// True if the product does not fit 256 bits.
constexpr bool multiply_overflows(uint256 const& a, uint128 b, uint256& out) {
  uint256 const low = multiply_wide(a.low, b);
  uint256 const high = multiply_wide(a.high, b);
  out = {low.high + high.low, low.low};
  return high.high != 0 || out.high < low.high;
}

struct quotient_and_rest {
  uint256 quotient;
  uint256 rest;
};

/// **Requires** a divisor that is not 0.
constexpr quotient_and_rest divide(uint256 const& a, uint256 const& by) {
  if (a.high == 0 && by.high == 0) return {a.low / by.low, a.low % by.low};
  if (by.high == 0 && by.low >> 64 == 0) {
    // by limbs of 64 bits, as on paper
    uint128 rest = 0;
    std::uint64_t limbs[4]{};
    for (int i = 3; i >= 0; --i) {
      uint128 const part = i >= 2 ? a.high : a.low;
      rest = rest << 64 | static_cast<std::uint64_t>(i % 2 ? part >> 64 : part);
      limbs[i] = static_cast<std::uint64_t>(rest / by.low);
      rest %= by.low;
    }
    return {{uint128(limbs[3]) << 64 | limbs[2], uint128(limbs[1]) << 64 | limbs[0]}, rest};
  }
  quotient_and_rest out{};
  for (int bit = 255; bit >= 0; --bit) {
    bool const carry = out.rest.high >> 127;
    out.rest = {out.rest.high << 1 | out.rest.low >> 127, out.rest.low << 1};
    out.rest.low |= (bit >= 128 ? a.high >> (bit - 128) : a.low >> bit) & 1;
    if (carry || out.rest >= by) {
      out.rest = out.rest - by;
      (bit >= 128 ? out.quotient.high : out.quotient.low) |= uint128(1) << (bit % 128);
    }
  }
  return out;
}

}  // namespace millstream
