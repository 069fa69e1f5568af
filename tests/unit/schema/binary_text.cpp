// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <optional>
#include <random>

#include <millstream/schema/binary_text.hpp>

namespace ms = millstream;

namespace {
template <bool Forgiving = false>
std::optional<std::string> decoded(std::string text) {
  auto const size = ms::read_base64<Forgiving>(text.data(), text);  // in place
  if (size < 0) return std::nullopt;
  text.resize(static_cast<std::size_t>(size));
  return text;
}
}  // namespace

TEST_CASE("binary_text: base64 is that of RFC 4648", "[schema][binary]") {
  char const* const pairs[][2] = {{"", ""},
                                  {"f", "Zg=="},
                                  {"fo", "Zm8="},
                                  {"foo", "Zm9v"},
                                  {"foob", "Zm9vYg=="},
                                  {"fooba", "Zm9vYmE="},
                                  {"foobar", "Zm9vYmFy"}};
  for (auto const& [plain, coded] : pairs) {
    CHECK(ms::base64_text(ms::binary_view(plain)) == coded);
    CHECK(decoded(coded) == plain);
  }
}

TEST_CASE("binary_text: what was written is read back", "[schema][binary]") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 500; ++i) {
    std::string bytes(random() % 40, '\0');
    for (auto& c : bytes)
      c = static_cast<char>(random());
    CHECK(decoded(ms::base64_text(ms::binary_view(bytes))) == bytes);
    auto const digits = ms::hex_text(ms::binary_view(bytes));
    std::string back(bytes.size(), '\0');
    CHECK((ms::read_hex(back.data(), digits) && back == bytes));
  }
}

TEST_CASE("binary_text: broken base64 is refused, or passed over where it may be",
          "[schema][binary]") {
  for (auto const* text :
       {"Z", "Zg", "Zg=", "Zm8", "Z===", "====", "Zg==x", "Zm9v!", "Zm 9v", "Zg=a"})
    CHECK_FALSE(decoded(text).has_value());
  CHECK(decoded<true>("Zm 9v\n") == "foo");
  CHECK(decoded<true>("Zm8") == "fo");
  CHECK_FALSE(decoded<true>("Z").has_value());
  CHECK_FALSE(decoded<true>("====").has_value());
}
