# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden/*.json: what Spark 4.2 answers, batch by batch, to small streams with
watermarks and aggregations. Needs Java 17 and `pip install pyspark==4.2.0` in any environment.

    python tests/oracle/window_aggregation.py [folder, default tests/semantics/golden] [scenario...]

Each step of a scenario is one micro-batch with the rows given; the no-data batches that follow it are
in the same step. The plans are in SCENARIOS below, and by the same names in tests/semantics/scenarios.hpp.
In the files a timestamp is microseconds since 1970, a window [start, end], NaN "NaN". A step whose
batch fails holds the word of the error in place of batches.
"""

from __future__ import annotations

import datetime
import json
import math
import pathlib
import sys
import tempfile

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

COMMAND = "python tests/oracle/window_aggregation.py"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

# The columns of every source, so that one struct in C++ reads them all.
COLUMNS = [("ts", "timestamp"), ("k", "string"), ("v", "bigint"), ("d", "double"), ("other", "timestamp")]
SCHEMA = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)
OPERATORS = False  # whether a batch says what each stateful operator did
TABLE = [("a", "red"), ("b", "blue"), ("b", "green"), (None, "none")]  # of the static joins: k, colour

SECOND = 1_000_000


def session() -> SparkSession:
    return (SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
            .config("spark.driver.memory", "1g")
            .config("spark.python.authenticate.socketTimeout", "5m").config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1").config("spark.log.level", "OFF")
            .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())


def time_text(micros):
    return None if micros is None else (EPOCH + datetime.timedelta(microseconds=micros)).strftime(
        "%Y-%m-%dT%H:%M:%S.%fZ")


def row(ts=None, k=None, v=None, d=None, other=None):
    """Times in seconds, to the microsecond."""
    micros = lambda t: None if t is None else round(t * SECOND)
    return [micros(ts), k, v, d, micros(other)]


def json_value(value, kind):
    """A struct is a list of its members here."""
    if kind.startswith("struct<"):
        return dict(zip([m.split(":")[0] for m in kind[len("struct<"):-1].split(",")], value))
    return value


class Source:
    """Spark's MemoryStream of JSON texts, read with the schema above: rows stay in the order given."""

    def __init__(self, spark):
        jvm = spark._jvm
        self.spark = spark
        memory = jvm.org.apache.spark.sql.execution.streaming.runtime.MemoryStream
        self.stream = memory.apply(jvm.org.apache.spark.sql.Encoders.STRING(), spark._jsparkSession)

    def frame(self):
        text = DataFrame(self.stream.toDF(), self.spark)
        return text.select(F.from_json("value", SCHEMA).alias("j")).select("j.*")

    def add(self, rows):
        jvm = self.spark._jvm
        buffer = jvm.java.util.ArrayList()
        for values in rows:
            named = {name: time_text(v) if kind == "timestamp" else json_value(v, kind)
                     for (name, kind), v in zip(COLUMNS, values) if v is not None}
            buffer.add(json.dumps(named))
        self.stream.addData(jvm.scala.jdk.javaapi.CollectionConverters.asScala(buffer).toSeq())


def plain(value):
    if isinstance(value, datetime.datetime):
        aware = value.astimezone(datetime.timezone.utc)
        return (aware - EPOCH) // datetime.timedelta(microseconds=1)
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    return value


# ---- the scenarios: name -> (rules, mode, plan, steps); a step is rows a source ----

SCENARIOS = {}


def scenario(name, rules, mode, plan, *steps, sources=1, no_data=True, policy="min"):
    SCENARIOS[name] = (rules, mode, plan, sources, no_data, policy, [s if sources > 1 else [s] for s in steps])


def tumbling(df):
    return (df.withWatermark("ts", "10 seconds").groupBy(F.window("ts", "5 seconds"), "k")
            .agg(F.count("*").alias("n")))


BASIC = ([row(1, "a"), row(2, "a"), row(7, "b")],
         [row(16, "a"), row(3, "b")],
         [row(4, "a"), row(9, "b"), row(26, "a")],
         [row(12, "z"), row(8, "b"), row(40, "c")])
scenario("tumbling_append", "21 22 26 29 34 35 36 37 55", "append", tumbling, *BASIC)
scenario("tumbling_update", "22 29 36 56", "update", tumbling, *BASIC)
scenario("tumbling_complete", "22 39 57", "complete", tumbling, *BASIC)
scenario("tumbling_append_without_no_data_batches", "27 37", "append", tumbling, *BASIC, no_data=False)


def no_delay(df):
    return df.withWatermark("ts", "0 seconds").groupBy("ts").agg(F.count("*").alias("n"))


scenario("ties_at_the_watermark", "34 35", "append", no_delay,
         [row(5), row(5), row(4)], [row(5), row(6)], [row(6), row(6.000001), row(7)])
scenario("late_rows", "36 40", "update", tumbling,
         [row(30, "a")],
         [row(1, "a"), row(2, "a"), row(3, "a"), row(1, "b"), row(6, "a"), row(14, "a"), row(15, "a"), row(19, "a")],
         [row(60, "a")],
         [row(21, "c"), row(22, "c"), row(49.999, "c"), row(50, "c")])
scenario("null_event_time_in_a_window", "30 54", "append",
         lambda df: df.withWatermark("ts", "10 seconds").groupBy(F.window("ts", "5 seconds"))
         .agg(F.count("*").alias("n")),
         [row(None, "a"), row(1, "a")], [row(None, "b"), row(40, "a")], [row(None, "c")])
scenario("null_event_time_as_key", "30 34 35", "append", no_delay,
         [row(None), row(3)], [row(None), row(9), row(2)], [row(20), row(None)])
scenario("null_event_time_as_key_update", "30 34 35 56", "update", no_delay,
         [row(None), row(3)], [row(None), row(9), row(2)], [row(20), row(None)])
scenario("null_and_nan_keys", "59", "update",
         lambda df: df.groupBy("k", "d").agg(F.count("*").alias("n"), F.sum("v").alias("total")),
         [row(k=None, d=math.nan, v=1), row(k=None, d=math.nan, v=2), row(k="a", d=-0.0, v=3),
          row(k="a", d=0.0, v=4), row(k="a", d=None, v=5), row(k="a", d=None, v=6), row(k="", d=1.5)],
         [row(k=None, d=math.nan, v=10), row(k="a", d=-0.0, v=20)])
scenario("sliding_append", "53 55", "append",
         lambda df: df.withWatermark("ts", "0 seconds").groupBy(F.window("ts", "10 seconds", "4 seconds", "1 seconds"))
         .agg(F.count("*").alias("n")),
         [row(0.5), row(1), row(12), row(13.5)], [row(2), row(12.5), row(29)], [row(30), row(60)])
scenario("before_the_epoch", "28 53", "update",
         lambda df: df.withWatermark("ts", "0 seconds").groupBy(F.window("ts", "4 seconds"))
         .agg(F.count("*").alias("n")),
         [row(-7), row(-4), row(-0.5), row(0.5)], [row(-1), row(2)])
scenario("before_the_epoch_complete", "39 53", "complete",
         lambda df: df.withWatermark("ts", "0 seconds").groupBy(F.window("ts", "10 seconds", "4 seconds", "-3 seconds"))
         .agg(F.count("*").alias("n")),
         [row(-7), row(-4), row(-0.5), row(0.5)], [row(-1), row(2)])
scenario("global_aggregate", "58", "update",
         lambda df: df.where("v > 0").agg(F.count("*").alias("n"), F.sum("v").alias("total"),
                                          F.min("v").alias("least"), F.max("d").alias("greatest"),
                                          F.avg("v").alias("mean")),
         [row(v=-1)], [row(v=5, d=1.0), row(v=7), row(v=-3)], [row(v=-2)])
scenario("global_aggregate_with_watermark", "22 58", "update",
         lambda df: df.withWatermark("ts", "0 seconds").agg(F.count("*").alias("n")),
         [row(5)], [row(9), row(1)], [row(1)])
scenario("update_of_touched_groups", "56", "update",
         lambda df: df.groupBy("k").agg(F.max("v").alias("greatest")),
         [row(k="a", v=3), row(k="b", v=1)], [row(k="a", v=2)], [row(k="c", v=0), row(k="b", v=9)])
scenario("aggregates_of_nulls_and_nan", "65 65a", "complete",
         lambda df: df.groupBy("k").agg(
             F.count("v").alias("values"), F.sum("v").alias("total"), F.min("v").alias("least"),
             F.avg("v").alias("mean"), F.sum("d").alias("dsum"), F.min("d").alias("dmin"), F.max("d").alias("dmax")),
         [row(k="a", v=None, d=None), row(k="b", v=1, d=math.nan), row(k="b", v=None, d=2.0), row(k="b", v=4, d=-1.0)],
         [row(k="a", v=2, d=-0.0), row(k="c")])
scenario("replaced_event_time", "38 39", "update",
         lambda df: df.withWatermark("ts", "0 seconds").withColumn("ts", F.expr("ts + interval 1 second"))
         .groupBy(F.window("ts", "5 seconds")).agg(F.count("*").alias("n")),
         [row(30)], [row(1)], [row(2), row(60)])
scenario("renamed_event_time", "36 55", "append",
         lambda df: df.withWatermark("ts", "0 seconds").select(F.col("ts").alias("t"), "k")
         .groupBy(F.window("t", "5 seconds"), "k").agg(F.count("*").alias("n")),
         [row(2, "a"), row(30, "a")], [row(1, "a"), row(31, "a")])
scenario("submillisecond_watermark", "30 34", "append",
         lambda df: df.withWatermark("ts", "10 seconds").groupBy("ts").agg(F.count("*").alias("n")),
         [row(25.0009)], [row(15.0005), row(15.0), row(14.9999)], [row(25.0019)], [row(15.001), row(15.001001)])
# Every row of these is on the wrong side of the filter unless k = 'a'; only what the watermark saw differs.
ABOVE = ([row(10, "a", 1), row(90, "b", 1)], [row(11, "a", 2), row(50, "a", 0)], [row(12, "a", 1)])
count_windows = lambda df: df.groupBy(F.window("ts", "5 seconds"), "k").agg(F.count("*").alias("n"))
scenario("filter_above_watermark", "28a", "append",
         lambda df: count_windows(df.withWatermark("ts", "5 seconds").where("k = 'a'")), *ABOVE)
scenario("filter_on_time_above_watermark", "28a", "append",
         lambda df: count_windows(df.withWatermark("ts", "5 seconds")
                                  .where("ts < timestamp '1970-01-01 00:01:00Z' and v > 0")), *ABOVE)
scenario("filter_on_computed_above_watermark", "28a", "append",
         lambda df: count_windows(df.withWatermark("ts", "5 seconds").withColumn("w", F.col("v") * 2)
                                  .where("ts > timestamp '1970-01-01 00:00:00Z'")
                                  .select("ts", F.col("k"), F.col("w").alias("x")).where("x + 1 > 3 or k = 'b'")), *ABOVE)
scenario("filter_on_key_above_aggregate", "28a", "append",
         lambda df: count_windows(df.withWatermark("ts", "5 seconds")).where("k = 'a'"), *ABOVE)
scenario("filter_on_count_above_aggregate", "28a 56", "update",
         lambda df: count_windows(df.withWatermark("ts", "5 seconds")).where("n > 1"),
         [row(10, "a"), row(90, "b")], [row(88, "b"), row(89, "b"), row(92, "b"), row(91, "b")], [row(93, "b"), row(120, "b")])


def table(df):
    return df.sparkSession.createDataFrame(TABLE, "k string, colour string")


JOINED = ([row(1, "a"), row(2, "b"), row(3, None), row(4, "x")], [row(30, None), row(6, "a")],
          [row(31, "x"), row(7, "b")], [row(40, "a"), row(3, "b")])
count_colours = lambda df: df.groupBy(F.window("ts", "5 seconds"), "colour").agg(F.count("*").alias("n"))
scenario("static_join_inner", "28a 49", "append",
         lambda df: count_colours(df.withWatermark("ts", "5 seconds").join(table(df), "k")), *JOINED)
scenario("static_join_left", "28a 49", "append",
         lambda df: count_colours(df.withWatermark("ts", "5 seconds").join(table(df), "k", "left")), *JOINED)
scenario("filter_on_joined_column", "28a 49", "append",
         lambda df: count_colours(df.withWatermark("ts", "5 seconds").join(table(df), "k").where("colour <> 'red'")), *JOINED)
scenario("filter_between_join_and_watermark", "28a 49", "append",
         lambda df: count_colours(df.join(table(df), "k").withWatermark("ts", "5 seconds").where("colour <> 'red'")), *JOINED)
scenario("window_of_another_column", "28a 54", "update",
         lambda df: df.withWatermark("ts", "0 seconds").groupBy(F.window("other", "5 seconds"))
         .agg(F.count("*").alias("n")),
         [row(1, other=1), row(50, other=None)], [row(2, other=2)], [row(60, other=80)], [row(3, other=3)])
# Two sources: a step is the rows of each, planned into one batch.
scenario("union_of_two_watermarks", "31 32", "append",
         lambda a, b: a.withWatermark("ts", "0 seconds").unionByName(b.withWatermark("ts", "10 seconds"))
         .groupBy(F.window("ts", "5 seconds")).agg(F.count("*").alias("n")),
         [[row(1), row(100)], []], [[row(2)], [row(12)]], [[], [row(50)]], [[row(3), row(38)], [row(45)]],
         sources=2)
scenario("union_with_one_watermark", "31 38", "update",
         lambda a, b: a.withWatermark("ts", "0 seconds").unionByName(b)
         .groupBy(F.window("ts", "5 seconds")).agg(F.count("*").alias("n")),
         [[row(20)], [row(1)]], [[row(2)], [row(3)]], [[row(40)], []], sources=2)
scenario("union_with_one_watermark_on_the_right", "31 38", "update",
         lambda a, b: a.unionByName(b.withWatermark("ts", "0 seconds"))
         .groupBy(F.window("ts", "5 seconds")).agg(F.count("*").alias("n")),
         [[row(20)], [row(1)]], [[row(2)], [row(3)]], [[], [row(40)]], [[row(3)], []], sources=2)
scenario("watermark_above_a_union", "28 31", "append",
         lambda a, b: a.unionByName(b).withWatermark("ts", "0 seconds")
         .groupBy(F.window("ts", "5 seconds")).agg(F.count("*").alias("n")),
         [[row(20)], [row(1)]], [[row(2)], [row(26)]], [[], [row(27)]], [[row(40)], []], sources=2)
scenario("self_union", "17", "append",
         lambda df: (lambda w: w.unionByName(w))(df.withWatermark("ts", "0 seconds"))
         .groupBy(F.window("ts", "5 seconds")).agg(F.count("*").alias("n")),
         [row(1), row(2)], [row(9)], [row(30)])
scenario("aggregate_of_aggregate", "64", "append",
         lambda df: tumbling(df).groupBy("window").agg(F.count("*").alias("keys"), F.sum("n").alias("rows")), *BASIC)
scenario("guarded_division", "65", "update",
         lambda df: df.where("v <> 0 and 10 / v > 1").groupBy("k").agg(F.count("*").alias("n")),
         [row(k="a", v=0), row(k="a", v=2)])
scenario("sum_overflow", "65", "update",
         lambda df: df.groupBy("k").agg(F.sum("v").alias("total")),
         [row(k="a", v=2**63 - 1)], [row(k="a", v=1)])
scenario("error_after_a_good_batch", "16", "append",
         lambda df: df.select((F.lit(10) / F.col("v")).alias("q")), [row(v=4)], [row(v=0)])
scenario("stateless", "1 28", "append",
         lambda df: df.withWatermark("ts", "0 seconds").where("v is null or v > 1").select("k", (F.col("v") + 1).alias("w")),
         [row(20, "a", 1), row(1, "b", 2)], [row(2, "c")])
# Windows as columns: a row for each that a row is in, none where its time is null.
SELECTED = ([row(20, "a", 1), row(1, "b", 2), row(None, "c", 3), row(-0.5, "d", 4)], [row(13.999999, "e"), row(14, "f")])
sliding = lambda time: F.window(time, "10 seconds", "4 seconds", "1 seconds")
scenario("selected_windows", "53 54", "append", lambda df: df.select("k", sliding("ts"), "v"), *SELECTED)
scenario("added_windows", "53 54", "append",
         lambda df: df.withColumn("ts", sliding("ts")).where("k <> 'a'").select("ts.start", "ts.end", "k"), *SELECTED)
scenario("windows_added_before_grouping", "53 54 55", "append",
         lambda df: df.withWatermark("ts", "5 seconds").withColumn("w", sliding("ts")).groupBy("w").agg(F.count("*").alias("n")),
         *BASIC)
scenario("windows_added_of_another_column", "28a 54", "update",
         lambda df: df.withWatermark("ts", "0 seconds").withColumn("w", F.window("other", "5 seconds")).groupBy("w")
         .agg(F.count("*").alias("n")),
         [row(1, other=1), row(50, other=None)], [row(2, other=2)], [row(60, other=80)], [row(3, other=3)])


def error_word(failure):
    text = str(failure)
    for word, ours in (("ARITHMETIC_OVERFLOW", "arithmetic_overflow"), ("DIVIDE_BY_ZERO", "division_by_zero"),
                       ("CAST_OVERFLOW", "bad_cast"), ("CAST_INVALID_INPUT", "bad_cast")):
        if word in text:
            return ours
    raise failure


def run(spark, name):
    rules, mode, plan, count, no_data, policy, steps = SCENARIOS[name]
    spark.conf.set("spark.sql.streaming.noDataMicroBatches.enabled", str(no_data).lower())
    spark.conf.set("spark.sql.streaming.multipleWatermarkPolicy", policy)
    sources = [Source(spark) for _ in range(count)]
    frame = plan(*[s.frame() for s in sources])
    seen = {}

    def keep(rows, batch_id):
        seen[batch_id] = [[plain(v) for v in r] for r in rows.collect()]

    query = (frame.writeStream.outputMode(mode).foreachBatch(keep)
             .option("checkpointLocation", tempfile.mkdtemp(prefix="golden")).start())
    out_steps, reported = [], 0
    for step in steps:
        # Rows of several sources belong to one batch: no batch may be planned between the additions.
        planning = query._jsq.streamingQuery().awaitProgressLock()
        planning.lock()
        for source, rows in zip(sources, step):
            if rows:
                source.add(rows)
        planning.unlock()
        made = {"input": step}
        try:
            query.processAllAvailable()
        except Exception as failure:
            made["error"] = error_word(failure)
            out_steps.append(made)
            break
        progress = {p["batchId"]: json.loads(p.json) for p in query.recentProgress}
        made["batches"] = []
        for batch_id in sorted(b for b in seen if b >= reported):
            p = progress[batch_id]
            mark = p.get("eventTime", {}).get("watermark")
            operators = p["stateOperators"]
            made["batches"].append({
                "batch_id": batch_id,
                "watermark_ms": 0 if mark is None else plain(datetime.datetime.fromisoformat(
                    mark.replace("Z", "+00:00"))) // 1000,
                # what is ordered stays so; other rows are a multiset
                "rows": seen[batch_id] if name.startswith("order_by") else sorted(seen[batch_id], key=str),
                "state_rows": sum(o["numRowsTotal"] for o in operators),
                "late_groups": sum(o["numRowsDroppedByWatermark"] for o in operators)})
            if OPERATORS:
                made["batches"][-1]["operators"] = [
                    [o["operatorName"], o["numRowsTotal"], o["numRowsUpdated"], o["numRowsRemoved"],
                     o["numRowsDroppedByWatermark"]] for o in operators]
            reported = batch_id + 1
        out_steps.append(made)
    query.stop()
    unusual = {} if policy == "min" else {"watermark_policy": policy}
    return {"scenario": name, "rules": rules.split(), "mode": mode, "no_data_batches": no_data, **unusual,
            "made_by": COMMAND, "spark": spark.version, "columns": [list(c) for c in COLUMNS],
            "output": frame.columns, "steps": out_steps}


def pretty(value, depth=0):
    """Rows on one line each: the files are read by people."""
    if isinstance(value, dict):
        inner = ",\n".join("  " * (depth + 1) + json.dumps(k) + ": " + pretty(v, depth + 1) for k, v in value.items())
        return "{\n" + inner + "\n" + "  " * depth + "}"
    if isinstance(value, list) and any(isinstance(v, (dict, list)) for v in value) and depth < 6:
        inner = ",\n".join("  " * (depth + 1) + pretty(v, depth + 1) for v in value)
        return "[\n" + inner + "\n" + "  " * depth + "]"
    return json.dumps(value)


def nan_as_text(value):
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, dict):
        return {k: nan_as_text(v) for k, v in value.items()}
    return [nan_as_text(v) for v in value] if isinstance(value, list) else value


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/semantics/golden")
    folder.mkdir(parents=True, exist_ok=True)
    spark = session()
    for name in sys.argv[2:] or SCENARIOS:
        try:
            golden = run(spark, name)
        except Exception as failure:  # said, and the others still made
            print(f"{name}: {type(failure).__name__}: {str(failure)[:600]}", flush=True)
            continue
        (folder / f"{name}.json").write_text(pretty(nan_as_text(golden)) + "\n")
        print(name, "made", flush=True)


if __name__ == "__main__":
    main()
