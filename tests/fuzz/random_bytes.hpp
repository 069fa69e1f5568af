// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the stand-in for libFuzzer in a plain program: random bytes, and mutations of one good input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

inline int feed_random_bytes(std::vector<std::byte> const& seed, unsigned rounds = 20'000) {
  std::mt19937 random(20261123);
  auto feed = [](std::vector<std::byte> const& bytes) {
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
  };
  feed(seed);
  for (unsigned i = 0; i < rounds; ++i) {
    std::vector<std::byte> bytes;
    if (i % 4 == 0) {
      bytes.resize(random() % 600);
      for (auto& b : bytes)
        b = static_cast<std::byte>(random() % (i % 8 == 0 ? 4 : 256));
    } else {
      bytes = seed;
      for (auto n = random() % 6 + 1; n > 0; --n) {
        auto const at = random() % bytes.size();
        switch (random() % 4) {
          case 0:
            bytes[at] ^= static_cast<std::byte>(1U << random() % 8);
            break;
          case 1:
            bytes[at] = static_cast<std::byte>(random());
            break;
          case 2:
            bytes.resize(at + 1);
            break;
          default:
            for (auto j = at; j < bytes.size() && j < at + 4; ++j)
              bytes[j] = std::byte{0xFF};
        }
      }
    }
    feed(bytes);
  }
  std::printf("%u inputs, no crash\n", rounds + 1);
  return 0;
}
