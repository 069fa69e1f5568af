# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_joins/*.json: what Spark 4.2 answers, batch by batch, to joins of two
streams. How a file is made and what it holds: window_aggregation.py, deduplication.py.

    python tests/oracle/stream_joins.py [folder, default tests/semantics/golden_joins] [scenario...]

The plans are in SCENARIOS below, and by the same names in tests/semantics/join_scenarios.hpp.
"""

from __future__ import annotations

import sys

import window_aggregation as oracle
from pyspark.sql import functions as F
from window_aggregation import row, scenario

oracle.COMMAND = "python tests/oracle/stream_joins.py"
oracle.OPERATORS = True
oracle.SCENARIOS.clear()

left = lambda a: a.withWatermark("ts", "5 seconds").select("ts", "k", "v")
right = lambda b: b.withWatermark("ts", "2 seconds").select(F.col("ts").alias("rt"), "k", F.col("v").alias("w"))
count = lambda grouped: grouped.agg(F.count("*").alias("n"))


def joined(a, b, kind, bound=None):
    """As USING: the keys once, of the side that has them."""
    condition = (a["k"] == b["k"]) if bound is None else (a["k"] == b["k"]) & bound(a, b)
    out = a.join(b, condition, kind)
    if kind == "left_semi":
        return out
    key = b["k"] if kind == "right_outer" else F.coalesce(a["k"], b["k"]) if kind == "full_outer" else a["k"]
    return out.select("ts", key.alias("k"), "v", "rt", "w")


def of(kind, bound=None):
    return lambda a, b: joined(left(a), right(b), kind, bound)


s = lambda seconds: F.expr(f"interval {seconds} seconds")
between = lambda a, b: (b["rt"] >= a["ts"]) & (b["rt"] <= a["ts"] + s(4))
strictly = lambda a, b: (b["rt"] > a["ts"] - s(1)) & (b["rt"] < a["ts"] + s(3))
not_later = lambda a, b: b["rt"] <= a["ts"] + s(4)

ROWS = ([[row(10, "a", 1), row(11, "b", 2), row(12, None, 3)], [row(11, "a", 10), row(30, None, 11)]],
        [[row(13, "a", 4), row(14, "c", 5)], [row(13, "a", 12), row(12, "b", 13), row(14, "z", 14)]],
        [[row(20, "a", 6), row(6, "b", 7), row(9, "c", 8)], [row(15, "c", 15), row(20, "a", 16), row(10, "a", 17)]],
        [[row(21, "b", 9), row(15, "c", 19), row(18, "z", 20)], [row(22, "b", 18), row(17, "z", 21), row(16, "c", 22)]],
        [[row(40, "d", 23)], [row(38, "d", 24), row(41, "d", 25)]],
        [[row(33, "e", 26), row(36, "z", 27)], [row(39, "e", 28), row(36, "z", 29), row(60, "q", 30)]],
        [[row(60, "q", 31), row(61, "r", 32)], [row(62, "q", 33), row(61, "q", 34)]])

for kind in ("inner", "left_outer", "right_outer", "full_outer", "left_semi"):
    scenario(f"{kind}_between", "70 72 73 75 76", "append", of(kind, between), *ROWS, sources=2)
scenario("inner_strictly", "72", "append", of("inner", strictly), *ROWS, sources=2)
scenario("left_outer_strictly", "72 73", "append", of("left_outer", strictly), *ROWS, sources=2)
scenario("inner_not_later", "24 72", "append", of("inner", not_later), *ROWS, sources=2)
scenario("left_outer_not_later", "48 72", "append", of("left_outer", not_later), *ROWS, sources=2)
scenario("inner_without_bound", "24", "append", of("inner"), *ROWS, sources=2)
scenario("inner_update", "48", "update", of("inner", between), *ROWS, sources=2)
scenario("left_outer_without_no_data_batches", "27 73", "append", of("left_outer", between), *ROWS, sources=2, no_data=False)
# Right rows that the watermark of their own batch has passed already, with and without a partner.
LEAVING = ([[row(30, "a", 1), row(8, "b", 2)], [row(30, "a", 10)]], [[row(31, "a", 3)], [row(10, "b", 11), row(24, "c", 12), row(26, "c", 13)]],
           [[row(50, "z", 4)], [row(50, "z", 14)]], [[row(51, "z", 5)], [row(33, "d", 15), row(51, "z", 16)]])
for kind in ("inner", "left_outer", "full_outer"):
    scenario(f"{kind}_of_rows_that_leave_at_once", "27 77", "append", of(kind, between), *LEAVING, sources=2, no_data=False)
scenario("inner_without_watermarks", "70", "append",
         lambda a, b: joined(a.select("ts", "k", "v"), b.select(F.col("ts").alias("rt"), "k", F.col("v").alias("w")), "inner"),
         *ROWS, sources=2)


def by_time(kind):
    def plan(a, b):
        b = b.withWatermark("ts", "2 seconds").select("ts", "k", F.col("v").alias("w"))
        return left(a).join(b, ["ts", "k"], kind)
    return plan


for kind in ("inner", "left_outer", "full_outer", "left_semi"):
    scenario(f"{kind}_by_time", "71", "append", by_time(kind),
             [[row(10, "a", 1), row(10, "b", 2), row(12, "a", 3)], [row(10, "a", 4), row(11, "b", 5)]],
             [[row(11, "b", 6), row(13, "c", 7)], [row(12, "a", 8), row(12, "a", 9), row(9, "a", 10)]],
             [[row(30, "a", 11), row(5, "a", 12)], [row(28, "a", 13), row(10, "b", 14)]],
             [[row(28, "a", 15), row(25, "a", 16)], [row(30, "a", 17), row(26, "x", 18)]],
             [[row(50, "z", 19)], [row(50, "z", 20)]], sources=2)

# Keys and times that are null, on both sides in one batch and in different ones.
NULLS = ([[row(10, None, 1), row(11, "", 2), row(None, "a", 3), row(10, "long enough to stand on the heap", 4)], [row(11, None, 10), row(12, "", 11)]],
         [[row(12, None, 5), row(13, "ä", 6)], [row(12, None, 12), row(14, "ä", 13), row(None, "a", 14), row(13, "long enough to stand on the heap", 15)]],
         [[row(30, "z", 7), row(12, "", 8)], [row(30, None, 16), row(11, "a", 17)]],
         [[row(50, None, 9)], [row(50, "z", 18)]], [[row(51, "z", 19)], [row(52, "z", 20)]])
for kind in ("inner", "left_outer", "right_outer", "full_outer", "left_semi"):
    scenario(f"{kind}_of_null_keys", "30 75", "append", of(kind, between), *NULLS, sources=2)
    scenario(f"{kind}_by_null_times", "30 71 75", "append", by_time(kind), *NULLS, sources=2)


def with_itself(a):
    right = a.withWatermark("ts", "2 seconds").select(F.col("ts").alias("rt"), F.col("k").alias("rk"), F.col("v").alias("w"))
    return left(a).join(right, F.expr("k = rk and rt >= ts and rt <= ts + interval 4 seconds")).select("ts", "k", "v", "rt", "w")


scenario("join_with_itself", "17 70", "append", with_itself, *(a for a, _ in ROWS))
windows = lambda df: count(df.groupBy(F.window("ts", "5 seconds")))
scenario("inner_then_windows", "38 78", "append", lambda a, b: windows(of("inner", between)(a, b)), *ROWS, sources=2)
scenario("left_outer_then_windows", "38 78", "append", lambda a, b: windows(of("left_outer", between)(a, b)), *ROWS, sources=2)



# Three streams: what comes out of a join, or out of another operator with state, meets a stream.
THREE = ([[row(10, "a", 1), row(11, "b", 2), row(12, "c", 3)], [row(11, "a", 10), row(12, "b", 11)], [row(12, "a", 20), row(13, "c", 21)]],
         [[row(13, "a", 4)], [row(14, "a", 12), row(13, "c", 13)], [row(13, "a", 22), row(15, "b", 23), row(40, "z", 24)]],
         [[row(20, "b", 5), row(3, "a", 6)], [row(21, "b", 14), row(4, "a", 15)], [row(22, "b", 25), row(5, "a", 26)]],
         [[row(40, "q", 7)], [row(41, "q", 16)], [row(44, "q", 27), row(20, "b", 28)]],
         [[row(60, "r", 8)], [row(60, "r", 17)], [row(60, "r", 29), row(33, "q", 30)]],
         [[row(90, "s", 9)], [row(90, "s", 18)], [row(90, "s", 31)]], [[row(91, "s", 1)], [row(92, "s", 2)], [row(91, "t", 3)]])
third = lambda c: c.withWatermark("ts", "3 seconds").select(F.col("ts").alias("ct"), "k", F.col("v").alias("x"))
in_reach = lambda ab, c: (c["ct"] >= ab["ts"]) & (c["ct"] <= ab["ts"] + s(6))


def met_by_third(ab, c, kind):
    """Of the first two one event time goes on: Spark refuses two."""
    c = third(c)
    out = ab.join(c, (ab["k"] == c["k"]) & in_reach(ab, c), kind)
    if kind == "left_semi":
        return out
    key = F.coalesce(ab["k"], c["k"]).alias("k") if kind == "full_outer" else ab["k"]
    return out.select(*[key if name == "k" else ab[name] for name in ab.columns], "ct", "x")


def three(first, second):
    return lambda a, b, c: met_by_third(of(first, between)(a, b).drop("rt"), c, second)


for first, second in (("inner", "inner"), ("inner", "left_outer"), ("left_outer", "inner"), ("left_outer", "left_outer"),
                      ("inner", "full_outer"), ("left_semi", "inner")):  # a semi join above another Spark puts below it
    scenario(f"three_streams_{first}_then_{second}", "38 70 78", "append", three(first, second), *THREE, sources=3)
scenario("three_streams_then_windows", "38 64 78", "append",
         lambda a, b, c: windows(three("inner", "inner")(a, b, c)), *THREE, sources=3)
scenario("duplicates_then_join", "38 70", "append",
         lambda a, b, c: met_by_third(left(a).dropDuplicates(["k", "ts"]), c, "left_outer"), *THREE, sources=3)

# Windows of the event times as keys: a pair shares a window, which the watermark closes.
tumbling = lambda: F.window("ts", "5 seconds").alias("win")
sliding = lambda: F.window("ts", "10 seconds", "4 seconds", "1 seconds").alias("win")


def in_windows(window, delays=("5 seconds", "2 seconds")):
    watched = lambda df, delay: df.withWatermark("ts", delay) if delay else df
    return (lambda a: watched(a, delays[0]).select(window(), "k", "v"),
            lambda b: watched(b, delays[1]).select(window(), "k", F.col("v").alias("w")))


def by_window(kind, window=tumbling, **delays):
    of_left, of_right = in_windows(window, **delays)
    return lambda a, b: of_left(a).join(of_right(b), ["win", "k"], kind)


WINDOWS = ([[row(10, "a", 1), row(11, "b", 2), row(12, None, 3), row(14.999999, "a", 4)], [row(11, "a", 10), row(15, "b", 11), row(12, None, 12)]],
           [[row(13, "a", 5), row(14, "c", 6), row(None, "a", 7)], [row(13, "a", 13), row(12, "b", 14), row(None, "a", 15), row(14, "z", 16)]],
           [[row(20, "a", 8), row(6, "b", 9), row(4, "c", 10)], [row(21, "a", 17), row(16, "b", 18), row(22, "a", 19)]],
           [[row(17, "b", 11), row(14, "c", 12)], [row(24, "a", 20), row(14, "c", 21), row(19, "z", 22)]],
           [[row(40, "d", 13)], [row(38, "d", 23), row(41, "d", 24)]],
           [[row(34, "e", 14), row(36, "z", 15), row(39, "e", 16)], [row(39, "e", 25), row(35, "z", 26), row(60, "q", 27)]],
           [[row(60, "q", 17), row(64, "r", 18)], [row(62, "q", 28), row(65, "q", 29)]], [[row(90, "s", 19)], [row(90, "s", 30)]])
for kind in ("inner", "left_outer", "right_outer", "full_outer", "left_semi"):
    scenario(f"{kind}_by_window", "54 71 73 75 76", "append", by_window(kind), *WINDOWS, sources=2)
for kind in ("inner", "left_outer", "full_outer"):
    scenario(f"{kind}_by_sliding_window", "53 71 73", "append", by_window(kind, sliding), *WINDOWS, sources=2)
scenario("inner_by_window_update", "48 71", "update", by_window("inner"), *WINDOWS, sources=2)
scenario("left_outer_by_window_without_no_data_batches", "27 71 73", "append", by_window("left_outer"), *WINDOWS, sources=2, no_data=False)
scenario("inner_by_window_without_watermarks", "24 70", "append", by_window("inner", delays=(None, None)), *WINDOWS, sources=2)
scenario("inner_by_window_with_one_watermark", "70 71", "append", by_window("inner", delays=("5 seconds", None)), *WINDOWS, sources=2)


def by_added_window(a, b):
    a = a.withWatermark("ts", "5 seconds").withColumn("win", F.window("ts", "5 seconds")).where("v <> 5").drop("ts", "d", "other")
    b = b.withWatermark("ts", "2 seconds").withColumn("win", F.window("ts", "5 seconds")).withColumnRenamed("v", "w").drop("ts", "d", "other")
    return a.join(b, ["win", "k"], "left_outer").select("win", "k", "v", "w")


def windows_joined_and_counted(a, b):
    return count(by_window("inner")(a, b).groupBy("win"))


def windows_lacking_and_counted(a, b):
    return count(by_window("left_outer")(a, b).groupBy("win"))


def counted_windows_joined(kind):
    _, of_right = in_windows(tumbling)
    return lambda a, b: (count(a.withWatermark("ts", "5 seconds").groupBy(tumbling(), "k"))
                         .join(of_right(b), ["win", "k"], kind))


scenario("left_outer_by_added_window", "28a 71 73", "append", by_added_window, *WINDOWS, sources=2)
scenario("windows_joined_and_counted", "38 71 78", "append", windows_joined_and_counted, *WINDOWS, sources=2)
scenario("windows_lacking_and_counted", "38 71 73 78", "append", windows_lacking_and_counted, *WINDOWS, sources=2)
for kind in ("inner", "left_outer"):
    scenario(f"counted_windows_joined_{kind}", "38 64 71", "append", counted_windows_joined(kind), *WINDOWS, sources=2)

# A condition above a join goes below it, and below the watermark, where the join adds no nulls to its side.
FILTERS = {"left": "v % 2 = 0", "right": "w % 2 = 0", "key": "k > 'a'"}
for kind, sides in {"inner": ("left", "right", "key"), "left_outer": ("left", "key"), "right_outer": ("right", "key"),
                    "full_outer": ("key",), "left_semi": ("left", "key")}.items():
    for side in sides:
        scenario(f"filter_on_{side}_above_{kind}", "28a", "append",
                 lambda a, b, kind=kind, side=side: of(kind, between)(a, b).where(FILTERS[side]), *ROWS, sources=2)

# Parts of the condition that look at one stream alone: a filter of a stream whose rows come out in pairs only, else
# they say which rows come out alone at once.
ONE_SIDED = {"left": lambda a, b: a["v"] % 2 == 0, "right": lambda a, b: b["w"] % 2 == 0,
             "key": lambda a, b: a["k"] > "a",
             # not `w > 12`: from that Spark takes a bound in time, 12 seconds since 1970
             "both": lambda a, b: (a["v"] % 2 == 0) & (b["w"] % 3 != 0)}
for kind in ("inner", "left_outer", "right_outer", "full_outer", "left_semi"):
    for side, condition in ONE_SIDED.items():
        scenario(f"{kind}_asking_of_{side}", "28a 70 74", "append",
                 of(kind, lambda a, b, c=condition: between(a, b) & c(a, b)), *ROWS, sources=2)

# A condition may be true of a value that is missing.
MISSING = ([[row(10, "a", 1), row(11, "b", None), row(12, "c", 3)], [row(11, "a", None), row(12, "b", 2), row(13, "c", 0)]],
           [[row(13, "a", None), row(40, "d", None)], [row(14, "a", 12), row(41, "d", None)]],
           [[row(42, "e", 5)], [row(43, "e", None)]], [[row(90, "z", 7)], [row(90, "z", 7)]], [[row(91, "z", 7)], [row(92, "z", 7)]])
CONDITIONS = {"coalesced": lambda a, b: F.coalesce(a["v"], F.lit(0)) <= F.coalesce(b["w"], F.lit(100)),
              "missing": lambda a, b: a["v"].isNull() & (b["w"].isNull() | (b["w"] > 5)),
              "null_safe": lambda a, b: a["v"].eqNullSafe(b["w"])}
for kind in ("inner", "left_outer", "full_outer", "left_semi"):
    for name, condition in CONDITIONS.items():
        scenario(f"{kind}_of_{name}_values", "28a 74", "append",
                 of(kind, lambda a, b, c=condition: between(a, b) & c(a, b)), *MISSING, sources=2)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.argv.append("tests/semantics/golden_joins")
    oracle.main()
