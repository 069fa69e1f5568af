# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_real_time/*.json: what Spark 4.2 answers in update mode to micro-batches of one row,
which is what a real-time trigger hands on row by row. Spark's own real-time mode refuses the aggregations and
duplicates among them. How a file is made and what it holds: window_aggregation.py, deduplication.py.

    python tests/oracle/real_time.py [folder, default tests/semantics/golden_real_time] [scenario...]

The plans are in SCENARIOS below, and by the same names in tests/semantics/real_time_scenarios.hpp.
"""

from __future__ import annotations

import sys

import window_aggregation as oracle
from pyspark.sql import functions as F
from window_aggregation import row, scenario

oracle.COMMAND = "python tests/oracle/real_time.py"
oracle.OPERATORS = True
oracle.SCENARIOS.clear()

one_by_one = lambda *rows: [[r] for r in rows]
count = lambda grouped: grouped.agg(F.count("*").alias("n"))

ROWS = one_by_one(row(1, "a", 1), row(7, "b", 2), row(2, "a", 3), row(12, None, 4), row(3, "b", 5), row(1, "a", 1),
                  row(8, None, 7), row(40, "c", 8), row(1, "a", None))
scenario("row_by_row_stateless", "52", "update",
         lambda df: df.where("v > 1").select("k", (F.col("v") * 2).alias("w"), F.explode(F.array("v", "v")).alias("e")), *ROWS)
scenario("row_by_row_aggregate", "52 56", "update",
         lambda df: df.groupBy("k").agg(F.count("*").alias("n"), F.sum("v").alias("s"), F.min("ts").alias("first"),
                                        F.avg("v").alias("mean")), *ROWS)
scenario("row_by_row_without_keys", "52 58", "update",
         lambda df: df.agg(F.count("*").alias("n"), F.max("v").alias("m")), *ROWS)
scenario("row_by_row_sliding_windows", "52 56", "update",
         lambda df: count(df.groupBy(F.window("ts", "10 seconds", "5 seconds"), "k")), *ROWS)
scenario("row_by_row_duplicates", "52 66", "update", lambda df: df.dropDuplicates(["k"]).select("k", "v"), *ROWS)
scenario("row_by_row_duplicates_then_aggregate", "52 66", "update",
         lambda df: count(df.dropDuplicates(["k", "v"]).groupBy("k")).where("n > 1"), *ROWS)

# The watermark goes 0, 2, 5 ...: late rows, windows that close, keys that become new again.
TIMES = one_by_one(row(1, "a", 1), row(12, "a", 2), row(3, "b", 3), row(30, "a", 4), row(4, "b", 5), row(31, "b", 6),
                   row(None, "a", 7), row(60, "a", 8), row(33, "b", 9), row(61, "b", 10))
scenario("row_by_row_windows_with_watermark", "22 34 35 36 40 52", "update",
         lambda df: count(df.withWatermark("ts", "10 seconds").groupBy(F.window("ts", "5 seconds"), "k")), *TIMES)
scenario("row_by_row_within_watermark", "23 52 69", "update",
         lambda df: df.withWatermark("ts", "10 seconds").dropDuplicatesWithinWatermark(["k"]), *TIMES)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.argv.append("tests/semantics/golden_real_time")
    oracle.main()
