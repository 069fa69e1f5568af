# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_refusals/refusals.json: queries that Spark 4.2 refuses, and when: as they are written or
started ("start"), or in which batch (rules 33, 62, 81, 88). Beside them the nearest queries that it takes. Needs Java 17
and `pip install pyspark==4.2.0 pandas pyarrow protobuf`.

    python tests/oracle/refusals.py [folder, default tests/semantics/golden_refusals]
"""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import re
import sys
import tempfile

import pandas
from pyspark.sql import Row
from pyspark.sql import functions as F
from pyspark.sql.streaming import StatefulProcessor
from window_aggregation import Source, row, session

os.environ["PYSPARK_PYTHON"] = sys.executable
SAID = "k string, at timestamp"
watched = lambda df, delay="5 seconds": df.withWatermark("ts", delay)
windows = lambda df, delay="5 seconds": watched(df, delay).groupBy(F.window("ts", "5 seconds"), "k").agg(F.count("*").alias("n"))


def groups(df, timeout, act):
    """A function over groups that does `act(state)` in each call and gives nothing."""
    def function(key, frames, state):
        list(frames)
        act(state)
        yield pandas.DataFrame({"k": [], "at": pandas.to_datetime([])})
    return df.groupBy("k").applyInPandasWithState(function, SAID, "n bigint", "append", timeout)


def processor_of(seconds_behind):
    class Behind(StatefulProcessor):
        """Gives a row so many seconds behind the newest of its rows."""

        def init(self, handle):
            pass

        def handleInputRows(self, key, rows, timerValues):
            newest = max(r.ts for r in rows)
            yield Row(k=key[0], at=newest - datetime.timedelta(seconds=seconds_behind))
    return Behind()


def transformed(df, seconds_behind):
    df.sparkSession.conf.set("spark.sql.streaming.stateStore.providerClass",
                             "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider")
    return watched(df).groupBy("k").transformWithState(processor_of(seconds_behind), SAID, "Append", "EventTime",
                                                       eventTimeColumnName="at")


timed = lambda act: lambda df: groups(watched(df), "EventTimeTimeout", act)
clocked = lambda act: lambda df: groups(df, "ProcessingTimeTimeout", act)
untimed = lambda act: lambda df: groups(df, "NoTimeout", act)
MOVING = ([row(20, "a", 1)], [row(40, "a", 1)], [row(60, "a", 1)])

# name -> (rules, mode, plan, steps)
QUERIES = {
    # where the watermark is 15 in the second batch
    "watermark_of_watched_rows": ("33", "append", lambda df: watched(watched(df), "1 second").groupBy(F.window("ts", "5 seconds")).count(), MOVING),
    "watermark_above_duplicates": ("33", "append", lambda df: watched(watched(df).dropDuplicates(["k", "ts"]), "1 second").groupBy(F.window("ts", "5 seconds")).count(), MOVING),
    "watermark_of_a_negative_delay": ("33", "append", lambda df: windows(df, "-1 second"), MOVING),
    "watermark_of_a_text": ("33", "append", lambda df: df.withWatermark("k", "1 second"), MOVING),
    "watermark_of_a_number": ("33", "append", lambda df: df.withWatermark("v", "1 second"), MOVING),
    "watermark": ("33", "append", windows, MOVING),
    "session_alone": ("62", "append", lambda df: watched(df).groupBy(F.session_window("ts", "5 seconds")).count(), MOVING),
    "session_alone_complete": ("62", "complete", lambda df: watched(df).groupBy(F.session_window("ts", "5 seconds")).count(), MOVING),
    "session_beside_a_key": ("62", "append", lambda df: watched(df).groupBy(F.session_window("ts", "5 seconds"), "k").count(), MOVING),
    "timeout_below_the_watermark": ("81", "append", timed(lambda s: s.setTimeoutTimestamp(14999)), MOVING),
    "timeout_at_the_watermark": ("81", "append", timed(lambda s: s.setTimeoutTimestamp(max(s.getCurrentWatermarkMs(), 1))), MOVING),
    "timeout_at_1970": ("81", "append", timed(lambda s: s.setTimeoutTimestamp(0)), MOVING),
    "timeout_just_after_1970": ("81", "append", timed(lambda s: s.setTimeoutTimestamp(1)), MOVING[:1]),
    "timeout_timestamp_without_event_time": ("81", "append", untimed(lambda s: s.setTimeoutTimestamp(50000)), MOVING),
    "timeout_timestamp_by_the_clock": ("81", "append", clocked(lambda s: s.setTimeoutTimestamp(50000)), MOVING),
    "timeout_of_no_duration": ("81", "append", clocked(lambda s: s.setTimeoutDuration(0)), MOVING),
    "timeout_of_a_negative_duration": ("81", "append", clocked(lambda s: s.setTimeoutDuration(-1)), MOVING),
    "timeout_duration_by_event_time": ("81", "append", timed(lambda s: s.setTimeoutDuration(1)), MOVING),
    "state_that_is_not_there": ("81", "append", untimed(lambda s: s.get), MOVING),
    "state_that_is_there": ("81", "append", untimed(lambda s: (s.update((1,)), s.get)), MOVING),
    "output_on_time": ("88", "append", lambda df: transformed(df, 0), MOVING),
    "output_behind_the_watermark": ("88", "append", lambda df: transformed(df, 25), MOVING),
}


def refused(spark, mode, plan, steps):
    """As `once_refused`; a machine under load loses the workers of Python, and Spark is asked again."""
    for _ in range(4):
        when, word = once_refused(spark, mode, plan, steps)
        if word is None or "worker" not in word:
            return when, word
    raise SystemExit(word)


def once_refused(spark, mode, plan, steps):
    """When the query fails ("start", or the number of the batch), else None; and Spark's word for it."""
    source = Source(spark)
    batches = []
    try:
        query = (plan(source.frame()).writeStream.outputMode(mode)
                 .foreachBatch(lambda rows, batch: (rows.collect(), batches.append(batch)))
                 .option("checkpointLocation", tempfile.mkdtemp(prefix="golden")).start())
    except Exception as failure:
        return "start", word_of(failure)
    try:
        for rows in steps:
            source.add(rows)
            query.processAllAvailable()
    except Exception as failure:
        return (max(batches) + 1 if batches else 0), word_of(failure)
    finally:
        query.stop()
    return None, None


def word_of(failure) -> str:
    """The condition inside, where Spark names one, else the words of a check."""
    text = str(failure)
    for known in ("EMITTING_ROWS_OLDER_THAN_WATERMARK_NOT_ALLOWED", "Redefining watermark is disallowed",
                  "EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE", "negative", "Negative", "Timeout timestamp", "Timeout duration",
                  "Global aggregation with session window", "must be positive", "without enabling", "State is either not defined"):
        if known in text:
            return known
    text = re.sub(r"id = [-0-9a-f]+, runId = [-0-9a-f]+", "", text)
    return text.replace("\n", " ")[:200]


def main() -> None:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/semantics/golden_refusals")
    spark = session()
    queries = {}
    for name, (rules, mode, plan, steps) in QUERIES.items():
        when, word = refused(spark, mode, plan, steps)
        queries[name] = {"rules": rules, "mode": mode, "steps": steps, "fails": when, "word": word}
        print(name, when, word, flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    inner = ",\n".join(f" {json.dumps(name)}: {json.dumps(q)}" for name, q in queries.items())
    (folder / "refusals.json").write_text(
        f'{{"made_by": "python tests/oracle/refusals.py", "spark": "{spark.version}", "queries": {{\n{inner}\n}}}}\n')


if __name__ == "__main__":
    main()
