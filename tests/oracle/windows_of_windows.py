# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_windows_of_windows/*.json: what Spark 4.2 answers, batch by batch, to
window_time and to windows of windows. How a file is made and what it holds: window_aggregation.py; here
also what each stateful operator said of itself.

    python tests/oracle/windows_of_windows.py [folder, default tests/semantics/golden_windows_of_windows] [scenario...]

The plans are in SCENARIOS below, and by the same names in tests/semantics/windows_of_windows_scenarios.hpp.
"""

from __future__ import annotations

import sys

import window_aggregation as oracle
from pyspark.sql import functions as F
from window_aggregation import row, scenario

oracle.COMMAND = "python tests/oracle/windows_of_windows.py"
oracle.OPERATORS = True
oracle.SCENARIOS.clear()

watched = lambda df: df.withWatermark("ts", "5 seconds")
count = lambda grouped: grouped.agg(F.count("*").alias("n"))
keyed = lambda df: count(watched(df).groupBy(F.window("ts", "5 seconds"), "k"))
summed = lambda grouped: grouped.agg(F.count("*").alias("windows"), F.sum("n").alias("rows"))

CHAIN = ([row(1, "a"), row(1, "a"), row(2, "b")], [row(3, "a"), row(7, "a"), row(7, "a"), row(11, "b")],
         [row(16, "b"), row(1, "a"), row(12, "c"), row(14.9, "c")], [row(4, "d"), row(18, "e"), row(31, "a")],
         [row(32, "b"), row(60, "c")])
scenario("window_of_windows", "63 64", "append", lambda df: summed(keyed(df).groupBy(F.window("window", "10 seconds"), "k")), *CHAIN)
scenario("window_of_window_time", "63 64", "append",
         lambda df: summed(keyed(df).groupBy(F.window(F.window_time("window"), "10 seconds"), "k")), *CHAIN)
scenario("sliding_window_of_windows", "63 64", "append",
         lambda df: summed(keyed(df).groupBy(F.window("window", "10 seconds", "5 seconds"))), *CHAIN)
scenario("three_windows", "63 64", "append",
         lambda df: keyed(df).groupBy(F.window("window", "10 seconds"), "k").agg(F.sum("n").alias("n"))
         .groupBy(F.window("window", "20 seconds").alias("w")).agg(F.max("n").alias("most")), *CHAIN)
scenario("window_time_as_a_key", "63 64", "append",
         lambda df: summed(keyed(df).groupBy(F.window_time("window").alias("t"))), *CHAIN)
scenario("window_of_selected_window_time", "63 64", "append",
         lambda df: summed(keyed(df).select(F.window_time("window").alias("t"), "n").groupBy(F.window("t", "10 seconds"))), *CHAIN)
scenario("window_of_added_window_time", "63 64", "append",
         lambda df: summed(keyed(df).withColumn("t", F.window_time("window")).groupBy(F.window("t", "10 seconds"))), *CHAIN)
scenario("window_of_renamed_windows", "63 64", "append",
         lambda df: summed(keyed(df).select(F.col("window").alias("w"), "n").groupBy(F.window("w", "10 seconds"))), *CHAIN)
scenario("dedup_by_window_time", "63 68", "append",
         lambda df: keyed(df).select(F.window_time("window").alias("t"), "n").dropDuplicates(["t"]).select("t"), *CHAIN)
for mode in ("update", "complete"):
    scenario(f"window_time_{mode}", "63", mode, lambda df: keyed(df).select(F.window_time("window").alias("t"), "window.start", "k", "n"), *CHAIN)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.argv.append("tests/semantics/golden_windows_of_windows")
    oracle.main()
