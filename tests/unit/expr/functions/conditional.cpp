// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/conditional.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("conditional: what stands for null is what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("conditional", "nvl", ms::nvl("l"_c, "m"_c));
  CHECK_GOLDEN("conditional", "nvl_of_text", ms::nvl("s"_c, "t"_c));
  CHECK_GOLDEN("conditional", "nvl_of_two_types", ms::nvl("i"_c, "d"_c));
  CHECK_GOLDEN("conditional", "nvl2", ms::nvl2("b"_c, "l"_c, "m"_c));
  CHECK_GOLDEN("conditional", "ifnull", ms::ifnull("s"_c, "t"_c));
  CHECK_GOLDEN("conditional", "nullifzero", ms::nullifzero("l"_c));
  CHECK_GOLDEN("conditional", "nullifzero_of_double", ms::nullifzero("d"_c));
  CHECK_GOLDEN("conditional", "zeroifnull", ms::zeroifnull("l"_c));
  CHECK_GOLDEN("conditional", "zeroifnull_of_double", ms::zeroifnull("d"_c));
  CHECK_GOLDEN("conditional", "nanvl", ms::nanvl("d"_c, "e"_c));
  CHECK_GOLDEN("conditional", "isnan", ms::is_nan("d"_c));
}

TEST_CASE("conditional: greatest, least and if_ give what Spark gives", "[expr][functions]") {
  CHECK_GOLDEN("conditional", "greatest", ms::greatest("l"_c, "m"_c, std::int64_t(2)));
  CHECK_GOLDEN("conditional", "greatest_of_double", ms::greatest("d"_c, "e"_c));
  CHECK_GOLDEN("conditional", "greatest_of_text", ms::greatest("s"_c, "t"_c, "u"_c));
  CHECK_GOLDEN("conditional", "greatest_of_time", ms::greatest("ts"_c, "us"_c));
  CHECK_GOLDEN("conditional", "least", ms::least("l"_c, "m"_c, std::int64_t(2)));
  CHECK_GOLDEN("conditional", "least_of_double", ms::least("d"_c, "e"_c));
  CHECK_GOLDEN("conditional", "least_of_text", ms::least("s"_c, "t"_c, "u"_c));
  CHECK_GOLDEN("conditional", "least_of_two_types", ms::least("i"_c, "d"_c));
  CHECK_GOLDEN("conditional", "if", ms::if_("b"_c, "l"_c, "m"_c));
  CHECK_GOLDEN("conditional", "if_of_two_types", ms::if_("b"_c, "l"_c, "d"_c));
}

TEST_CASE("conditional: questions about values are answered as by Spark", "[expr][functions]") {
  CHECK_GOLDEN("conditional", "equal_null", ms::equal_null("s"_c, "t"_c));
  CHECK_GOLDEN("conditional", "eq_null_safe", "l"_c.eq_null_safe("m"_c));
  CHECK_GOLDEN("conditional", "eq_null_safe_of_double", ms::eq_null_safe("d"_c, "e"_c));
  CHECK_GOLDEN("conditional", "is_in", "l"_c.is_in(1, 5, "m"_c));
  CHECK_GOLDEN("conditional", "is_in_of_text", ms::is_in("s"_c, "a", "ä", ""));
  CHECK_GOLDEN("conditional", "is_in_with_null", "s"_c.is_in("t"_c, "u"_c));
  CHECK_GOLDEN("conditional", "between", "l"_c.between(0, "m"_c));
  CHECK_GOLDEN("conditional", "between_of_double", ms::between("d"_c, 0, "e"_c));
  CHECK_GOLDEN("conditional", "between_of_text", "s"_c.between("t"_c, "u"_c));
  CHECK_GOLDEN("conditional", "is_null", "s"_c.is_null());
  CHECK_GOLDEN("conditional", "is_not_null", "s"_c.is_not_null());
}
