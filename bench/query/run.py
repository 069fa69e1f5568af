# SPDX-License-Identifier: Apache-2.0
"""Measures the queries beside their peers in one run: `./dev bench`, and `./dev bench --all`.

For each query the input is made once, then every competitor answers once and nothing is timed unless all of them found
the same; then they take turns, each run a process of its own with one untimed pass and at least a second of timed ones.
Every run becomes a line of build/bench/results.jsonl, from which report.py makes docs/benchmarks.md.

    run.py [--all] [--query NAME]... [--competitor NAME]... [--repeats N] [--rows N] [--threads N] [--milliseconds N]
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import queries  # noqa: E402
import statistics_of_runs as statistics  # noqa: E402

RESULTS = queries.ROOT / "build/bench/results.jsonl"
MILLISECONDS = 1000
THREADS = 2


def say(text: str) -> None:
    print(text, flush=True)


def output_of(*command: str) -> str:
    try:
        return subprocess.run(command, cwd=queries.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def value_in(path: str, key: str) -> str:
    try:
        for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
            if line.startswith(key):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return ""


def machine() -> dict:
    return {"processor": value_in("/proc/cpuinfo", "model name") or platform.machine(), "cores": os.cpu_count(),
            "memory_gb": round(int((value_in("/proc/meminfo", "MemTotal") or "0").split()[0]) / (1 << 20)),
            "kernel": platform.release(), "compiler": (output_of("g++", "--version").splitlines() or [""])[0]}


def commit() -> str:
    changed = output_of("git", "status", "--porcelain", "--untracked-files=no")
    return output_of("git", "rev-parse", "--short=12", "HEAD") + ("+changes" if changed else "")


def name_of_set(asked: argparse.Namespace) -> str:
    """A run that was made smaller, or without some competitor, is a trial: the report prefers others."""
    if (asked.rows or asked.competitor or asked.threads != THREADS or asked.repeats < repeats_of(asked)
            or asked.milliseconds < MILLISECONDS):
        return "trial"
    return "all" if asked.all else "quick"


def repeats_of(asked: argparse.Namespace) -> int:
    return 7 if asked.all else 3


class Run:
    """One call of this program: what all its lines of results have in common."""

    def __init__(self, asked: argparse.Namespace):
        self.asked = asked
        self.begun = datetime.datetime.now(datetime.timezone.utc)
        self.common = {"run": self.begun.strftime("%Y-%m-%dT%H:%M:%SZ"), "set": name_of_set(asked),
                       "commit": commit(), "machine": machine()}
        self.problems: list[str] = []
        self.logs = RESULTS.parent / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)

    def record(self, line: dict) -> None:
        with RESULTS.open("a", encoding="utf-8") as results:
            results.write(json.dumps({**self.common, "load": round(os.getloadavg()[0], 2), **line}) + "\n")

    def problem(self, text: str) -> None:
        self.problems.append(text)
        say(f"bench: {text}")

    def answer(self, query: queries.Query, competitor: str, data: dict, rows: int, milliseconds: int) -> dict:
        line = queries.command(query, competitor, data, rows, self.asked.threads, milliseconds)
        found = queries.run(line, self.asked.threads, self.logs / f"{query.name}.{competitor}.log")
        if query.codec and milliseconds == 0:
            found.update(queries.digest_of_output(query, competitor))
        return found

    def check(self, query: queries.Query, competitors: list[str], data: dict, rows: int) -> dict[str, dict]:
        """What each competitor found, without those that failed. None if they differ."""
        found = {}
        for c in competitors:
            try:
                found[c] = self.answer(query, c, data, rows, 0)
            except queries.Failed as failure:
                self.problem(f"{query.name}: {c} FAILED: {failure}")
        outcomes = {c: (f["groups"], f["checksum"]) for c, f in found.items()}
        if len(set(outcomes.values())) > 1:
            self.problem(f"{query.name}: the results differ, nothing is timed: {outcomes}")
            return {}
        return found

    def measure(self, query: queries.Query) -> None:
        rows = self.asked.rows or query.rows[self.asked.all]
        data = queries.make_data(query, rows)
        competitors = [c for c in query.competitors(self.asked.all)
                       if not self.asked.competitor or c in self.asked.competitor]
        for c in competitors[:]:
            if why := queries.why_missing(c):
                say(f"bench: {query.name}: SKIPPED {c}: {why}")
                self.record({"query": query.name, "competitor": c, "skipped": why})
                competitors.remove(c)
        checked = self.check(query, competitors, data, rows)
        if not checked:
            return
        say(f"\n{query.name}: {query.title}; {rows:,} rows, {self.asked.threads} threads, "
            f"results equal: {', '.join(checked)}")
        lines = []
        for repeat in range(self.asked.repeats):
            for c, before in list(checked.items()):
                if repeat >= queries.SLOW_REPEATS.get(c, repeat + 1):
                    continue
                try:
                    found = self.answer(query, c, data, rows, self.asked.milliseconds)
                except queries.Failed as failure:
                    self.problem(f"{query.name}: {c} FAILED: {failure}")
                    del checked[c]
                    continue
                # What was written is looked into once; later the number of rows must be the same.
                if found["groups"] != before["groups"] or (not query.codec and
                                                           found["checksum"] != before["checksum"]):
                    self.problem(f"{query.name}: {c} found something else in repeat {repeat}")
                    del checked[c]
                    continue
                found.update(checksum=before["checksum"])
                lines.append({"query": query.name, "competitor": c, "repeat": repeat, **found,
                              "rows_per_s": round(rows * found["passes"] / found["seconds"])})
                self.record(lines[-1])
        say(statistics.table(statistics.of_query(lines)))


def parse(words: list[str]) -> argparse.Namespace:
    names = [q.name for q in queries.QUERIES]
    parser = argparse.ArgumentParser(prog="./dev bench", description="measures the queries beside their peers")
    parser.add_argument("--all", action="store_true", help="full sizes, seven repeats, Spark too")
    parser.add_argument("--query", action="append", choices=names, help="only this one; may be repeated")
    parser.add_argument("--competitor", action="append", choices=queries.COMPETITORS, help="likewise")
    parser.add_argument("--repeats", type=int, help="3, with --all 7")
    parser.add_argument("--rows", type=int, help="of each query; else what suits the set")
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--milliseconds", type=int, default=MILLISECONDS, help="a run is timed for at least so long")
    asked = parser.parse_args(words)
    asked.repeats = asked.repeats or repeats_of(asked)
    if asked.threads > len(os.sched_getaffinity(0)):
        parser.error(f"{asked.threads} threads, but {len(os.sched_getaffinity(0))} cores")
    return asked


def main(words: list[str]) -> int:
    asked = parse(words)
    begun = time.monotonic()
    run = Run(asked)
    for query in queries.QUERIES:
        if not asked.query or query.name in asked.query:
            run.measure(query)
    say(f"\nbench: {time.monotonic() - begun:.0f} s; each run is a line of {RESULTS.relative_to(queries.ROOT)}; "
        "`./dev bench --report` makes docs/benchmarks.md of them")
    for text in run.problems:
        say(f"bench: {text.splitlines()[0]}")
    return 1 if run.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
