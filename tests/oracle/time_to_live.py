# SPDX-License-Identifier: Apache-2.0
"""Makes tests/semantics/golden_time_to_live/remembered.json: what a processor of transformWithState sees on Spark 4.2 of
values that live for a time (rule 86). Needs Java 17 and `pip install pyspark==4.2.0 pandas pyarrow protobuf`.

    python tests/oracle/time_to_live.py [folder, default tests/semantics/golden_time_to_live]

Time is the clock's here. So each batch is a run of its own with the trigger once, which begins about when its step says:
the steps are so far from where a value ends that some seconds more change nothing, and the file has the times of the
steps. Takes two minutes.
"""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import sys
import tempfile
import time

from pyspark.errors import StreamingQueryException
from pyspark.sql import Row
from pyspark.sql.streaming import StatefulProcessor
from window_aggregation import Source, pretty, row, session

os.environ["PYSPARK_PYTHON"] = sys.executable
LIFE_MS = 40_000
TOLERATED = 7  # seconds
# When a batch begins, in seconds, and its rows.
STEPS = [(0, [row(1, "a", 1), row(1, "b", 1)]),
         (25, [row(1, "a", 2), row(1, "a", 1)]),  # 1 is written anew: in the map it lives on, in the list twice
         (52, [row(1, "a", 3), row(1, "b", 2)]),
         (100, [row(1, "a", 4), row(1, "c", 5)])]


class Remembered(StatefulProcessor):
    """Says what is there, then remembers its rows."""

    def init(self, handle):
        self.last = handle.getValueState("last", "v bigint", LIFE_MS)
        self.values = handle.getListState("values", "v bigint", LIFE_MS)
        self.hits = handle.getMapState("hits", "v bigint", "n bigint", LIFE_MS)

    def handleInputRows(self, key, rows, timerValues):
        last = self.last.get()
        listed = ",".join(str(v[0]) for v in self.values.get())
        hits = ",".join(f"{k[0]}:{n[0]}" for k, n in sorted(self.hits.iterator()))
        for r in list(rows):
            self.last.update((r.v,))
            self.values.appendValue((r.v,))
            n = self.hits.getValue((r.v,)) if self.hits.containsKey((r.v,)) else (0,)
            self.hits.updateValue((r.v,), (n[0] + 1,))
        yield Row(k=key[0], what=f"{last[0] if last else '-'} [{listed}] {{{hits}}}")


def main() -> None:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/semantics/golden_time_to_live")
    spark = session()
    spark.conf.set("spark.sql.streaming.stateStore.providerClass",
                   "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider")
    source = Source(spark)
    frame = source.frame().groupBy("k").transformWithState(Remembered(), "k string, what string", "Update", "ProcessingTime")
    checkpoint = tempfile.mkdtemp(prefix="golden")
    steps, begin, first = [], None, None
    for second, rows in [(-20, [row(1, "z", 0)]), *STEPS]:  # the first run only warms the JVM up
        if begin is None:
            begin = time.time() + 20
        time.sleep(max(0, begin + second - time.time()))
        seen = []
        source.add(rows)
        for attempt in range(3):  # a machine under load loses the workers of Python
            query = (frame.writeStream.outputMode("update").trigger(once=True)
                     .foreachBatch(lambda out, batch: seen.extend([r.k, r.what] for r in out.collect()))
                     .option("checkpointLocation", checkpoint).start())
            try:
                query.awaitTermination()
                break
            except StreamingQueryException as failure:
                if attempt == 2 or "worker" not in str(failure):
                    raise
        at = datetime.datetime.fromisoformat(query.lastProgress["timestamp"].replace("Z", "+00:00")).timestamp()
        if second < 0:
            begin = time.time() + 3
            continue
        first = at if first is None else first
        if abs(at - first - second) > TOLERATED:
            raise SystemExit(f"the batch of second {second} began at {at - first}: the machine is too slow for this")
        steps.append({"second": second, "input": rows, "rows": sorted(seen)})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "remembered.json").write_text(pretty(
        {"made_by": "python tests/oracle/time_to_live.py", "spark": spark.version, "rules": ["86"], "life_ms": LIFE_MS,
         "steps": steps}) + "\n")


if __name__ == "__main__":
    main()
