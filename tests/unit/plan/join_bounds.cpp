// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/words.hpp>
#include <millstream/plan/join_bounds.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

/// What the condition adds to the watermark that frees rows of `time`.
template <class Condition>
std::optional<ms::duration> span(Condition const& e, std::string_view time = "a",
                                 std::string_view other = "b") {
  auto const out = ms::plan::time_bounds<Condition>::span(e, time, other);
  CHECK(out.has_value() == ms::plan::time_bounds<Condition>::of(time, other));
  return out;
}

}  // namespace

// rule 72: of b + c < a, rows of a are freed by the watermark and c; where b + c <= a, a millisecond later
TEST_CASE("join_bounds: what bounds a time from below frees its rows", "[plan][rule72]") {
  CHECK(span("b"_c < "a"_c) == 0s);
  CHECK(span("b"_c <= "a"_c) == -1ms);
  CHECK(span("a"_c > "b"_c) == 0s);
  CHECK(span("a"_c >= "b"_c) == -1ms);
  CHECK(span("b"_c + 5s < "a"_c) == 5s);
  CHECK(span("b"_c - 5s < "a"_c) == -5s);
  CHECK(span("b"_c < "a"_c + 5s) == -5s);
  CHECK(span("b"_c < "a"_c - 5s) == 5s);
  CHECK(span("a"_c + 1h > "b"_c - 1min) == -61min);
  CHECK(span("b"_c + 5s - 2s + 1ms < "a"_c) == 3001ms);
}

TEST_CASE("join_bounds: what bounds a time from above does not", "[plan][rule72]") {
  CHECK_FALSE(span("a"_c < "b"_c));
  CHECK_FALSE(span("a"_c <= "b"_c + 5s));
  CHECK(span("a"_c < "b"_c, "b", "a") == 0s);
}

TEST_CASE("join_bounds: of several bounds the least holds", "[plan][rule72]") {
  CHECK(span("b"_c < "a"_c && "b"_c + 5s < "a"_c) == 0s);
  CHECK(span("b"_c + 5s < "a"_c && "k"_c == "l"_c && "a"_c < "b"_c + 9s) == 5s);
  CHECK(span("k"_c == "l"_c && "b"_c < "a"_c) == 0s);
}

TEST_CASE("join_bounds: other conditions bound nothing", "[plan][rule72]") {
  CHECK_FALSE(span("a"_c == "b"_c));
  CHECK_FALSE(span("b"_c < "a"_c || "b"_c < "a"_c - 1s));
  CHECK_FALSE(span(!("b"_c >= "a"_c)));
  CHECK_FALSE(span("b"_c < "c"_c));
  CHECK_FALSE(span("b"_c < "a"_c, "a", ""));
  CHECK_FALSE(span("b"_c < "a"_c, "", "b"));
}
