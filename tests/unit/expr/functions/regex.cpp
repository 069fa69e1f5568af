// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/regex.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("regex: functions give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("regex", "rlike", "s"_c.rlike("t"_c));
  CHECK_GOLDEN("regex", "rlike_literal", "s"_c.rlike("^\\w+[.]\\w|(\\d+)-|^$|ö"));
  CHECK_GOLDEN("regex", "regexp_like", ms::regexp_like("s"_c, "t"_c));
  CHECK_GOLDEN("regex", "regexp_count", ms::regexp_count("s"_c, "[a-zä日]"));
  CHECK_GOLDEN("regex", "regexp_count_of", ms::regexp_count("s"_c, "t"_c));
  CHECK_GOLDEN("regex", "regexp_instr", ms::regexp_instr("s"_c, "[bö本]"));
  CHECK_GOLDEN("regex", "regexp_instr_of", ms::regexp_instr("s"_c, "t"_c));
}

TEST_CASE("regex: what is taken out is what Spark takes", "[expr][functions]") {
  CHECK_GOLDEN("regex", "regexp_extract", ms::regexp_extract("s"_c, "(\\d+)-(\\d+)"));
  CHECK_GOLDEN("regex", "regexp_extract_second", ms::regexp_extract("s"_c, "(\\d+)-(\\d+)", 2));
  CHECK_GOLDEN("regex", "regexp_extract_whole", ms::regexp_extract("s"_c, "[a-zäö]+(x)?", 0));
  CHECK_GOLDEN("regex", "regexp_extract_optional", ms::regexp_extract("s"_c, "[a-zäö]+(x)?", 1));
  CHECK_GOLDEN("regex", "regexp_extract_of", ms::regexp_extract("s"_c, "t"_c, "i"_c));
  CHECK_GOLDEN("regex", "regexp_extract_wrong_group", ms::regexp_extract("s"_c, "(a)", "i"_c));
  CHECK_GOLDEN("regex", "regexp_extract_all", ms::regexp_extract_all("s"_c, "(\\d+)-(\\d+)"));
  CHECK_GOLDEN("regex", "regexp_extract_all_whole", ms::regexp_extract_all("s"_c, "[a-zäö日]*", 0));
  CHECK_GOLDEN("regex", "regexp_substr", ms::regexp_substr("s"_c, "[b-zö本]+\\d*"));
  CHECK_GOLDEN("regex", "regexp_substr_of", ms::regexp_substr("s"_c, "t"_c));
}

TEST_CASE("regex: replacing and splitting give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("regex", "regexp_replace", ms::regexp_replace("s"_c, "(\\d+)", "num"));
  CHECK_GOLDEN("regex", "regexp_replace_groups",
               ms::regexp_replace("s"_c, "(\\w)(\\w)", "$2-$1\\$"));
  CHECK_GOLDEN("regex", "regexp_replace_empty", ms::regexp_replace("s"_c, "x*", "-"));
  CHECK_GOLDEN("regex", "regexp_replace_of", ms::regexp_replace("s"_c, "t"_c, "u"_c));
  CHECK_GOLDEN("regex", "regexp_replace_from", ms::regexp_replace("s"_c, "[a-z0-9]", "_", 3));
  CHECK_GOLDEN("regex", "split", ms::split("s"_c, "[-., ]"));
  CHECK_GOLDEN("regex", "split_empty", ms::split("s"_c, ""));
  CHECK_GOLDEN("regex", "split_limit", ms::split("s"_c, "[-., ]+", 2));
  CHECK_GOLDEN("regex", "split_of", ms::split("s"_c, "t"_c, "i"_c));
}

TEST_CASE("regex: what RE2 does not have is an error where the query is built",
          "[expr][functions]") {
  CHECK_THROWS_AS(ms::rlike("s"_c, "(?=a)b"), ms::error);
  CHECK_THROWS_AS(ms::rlike("s"_c, "(a)\\1"), ms::error);
  CHECK_THROWS_AS(ms::regexp_replace("s"_c, "a", "$"), ms::error);
  CHECK_THROWS_AS(ms::split("s"_c, "("), ms::error);
}
