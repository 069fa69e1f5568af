# SPDX-License-Identifier: Apache-2.0
"""JSON lines into Parquet as DuckDB does it, a file a thread; order need not be kept, as in the other competitors."""

import duckdb

import peer

asked = peer.arguments()
db = duckdb.connect(config={"threads": asked.threads, "preserve_insertion_order": "false"})
level = ", compression_level 1" if asked.codec == "zstd" else ""

QUERY = f"""
    copy (
      select user_id, page_id, ad_id, ad_type, event_type, make_timestamptz(event_time * 1000) as event_time, ip_address,
             make_timestamptz(event_time // 60000 * 60000000) as minute,
             concat(ad_type, '/', event_type) as kind, event_type = 'view' as is_view
      from read_json('{asked.data}/*.json', format = 'newline_delimited',
                     columns = {{user_id: 'VARCHAR', page_id: 'VARCHAR', ad_id: 'VARCHAR', ad_type: 'VARCHAR',
                                event_type: 'VARCHAR', event_time: 'BIGINT', ip_address: 'VARCHAR'}})
      where ad_type <> 'mail'
    ) to '{asked.out}' (format parquet, compression {asked.codec}{level}, per_thread_output true)"""

peer.run("duckdb", duckdb.__version__, asked, lambda: db.execute(QUERY).fetchone(),
         lambda written: {"groups": written[0], "checksum": ""}, lambda: peer.emptied(asked.out))
