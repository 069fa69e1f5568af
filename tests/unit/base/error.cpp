// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/base/error.hpp>

using namespace millstream;

TEST_CASE("error: what() shows code, what, where and what to do in lines", "[base]") {
  error const e(errc::malformed_record, "expected a number",
                {.file = "a.csv", .line = 3, .batch = 7},
                "correct the line or drop malformed records");
  CHECK(std::string(e.what()) ==
        "MS-R123 malformed_record: expected a number\n  where: a.csv, line 3, batch 7\n"
        "  what to do: correct the line or drop malformed records");
  CHECK(e.code() == errc::malformed_record);
  CHECK(e.where().line == 3U);
}

TEST_CASE("error: parts that are unknown print nothing", "[base]") {
  CHECK(std::string(error(errc::internal, "x").what()) == "MS-R190 internal: x");
}

TEST_CASE("error: a batch and an operator are added where they were unknown", "[base]") {
  auto const e = error(errc::user_exception, "boom").in(4, "map#2");
  CHECK(e.where().batch == 4);
  CHECK(e.where().operator_name == "map#2");
  CHECK(e.in(5).where().batch == 4);
}

TEST_CASE("error: codes are stable", "[base]") {
  CHECK(code_name(errc::io_error) == "MS-R101");
  CHECK(code_name(errc::checkpoint_locked) == "MS-R110");
  CHECK(code_name(errc::plan_changed) == "MS-R115");
  CHECK(code_word(errc::division_by_zero) == "division_by_zero");
}
