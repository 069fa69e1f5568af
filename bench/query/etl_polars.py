# SPDX-License-Identifier: Apache-2.0
"""JSON lines into Parquet by Polars' streaming engine; order need not be kept, as in the other competitors."""

import peer

asked = peer.arguments()
pl = peer.polars(asked.threads)

COLUMNS = {"user_id": pl.String, "page_id": pl.String, "ad_id": pl.String, "ad_type": pl.String,
           "event_type": pl.String, "event_time": pl.Int64, "ip_address": pl.String}


def one_pass():
    event_time = (pl.col("event_time") * 1000).cast(pl.Datetime("us", "UTC"))
    (pl.scan_ndjson(f"{asked.data}/*.json", schema=COLUMNS)
     .filter(pl.col("ad_type") != "mail")
     .with_columns(event_time)
     .with_columns(pl.col("event_time").dt.truncate("1m").alias("minute"),
                   pl.concat_str("ad_type", pl.lit("/"), "event_type").alias("kind"),
                   (pl.col("event_type") == "view").alias("is_view"))
     .sink_parquet(asked.out / "rows.parquet", compression=asked.codec,
                   compression_level=1 if asked.codec == "zstd" else None, maintain_order=False, engine="streaming"))


def written(_):
    rows = pl.scan_parquet(asked.out / "rows.parquet").select(pl.len()).collect().item()
    return {"groups": rows, "checksum": ""}


peer.run("polars", pl.__version__, asked, one_pass, written, lambda: peer.emptied(asked.out))
