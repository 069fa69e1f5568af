# SPDX-License-Identifier: Apache-2.0
"""The query over Parquet by Spark Structured Streaming."""

import peer
import spark_peer

asked = peer.arguments()
spark = spark_peer.session(asked.threads)
spark_peer.count_views(asked, spark,
                       spark.readStream.schema(spark_peer.EVENT.format(time="timestamp")).parquet(str(asked.data)))
