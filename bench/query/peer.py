# SPDX-License-Identifier: Apache-2.0
"""What the competitors in Python have in common: their command line, the checksum of groups as the C++ ones have it,
and the one line of JSON that a run prints. A pass goes over the whole input and holds all of the work, files written
included; the first one is not timed."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import resource
import shutil
import time
from collections.abc import Callable, Iterable

WORD = (1 << 64) - 1
WINDOW = 10_000_000  # microseconds


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True, help="the folder of events")
    parser.add_argument("--ads", type=pathlib.Path, required=True, help="the table of ads")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--milliseconds", type=int, required=True, help="0: only the pass that is not timed")
    parser.add_argument("--out", type=pathlib.Path, help="where files are written")
    parser.add_argument("--codec", default="snappy")
    return parser.parse_args()


def polars(threads: int):
    """Polars, which reads the number of threads when it is loaded."""
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as loaded
    return loaded


def fold(total: int, word: int) -> int:
    rotated = (total << 23 | total >> 41) & WORD
    return (rotated ^ (word & WORD)) * 0x9E3779B97F4A7C15 & WORD


def fold_text(total: int, text: str) -> int:
    data = text.encode()
    total = fold(total, len(data))
    whole = len(data) // 8 * 8
    for at in range(0, whole, 8):
        total = fold(total, int.from_bytes(data[at:at + 8], "little"))
    return fold(total, int.from_bytes(data[whole:], "little"))


def outcome_of_texts(rows: Iterable[tuple[int, str, int]]) -> dict:
    """Of (window's start, campaign, views), as ysb_uuid_events.hpp has it."""
    groups = total = 0
    for start, campaign, views in rows:
        groups += 1
        total += fold(fold_text(fold(0, start), campaign), views)
    return {"groups": groups, "checksum": f"{total & WORD:016x}"}


def outcome_of_numbers(rows: Iterable[tuple[int, int, int]]) -> dict:
    """The same with campaigns that are numbers, as the noop sink has it."""
    groups = total = 0
    for start, campaign, views in rows:
        groups += 1
        total += fold(fold(fold(fold(0, start), start + WINDOW), campaign), views)
    return {"groups": groups, "checksum": f"{total & WORD:016x}"}


def emptied(folder: pathlib.Path) -> pathlib.Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def run(name: str, version: str, asked: argparse.Namespace, one_pass: Callable[[], object],
        outcome: Callable[[object], dict], prepare: Callable[[], object] = lambda: None,
        rss_mb: Callable[[], float] = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        cpu_seconds: Callable[[], float] = time.process_time) -> None:
    """Prints what a run of this competitor found and how long it took. `prepare` comes before each pass, untimed;
    where the work is done by another process, that one's memory and processor time are asked for."""
    prepare()
    found = outcome(one_pass())
    passes, seconds, cpu = 0, 0.0, 0.0
    while seconds * 1000 < asked.milliseconds:
        prepare()
        begin, cpu_begin = time.perf_counter(), cpu_seconds()
        last = one_pass()
        seconds += time.perf_counter() - begin
        cpu += cpu_seconds() - cpu_begin
        passes += 1
    if passes != 0 and outcome(last) != found:
        raise SystemExit(f"{name}: the last pass found something else than the first")
    print(json.dumps({"impl": name, "version": version, "threads": asked.threads, "rows": asked.rows,
                      "passes": passes, "seconds": round(seconds, 6), "cpu_seconds": round(cpu, 6), **found,
                      "rss_mb": round(rss_mb())}), flush=True)
