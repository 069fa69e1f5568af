// SPDX-License-Identifier: Apache-2.0
#include "answer.hpp"

#include <catch2/catch.hpp>

#include "records.hpp"

using namespace nexmark;

namespace {

struct sale {
  std::int64_t auction;
  double share;
  std::optional<std::string> buyer;
  ms::timestamp at;
};

}  // namespace
BOOST_HANA_ADAPT_STRUCT(sale, auction, share, buyer, at);

TEST_CASE("nexmark answer: its digest is the sum of its rows' MD5, in any order", "[nexmark]") {
  answer forth("", 2), back("", 2);
  forth.add("a"), forth.add("b"), forth.finish();
  back.add("b"), back.add("a"), back.finish();
  // 0cc175b9c0f1b6a8... and 92eb5ffee6ae2fec... are the digests of "a" and "b"
  CHECK(forth.digest() == 0x0cc175b9c0f1b6a8 + 0x92eb5ffee6ae2fec);
  CHECK(back.digest() == forth.digest());
  CHECK(back.rows() == std::vector<std::string>{"a", "b"});
}

TEST_CASE("nexmark answer: of rows that are said anew the last one of a key counts", "[nexmark]") {
  answer out("", 10);
  out.put("k", "k|1"), out.put("l", "l|1"), out.put("k", "k|2"), out.finish();
  CHECK(out.count() == 2);
  CHECK(out.rows() == std::vector<std::string>{"k|2", "l|1"});
}

TEST_CASE("nexmark answer: a row is its columns with | between them", "[nexmark]") {
  using columns = ms::schema_of<sale>;
  sale const row{7, 0.1, std::nullopt, ms::timestamp(std::chrono::milliseconds(1500))};
  auto const all = [](auto) { return true; };
  CHECK(column_names<columns>() == "auction|share|buyer|at");
  CHECK(row_text<columns>(ms::struct_row<sale>{&row}, all) ==
        "7|0.10000000000000001|null|1970-01-01T00:00:01.500Z");
  CHECK(row_text<columns>(ms::struct_row<sale>{&row},
                          [](auto name) { return name == "auction"; }) == "7");
}
