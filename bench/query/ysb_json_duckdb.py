# SPDX-License-Identifier: Apache-2.0
"""The query over JSON lines as DuckDB answers it, a batch of everything. The columns are declared: it need not guess."""

import duckdb

import peer

asked = peer.arguments()
db = duckdb.connect(config={"threads": asked.threads})
db.execute(f"create table ads as from '{asked.ads}'")

QUERY = f"""
    select event_time // 10000 * 10000000 as start, campaign_id, count(*) as views
    from read_json('{asked.data}/*.json', format = 'newline_delimited',
                   columns = {{ad_id: 'VARCHAR', event_type: 'VARCHAR', event_time: 'BIGINT'}})
    join ads using (ad_id)
    where event_type = 'view'
    group by all"""

peer.run("duckdb", duckdb.__version__, asked, lambda: db.execute(QUERY).fetchall(), peer.outcome_of_texts)
