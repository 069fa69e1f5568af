# SPDX-License-Identifier: Apache-2.0
"""The query over events in memory by Polars' streaming engine: a data frame."""

import peer

asked = peer.arguments()
pl = peer.polars(asked.threads)

ads = pl.read_parquet(asked.ads)
events = pl.read_parquet(asked.data / "events.parquet")


def one_pass():
    return (events.lazy()
            .filter(pl.col("event_type") == 1)
            .join(ads.lazy(), on="ad_id")
            .group_by((pl.col("event_time").dt.epoch("us") // 10_000_000 * 10_000_000).alias("start"), "campaign_id")
            .agg(pl.len().alias("views"))
            .collect(engine="streaming").rows())


peer.run("polars", pl.__version__, asked, one_pass, peer.outcome_of_numbers)
