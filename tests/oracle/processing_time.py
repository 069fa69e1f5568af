# SPDX-License-Identifier: Apache-2.0
"""Makes tests/unit/runtime/golden/processing_time.json: when Spark 4.2 begins the batches of a trigger with an interval
(rule 12). Needs Java 17 and `pip install pyspark==4.2.0`.

    python tests/oracle/processing_time.py [folder, default tests/unit/runtime/golden]

Spark's own executor of the trigger runs by a clock that stands still but for what a batch takes and what it waits. All
times are milliseconds.
"""

from __future__ import annotations

import json
import pathlib
import sys

from pyspark.java_gateway import ensure_callback_server_started
from window_aggregation import session

# interval, when the first batch begins, how long each batch takes
CASES = [(10_000, 3_000, [2_000, 0, 9_999, 10_000, 1]),
         (10_000, 0, [100, 9_900, 100]),  # a batch that begins at a boundary
         (10_000, 3_000, [12_000, 1_000, 25_000, 500, 6_999, 7_000, 7_001]),  # longer than the interval
         (1_500, 1_700_000_000_123, [10, 1_490, 1_500, 4_000, 10, 10]),
         (0, 7, [5, 0, 20])]


class StandingClock:
    def __init__(self, now: int):
        self.now = now

    def getTimeMillis(self) -> int:
        return self.now

    def nanoTime(self) -> int:
        return self.now * 1_000_000

    def waitTillTime(self, until: int) -> int:
        self.now = max(self.now, until)
        return self.now

    class Java:
        implements = ["org.apache.spark.util.Clock"]


class Batches:
    def __init__(self, clock: StandingClock, durations: list[int]):
        self.clock, self.left, self.begun = clock, list(durations), []

    def apply(self, context) -> bool:
        self.begun.append(self.clock.now)
        self.clock.now += self.left.pop(0)
        return bool(self.left)

    class Java:
        implements = ["scala.Function1"]


def begun(spark, interval: int, start: int, durations: list[int]) -> list[int]:
    streaming = spark._jvm.org.apache.spark.sql.execution.streaming
    clock = StandingClock(start)
    batches = Batches(clock, durations)
    streaming.runtime.ProcessingTimeExecutor(streaming.ProcessingTimeTrigger(interval), clock).execute(batches)
    return batches.begun


def main() -> None:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/unit/runtime/golden")
    spark = session()
    ensure_callback_server_started(spark.sparkContext._gateway)
    cases = [{"interval": i, "takes": takes, "begun": begun(spark, i, start, takes)} for i, start, takes in CASES]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "processing_time.json").write_text(json.dumps(
        {"made_by": "python tests/oracle/processing_time.py", "rules": "12", "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
