# SPDX-License-Identifier: Apache-2.0
"""The query over Parquet by Polars' streaming engine."""

import peer

asked = peer.arguments()
pl = peer.polars(asked.threads)

ads = pl.read_parquet(asked.ads)


def one_pass():
    return (pl.scan_parquet(f"{asked.data}/*.parquet")
            .filter(pl.col("event_type") == "view")
            .join(ads.lazy(), on="ad_id")
            .group_by((pl.col("event_time").dt.epoch("us") // 10_000_000 * 10_000_000).alias("start"), "campaign_id")
            .agg(pl.len().alias("views"))
            .collect(engine="streaming").rows())


peer.run("polars", pl.__version__, asked, one_pass, peer.outcome_of_texts)
