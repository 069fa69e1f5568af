# SPDX-License-Identifier: Apache-2.0
"""The query over JSON lines by Spark Structured Streaming."""

import peer
import spark_peer

asked = peer.arguments()
spark = spark_peer.session(asked.threads)
lines = spark.readStream.schema(spark_peer.EVENT.format(time="bigint")).json(str(asked.data))
spark_peer.count_views(asked, spark, lines.selectExpr("ad_id", "event_type",
                                                      "timestamp_millis(event_time) as event_time"))
