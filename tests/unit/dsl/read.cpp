// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <list>

#include "support/all_words.hpp"

namespace ms = millstream;

TEST_CASE("read: a struct's members are the columns", "[dsl]") {
  auto const s = ms::read_stream<sample::colour>(0);
  CHECK(sample::columns(s) == "k colour ");
  CHECK(sample::event_time(s).empty());
  static_assert(decltype(s)::streaming && !decltype(sample::colours())::streaming);
}

TEST_CASE("read: any range gives a stream or a table", "[dsl]") {
  std::vector<sample::colour> const kept{{"a", "red"}};
  std::list<sample::colour> const listed{{"a", "red"}, {"b", "blue"}};
  CHECK(sample::columns(ms::from_range(kept)) == "k colour ");
  CHECK(sample::columns(ms::from_range(listed)) == "k colour ");
  auto const table = ms::read(listed);
  CHECK(table.plan.description.read_all<ms::schema_of<sample::colour>>().size() == 2);
}
