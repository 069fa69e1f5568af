# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_sessions/*.json: what Spark 4.2 answers, batch by batch, to aggregations
by session windows, alone and in chains. How a file is made and what it holds: window_aggregation.py;
here also what each stateful operator said of itself.

    python tests/oracle/sessions.py [folder, default tests/semantics/golden_sessions] [scenario...]

The plans are in SCENARIOS below, and by the same names in tests/semantics/session_scenarios.hpp.
"""

from __future__ import annotations

import sys

import window_aggregation as oracle
from pyspark.sql import functions as F
from window_aggregation import row, scenario

oracle.COMMAND = "python tests/oracle/sessions.py"
oracle.OPERATORS = True
oracle.SCENARIOS.clear()

watched = lambda df, delay="5 seconds": df.withWatermark("ts", delay)
count = lambda grouped: grouped.agg(F.count("*").alias("n"))
by_key = lambda df: count(df.groupBy(F.session_window("ts", "5 seconds"), "k"))

# The watermark goes 0, 15, 35, 55, 95.
BASIC = ([row(1, "a"), row(3, "a"), row(8, "a"), row(20, "a"), row(2, "b"), row(19, "b")],
         [row(16, "a"), row(11, "a"), row(26, "b"), row(24, "b"), row(40, "c")],
         [row(38, "a"), row(33, "b"), row(60, "c"), row(45, "c"), row(31, "d")],
         [row(64, "c"), row(100, "a")])
for mode in ("append", "complete"):
    scenario(f"session_{mode}", "22 55 57 60", mode, lambda df: by_key(watched(df)), *BASIC)
scenario("session_append_without_no_data_batches", "27 37 60", "append", lambda df: by_key(watched(df)), *BASIC, no_data=False)
scenario("session_complete_without_watermark", "39 57", "complete", by_key, *BASIC)
scenario("session_without_delay", "34 60", "append", lambda df: by_key(watched(df, "0 seconds")), *BASIC)

scenario("touching_sessions", "60", "append", lambda df: by_key(watched(df)),
         [row(10, "a"), row(15, "a"), row(10, "b"), row(15.000001, "b"), row(10, "c"), row(14.999999, "c")],
         [row(20, "a"), row(20.000001, "b"), row(20.000001, "c"), row(5, "d")], [row(90, "z")])
scenario("late_row_joins_two_sessions", "60", "append", lambda df: by_key(watched(df, "10 seconds")),
         [row(10, "a"), row(19, "a"), row(10, "b"), row(20.5, "b")],
         [row(14.5, "a"), row(15.5, "b"), row(15, "b"), row(17, "c"), row(28, "c"), row(22, "c")], [row(90, "z")])
scenario("late_rows_of_sessions", "34 36 40", "append", lambda df: by_key(watched(df)),
         [row(30, "a")],
         [row(20, "a"), row(20, "a"), row(19, "a"), row(20, "b"), row(20.001, "c"), row(20.000001, "d"), row(24, "c"), row(1, None)],
         [row(60, "a"), row(50, None)],
         [row(50, "a"), row(50.5, "a"), row(45, "a"), row(54, None), row(51, None)])
scenario("late_rows_of_sessions_complete", "39", "complete", lambda df: by_key(watched(df)),
         [row(30, "a")], [row(20, "a"), row(25, "a"), row(19, "a"), row(1, None)], [row(60, "a"), row(24, "a")])
# One session of several of a key changes, grows downwards, or swallows others.
scenario("several_sessions_of_a_key", "60", "append", lambda df: by_key(watched(df, "100 seconds")),
         [row(100, "a"), row(110, "a"), row(120, "a"), row(130, "a"), row(100, "b")],
         [row(122, "a")], [row(97, "a"), row(140, "a")], [row(105, "a"), row(115, "a")], [row(101, "b")],
         [row(104, "b"), row(104, "b")], [row(240, "a")], [row(400, "a")])
scenario("session_by_two_keys", "59 60", "append",
         lambda df: watched(df).groupBy("k", F.session_window("ts", "5 seconds").alias("s"), "d").agg(
             F.count("*").alias("n"), F.sum("v").alias("total"), F.min("v").alias("least"), F.avg("d").alias("mean"),
             F.max("other").alias("latest")),
         [row(1, "a", 1, 0.0), row(2, "a", 2, -0.0), row(3, "a", 3), row(4, None, 4), row(9, "a", 5, float("nan")), row(10, "a", None, float("nan"), 3)],
         [row(7, "a", -6, 0.0, 1), row(8, "a", 7, None, 9), row(9, None, 8), row(2, "a", 9, 0.0)], [row(70, "b", 1)])
scenario("null_event_time_in_a_session", "30 54", "append", lambda df: by_key(watched(df)),
         [row(None, "a"), row(1, "a")], [row(None, "b"), row(40, "a")], [row(None, "c")])
scenario("session_of_another_column", "28a 39 54", "complete",
         lambda df: count(watched(df).groupBy(F.session_window("other", "5 seconds"), "k")),
         [row(1, "a", other=1), row(50, "a", other=None)], [row(2, "a", other=6)], [row(60, "a", other=80)], [row(3, "b", other=3)])
scenario("session_beside_the_event_time", "35 41", "append",
         lambda df: count(watched(df).groupBy("ts", F.session_window("other", "5 seconds"))),
         [row(10, "a", other=1), row(10, "b", other=4), row(10, "c", other=40), row(12, "a", other=3)],
         [row(10, "a", other=44), row(20, "d", other=90)], [row(14, "e", other=1), row(16, "e", other=1), row(60, "f", other=2)])
scenario("filter_on_key_above_sessions", "28a", "append", lambda df: by_key(watched(df)).where("k <> 'a' and n > 1"), *BASIC)
scenario("no_rows_of_a_session", "26 55", "append", lambda df: by_key(watched(df)).select("k", "n"),
         [row(10, "a")], [row(90, None)], [row(9, "b")], [row(200, "b")])

# ---- gaps of their own ----

gap_of_v = lambda: F.expr("make_interval(0, 0, 0, 0, 0, 0, v)")
by_gap = lambda df: count(df.groupBy(F.session_window("ts", gap_of_v()), "k"))
GAPS = ([row(10, "a", 5), row(12, "a", 20), row(31, "a", 1), row(33, "a", 2), row(10, "b", 5), row(15, "b", 1)],
        [row(50, "b", 0), row(16, "b", 30), row(20, "c", -3), row(21, "c", 2), row(36, "a", 1)],
        [row(80, "d", None), row(40, "b", 2), row(None, "b", 3)],
        [row(44, "b", 9), row(95, "e", -5), row(50, "e", 100)],
        [row(130, "e", 1), row(160, "e", 1)], [row(300, "a", 1)])
for mode in ("append", "complete"):
    scenario(f"dynamic_gap_{mode}", "60 61", mode, lambda df: by_gap(watched(df)), *GAPS)
scenario("dynamic_gap_of_a_case", "61", "append",
         lambda df: count(watched(df).groupBy(F.session_window("ts", F.expr(
             "case when k = 'a' then make_interval(0, 0, 0, 0, 0, 0, 2) when k = 'b' then make_interval(0, 0, 0, 0, 0, 0, 10) end")),
             "k")),
         *BASIC)
scenario("dynamic_gap_of_another_column", "28a 61", "complete",
         lambda df: count(watched(df).groupBy(F.session_window("other", gap_of_v()), "k")),
         [row(10, "a", 5, other=1), row(20, "a", 0, other=3), row(30, "a", 2, other=6)],
         [row(60, "a", None, other=8), row(15, "a", -1, other=9)], [row(14, "a", 7, other=14)],
         [row(80, "a", 0, other=15)], [row(14, "a", 7, other=15)])

# ---- chains ----

CHAIN = ([row(1, "a"), row(2, "a"), row(3, "b"), row(9, "b")], [row(7, "a"), row(21, "b"), row(15, "c")],
         [row(40, "a"), row(12, "c"), row(18, "c")], [row(44, "a"), row(52, "b"), row(90, "b")], [row(150, "d")])
scenario("sessions_then_windows", "63 64", "append",
         lambda df: by_key(watched(df)).groupBy(F.window(F.window_time("session_window"), "10 seconds"))
         .agg(F.count("*").alias("sessions"), F.sum("n").alias("rows")), *CHAIN)
scenario("sessions_then_windows_of_sessions", "63 64", "append",
         lambda df: by_key(watched(df)).groupBy(F.window("session_window", "10 seconds"))
         .agg(F.count("*").alias("sessions"), F.sum("n").alias("rows")), *CHAIN)
scenario("sessions_by_their_session", "64", "append",
         lambda df: count(watched(df).groupBy(F.session_window("ts", "5 seconds"), "k", "v"))
         .groupBy("session_window", "k").agg(F.count("*").alias("sessions"), F.sum("n").alias("rows")),
         [row(1, "a", 1), row(3, "a", 2), row(1, "a", 3)], [row(20, "a", 1), row(24, "a", 2), row(33, "b", 1)],
         [row(60, "b"), row(90, "c")])
scenario("windows_then_sessions", "63 64", "append",
         lambda df: count(watched(df).groupBy(F.window("ts", "2 seconds"), "k"))
         .groupBy(F.session_window(F.window_time("window"), "5 seconds"), "k").agg(F.sum("n").alias("rows")), *CHAIN)
scenario("windows_then_sessions_of_windows", "63 64", "append",
         lambda df: count(watched(df).groupBy(F.window("ts", "2 seconds"), "k"))
         .groupBy(F.session_window("window", "5 seconds"), "k").agg(F.sum("n").alias("rows")), *CHAIN)
scenario("sessions_then_dedup", "38 68", "append",
         lambda df: by_key(watched(df)).dropDuplicates(["session_window"]).select("session_window"), *CHAIN)
scenario("dedup_then_sessions", "38 64 68", "append", lambda df: by_key(watched(df).dropDuplicates(["ts", "k"])), *CHAIN)
scenario("sessions_of_two_streams_max", "31", "append", lambda a, b: by_key(watched(a).unionByName(watched(b, "20 seconds"))),
         [[row(20, "a"), row(21, "b")], [row(3, "c")]], [[row(22, "c")], [row(23, "a")]], [[row(5, "d")], [row(70, "d")]],
         [[row(42, "a"), row(46, "e")], [row(43, "b"), row(90, "e")]], sources=2, policy="max")
scenario("sessions_of_two_streams", "31", "append", lambda a, b: by_key(watched(a).unionByName(watched(b, "20 seconds"))),
         [[row(20, "a"), row(21, "b")], [row(3, "c")]], [[row(22, "c")], [row(23, "a")]], [[row(5, "d")], [row(70, "d")]],
         [[row(42, "a"), row(46, "e")], [row(43, "b"), row(90, "e")]], sources=2)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.argv.append("tests/semantics/golden_sessions")
    oracle.main()
