// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/aggregates/approximate.hpp>
#include <millstream/expr/aggregates/collect.hpp>
#include <millstream/expr/aggregates/logic.hpp>
#include <millstream/expr/aggregates/statistics.hpp>

#include "golden_aggregates.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("aggregates: the core ones give what Spark gives, however the rows are cut",
          "[expr][aggregates]") {
  CHECK_AGGREGATE("count", ms::count("l"_c));
  CHECK_AGGREGATE("sum", ms::sum("l"_c));
  CHECK_AGGREGATE("avg", ms::avg("l"_c), 1e-15);
  CHECK_AGGREGATE("min", ms::min("l"_c));
  CHECK_AGGREGATE("max", ms::max("l"_c));
  CHECK_AGGREGATE("sum_double", ms::sum("d"_c), 1e-14);
  CHECK_AGGREGATE("avg_double", ms::avg("d"_c), 1e-14);
  CHECK_AGGREGATE("min_double", ms::min("d"_c));
  CHECK_AGGREGATE("max_double", ms::max("d"_c));
  CHECK_AGGREGATE("min_text", ms::min("s"_c));
  CHECK_AGGREGATE("max_text", ms::max("s"_c));
}

TEST_CASE("aggregates: first, last, min_by and max_by give what Spark gives",
          "[expr][aggregates]") {
  CHECK_AGGREGATE("first", ms::first("s"_c));
  CHECK_AGGREGATE("last", ms::last("s"_c));
  CHECK_AGGREGATE("first_ignore_nulls", ms::first("s"_c, ms::ignore_nulls));
  CHECK_AGGREGATE("last_ignore_nulls", ms::last("s"_c, ms::ignore_nulls));
  CHECK_AGGREGATE("any_value", ms::any_value("s"_c));
  CHECK_AGGREGATE("min_by", ms::min_by("s"_c, "l"_c));
  CHECK_AGGREGATE("max_by", ms::max_by("s"_c, "l"_c));
}

TEST_CASE("aggregates: moments and correlations give what Spark gives", "[expr][aggregates]") {
  CHECK_AGGREGATE("var_samp", ms::var_samp("d"_c), 1e-9);
  CHECK_AGGREGATE("var_samp_long", ms::variance("l"_c), 1e-9);
  CHECK_AGGREGATE("var_pop", ms::var_pop("d"_c), 1e-9);
  CHECK_AGGREGATE("stddev_samp", ms::stddev("d"_c), 1e-9);
  CHECK_AGGREGATE("stddev_pop", ms::stddev_pop("d"_c), 1e-9);
  CHECK_AGGREGATE("skewness", ms::skewness("d"_c), 1e-7);
  CHECK_AGGREGATE("kurtosis", ms::kurtosis("d"_c), 1e-7);
  CHECK_AGGREGATE("covar_pop", ms::covar_pop("d"_c, "e"_c), 1e-9);
  CHECK_AGGREGATE("covar_samp", ms::covar_samp("d"_c, "e"_c), 1e-9);
  CHECK_AGGREGATE("corr", ms::corr("d"_c, "e"_c), 1e-9);
}

TEST_CASE("aggregates: lists, sets, booleans and bits give what Spark gives",
          "[expr][aggregates]") {
  CHECK_AGGREGATE("collect_list", ms::collect_list("s"_c));
  CHECK_AGGREGATE("collect_set", ms::collect_set("s"_c));
  CHECK_AGGREGATE("collect_set_double", ms::collect_set("d"_c));
  CHECK_AGGREGATE("count_if", ms::count_if("b"_c));
  CHECK_AGGREGATE("bool_and", ms::every("b"_c));
  CHECK_AGGREGATE("bool_or", ms::any("b"_c));
  CHECK_AGGREGATE("bit_and", ms::bit_and("i"_c));
  CHECK_AGGREGATE("bit_or", ms::bit_or("i"_c));
  CHECK_AGGREGATE("bit_xor", ms::bit_xor("i"_c));
  CHECK_AGGREGATE("try_sum", ms::try_sum("l"_c));
}

TEST_CASE("aggregates: percentiles of few values are Spark's", "[expr][aggregates]") {
  CHECK_AGGREGATE("approx_percentile", ms::approx_percentile("l"_c, 0.5));
  CHECK_AGGREGATE("approx_percentile_9", ms::approx_percentile("d"_c, 0.9));
  CHECK_AGGREGATE("approx_percentile_coarse", ms::approx_percentile("l"_c, 0.25, 100));
}
