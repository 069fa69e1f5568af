# SPDX-License-Identifier: Apache-2.0
"""The query over events in memory as DuckDB answers it: a table of its own that is not on disk."""

import duckdb

import peer

asked = peer.arguments()
db = duckdb.connect(config={"threads": asked.threads})
db.execute(f"create table ads as from '{asked.ads}'")
db.execute(f"create table events as from '{asked.data}/events.parquet'")

QUERY = """
    select epoch_us(event_time) // 10000000 * 10000000 as start, campaign_id, count(*) as views
    from events
    join ads using (ad_id)
    where event_type = 1
    group by all"""

peer.run("duckdb", duckdb.__version__, asked, lambda: db.execute(QUERY).fetchall(), peer.outcome_of_numbers)
