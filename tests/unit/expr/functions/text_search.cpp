// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/text_search.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("text_search: functions give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text_search", "contains", "s"_c.contains("t"_c));
  CHECK_GOLDEN("text_search", "starts_with", "s"_c.starts_with("t"_c));
  CHECK_GOLDEN("text_search", "ends_with", "s"_c.ends_with("t"_c));
  CHECK_GOLDEN("text_search", "instr", ms::instr("s"_c, "t"_c));
  CHECK_GOLDEN("text_search", "locate", ms::locate("t"_c, "s"_c));
  CHECK_GOLDEN("text_search", "locate_from", ms::locate("t"_c, "s"_c, "i"_c));
  CHECK_GOLDEN("text_search", "position", ms::position("t"_c, "s"_c));
  CHECK_GOLDEN("text_search", "find_in_set", ms::find_in_set("s"_c, "t"_c));
}

TEST_CASE("text_search: replacing and cutting give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text_search", "replace", ms::replace("s"_c, "t"_c, "u"_c));
  CHECK_GOLDEN("text_search", "replace_by_nothing", ms::replace("s"_c, "t"_c));
  CHECK_GOLDEN("text_search", "translate", ms::translate("s"_c, "t"_c, "u"_c));
  CHECK_GOLDEN("text_search", "substring_index", ms::substring_index("s"_c, "t"_c, "i"_c));
  CHECK_GOLDEN("text_search", "split_part", ms::split_part("s"_c, "t"_c, "i"_c));
}

TEST_CASE("text_search: like and ilike give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text_search", "like", "s"_c.like("t"_c));
  CHECK_GOLDEN("text_search", "like_wrong_escape", ms::like("s"_c, "t"_c));
  CHECK_GOLDEN("text_search", "like_literal", "s"_c.like("%a%k"));
  CHECK_GOLDEN("text_search", "like_escape", ms::like("s"_c, "50/%/_//%", U'/'));
  CHECK_GOLDEN("text_search", "ilike", "s"_c.ilike("t"_c));
  CHECK_GOLDEN("text_search", "ilike_literal", "s"_c.ilike("%A%k"));
}

TEST_CASE("text_search: a wrong pattern is an error where the query is built",
          "[expr][functions]") {
  CHECK_THROWS_AS(ms::like("s"_c, "a\\"), ms::error);
  CHECK_THROWS_AS(ms::like("s"_c, "a/", U'/'), ms::error);
  CHECK_THROWS_AS("s"_c.ilike("\\a"), ms::error);
}

TEST_CASE("text_search: a pattern is shown as it was written, with the usual escape",
          "[expr][functions]") {
  using schema = golden::wide_schema;
  CHECK(ms::expr::describe<schema>("s"_c.like("a%")).to_string() == "like(s, 'a%')");
  CHECK(ms::expr::describe<schema>(ms::like("s"_c, "a/%\\", U'/')).to_string() ==
        "like(s, 'a\\%\\\\')");
}

TEST_CASE("text_search: likeness is what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("text_search", "levenshtein", ms::levenshtein("s"_c, "t"_c));
  CHECK_GOLDEN("text_search", "levenshtein_within", ms::levenshtein("s"_c, "t"_c, "i"_c));
  CHECK_GOLDEN("text_search", "soundex", ms::soundex("s"_c));
}
