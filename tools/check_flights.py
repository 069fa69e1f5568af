# SPDX-License-Identifier: Apache-2.0
"""Checks the demo's outputs against a recomputation that shares nothing with millstream.

Python reads the JSON lines byte by byte and decides which of them are records; DuckDB computes the
three results from those and compares them with the output folders, row for row, as multisets. Ends
with 1 if anything differs.
"""

import json
import pathlib
import sys
import tempfile

import duckdb

# name, type in DuckDB, Python type, nullable: what the demo's flight_line says
COLUMNS = [("scheduled", "TIMESTAMP", str, False), ("year", "INTEGER", int, False), ("month", "INTEGER", int, False),
           ("day", "INTEGER", int, False), ("dep_time", "INTEGER", int, True), ("sched_dep_time", "INTEGER", int, False),
           ("dep_delay", "INTEGER", int, True), ("arr_time", "INTEGER", int, True),
           ("sched_arr_time", "INTEGER", int, False), ("arr_delay", "INTEGER", int, True),
           ("carrier", "VARCHAR", str, False), ("flight", "INTEGER", int, False), ("tailnum", "VARCHAR", str, True),
           ("origin", "VARCHAR", str, False), ("dest", "VARCHAR", str, False), ("air_time", "INTEGER", int, True),
           ("distance", "INTEGER", int, False)]

CLEAN = """
  select scheduled, dep_delay, arr_delay, carrier, flight, coalesce(tailnum, 'unknown') as tailnum, origin, dest, air_time,
         distance, coalesce(arr_delay >= 15, false) as delayed, dep_delay - arr_delay as minutes_made_up,
         distance / (air_time / 60.0::double) as miles_an_hour
  from flights where dep_time is not null"""

DELAYS = """
  select date_trunc('day', scheduled) as day, carrier, name as airline, count(*) as flights, count(dep_delay) as departed,
         sum(dep_delay)::double / count(dep_delay) as mean_delay, max(dep_delay) as longest_delay
  from flights join airlines using (carrier) group by all"""


def is_record(line):
    try:
        row = json.loads(line.decode("utf-8"))
    except ValueError:
        return False
    return isinstance(row, dict) and all(
        nullable if row.get(name) is None else type(row[name]) is kind for name, _, kind, nullable in COLUMNS)


def split(files):
    """The lines that are records, and the places (file, byte offset) of those that are not; blank ones are neither."""
    good, bad = [], []
    for file in files:
        offset = 0
        for line in file.read_bytes().splitlines(keepends=True):
            if is_record(line):
                good.append(line)
            elif line.strip():
                bad.append((file.name, offset))
            offset += len(line)
    return good, bad


class Check:
    def __init__(self):
        self.db = duckdb.connect()
        self.db.execute("set TimeZone = 'UTC'")
        self.failed = False

    def say(self, fine, text):
        self.failed |= not fine
        print(f"  {'ok    ' if fine else 'FAILED'}  {text}")

    def same_rows(self, what, written, wanted):
        """Compares two relations as multisets, columns by name."""
        columns = [row[0] for row in self.db.execute(f"describe {wanted}").fetchall()]
        theirs = [row[0] for row in self.db.execute(f"describe {written}").fetchall()]
        if sorted(columns) != sorted(theirs):
            self.say(False, f"{what}: the columns are {theirs}, not {columns}")
            return
        names = ", ".join(columns)
        count = lambda sql: self.db.execute(f"select count(*) from ({sql})").fetchone()[0]
        ours, truth = f"select {names} from ({written})", f"select {names} from ({wanted})"
        extra, missing = f"({ours}) except all ({truth})", f"({truth}) except all ({ours})"
        n_extra, n_missing = count(extra), count(missing)
        if n_extra == 0 and n_missing == 0:
            self.say(True, f"{what}: {count(wanted):,} rows, equal in all {len(columns)} columns")
            return
        self.say(False, f"{what}: {count(written):,} rows for {count(wanted):,}; {n_extra:,} too many or wrong, {n_missing:,} missing")
        for title, sql in (("written", extra), ("wanted", missing)):
            for row in self.db.execute(f"{sql} limit 3").fetchall():
                print(f"            {title}: {row}")


def main():
    data, out = map(pathlib.Path, sys.argv[1:])
    check = Check()
    db = check.db
    print("\nChecked by DuckDB over the same JSON files")

    files = sorted((data / "flights").glob("*.json"))
    good, bad = split(files)
    damaged = [json.loads(line) for line in (data / "damaged.json").read_text().splitlines()]
    recorded = sorted((line["file"], line["byte_offset"]) for line in damaged if line["kind"] != "blank")
    check.say(bad == recorded, f"input: {len(good):,} records and {len(bad):,} malformed lines in {len(files)} files, those that were "
                               f"damaged; {len(damaged) - len(recorded)} more are blank")

    with tempfile.TemporaryDirectory() as folder:
        lines = pathlib.Path(folder) / "records.json"
        lines.write_bytes(b"".join(good))
        types = "{" + ", ".join(f"{name}: '{kind}'" for name, kind, _, _ in COLUMNS) + "}"
        db.execute(f"create table flights as select * from read_json('{lines}', format='newline_delimited', columns={types})")
    db.execute(f"create table airlines as select * from read_csv('{data}/airlines.csv', header=true, all_varchar=true)")

    check.same_rows("Parquet of clean flights",
                    f"select * replace (scheduled::timestamp as scheduled) from read_parquet('{out}/flights/**/*.parquet', "
                    "hive_partitioning=true, hive_types={'origin': varchar})", CLEAN)

    dead = [json.loads(line) for file in sorted((out / "dead_letters").glob("*.json")) for line in file.read_text().splitlines()]
    places = sorted((pathlib.Path(line["file"]).name, line["byte_offset"]) for line in dead)
    check.say(places == recorded and all(line["reason"] for line in dead),
              f"dead letters: {len(dead)}, each with a reason; file and byte offset are those of the {len(recorded)} damaged lines")
    reasons = {(pathlib.Path(line["file"]).name, line["byte_offset"]): line["reason"] for line in dead}
    for kind in ("truncated", "wrong_type", "broken_utf8"):
        where = next((line["file"], line["byte_offset"]) for line in damaged if line["kind"] == kind)
        print(f"            such as {where[0]} at byte {where[1]:,}: {reasons.get(where)}")

    types = ("{day: 'TIMESTAMP', carrier: 'VARCHAR', airline: 'VARCHAR', flights: 'BIGINT', departed: 'BIGINT', "
             "mean_delay: 'DOUBLE', longest_delay: 'INTEGER'}")
    check.same_rows("LMDB, delays by day and carrier",
                    f"select * from read_json('{out}/delays_now.json', format='newline_delimited', columns={types})", DELAYS)

    db.execute("create table closed as select max(scheduled) - interval 24 hours as watermark from flights")
    watermark = db.execute("select watermark from closed").fetchone()[0]
    check.same_rows(f"Parquet of closed days (end at or before the watermark, {watermark:%Y-%m-%d %H:%M})",
                    f"select * replace (day::timestamp as day) from read_parquet('{out}/delays_closed/*.parquet')",
                    f"select * from ({DELAYS}) where day + interval 1 day <= (select watermark from closed)")

    for query in ("clean", "delays_now", "delays_closed"):
        counts = json.loads((out / f"{query}.counts.json").read_text())
        check.say(counts["malformed"] == len(recorded) and counts["batches"] >= 12,
                  f"{query}: {counts['batches']} batches, {counts['malformed']} malformed lines counted")

    print("\nEqual, as if nothing had been killed." if not check.failed else "\nThe outputs differ.")
    return check.failed


sys.exit(main())
