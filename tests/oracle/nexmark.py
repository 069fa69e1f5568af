# SPDX-License-Identifier: Apache-2.0
"""Asks DuckDB for the answers of the Nexmark queries, over the events that examples/nexmark makes.

    python tests/oracle/nexmark.py [folder]     writes small.json and million.json (tests/nexmark/golden)

Needs duckdb and a built `nexmark` (MILLSTREAM_NEXMARK says where; else the newest build/*/bin/nexmark). The events come
from it as Parquet, the answers do not: the SQL below is the specification's, with what a stream adds: windows, sessions
and auctions are final when the watermark has passed their end, and where rows may be equal an order of them.
An answer is the number of its rows and a digest, the sum modulo 2^64 of the first eight bytes of each row's MD5;
a row as text has `|` between its columns.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The program's settings; the tests take them from the golden file. Both runs are 100 seconds of event time.
RUNS = {
    "small": {"events": 20_000, "rate": 200, "out_of_order": 50, "per_batch": 2_000, "ms_a_batch": 4_000},
    "million": {"events": 1_000_000, "rate": 10_000, "out_of_order": 1_000, "per_batch": 100_000, "ms_a_batch": 4_000},
}
FIRST_TIME = "TIMESTAMP '2015-07-15 00:00:00'"
BYTES_IN_FULL = 6_000  # an answer of so much text is kept whole, of others the first rows

RANKS = """count(*) AS total_bids, count(*) FILTER (price < 10000) AS rank1_bids,
    count(*) FILTER (price >= 10000 AND price < 1000000) AS rank2_bids, count(*) FILTER (price >= 1000000) AS rank3_bids"""
DISTINCT = ", ".join(
    f"""count(DISTINCT {who}) AS total_{who}s, count(DISTINCT {who}) FILTER (price < 10000) AS rank1_{who}s,
    count(DISTINCT {who}) FILTER (price >= 10000 AND price < 1000000) AS rank2_{who}s,
    count(DISTINCT {who}) FILTER (price >= 1000000) AS rank3_{who}s""" for who in ("bidder", "auction"))
WINNERS = """SELECT a.id AS auction, a.seller, a.category, a.date_time AS opened, a.expires, b.bidder, b.price,
        b.date_time AS bid_time
    FROM auctions a JOIN bids b ON a.id = b.auction AND b.date_time BETWEEN a.date_time AND a.expires
    WHERE a.expires <= (SELECT of_both FROM watermark)
    QUALIFY row_number() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.date_time, b.place) = 1"""
SLIDING = """SELECT auction, count(*) AS num, starttime, starttime + INTERVAL 10 SECOND AS endtime
    FROM (SELECT auction, time_bucket(INTERVAL 2 SECOND, date_time) - to_seconds(2 * unnest(range(5))) AS starttime
          FROM bids)
    GROUP BY auction, starttime"""

QUERIES = {
    "q0": "SELECT auction, bidder, price, date_time, extra FROM bids",
    "q1": "SELECT auction, bidder, 0.908::DECIMAL(3, 3) * price AS price, date_time, extra FROM bids",
    "q2": "SELECT auction, price FROM bids WHERE auction % 123 = 0",
    "q3": """SELECT p.name, p.city, p.state, a.id FROM auctions a JOIN persons p ON a.seller = p.id
        WHERE a.category = 10 AND (p.state = 'OR' OR p.state = 'ID' OR p.state = 'CA')""",
    "q4_transform_with_state": """SELECT q.category, avg(q.final) AS average
        FROM (SELECT max(b.price) AS final, a.category FROM auctions a, bids b
              WHERE a.id = b.auction AND b.date_time BETWEEN a.date_time AND a.expires
                AND a.expires <= (SELECT of_both FROM watermark)
              GROUP BY a.id, a.category) q
        GROUP BY q.category""",
    "q5": f"""WITH counts AS ({SLIDING})
        SELECT c.auction, c.num, c.starttime AS start_time, c.endtime AS end_time
        FROM counts c JOIN (SELECT max(num) AS maxn, starttime, endtime FROM counts GROUP BY starttime, endtime) m
          ON c.starttime = m.starttime AND c.endtime = m.endtime AND c.num >= m.maxn
        WHERE c.endtime <= (SELECT of_bids FROM watermark)""",
    "q6_transform_with_state": f"""SELECT seller, auction, avg(price) OVER (PARTITION BY seller ORDER BY expires, auction
            ROWS BETWEEN 10 PRECEDING AND CURRENT ROW) AS average
        FROM ({WINNERS})""",
    "q7": """SELECT b.auction, b.bidder, b.price, b.date_time, b.extra
        FROM bids b JOIN (SELECT max(price) AS maxprice,
                                 time_bucket(INTERVAL 10 SECOND, date_time) + INTERVAL 10 SECOND AS date_time
                          FROM bids GROUP BY 2) b1 ON b.price = b1.maxprice
        WHERE b.date_time BETWEEN b1.date_time - INTERVAL 10 SECOND AND b1.date_time
          AND b1.date_time <= (SELECT of_bids FROM watermark)""",
    "q8": """SELECT p.id, p.name, p.starttime AS start_time
        FROM (SELECT id, name, time_bucket(INTERVAL 10 SECOND, date_time) AS starttime FROM persons GROUP BY ALL) p
        JOIN (SELECT seller, time_bucket(INTERVAL 10 SECOND, date_time) AS starttime FROM auctions GROUP BY ALL) a
          ON p.id = a.seller AND p.starttime = a.starttime""",
    "q9_transform_with_state": WINNERS,
    "q10": """SELECT auction, bidder, price, date_time, extra, strftime(date_time, '%Y-%m-%d') AS day,
        strftime(date_time, '%H:%M') AS minute FROM bids""",
    "q11": """SELECT bidder, count(*) AS bid_count, min(date_time) AS start_time,
            max(date_time) + INTERVAL 10 SECOND AS end_time
        FROM (SELECT bidder, date_time, sum(begins) OVER (PARTITION BY bidder ORDER BY date_time, place) AS session
              FROM (SELECT bidder, date_time, place,
                      coalesce(date_time - lag(date_time) OVER (PARTITION BY bidder ORDER BY date_time, place)
                               > INTERVAL 10 SECOND, true)::INT AS begins
                    FROM bids))
        GROUP BY bidder, session HAVING end_time <= (SELECT of_bids FROM watermark)""",
    "q12": """SELECT bidder, count(*) AS bid_count, proc_window AS start_time,
            proc_window + INTERVAL 10 SECOND AS end_time
        FROM (SELECT bidder, time_bucket(INTERVAL 10 SECOND, proc_time) AS proc_window FROM processed)
        GROUP BY bidder, proc_window""",
    "q13": """SELECT b.auction, b.bidder, b.price, b.date_time, s.value
        FROM bids b JOIN (SELECT range AS key, 'side-' || range AS value FROM range(10000)) s ON b.auction % 10000 = s.key""",
    "q14": """SELECT auction, bidder, 0.908::DECIMAL(3, 3) * price AS price,
            CASE WHEN hour(date_time) >= 8 AND hour(date_time) <= 18 THEN 'dayTime'
                 WHEN hour(date_time) <= 6 OR hour(date_time) >= 20 THEN 'nightTime'
                 ELSE 'otherTime' END AS bid_time_type,
            date_time, extra, len(extra) - len(replace(extra, 'c', '')) AS c_counts
        FROM bids WHERE 0.908::DECIMAL(3, 3) * price > 1000000 AND 0.908::DECIMAL(3, 3) * price < 50000000""",
    "q15": f"SELECT strftime(date_time, '%Y-%m-%d') AS day, {RANKS}, {DISTINCT} FROM bids GROUP BY ALL",
    "q16": f"""SELECT channel, strftime(date_time, '%Y-%m-%d') AS day, max(strftime(date_time, '%H:%M')) AS minute,
        {RANKS}, {DISTINCT} FROM bids GROUP BY ALL""",
    "q17": f"""SELECT auction, strftime(date_time, '%Y-%m-%d') AS day, {RANKS}, min(price) AS min_price,
        max(price) AS max_price, avg(price) AS avg_price, sum(price) AS sum_price FROM bids GROUP BY ALL""",
    "q18_transform_with_state": """SELECT auction, bidder, price, channel, url, date_time, extra FROM bids
        QUALIFY row_number() OVER (PARTITION BY bidder, auction ORDER BY date_time DESC, place DESC) = 1""",
    "q19_transform_with_state": """SELECT row_number() OVER (PARTITION BY auction ORDER BY price DESC, place) AS rank_number,
        auction, bidder, price, date_time, extra FROM bids QUALIFY rank_number <= 10""",
    "q20": """SELECT b.auction, b.bidder, b.price, b.channel, b.url, b.date_time, b.extra, a.item_name, a.description,
            a.initial_bid, a.reserve, a.date_time AS auction_date_time, a.expires, a.seller, a.category,
            a.extra AS auction_extra
        FROM bids b JOIN auctions a ON b.auction = a.id WHERE a.category = 10""",
    "q21": """SELECT auction, bidder, price, channel,
            CASE WHEN lower(channel) = 'apple' THEN '0' WHEN lower(channel) = 'google' THEN '1'
                 WHEN lower(channel) = 'facebook' THEN '2' WHEN lower(channel) = 'baidu' THEN '3'
                 ELSE regexp_extract(url, '(&|^)channel_id=([^&]*)', 2) END AS channel_id
        FROM bids WHERE nullif(regexp_extract(url, '(&|^)channel_id=([^&]*)', 2), '') IS NOT NULL
          OR lower(channel) IN ('apple', 'google', 'facebook', 'baidu')""",
    "q22": """SELECT auction, bidder, price, channel, string_split(url, '/')[4] AS dir1,
        string_split(url, '/')[5] AS dir2, string_split(url, '/')[6] AS dir3 FROM bids""",
}


class NotHere(Exception):
    """Something is missing without which nothing can be asked."""


def program() -> pathlib.Path:
    named = os.environ.get("MILLSTREAM_NEXMARK")
    found = [pathlib.Path(named)] if named else sorted(ROOT.glob("build/*/bin/nexmark"), key=lambda p: p.stat().st_mtime)
    if not found:
        raise NotHere("there is no built nexmark (./dev test builds it)")
    return found[-1]


def open_events(duckdb, folder: pathlib.Path, run: dict):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for kind in ("persons", "auctions", "bids"):
        files = list((folder / kind).glob("*.parquet"))
        assert len(files) == 1, f"the place of a row is its number in the one file of its kind, here are {files}"
        times = "date_time, expires" if kind == "auctions" else "date_time"
        exact = ", ".join(f"make_timestamp(epoch_us({t})) AS {t}" for t in times.split(", "))
        connection.execute(f"""CREATE TABLE {kind} AS SELECT * EXCLUDE file_row_number REPLACE ({exact}),
            file_row_number AS place FROM read_parquet('{files[0]}', file_row_number = true)""")
    assert run["per_batch"] % run["out_of_order"] == 0 and run["out_of_order"] % 50 == 0
    bids_a_batch = run["per_batch"] // 50 * 46
    connection.execute(f"""CREATE VIEW processed AS
        SELECT *, {FIRST_TIME} + to_milliseconds(place // {bids_a_batch} * {run["ms_a_batch"]}) AS proc_time FROM bids""")
    connection.execute("""CREATE TABLE watermark AS SELECT of_bids - INTERVAL 4 SECOND AS of_bids,
            greatest(of_bids, of_auctions) - INTERVAL 4 SECOND AS of_both
        FROM (SELECT max(date_time) AS of_bids FROM bids), (SELECT max(date_time) AS of_auctions FROM auctions)""")
    return connection


def text_of(value) -> str:
    if value is None:
        return "null"
    if isinstance(value, float):
        return "%.17g" % value
    if isinstance(value, datetime.datetime):
        assert value.microsecond % 1000 == 0
        return value.strftime("%Y-%m-%dT%H:%M:%S") + f".{value.microsecond // 1000:03d}Z"
    return str(value)


def answer(connection, sql: str) -> dict:
    result = connection.execute(sql)
    columns = "|".join(c[0] for c in result.description)
    rows = sorted(("|".join(map(text_of, row)) for row in result.fetchall()), key=lambda r: r.encode())
    digest = sum(int.from_bytes(hashlib.md5(row.encode()).digest()[:8]) for row in rows) % 2**64
    whole = sum(map(len, rows)) <= BYTES_IN_FULL
    return {"columns": columns, "count": len(rows), "digest": f"{digest:016x}", "rows": rows if whole else rows[:2]}


def make(name: str, folder: pathlib.Path) -> None:
    try:
        import duckdb
    except ImportError:
        raise NotHere("there is no duckdb") from None
    run = RUNS[name]
    with tempfile.TemporaryDirectory(prefix="millstream-nexmark-") as events:
        subprocess.run([program(), "events", "--out", events, "--events", str(run["events"]), "--rate", str(run["rate"]),
                        "--out-of-order", str(run["out_of_order"])], check=True)
        connection = open_events(duckdb, pathlib.Path(events), run)
        counts = {kind: connection.execute(f"SELECT count(*) FROM {kind}").fetchone()[0]
                  for kind in ("persons", "auctions", "bids")}
        answers = {query: answer(connection, sql) for query, sql in QUERIES.items()}
    for query, a in answers.items():
        print(f"{name}: {query}: {a['count']} rows")
        assert a["count"], f"{query} says nothing, so it shows nothing"
    golden = {"made_by": "python tests/oracle/nexmark.py", "duckdb": duckdb.__version__, "run": run, "events": counts,
              "queries": answers}
    (folder / f"{name}.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/nexmark/golden"
    try:
        for name in RUNS:
            make(name, folder)
    except NotHere as missing:
        print(f"nexmark: SKIPPED: {missing}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
