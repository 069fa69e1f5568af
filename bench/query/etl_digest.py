# SPDX-License-Identifier: Apache-2.0
"""What is in a folder of Parquet that a competitor of etl wrote, computed by DuckDB: equal for equal rows in any order."""

from __future__ import annotations

import json
import pathlib
import sys

COLUMNS = {"user_id": "", "page_id": "", "ad_id": "", "ad_type": "", "event_type": "", "event_time": "epoch_us",
           "ip_address": "", "minute": "epoch_us", "kind": "", "is_view": ""}
TYPES = {"user_id": "VARCHAR", "page_id": "VARCHAR", "ad_id": "VARCHAR", "ad_type": "VARCHAR", "event_type": "VARCHAR",
         "event_time": "TIMESTAMP WITH TIME ZONE", "ip_address": "VARCHAR", "minute": "TIMESTAMP WITH TIME ZONE",
         "kind": "VARCHAR", "is_view": "BOOLEAN"}


def digest(folder: pathlib.Path) -> dict:
    import duckdb
    files = f"read_parquet('{folder}/*.parquet')"
    types = {row[0]: row[1] for row in duckdb.sql(f"describe from {files}").fetchall()}
    if types != TYPES:
        raise ValueError(f"{folder}: columns {types}, wanted {TYPES}")
    values = ", ".join(f"{of}({name})" if of else name for name, of in COLUMNS.items())
    rows, total = duckdb.sql(f"select count(*), sum(hash({values})::hugeint) from {files}").fetchall()[0]
    return {"groups": rows, "checksum": f"{int(total or 0) & (1 << 64) - 1:016x}"}


if __name__ == "__main__":
    print(json.dumps(digest(pathlib.Path(sys.argv[1]))))
