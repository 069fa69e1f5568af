# SPDX-License-Identifier: Apache-2.0
"""What the competitors by Spark Structured Streaming have in common. Warm: the pass before the timed ones has compiled
its code. One batch of all files, which is the fastest for it, and a checkpoint; as few partitions as threads."""

from __future__ import annotations

import os
import pathlib

import pyspark
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

import peer

EVENT = ("user_id string, page_id string, ad_id string, ad_type string, event_type string, event_time {time}, "
         "ip_address string")


def session(threads: int) -> SparkSession:
    return (SparkSession.builder.master(f"local[{threads}]").config("spark.sql.shuffle.partitions", str(threads))
            .config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.memory", "4g").config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1").config("spark.log.level", "ERROR")
            .config("spark.sql.streaming.stateStore.providerClass",
                    "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider")
            .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
            .config("spark.hadoop.parquet.compression.codec.zstd.level", "1")
            .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())


def views_by_campaign(events: DataFrame, ads: DataFrame) -> DataFrame:
    """The query; `event_time` is a timestamp."""
    return (events.where("event_type = 'view'").join(F.broadcast(ads), "ad_id")
            .groupBy(F.window("event_time", "10 seconds"), "campaign_id").count()
            .select(F.unix_micros("window.start").alias("start"), "campaign_id", "count"))


def run(asked, spark: SparkSession, start, outcome) -> None:
    """`start(checkpoint)` starts a streaming query that ends by itself, and returns it with what `outcome` is given."""
    checkpoint = pathlib.Path(f"{asked.data}.spark_checkpoint")

    def one_pass():
        query, found = start(str(checkpoint))
        query.awaitTermination()
        return found

    def prepare():
        peer.emptied(checkpoint)
        if asked.out:
            peer.emptied(asked.out)

    jvm = pathlib.Path(f"/proc/{spark.sparkContext._gateway.proc.pid}")

    def rss_mb() -> float:
        return int((jvm / "status").read_text(encoding="utf-8").split("VmHWM:")[1].split()[0]) / 1024

    def cpu_seconds() -> float:
        after_name = (jvm / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

    peer.run("spark", pyspark.__version__, asked, one_pass, outcome, prepare, rss_mb, cpu_seconds)


def count_views(asked, spark: SparkSession, events: DataFrame) -> None:
    """Runs the query over a stream of events and keeps the last count of each group, as ours does."""
    ads = spark.read.parquet(str(asked.ads)).cache()
    ads.count()

    def start(checkpoint):
        seen = {}

        def keep(batch, _):
            seen.update({(r[0], r[1]): r[2] for r in batch.collect()})

        query = (views_by_campaign(events, ads).writeStream.outputMode("update").foreachBatch(keep)
                 .option("checkpointLocation", checkpoint).trigger(availableNow=True).start())
        return query, seen

    run(asked, spark, start,
        lambda seen: peer.outcome_of_texts((start, campaign, n) for (start, campaign), n in seen.items()))
