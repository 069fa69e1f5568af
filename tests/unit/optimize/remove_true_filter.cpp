// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("remove_true_filter: is_not_null of a column that cannot be null goes, of another stays",
          "[optimize]") {
  auto c = sample::chain(sample::stream() | ms::where(ms::is_not_null("v"_c)) |
                         ms::where(ms::is_not_null("n"_c)) | ms::where(!!ms::is_not_null("k"_c)));
  CHECK(ms::optimize::remove_true_filter(c));
  CHECK(sample::order(c) == "1");
  CHECK_FALSE(ms::optimize::remove_true_filter(c));
}

TEST_CASE("remove_true_filter: a condition whose value is not known stays", "[optimize]") {
  auto c = sample::chain(sample::stream() | ms::where("b"_c) | ms::where(ms::is_null("v"_c)));
  CHECK_FALSE(ms::optimize::remove_true_filter(c));
  CHECK(sample::order(c) == "01");
}
