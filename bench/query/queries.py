# SPDX-License-Identifier: Apache-2.0
"""The queries that run.py measures and their competitors: which command answers which. Every competitor is told the same
rows and number of threads, and reads or holds the same events. `hand` and `millstream` are one program."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
DATA = pathlib.Path("build/bench-data")
BIN = pathlib.Path("build/release/bin")
OURS = ("hand", "millstream")
PYTHON = {"duckdb": ".deps/venv/bin/python", "polars": ".deps/peers/bin/python", "spark": ".deps/spark/bin/python"}
COMPETITORS = (*OURS, *PYTHON)
LONGEST_SECONDS = 900  # of one run of a competitor
SLOW_REPEATS = {"spark": 3}  # at most: a run of it takes a minute


@dataclasses.dataclass(frozen=True)
class Query:
    name: str
    title: str
    program: str  # bench/query/<program>.cpp, and <program>_<competitor>.py beside it
    data: str  # what bench/data/make_data.cpp is asked for
    rows: tuple[int, int]  # quick, all
    options: tuple[str, ...] = ()  # of the program
    codec: str = ""  # files are written, with this compression

    def competitors(self, everything: bool) -> list[str]:
        with_spark = everything and (HERE / f"{self.program}_spark.py").is_file()
        return [c for c in COMPETITORS if c in OURS or (
            (HERE / f"{self.program}_{c}.py").is_file() and (c != "spark" or with_spark))]


MILLION = 1_000_000
QUERIES = [
    Query("ysb_memory", "YSB over events in memory", "ysb_memory", "ysb_memory", (10 * MILLION, 10 * MILLION)),
    Query("ysb_json", "YSB from JSON lines", "ysb_json", "ysb_json", (4 * MILLION, 10 * MILLION)),
    Query("ysb_parquet", "YSB from Parquet", "ysb_parquet", "ysb_parquet", (10 * MILLION, 10 * MILLION)),
    Query("ysb_parquet_wide", "YSB from Parquet, 1 M users and pages, 100 k ads, 10 k campaigns, skewed", "ysb_parquet",
          "ysb_parquet_wide", (5 * MILLION, 10 * MILLION), ("--wide",)),
    Query("etl_snappy", "JSON lines into Parquet, snappy", "etl", "ysb_json", (2 * MILLION, 10 * MILLION),
          ("--codec", "snappy"), "snappy"),
    Query("etl_zstd", "JSON lines into Parquet, zstd", "etl", "ysb_json", (2 * MILLION, 10 * MILLION),
          ("--codec", "zstd"), "zstd"),
]
PROGRAMS = sorted({q.program for q in QUERIES})


class Failed(Exception):
    """A competitor that did not answer, or wrote what cannot be read."""


def why_missing(competitor: str) -> str | None:
    if competitor in OURS:
        return None
    if competitor == "spark" and not shutil.which("java"):
        return "there is no Java (apt-get install openjdk-17-jre-headless)"
    if not (ROOT / PYTHON[competitor]).is_file():
        return f"{pathlib.Path(PYTHON[competitor]).parent.parent} is not there: it could not be installed"
    return None


def make_data(query: Query, rows: int) -> dict:
    """Where the events and the ads are; written once."""
    made = subprocess.run([BIN / "bench_data", "--what", query.data, "--rows", str(rows), "--data", DATA], cwd=ROOT,
                          check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(made.stdout)


def output_folder(query: Query, competitor: str) -> pathlib.Path:
    return DATA / "etl_out" / competitor


def digest_of_output(query: Query, competitor: str) -> dict:
    done = subprocess.run([PYTHON["duckdb"], str(HERE / "etl_digest.py"), str(output_folder(query, competitor))],
                          cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    if done.returncode != 0:
        raise Failed("what it wrote: " + done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout)


def command(query: Query, competitor: str, data: dict, rows: int, threads: int, milliseconds: int) -> list[str]:
    asked = ["--rows", str(rows), "--threads", str(threads), "--milliseconds", str(milliseconds)]
    if competitor in OURS:
        where = ["--data", str(DATA)] if query.data != "ysb_memory" else []
        if query.codec:
            where += ["--out", str(output_folder(query, competitor).parent)]
        return [str(BIN / f"bench_query_{query.program}"), "--line", "--only", competitor, *asked, *where,
                *query.options]
    out = ["--out", str(output_folder(query, competitor)), "--codec", query.codec] if query.codec else []
    return [PYTHON[competitor], str(HERE / f"{query.program}_{competitor}.py"), *asked, "--data", data["folder"],
            "--ads", data["ads"], *out]


def run(line: list[str], threads: int, log: pathlib.Path) -> dict:
    """Runs one competitor on as many cores as it has threads; returns what its last line says."""
    cores = sorted(os.sched_getaffinity(0))[:threads]
    with log.open("w", encoding="utf-8") as errors:
        try:
            done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True,
                                  timeout=LONGEST_SECONDS, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                                  preexec_fn=lambda: os.sched_setaffinity(0, cores))
        except subprocess.TimeoutExpired:
            raise Failed(f"no answer within {LONGEST_SECONDS} seconds") from None
    lines = [text for text in done.stdout.splitlines() if text.startswith("{")]
    if done.returncode != 0 or not lines:
        raise Failed(f"exit status {done.returncode}; what it said is in {log}:\n"
                     + "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]))
    return json.loads(lines[-1])
