// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>
#include <string_view>
#include <vector>

#include <millstream/base/crc32c.hpp>

using millstream::base::crc32c;

static std::span<std::byte const> bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

TEST_CASE("crc32c: the known answers of RFC 3720 hold", "[base]") {
  CHECK(crc32c(bytes("123456789")) == 0xE3069283U);
  CHECK(crc32c(std::vector<std::byte>(32, std::byte{0})) == 0x8A9136AAU);
  CHECK(crc32c(std::vector<std::byte>(32, std::byte{0xFF})) == 0x62A8AB43U);
  CHECK(crc32c({}) == 0U);
}

TEST_CASE("crc32c: pieces chain, and the portable path equals the fast one", "[base]") {
  std::mt19937 random(20261123);
  std::vector<std::byte> data(5000);
  for (auto& b : data)
    b = static_cast<std::byte>(random());
  for (std::size_t size : {0U, 1U, 7U, 8U, 9U, 63U, 64U, 1001U, 4999U}) {
    auto const all = std::span<std::byte const>(data).subspan(1, size);
    auto const cut = size == 0 ? 0 : random() % size;
    CHECK(crc32c(all.subspan(cut), crc32c(all.first(cut))) == crc32c(all));
    CHECK(~millstream::base::detail::crc32c_portable(all.data(), all.size(), ~0U) == crc32c(all));
  }
}
