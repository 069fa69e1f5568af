# SPDX-License-Identifier: Apache-2.0
"""The query over JSON lines by Polars' streaming engine. The columns are declared: it need not guess."""

import peer

asked = peer.arguments()
pl = peer.polars(asked.threads)

ads = pl.read_parquet(asked.ads)
COLUMNS = {"ad_id": pl.String, "event_type": pl.String, "event_time": pl.Int64}


def one_pass():
    return (pl.scan_ndjson(f"{asked.data}/*.json", schema=COLUMNS)
            .filter(pl.col("event_type") == "view")
            .join(ads.lazy(), on="ad_id")
            .group_by((pl.col("event_time") // 10_000 * 10_000_000).alias("start"), "campaign_id")
            .agg(pl.len().alias("views"))
            .collect(engine="streaming").rows())


peer.run("polars", pl.__version__, asked, one_pass, peer.outcome_of_texts)
