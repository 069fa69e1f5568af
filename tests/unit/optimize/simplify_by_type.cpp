// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("simplify_by_type: it fires where the types say something simpler", "[optimize]") {
  auto const s = sample::stream();
  auto one = sample::chain(s | ms::where(!!("b"_c)));
  CHECK(ms::optimize::simplify_by_type(one));
  CHECK(one.simplify);
  auto column = sample::chain(s | ms::select(ms::coalesce("k"_c, "").as("k"_c)));
  CHECK(ms::optimize::simplify_by_type(column));
  auto none = sample::chain(s | ms::where(!("b"_c)) | ms::where(ms::is_null("n"_c)) |
                            ms::with_column("w"_c, ms::coalesce("n"_c, 0)));
  CHECK_FALSE(ms::optimize::simplify_by_type(none));
  CHECK_FALSE(none.simplify);
}

TEST_CASE("simplify_by_type: a step that was removed does not count", "[optimize]") {
  auto c = sample::chain(sample::stream() | ms::where(ms::is_not_null("v"_c)));
  CHECK(ms::optimize::remove_true_filter(c));
  CHECK_FALSE(ms::optimize::simplify_by_type(c));
}
