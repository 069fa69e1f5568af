# SPDX-License-Identifier: Apache-2.0
"""JSON lines into Parquet by Spark Structured Streaming, exactly once by its file sink."""

import peer
import spark_peer

asked = peer.arguments()
spark = spark_peer.session(asked.threads)
lines = spark.readStream.schema(spark_peer.EVENT.format(time="bigint")).json(str(asked.data))
rows = (lines.where("ad_type <> 'mail'")
        .selectExpr("user_id", "page_id", "ad_id", "ad_type", "event_type",
                    "timestamp_millis(event_time) as event_time", "ip_address",
                    "date_trunc('minute', timestamp_millis(event_time)) as minute",
                    "concat(ad_type, '/', event_type) as kind", "event_type = 'view' as is_view"))


def start(checkpoint):
    query = (rows.writeStream.format("parquet").option("compression", asked.codec).outputMode("append")
             .option("checkpointLocation", checkpoint).trigger(availableNow=True).start(str(asked.out)))
    return query, asked.out


def written(folder):
    return {"groups": spark.read.parquet(str(folder)).count(), "checksum": ""}


spark_peer.run(asked, spark, start, written)
