# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_processors/*.json: what Spark 4.2 answers, batch by batch, to processors of
transformWithState. How a file is made and what it holds: window_aggregation.py. Needs besides
`pip install pandas pyarrow protobuf`.

    python tests/oracle/transform_with_state.py [folder, default tests/semantics/golden_processors] [scenario...]

The processors are here, and by the same names in tests/semantics/processor_scenarios.hpp.
"""

from __future__ import annotations

import functools
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import pandas
import window_aggregation as oracle
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F
from pyspark.sql.streaming import StatefulProcessor
from window_aggregation import row, scenario

os.environ["PYSPARK_PYTHON"] = sys.executable  # of the workers that run the processors
oracle.COMMAND = "python tests/oracle/transform_with_state.py"
oracle.SCENARIOS.clear()
OUTPUT = "k string, what string, number bigint, at timestamp"


class Said(StatefulProcessor):
    """Says what it is called with, numbered in the order of its calls."""

    def init(self, handle):
        self.handle = handle
        self.calls = handle.getValueState("calls", "n bigint")

    def say(self, key, what, at_ms=None):
        import datetime
        n = (self.calls.get() or (0,))[0] + 1
        self.calls.update((n,))
        at = None if at_ms is None else datetime.datetime.fromtimestamp(at_ms / 1000, datetime.timezone.utc)
        return Row(k=key[0], what=what, number=n, at=at)

    def handleInputRows(self, key, rows, timerValues):
        rows = list(rows)
        yield self.say(key, f"{len(rows)} rows of {sum(r.v for r in rows)}", max(timerValues.getCurrentWatermarkInMs(), 0))  # -1: there is none

    def handleExpiredTimer(self, key, timerValues, expiredTimerInfo):
        yield self.say(key, "timer", expiredTimerInfo.getExpiryTimeInMs())


def ms_of(r):
    import datetime
    return int(r.ts.replace(tzinfo=datetime.timezone.utc).timestamp() * 1000)


class TimerOfEachRow(Said):
    def handleInputRows(self, key, rows, timerValues):
        rows = list(rows)
        for r in rows:
            self.handle.registerTimer(ms_of(r) + 10000)
        yield self.say(key, f"{len(rows)} rows, {len(list(self.handle.listTimers()))} timers")


class Expired(Said):
    """Registers a timer that is due already, with rows and, twice, from a timer."""

    def handleInputRows(self, key, rows, timerValues):
        list(rows)
        self.handle.registerTimer(1000)
        yield self.say(key, "rows")

    def handleExpiredTimer(self, key, timerValues, expiredTimerInfo):
        out = self.say(key, "timer", expiredTimerInfo.getExpiryTimeInMs())
        if out.number < 4:
            self.handle.registerTimer(expiredTimerInfo.getExpiryTimeInMs() + 1)
        yield out


class Postponed(Said):
    """Keeps one timer a key: ten seconds behind its last row."""

    def init(self, handle):
        super().init(handle)
        self.last = handle.getValueState("last", "ms bigint")

    def handleInputRows(self, key, rows, timerValues):
        for r in list(rows):
            if self.last.exists():
                self.handle.deleteTimer(self.last.get()[0] + 10000)
            self.last.update((ms_of(r),))
            self.handle.registerTimer(ms_of(r) + 10000)
        yield self.say(key, f"{len(list(self.handle.listTimers()))} timers")

    def handleExpiredTimer(self, key, timerValues, expiredTimerInfo):
        yield self.say(key, "ended", expiredTimerInfo.getExpiryTimeInMs())
        self.calls.clear()
        self.last.clear()


class Rivals(Said):
    """Each row sets two timers; the one that fires first takes the other away."""

    def handleInputRows(self, key, rows, timerValues):
        for r in list(rows):
            self.handle.registerTimer(ms_of(r) + 10000)
            self.handle.registerTimer(ms_of(r) + 11000)
        yield self.say(key, f"{len(list(self.handle.listTimers()))} timers")

    def handleExpiredTimer(self, key, timerValues, expiredTimerInfo):
        at = expiredTimerInfo.getExpiryTimeInMs()
        self.handle.deleteTimer(at + 1000)
        yield self.say(key, "timer", at)


class Collected(Said):
    def init(self, handle):
        super().init(handle)
        self.values = handle.getListState("values", "v bigint")
        self.hits = handle.getMapState("hits", "v bigint", "n bigint")

    def handleInputRows(self, key, rows, timerValues):
        for r in list(rows):
            self.values.appendValue((r.v,))
            n = self.hits.getValue((r.v,)) if self.hits.containsKey((r.v,)) else (0,)
            self.hits.updateValue((r.v,), (n[0] + 1,))
            if r.v == 7:
                self.values.clear()
            if r.v == 8:
                self.hits.removeKey((1,))
        listed = ",".join(str(v[0]) for v in self.values.get())
        hits = ",".join(f"{k[0]}:{n[0]}" for k, n in sorted(self.hits.iterator()))
        yield self.say(key, f"[{listed}] {{{hits}}}")


def transform(df, processor, mode="EventTime"):
    df.sparkSession.conf.set("spark.sql.streaming.stateStore.providerClass",
                             "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider")
    return df.groupBy("k").transformWithState(processor(), OUTPUT, "Update", mode)


watched = lambda df: df.withWatermark("ts", "10 seconds")
# The watermark goes 0, 15, 15, 40, 80: late rows, rows without a time.
ROWS = ([row(25, "a", 1), row(20, "b", 2), row(20, "a", 3), row(16, None, 4)],
        [row(15, "c", 5), row(16, "a", 6), row(14, "d", 7), row(25, "b", 8)],
        [row(50, "a", 10), row(20, "b", 11), row(16, "e", 12)],
        [row(41, "a", 13), row(90, "f", 14), row(30, "a", 15)], [row(91, "b", 1)])

scenario("calls_with_event_time", "25 79 83 84", "update", lambda df: transform(watched(df), Said), *ROWS)
scenario("calls_without_time", "25 84", "update", lambda df: transform(watched(df), Said, "None"), *ROWS)
scenario("calls_without_watermark", "25", "update", lambda df: transform(df, Said, "None"), *ROWS)
scenario("timer_of_each_row", "79 85", "update", lambda df: transform(watched(df), TimerOfEachRow), *ROWS)
scenario("expired_timers", "85", "update", lambda df: transform(watched(df), Expired), *ROWS)
scenario("postponed_timers", "85", "update", lambda df: transform(watched(df), Postponed), *ROWS)
# Timers at the watermark, 15 and then 15.001, and just above it.
AT_THE_WATERMARK = ([row(25, "z", 1), row(5, "a", 1), row(5.001, "b", 2), row(5.0005, "c", 3)], [row(25.001, "z", 2)],
                    [row(60, "z", 3)])
scenario("timers_at_the_watermark", "85", "update", lambda df: transform(watched(df), TimerOfEachRow), *AT_THE_WATERMARK)
scenario("timers_that_delete_others", "85", "update", lambda df: transform(watched(df), Rivals),
         [row(5, "a", 1), row(7, "b", 2), row(7.5, "b", 3), row(24, "c", 3)], [row(40, "z", 1)], [row(41, "a", 1)], [row(80, "z", 1)])
scenario("collected_values", "84", "update", lambda df: transform(df, Collected, "None"),
         [row(1, "a", 1), row(2, "a", 2), row(3, "b", 1), row(3, "a", 1)], [row(1, "a", 7), row(2, "b", 8)],
         [row(1, "a", 8), row(1, "a", 2)])
scenario("timers_without_no_data_batches", "27 85", "update", lambda df: transform(watched(df), TimerOfEachRow),
         *ROWS, no_data=False)


# ---- an initial state ----

# Of "a" twice, of a key that is null, of keys without rows in batch 0; a timer that is due at once.
INITIAL = [("a", 100, 12), (None, 1, 5), ("z", 40, 18), ("a", 7, 3), ("y", 2, 200), ("x", 30, -20)]


def initial(df, rows):
    """A static table of (k, v, ts), its times in seconds."""
    texts = [(k, v, None if ts is None else oracle.time_text(ts * oracle.SECOND)) for k, v, ts in rows]
    return (df.sparkSession.createDataFrame(texts, "k string, v bigint, at string")
            .select("k", "v", F.col("at").cast("timestamp").alias("ts")))


class Begun(Said):
    """Counts on from the values of the initial state, each of which sets a timer."""

    def handleInitialState(self, key, initialState, timerValues):
        self.calls.update(((self.calls.get() or (0,))[0] + initialState.v,))
        self.handle.registerTimer(ms_of(initialState) + 10000)

    def handleInputRows(self, key, rows, timerValues):
        rows = list(rows)
        yield self.say(key, f"{len(rows)} rows, {len(list(self.handle.listTimers()))} timers")


class BegunValues(Collected):
    def handleInitialState(self, key, initialState, timerValues):
        self.values.appendValue((initialState.v,))
        self.hits.updateValue((initialState.v,), (0,))


def begun(df, processor, mode="EventTime", rows=INITIAL):
    df.sparkSession.conf.set("spark.sql.streaming.stateStore.providerClass",
                             "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider")
    return df.groupBy("k").transformWithState(processor(), OUTPUT, "Update", mode, initial(df, rows).groupBy("k"))


scenario("initial_state", "79 85 87", "update", lambda df: begun(watched(df), Begun), *ROWS)
scenario("initial_values", "84 87", "update", lambda df: begun(df, BegunValues, "None"),
         [row(1, "a", 1), row(2, "a", 2), row(3, "b", 1)], [row(1, "z", 7), row(2, None, 8)], [row(1, "y", 8)])
scenario("initial_state_of_nothing", "87", "update", lambda df: begun(watched(df), Begun, rows=[]), *ROWS)


# ---- functions over groups, as pandas has them: one value of state, one timeout ----

GROUPS_OUTPUT = "k string, what string, number bigint, at timestamp"


def told(key, what, number, at_ms=None):
    at = None if at_ms is None else pandas.Timestamp(at_ms, unit="ms")
    return pandas.DataFrame({"k": [key[0]], "what": [what], "number": [number], "at": pandas.to_datetime([at])})


def timed_count(key, frames, state):
    """Counts rows; ends a key when the watermark is ten seconds behind its last row."""
    n = state.getOption[0] if state.exists else 0
    if state.hasTimedOut:
        state.remove()
        yield told(key, "timed out", n, state.getCurrentWatermarkMs())
        return
    last = 0
    for frame in frames:
        n += len(frame)
        last = max([last] + [int(t.timestamp() * 1000) for t in frame.ts])
    state.update((n,))
    if last + 10000 > state.getCurrentWatermarkMs():
        state.setTimeoutTimestamp(last + 10000)
    yield told(key, "rows", n, state.getCurrentWatermarkMs())


def once_timed(key, frames, state):
    """Sets a timeout with the first rows of a key only: later ones let it go."""
    n = state.getOption[0] if state.exists else 0
    if state.hasTimedOut:
        yield told(key, "timed out", n)
        state.update((n + 100,))
        return
    rows = sum(len(frame) for frame in frames)
    if n == 0:
        state.setTimeoutTimestamp(15000 if state.getCurrentWatermarkMs() < 15000 else 40000)
    state.update((n + rows,))
    yield told(key, "rows", n + rows)


def timed_without_state(key, frames, state):
    """Has a timeout and nothing else."""
    if state.hasTimedOut:
        yield told(key, "timed out with state" if state.exists else "timed out", 0)
        state.remove()  # without it Spark calls for the key in each batch from here on
        return
    last, rows = 0, 0
    for frame in frames:
        rows += len(frame)
        last = max([last] + [int(t.timestamp() * 1000) for t in frame.ts])
    state.update((rows,))
    state.remove()
    state.setTimeoutTimestamp(max(last + 10000, state.getCurrentWatermarkMs()))
    yield told(key, "rows", rows)


def counted(key, frames, state):
    n = (state.getOption[0] if state.exists else 0) + sum(len(frame) for frame in frames)
    if n >= 3:
        state.remove()
    else:
        state.update((n,))
    yield told(key, "rows", n)


def groups(df, function, mode, timeout):
    return df.groupBy("k").applyInPandasWithState(function, GROUPS_OUTPUT, "n bigint", mode, timeout)


scenario("groups_with_timeout", "25 79 80 83 84", "append",
         lambda df: groups(watched(df), timed_count, "append", "EventTimeTimeout"), *ROWS)
scenario("groups_with_timeout_update", "79 80 84", "update",
         lambda df: groups(watched(df), timed_count, "update", "EventTimeTimeout"), *ROWS)
# The watermark is 15 when the timeout is, and 15 again: it fires above only.
scenario("groups_timed_once", "80", "append", lambda df: groups(watched(df), once_timed, "append", "EventTimeTimeout"),
         [row(25, "a", 1), row(20, "b", 2)], [row(24, "b", 3)], [row(25.5, "c", 4)], [row(26, "d", 4)],
         [row(50, "a", 10), row(49, "c", 1)], [row(50.001, "d", 1)], [row(70, "a", 1)])
scenario("groups_with_timeout_without_no_data_batches", "27 79 80", "append",
         lambda df: groups(watched(df), timed_count, "append", "EventTimeTimeout"), *ROWS, no_data=False)
scenario("groups_timed_without_state", "80 82", "append",
         lambda df: groups(watched(df), timed_without_state, "append", "EventTimeTimeout"), *ROWS)
scenario("groups_without_timeout", "25 82 84", "update",
         lambda df: groups(watched(df), counted, "update", "NoTimeout"), *ROWS)


# ---- functions over groups that begin with a state, which Scala has and pandas does not ----

HERE = pathlib.Path(__file__).parent


@functools.cache
def groups_of(spark):
    """The object in groups_with_initial_state.scala, of a jar that the executors have too."""
    jvm = spark._jvm
    made = pathlib.Path(tempfile.mkdtemp(prefix="millstream-oracle-"))
    (made / "classes").mkdir()
    subprocess.run(["java", "-cp", jvm.java.lang.System.getProperty("java.class.path"), "scala.tools.nsc.Main",
                    "-usejavacp", "-d", str(made / "classes"), str(HERE / "groups_with_initial_state.scala")], check=True)
    jar = made / "groups.jar"
    with zipfile.ZipFile(jar, "w") as out:
        for file in (made / "classes").rglob("*.class"):
            out.write(file, file.relative_to(made / "classes"))
    spark._jsc.sc().addJar(str(jar))
    urls = spark.sparkContext._gateway.new_array(jvm.java.net.URL, 1)
    urls[0] = jvm.java.net.URI(jar.as_uri()).toURL()
    parent = jvm.java.lang.Thread.currentThread().getContextClassLoader()
    return jvm.java.net.URLClassLoader(urls, parent).loadClass("millstream.oracle.Groups")


def counted_on(df, rows):
    spark = df.sparkSession
    of = groups_of(spark)
    method = next(m for m in of.getMethods() if m.getName() == "countedOn")
    arguments = spark.sparkContext._gateway.new_array(spark._jvm.java.lang.Object, 2)
    arguments[0], arguments[1] = df._jdf, initial(df, rows)._jdf
    return DataFrame(method.invoke(None, arguments), spark)


scenario("groups_with_initial_state", "79 80 87", "append",
         lambda df: counted_on(watched(df), [("a", 100, None), ("z", 40, None), ("y", 7, None), ("b", 3, None)]),
         [row(25, "a", 1), row(20, "b", 2), row(20, "a", 3), row(16, "c", 4)],
         [row(15, "c", 5), row(16, "a", 6), row(25, "b", 8)], [row(50, "a", 10), row(20, "y", 11)],
         [row(41, "a", 13), row(90, "z", 14)])
scenario("groups_with_two_initial_states_of_a_key", "87", "append",
         lambda df: counted_on(watched(df), [("a", 100, None), ("z", 40, None), ("a", 7, None)]), [row(25, "b", 1)])

error_word = oracle.error_word


def error_word_of_groups(failure):
    return "invalid_argument" if "multiple rows(state) with the same key" in str(failure) else error_word(failure)


oracle.error_word = error_word_of_groups


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.argv.append("tests/semantics/golden_processors")
    oracle.main()
