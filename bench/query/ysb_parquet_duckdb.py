# SPDX-License-Identifier: Apache-2.0
"""The query over Parquet as DuckDB answers it, a batch of everything."""

import duckdb

import peer

asked = peer.arguments()
db = duckdb.connect(config={"threads": asked.threads})
db.execute(f"create table ads as from '{asked.ads}'")

QUERY = f"""
    select epoch_us(event_time) // 10000000 * 10000000 as start, campaign_id, count(*) as views
    from read_parquet('{asked.data}/*.parquet')
    join ads using (ad_id)
    where event_type = 'view'
    group by all"""

peer.run("duckdb", duckdb.__version__, asked, lambda: db.execute(QUERY).fetchall(), peer.outcome_of_texts)
