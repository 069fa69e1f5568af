# SPDX-License-Identifier: Apache-2.0
"""Does a query cost more instructions than it did? `./dev bench gate`, a part of every CI run.

Callgrind counts the instructions that a pass over the events takes, with one thread: of the query and of the loop by
hand, each with one pass and with more, so that what happens once falls out. Instructions do not depend on what else the
machine does. The query's, as a multiple of the loop's, is held against instructions.json; more by the margin fails.

    gate.py [--write] [--query NAME]...       --write makes what was counted the new record
"""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import queries  # noqa: E402

RECORD = pathlib.Path(__file__).with_name("instructions.json")
MARGIN = 0.05
ROWS = {"ysb_memory": 200_000, "ysb_columns": 200_000, "ysb_json": 100_000}
MORE_PASSES = 3


class Failed(Exception):
    """A run that did not count."""


def run_program(query: str, impl: str, passes: int, *under: str) -> subprocess.CompletedProcess:
    program = queries.ROOT / queries.BIN / f"bench_query_{query}"
    return subprocess.run([*under, str(program), "--rows", str(ROWS[query]), "--threads", "1", "--only", impl, "--line",
                           "--passes", str(passes)], cwd=queries.ROOT, capture_output=True, text=True)


def instructions(query: str, impl: str, passes: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        run = run_program(query, impl, passes, "valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out")
    counted = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or not counted:
        raise Failed(f"{query}, {impl}: no count; the program said:\n{run.stdout}{run.stderr}")
    return int(counted[1])


def a_row(query: str, impl: str) -> float:
    """Instructions of one row. The first run, which may have to write the events, is not counted."""
    run_program(query, impl, 1)
    one, more = (instructions(query, impl, passes) for passes in (1, MORE_PASSES))
    return (more - one) / (MORE_PASSES - 1) / ROWS[query]


def judge(counted: dict[str, dict], record: dict[str, dict]) -> list[str]:
    """What is worse than the record allows."""
    out = []
    for query, now in counted.items():
        before = record.get(query)
        if before is None:
            out.append(f"{query}: no record; ./dev bench gate --write makes one")
        elif now["of_hand"] > before["of_hand"] * (1 + MARGIN):
            out.append(f"{query}: {now['of_hand']:.3f} of the instructions of the loop by hand, {before['of_hand']:.3f} in "
                       f"the record ({now['millstream']:.1f} a row, {before['millstream']:.1f} in the record)")
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--query", action="append", choices=list(ROWS))
    options = parser.parse_args()
    counted = {}
    for query in options.query or ROWS:
        hand, ours = a_row(query, "hand"), a_row(query, "millstream")
        counted[query] = {"hand": round(hand, 2), "millstream": round(ours, 2), "of_hand": round(ours / hand, 3)}
        print(f"{query:<12} {ours:8.1f} instructions a row, {hand:8.1f} by hand: {ours / hand:.3f}", flush=True)
    record = json.loads(RECORD.read_text()) if RECORD.is_file() else {}
    if options.write:
        RECORD.write_text(json.dumps(record | counted, indent=2) + "\n")
        return 0
    worse = judge(counted, record)
    for line in worse:
        print(f"gate: {line}", file=sys.stderr)
    if worse:
        print("gate: if that is wanted, move the record with ./dev bench gate --write", file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        print(f"gate: {failure}", file=sys.stderr)
        sys.exit(1)
