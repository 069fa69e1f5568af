# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_deduplication/*.json: what Spark 4.2 answers, batch by batch, to
dropDuplicates and dropDuplicatesWithinWatermark, alone and in chains of stateful operators. How a file
is made and what it holds: window_aggregation.py; here also what each stateful operator said of itself.

    python tests/oracle/deduplication.py [folder, default tests/semantics/golden_deduplication] [scenario...]

The plans are in SCENARIOS below, and by the same names in tests/semantics/deduplication_scenarios.hpp.
"""

from __future__ import annotations

import math
import sys

import window_aggregation as oracle
from pyspark.sql import functions as F
from window_aggregation import row, scenario

oracle.COMMAND = "python tests/oracle/deduplication.py"
oracle.OPERATORS = True
oracle.SCENARIOS.clear()

watched = lambda df, delay="10 seconds": df.withWatermark("ts", delay)
count = lambda grouped: grouped.agg(F.count("*").alias("n"))
count_windows = lambda df: count(df.groupBy(F.window("ts", "5 seconds")))
plain = lambda df: df.select("k", "v")

KEYS = ([row(1, "a", 1), row(2, "b", 2), row(3, "a", 3), row(4, None, 4)], [row(5, "b", 5), row(None, None, 6), row(6, "c", 1)],
        [row(7, "c", 1), row(8, "", 8)])
scenario("dedup_by_one_column", "66", "append", lambda df: plain(df.dropDuplicates(["k"])), *KEYS)
scenario("dedup_update", "66", "update", lambda df: plain(df.dropDuplicates(["k"])), *KEYS)
scenario("dedup_by_all_columns", "66", "append", lambda df: plain(df).dropDuplicates(), *KEYS)
scenario("dedup_of_computed_columns", "66", "append",
         lambda df: df.select((F.col("v") % 3).alias("rest"), "k").dropDuplicates(["rest"]).where("k is not null"), *KEYS)
scenario("dedup_by_numbers", "66", "append", lambda df: df.dropDuplicates(["d"]).select("d", "v"),
         [row(v=1, d=math.nan), row(v=2, d=0.0), row(v=3, d=-0.0), row(v=4)], [row(v=5, d=-math.nan), row(v=6), row(v=7, d=1.5)])

# The watermark goes 0, 15, 15, 40: late rows, ties with it, rows without a time, keys that become new again.
TIMES = ([row(25, "a", 1), row(20, "b", 2), row(20, "b", 3), row(None, "n", 4)],
         [row(15, "c", 5), row(16, "a", 6), row(14, "d", 7), row(25, "a", 8), row(None, "n", 9)],
         [row(50, "a", 10), row(20, "b", 11), row(16, "e", 12)],
         [row(40, "f", 13), row(41, "b", 14), row(25, "a", 15), row(41, "b", 16), row(39, "g", 17)],
         [row(90, "b", 18)])
scenario("dedup_by_time", "34 35 66 68", "append", lambda df: watched(df).dropDuplicates(["ts", "k"]), *TIMES)
scenario("dedup_by_time_without_no_data_batches", "27 37 68", "append",
         lambda df: watched(df).dropDuplicates(["k", "ts"]), *TIMES, no_data=False)
scenario("dedup_with_watermark", "23 67 68", "append", lambda df: watched(df).dropDuplicates(["k"]), *TIMES)
scenario("dedup_with_unread_time", "67", "append", lambda df: plain(watched(df).dropDuplicates(["k"])), *TIMES)
scenario("dedup_with_unread_time_below_aggregate", "67", "update",
         lambda df: count(watched(df).dropDuplicates(["k"]).groupBy("v")), *TIMES)
scenario("dedup_with_time_read_by_a_filter", "67", "append",
         lambda df: plain(watched(df).dropDuplicates(["k"]).where("ts is null or ts < timestamp '2030-01-01 00:00:00Z'")), *TIMES)
scenario("filter_above_dedup_above_watermark", "28a", "append",
         lambda df: watched(df).dropDuplicates(["k"]).where("k <> 'a'"), *TIMES)
scenario("watermark_above_dedup", "28 67", "append",
         lambda df: count_windows(watched(df.dropDuplicates(["k", "v"]))), *TIMES)
scenario("renamed_time_in_dedup", "67 68", "append",
         lambda df: watched(df).select(F.col("ts").alias("t"), "k").dropDuplicates(["t"]), *TIMES)
scenario("within_watermark", "23 69", "append", lambda df: watched(df).dropDuplicatesWithinWatermark(["k"]), *TIMES)
scenario("within_watermark_update", "69", "update", lambda df: watched(df).dropDuplicatesWithinWatermark(["k"]), *TIMES)
scenario("within_watermark_with_unread_time", "69", "append",
         lambda df: plain(watched(df).dropDuplicatesWithinWatermark(["k"])), *TIMES)
scenario("within_watermark_by_all_columns", "69", "append",
         lambda df: watched(df).select("ts", "k").dropDuplicatesWithinWatermark(), *TIMES)
scenario("within_watermark_is_not_prolonged", "69", "append",
         lambda df: watched(df, "5 seconds").dropDuplicatesWithinWatermark(["k"]),
         [row(10, "a", 1)], [row(14, "a", 2), row(13, "b", 3)], [row(20.0005, "z", 4)], [row(16, "a", 5), row(18, "b", 6)],
         [row(30, "z", 7)], [row(31, "a", 8), row(31, "z", 9)])

# ---- chains ----

CHAIN = ([row(1, "a", 1), row(1, "a", 2), row(2, "b", 3)], [row(3, "a", 4), row(7, "a", 5), row(7, "a", 6)],
         [row(16, "b", 7), row(1, "a", 8), row(2, "c", 9)], [row(4, "d", 10), row(8, "e", 11), row(31, "a", 12)],
         [row(32, "b", 13), row(60, "c", 14)])
times_and_keys = lambda df: watched(df, "5 seconds").dropDuplicates(["ts", "k"])
for mode in ("append", "update", "complete"):
    scenario(f"dedup_then_windows_{mode}", "36 38 64", mode, lambda df: count_windows(times_and_keys(df)), *CHAIN)
scenario("within_watermark_then_windows", "36 38 69", "append",
         lambda df: count_windows(watched(df, "5 seconds").dropDuplicatesWithinWatermark(["k"])), *CHAIN)
scenario("dedup_then_dedup", "38 68 69", "append",
         lambda df: times_and_keys(df).where("v <> 3").dropDuplicatesWithinWatermark(["k"]), *CHAIN)
keyed = lambda df: count(watched(df, "5 seconds").groupBy(F.window("ts", "5 seconds"), "k"))
scenario("windows_then_dedup", "38 64 68", "append", lambda df: keyed(df).dropDuplicates(["window"]).select("window"), *CHAIN)
scenario("windows_then_dedup_by_count", "38 67", "append", lambda df: keyed(df).dropDuplicates(["n"]).select("window", "n"), *CHAIN)
scenario("windows_then_dedup_by_count_alone", "38 67", "append", lambda df: keyed(df).dropDuplicates(["n"]).select("n"), *CHAIN)
for mode in ("update", "complete"):
    scenario(f"windows_then_dedup_by_count_{mode}", "47", mode,
             lambda df: keyed(df).dropDuplicates(["n"]).select("window", "n"), *CHAIN)
scenario("windows_of_windows", "63 64", "append",
         lambda df: keyed(df).groupBy("window").agg(F.count("*").alias("keys"), F.sum("n").alias("rows")).where("keys > 0"), *CHAIN)
scenario("dedup_then_windows_of_windows", "64", "append",
         lambda df: count(times_and_keys(df).groupBy(F.window("ts", "5 seconds"), "k"))
         .groupBy("window").agg(F.max("n").alias("most")), *CHAIN)
scenario("filter_on_key_above_two_aggregates", "28a", "append",
         lambda df: keyed(df).groupBy("window", "k").agg(F.sum("n").alias("rows")).where("k <> 'c'"), *CHAIN)
scenario("dedup_then_limit", "45", "append", lambda df: plain(df.dropDuplicates(["k"])).limit(3), *KEYS)
scenario("dedup_of_two_streams", "31 66 67", "append",
         lambda a, b: watched(a).unionByName(watched(b, "2 seconds")).dropDuplicatesWithinWatermark(["k"]),
         [[row(20, "a"), row(21, "b")], [row(3, "c")]], [[row(22, "c")], [row(23, "a")]], [[row(40, "d")], [row(41, "d")]],
         [[row(42, "a")], [row(43, "b"), row(90, "e")]], sources=2)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.argv.append("tests/semantics/golden_deduplication")
    oracle.main()
