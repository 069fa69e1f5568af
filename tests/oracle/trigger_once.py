# SPDX-License-Identifier: Apache-2.0
"""Makes tests/connector/golden/trigger_once.json and available_now.json: what Spark 4.2 answers to a windowed count of
files that is run again and again with the trigger once (rule 14), or available now (rule 13). Needs Java 17 and
`pip install pyspark==4.2.0`.

    python tests/oracle/trigger_once.py [folder, default tests/connector/golden]

Each run finds the files of the runs before and its own; `meanwhile` are files that come with its first batch. A batch
holds its number, its watermark and its rows [start of the window, count]. Times are microseconds since 1970.
"""

from __future__ import annotations

import json
import os
import pathlib
import sys
import tempfile

from pyspark.sql import functions as F
from window_aggregation import plain, session

# The files of each run: lines of seconds. The source takes one file a batch, which the trigger once overrides.
ONCE = [([[1, 2], [7], [16]], []), ([], []), ([[17], [30, 4]], []), ([], []), ([[31]], [])]
AVAILABLE_NOW = [([[1, 2], [7], [16]], [[25]]), ([], []), ([[26], [40, 4], [41]], [[60], [42]]), ([[43]], [])]


def run_all(spark, given, trigger) -> list[dict]:
    runs, number = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        data = pathlib.Path(scratch, "data")
        data.mkdir()

        def add(files) -> None:
            nonlocal number
            for seconds in files:
                file = data / f"{number}.json"
                file.write_text("".join(json.dumps({"ts": f"1970-01-01T00:{s // 60:02}:{s % 60:02}Z"}) + "\n"
                                        for s in seconds))
                os.utime(file, (10 * number + 1000, 10 * number + 1000))
                number += 1

        for files, meanwhile in given:
            add(files)
            batches = []

            def take(rows, batch):
                if not batches:
                    add(meanwhile)
                batches.append({"batch": batch, "rows": sorted(plain(tuple(r)) for r in rows.collect())})

            query = (spark.readStream.schema("ts timestamp").option("maxFilesPerTrigger", 1).json(str(data))
                     .withWatermark("ts", "10 seconds").groupBy(F.window("ts", "5 seconds")).count()
                     .select("window.start", "count")
                     .writeStream.outputMode("append").foreachBatch(take)
                     .option("checkpointLocation", str(pathlib.Path(scratch, "checkpoint")))
                     .trigger(**trigger).start())
            query.awaitTermination()
            for batch, progress in zip(batches, [p for p in query.recentProgress if p["durationMs"].get("addBatch")]):
                batch["watermark"] = progress["eventTime"]["watermark"]
            runs.append({"files": files, **({"meanwhile": meanwhile} if meanwhile else {}), "batches": batches})
    return runs


def main() -> None:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/connector/golden")
    spark = session()
    folder.mkdir(parents=True, exist_ok=True)
    for name, rules, given, trigger in (("trigger_once", "14", ONCE, {"once": True}),
                                        ("available_now", "13", AVAILABLE_NOW, {"availableNow": True})):
        (folder / f"{name}.json").write_text(json.dumps(
            {"made_by": "python tests/oracle/trigger_once.py", "rules": rules, "runs": run_all(spark, given, trigger)},
            indent=1) + "\n")


if __name__ == "__main__":
    main()
