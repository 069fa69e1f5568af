// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/optimize/leaves.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
namespace optimize = ms::optimize;

namespace {
using events = ms::schema_of<sample::event>;
template <std::size_t... Leaves>
struct set {
  static constexpr bool has(std::size_t i) { return ((i == Leaves) || ...); }
};
}  // namespace

TEST_CASE("leaves: a path has its place among the leaves", "[optimize]") {
  static_assert(optimize::leaf_count<events> == 14);
  CHECK(optimize::leaves_at<events>("ts").first == 0);
  CHECK(optimize::leaves_at<events>("site").first == 10);
  CHECK(optimize::leaves_at<events>("site").count == 2);
  CHECK(optimize::leaves_at<events>("home.number").first == 13);
  CHECK(optimize::leaves_at<events>("home.number").count == 1);
  CHECK(optimize::leaves_at<events>("nowhere").count == 0);
}

TEST_CASE("leaves: what is left of a schema", "[optimize]") {
  using whole = optimize::pruned_schema<events, set<1, 10, 11>>;
  CHECK(std::is_same_v<whole,
                       ms::schema<ms::field<"k", std::string>, ms::field<"site", sample::place>>>);
  using part = optimize::pruned_schema<events, set<10, 13>>;
  CHECK(std::is_same_v<
        part,
        ms::schema<ms::field<"site", ms::record_view<ms::schema<ms::field<"city", std::string>>>>,
                   ms::field<"home", std::optional<ms::record_view<ms::schema<
                                         ms::field<"number", std::optional<std::int32_t>>>>>>>>);
}
