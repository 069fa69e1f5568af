# SPDX-License-Identifier: Apache-2.0
"""Makes docs/benchmarks.md of build/bench/results.jsonl: `./dev bench --report`.

Of each query the newest run with results counts, one of `--all` before a quick one and that before a trial (fewer rows,
repeats or competitors than usual); they may be of different days, so each says when it was and of which commit."""

from __future__ import annotations

import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import queries  # noqa: E402
import statistics_of_runs as statistics  # noqa: E402

HEAD = """# Benchmarks

This page is made by `bench/query/report.py` of what was measured (`./dev bench --all`, then `./dev bench --report`): do
not edit it.

The competitors of a query take turns, each run a process of its own on as many cores as it has threads, with the same
input in the page cache, one pass that is not timed and then at least a second of timed ones; files written, checkpoints
and their flushes are part of a pass, the start of a process is not. Nothing is timed before all competitors found the
same. Speed is the median over the repeats, the spread is fastest less slowest, as a part of it. `of hand` and `ours is`
are medians over pairs of neighbouring runs: the speed as a part of the hand-written loop's, and how many times faster
millstream is; `by cpu` is `of hand` by the processor time of all threads, which others on the machine disturb less. Gaps
below the spread mean nothing.

- **hand**: the loop that one would write for this query alone, in C++ with the same flags, and checked as ours is.
- **millstream**: micro-batches (from files at least 20) with a checkpoint; over memory one batch without one.
- **duckdb**, **polars**: a batch of everything, without a checkpoint; Polars by its streaming engine.
- **spark**: Structured Streaming, classic, warm, one micro-batch of everything, with a checkpoint.
"""

BAR = 40  # characters
SETS = ["trial", "quick", "all"]
COMMANDS = {"trial": "a trial with `./dev bench", "quick": "`./dev bench", "all": "`./dev bench --all"}


def read(path: pathlib.Path) -> list[dict]:
    lines = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            lines.append(json.loads(text))
        except json.JSONDecodeError as broken:
            raise SystemExit(f"{path}:{number}: {broken}") from None
    return lines


def chosen(lines: list[dict], query: str) -> list[dict]:
    """The lines of one run of this query."""
    of_query = [line for line in lines if line["query"] == query]
    runs = {(SETS.index(line["set"]), line["run"]) for line in of_query if "skipped" not in line}
    return [line for line in of_query if runs and (SETS.index(line["set"]), line["run"]) == max(runs)]


def bars(measured: list[statistics.Measured]) -> list[str]:
    most = max(m.rows_per_s for m in measured)
    width = max(len(m.competitor) for m in measured)
    return ["```"] + [f"{m.competitor:<{width}} {'█' * max(1, round(BAR * m.rows_per_s / most)):<{BAR}} "
                      f"{m.rows_per_s / 1e6:8.2f} M rows/s" for m in measured] + ["```"]


def section(query: queries.Query, lines: list[dict]) -> list[str]:
    runs = [line for line in lines if "skipped" not in line]
    measured = sorted(statistics.of_query(runs), key=lambda m: -m.rows_per_s)
    first = runs[0]
    out = [f"## {query.name}: {query.title}", "",
           f"{first['rows']:,} rows, {first['threads']} threads; {first['run'][:10]}, commit {first['commit']}, "
           f"load {max(run['load'] for run in runs):.1f}; {COMMANDS[first['set']]} --query {query.name}`", "",
           *bars(measured), "",
           "| competitor | M rows/s | slowest..fastest | spread | runs | of hand | by cpu | ours is | peak MB |",
           "|---|---|---|---|---|---|---|---|---|"]
    for m in measured:
        faster = f"{m.ours:.2f} x" if m.ours is not None and m.competitor != "millstream" else ""
        out.append(f"| {' '.join(filter(None, (m.competitor, m.version)))} | {m.rows_per_s / 1e6:.2f} "
                   f"| {m.slowest / 1e6:.2f}..{m.fastest / 1e6:.2f} | {m.spread * 100:.0f} % | {m.runs} "
                   f"| {statistics.number(m.of_hand)} | {statistics.number(m.of_hand_by_cpu)} | {faster} | {m.rss_mb:.0f} |")
    out += [""] + [f"Left out: {line['competitor']} ({line['skipped']})." for line in lines if "skipped" in line]
    return out if out[-1] == "" else out + [""]


def machines(lines: list[dict]) -> list[str]:
    known = []
    for line in lines:
        m = line["machine"]
        text = (f"{m['processor']}, {m['cores']} cores, {m['memory_gb']} GB, Linux {m['kernel']}, "
                f"{m['compiler']}")
        if text not in known:
            known.append(text)
    return [f"Machine: {text}." for text in known]


def page(lines: list[dict]) -> str:
    """The page of all queries that were measured. **Errors** SystemExit where there is none."""
    sections = {q: of for q in queries.QUERIES if (of := chosen(lines, q.name))}
    if not sections:
        raise SystemExit("nothing was measured yet: run `./dev bench --all` first")
    text = [HEAD] + machines([line for of in sections.values() for line in of]) + [""]
    for query, of in sections.items():
        text += section(query, of)
    return "\n".join(text).rstrip() + "\n"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench --report", description="makes the page of what was measured")
    parser.add_argument("results", nargs="?", type=pathlib.Path, default=queries.ROOT / "build/bench/results.jsonl")
    parser.add_argument("page", nargs="?", type=pathlib.Path, default=queries.ROOT / "docs/benchmarks.md")
    asked = parser.parse_args(words)
    if not asked.results.is_file():
        raise SystemExit(f"{asked.results} is not there: run `./dev bench --all` first")
    asked.page.write_text(page(read(asked.results)), encoding="utf-8")
    print(f"wrote {asked.page}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
