// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/schema/types.hpp>

namespace ms = millstream;

static_assert(
    std::is_same_v<ms::view_of<std::optional<ms::binary>>, std::optional<ms::binary_view>>);
static_assert(std::is_same_v<ms::owned_of<ms::binary_view>, ms::binary>);
static_assert(!ms::text_column<ms::binary> && ms::scalar_column<ms::binary_view>);
static_assert(!std::is_convertible_v<std::string, ms::binary>);

TEST_CASE("binary: bytes are ordered as unsigned numbers", "[schema][binary]") {
  CHECK(ms::binary("a") < ms::binary("\xFF"));
  CHECK(ms::binary("ab") > ms::binary_view("a"));
  CHECK(ms::binary(std::string("a\0b", 3)) != ms::binary("a"));
}

TEST_CASE("binary: it is viewed without a copy and owned again", "[schema][binary]") {
  std::optional<ms::binary> const held(ms::binary("bytes"));
  auto const view = ms::as_view(held);
  CHECK(view->data() == held->data());
  CHECK(ms::as_owned(view) == held);
  CHECK(held->bytes().size() == 5);
  CHECK(ms::binary(held->bytes()) == *held);
}
