# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_words/*.json: what Spark 4.2 answers, batch by batch, to the words that
are not about windows: fill, drop, explode, rollup, distinct, limit, order. How a file is made and what
it holds: window_aggregation.py.

    python tests/oracle/words.py [folder, default tests/semantics/golden_words] [scenario...]

The plans are in SCENARIOS below, and by the same names in tests/semantics/word_scenarios.hpp.
"""

from __future__ import annotations

import math
import sys

import window_aggregation as oracle
from pyspark.sql import functions as F
from window_aggregation import SECOND, scenario

oracle.COMMAND = "python tests/oracle/words.py"
oracle.COLUMNS = [("ts", "timestamp"), ("k", "string"), ("v", "bigint"), ("d", "double"),
                  ("items", "array<bigint>"), ("site", "struct<city:string,zip:bigint>")]
oracle.SCHEMA = ", ".join(f"{name} {kind}" for name, kind in oracle.COLUMNS)
oracle.SCENARIOS.clear()


def row(ts=None, k=None, v=None, d=None, items=None, site=None):
    return [None if ts is None else round(ts * SECOND), k, v, d, items, site]


count = lambda df: df.agg(F.count("*").alias("n"))
count_windows = lambda df, time="ts": count(df.groupBy(F.window(time, "5 seconds")))
watched = lambda df: df.withWatermark("ts", "5 seconds")

# ---- rename, fill, drop ----

MISSING = ([row(1, "a", 1, 1.5), row(2, None, None, math.nan), row(3, "b", None, None), row(None, "c", 4, -0.0)],
           [row(90, None, None, None)], [row(4, "d", 5, math.nan), row(30, None, 6, 2.0)],
           [row(5, "e", 7, 3.0), row(60, "f", 8, 4.0)])
scenario("renamed_event_time", "36 55", "append",
         lambda df: count_windows(watched(df).withColumnRenamed("ts", "t").withColumnRenamed("k", "key"), "t"), *MISSING)
scenario("fill_null", "65a", "append",
         lambda df: df.na.fill(0).na.fill("none").select("k", "v", "d", "ts"), *MISSING)
scenario("fill_null_of_named_columns", "65a", "append",
         lambda df: df.na.fill(7.9, ["v"]).na.fill("none", ["k"]).select("k", "v", "d"), *MISSING)
scenario("drop_null", "", "append", lambda df: df.select("k", "v", "d").na.drop(), *MISSING)
scenario("drop_null_how_all", "", "append", lambda df: df.select("k", "v", "d").na.drop("all", subset=["v", "d"]), *MISSING)
scenario("drop_null_thresh", "", "append", lambda df: df.select("k", "v", "d").na.drop(thresh=2), *MISSING)
scenario("drop_null_above_watermark", "28a", "append",
         lambda df: count_windows(watched(df).na.drop(subset=["v", "d"])), *MISSING)
scenario("drop_null_with_time_above_watermark", "28a", "append",
         lambda df: count_windows(watched(df).na.drop(subset=["ts", "v"])), *MISSING)
scenario("filter_above_drop_null_above_watermark", "28a", "append",
         lambda df: count_windows(watched(df).na.drop(subset=["v"]).where("v > 5")), *MISSING)

# ---- explode ----

ITEMS = ([row(1, "a", items=[1, 2]), row(2, "b", items=[]), row(3, "c"), row(4, "d", items=[None, 3])],
         [row(90, "a", items=[]), row(95, "z")], [row(6, "b", items=[5]), row(30, "a", items=[0, 6, 7])],
         [row(7, "b", items=[1]), row(60, "q", items=[8])])
scenario("explode", "", "append", lambda df: df.select("k", F.explode("items"), F.col("v").alias("w")), *ITEMS)
scenario("explode_outer", "", "append", lambda df: df.select(F.explode_outer("items").alias("item"), "k"), *ITEMS)
scenario("posexplode", "", "append", lambda df: df.select("k", F.posexplode("items")), *ITEMS)
scenario("posexplode_outer", "", "append",
         lambda df: df.select(F.posexplode_outer("items").alias("at", "item"), "items"), *ITEMS)
scenario("explode_with_column", "", "append",
         lambda df: df.select("k", "items").withColumn("items", F.explode("items")), *ITEMS)
scenario("explode_above_watermark", "28a", "append",
         lambda df: count_windows(watched(df).select("ts", F.explode("items").alias("item"))), *ITEMS)
scenario("explode_outer_above_watermark", "28a", "append",
         lambda df: count_windows(watched(df).select("ts", F.explode_outer("items").alias("item"))), *ITEMS)
scenario("filter_above_explode_above_watermark", "28a", "append",
         lambda df: count_windows(watched(df).select("ts", F.col("k").alias("key"), F.explode_outer("items").alias("item"))
                                  .where("item > 0 and key = 'a'")), *ITEMS)

# ---- joins with a table ----

PARTNERS = ([row(1, "a", 1), row(2, "b", 2), row(3, "c", 3), row(None, "a", 4)], [row(90, None, 5), row(4, "b", 6)],
            [row(30, "c", 7), row(31, "a", 8)], [row(5, "a", 9), row(6, "z", 10), row(60, "b", 11)])


def names(df):
    """A key twice, a key that no row has, and none at all."""
    rows = [("a", "one"), ("a", "uno"), ("b", None), ("q", "seven"), (None, "null")]
    return df.sparkSession.createDataFrame(rows, "k string, name string")


for kind in ("inner", "left", "left_semi", "left_anti"):
    scenario(f"table_{kind}", "49", "append",
             lambda df, kind=kind: df.select("k", "v").join(names(df), "k", kind), *PARTNERS)
    scenario(f"table_{kind}_above_watermark", "28a 49", "append",
             lambda df, kind=kind: count_windows(watched(df).join(names(df), "k", kind)), *PARTNERS)
scenario("filter_above_table_left_semi_above_watermark", "28a 49", "append",
         lambda df: count_windows(watched(df).join(names(df), "k", "left_semi").where("v <> 8")), *PARTNERS)
scenario("filter_above_table_left_anti_above_watermark", "28a 49", "append",
         lambda df: count_windows(watched(df).join(names(df), "k", "left_anti").where("v <> 5")), *PARTNERS)

# ---- several keys, grouping sets, distinct ----

SITES = ([row(k="a", v=1, site=["Ulm", 1]), row(k="a", v=2, site=["Bonn", 2]), row(k="b", v=3, site=[None, 1]),
          row(k=None, v=4), row(k="a", v=1, site=["Ulm", 1])],
         [row(k="b", v=5, site=["Ulm", 3]), row(k=None, v=None, site=["Ulm", 1])],
         [row(k="a", v=1, site=["Ulm", 1])])
scenario("nested_keys", "59", "update",
         lambda df: df.groupBy("site.city", "k", (F.col("site.zip") * 2).alias("twice"))
         .agg(F.count("*").alias("n"), F.sum("site.zip").alias("zips")), *SITES)
sets = lambda grouped: grouped.agg(F.sum("v").alias("total"), F.count("k").alias("keys"), F.grouping_id().alias("id"),
                                   F.grouping("k").alias("of_all"))
scenario("rollup_update", "46", "update", lambda df: sets(df.rollup("k", "site.city")), *SITES)
scenario("rollup_complete", "46", "complete", lambda df: sets(df.rollup("k", "site.city")), *SITES)
scenario("cube_update", "46", "update", lambda df: sets(df.cube("k", "site.city")), *SITES)
scenario("rollup_of_an_aggregated_key", "46", "complete", lambda df: df.rollup("v").agg(F.sum("v").alias("total")), *SITES)


def sql(df, text):
    df.createOrReplaceTempView("rows")
    return df.sparkSession.sql(text)


scenario("distinct_update", "46", "update", lambda df: sql(df, "select distinct k, v from rows"), *SITES)
scenario("distinct_complete", "46", "complete", lambda df: sql(df, "select distinct k, site.city from rows"), *SITES)

# ---- limit and order ----

MANY = ([row(1, "a", 1), row(2, "b", 2), row(3, "c", 3)], [row(40, "d", 4)], [row(41, "e", 5), row(42, "f", 6), row(80, "g", 7)])
scenario("limit", "45", "append", lambda df: df.select("k", "v").limit(5), *MANY)
scenario("limit_then_filter", "45", "append", lambda df: df.where("v > 1").limit(4).where("v <> 4").select("v"), *MANY)
scenario("limit_of_nothing", "45", "append", lambda df: df.select("k").limit(0), *MANY)
scenario("limit_of_windows", "45", "append",
         lambda df: watched(df).groupBy("ts").agg(F.count("*").alias("n")).limit(3), *MANY)
RANKED = ([row(k="a", v=1, d=math.nan), row(k="b", v=None, d=1.0), row(k=None, v=3), row(k="c", v=2, d=-0.0)],
          [row(k="a", v=5, d=2.0), row(k="d", v=2, d=0.0), row(k="e")])
sums = lambda df: df.groupBy("k").agg(F.sum("v").alias("total"), F.max("d").alias("most"))
scenario("order_by", "44", "complete", lambda df: sums(df).orderBy("total", "k"), *RANKED)
scenario("order_by_descending", "44", "complete", lambda df: sums(df).orderBy(F.desc("most"), F.desc("k")), *RANKED)
scenario("order_by_nulls", "44", "complete",
         lambda df: sums(df).orderBy(F.asc_nulls_last("total"), F.desc_nulls_first("k")), *RANKED)
scenario("order_by_then_limit", "44 45", "complete",
         lambda df: sums(df).orderBy(F.desc("total"), "k").limit(3).where("k <> 'c'").select("total", "k"), *RANKED)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.argv.append("tests/semantics/golden_words")
    oracle.main()
