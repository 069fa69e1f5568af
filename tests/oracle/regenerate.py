# SPDX-License-Identifier: Apache-2.0
"""Asks Spark everything again (of Nexmark, DuckDB) and holds the answers against the golden files that are checked in.

    python tests/oracle/regenerate.py [suite...]      as `./dev test oracle` does, which brings PySpark

A suite is a name of SUITES. One JVM serves all of them. Nothing in the work tree is written: a file that differs
is named, with the first place where it does and the command that makes it anew.
"""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
import runpy
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
TESTS = HERE.parent
# Each script is called with the folder into which it writes, and has this folder in the work tree.
SUITES = {
    "window_aggregation": "semantics/golden",
    "deduplication": "semantics/golden_deduplication",
    "words": "semantics/golden_words",
    "stream_joins": "semantics/golden_joins",
    "sessions": "semantics/golden_sessions",
    "windows_of_windows": "semantics/golden_windows_of_windows",
    "transform_with_state": "semantics/golden_processors",
    "refusals": "semantics/golden_refusals",
    "time_to_live": "semantics/golden_time_to_live",
    "real_time": "semantics/golden_real_time",
    "trigger_once": "connector/golden",
    "processing_time": "unit/runtime/golden",
    "functions": "unit/expr/functions/golden",
    "nexmark": "nexmark/golden",
}


class Skipped(Exception):
    """A suite that cannot be asked here."""


def make(suite: str, folder: pathlib.Path) -> None:
    if suite == "functions":
        sys.path.insert(0, str(HERE / "functions"))
        import function_goldens
        function_goldens.GOLDEN = folder
        function_goldens.main([])
        return
    if suite == "nexmark":
        import nexmark
        try:
            for run in nexmark.RUNS:
                nexmark.make(run, folder)
        except nexmark.NotHere as missing:
            raise Skipped(missing) from None
        return
    # The scripts fill the tables of one module, each from the beginning.
    sys.modules.pop("window_aggregation", None)
    sys.argv = [suite, str(folder)]
    runpy.run_path(str(HERE / f"{suite}.py"), run_name="__main__")


def first_difference(a, b, path: str = "") -> str | None:
    if type(a) is type(b) and isinstance(a, dict) and a.keys() == b.keys():
        pairs = [(f"{path}.{key}", a[key], b[key]) for key in a]
    elif type(a) is type(b) and isinstance(a, list) and len(a) == len(b):
        pairs = [(f"{path}[{i}]", x, y) for i, (x, y) in enumerate(zip(a, b))]
    else:
        return None if a == b else f"{path}: checked in {json.dumps(a)[:200]}, the oracle says {json.dumps(b)[:200]}"
    return next((found for place, x, y in pairs if (found := first_difference(x, y, place))), None)


def compare(checked_in: pathlib.Path, made: pathlib.Path) -> tuple[int, list[str]]:
    names = {p.name for folder in (checked_in, made) for p in folder.glob("*.json")}
    wrong = []
    for name in sorted(names):
        ours, theirs = checked_in / name, made / name
        if not ours.is_file() or not theirs.is_file():
            wrong.append(f"{ours}: " + ("the oracle's answer was not made" if ours.is_file() else "is not checked in"))
            continue
        ours_read, theirs_read = (json.loads(p.read_text(encoding="utf-8")) for p in (ours, theirs))
        if found := first_difference(ours_read, theirs_read):
            wrong.append(f"{ours}{found}\n  made by: {theirs_read.get('made_by', '')}")
    return len(names), wrong


def main() -> int:
    sys.path.insert(0, str(HERE))
    files, wrong = 0, []
    for suite in sys.argv[1:] or list(SUITES):
        with tempfile.TemporaryDirectory(prefix="millstream-oracle-") as folder:
            said = io.StringIO()
            try:
                with contextlib.redirect_stdout(said):
                    make(suite, pathlib.Path(folder))
            except Skipped as missing:
                print(f"oracle: {suite}: SKIPPED: {missing}", flush=True)
                continue
            count, differing = compare(TESTS / SUITES[suite], pathlib.Path(folder))
        if count == 0:
            differing.append(f"{suite}: there is no golden file")
        if differing:
            print(said.getvalue(), end="")
        files += count
        wrong += differing
        print(f"oracle: {suite}: {count - len(differing)} of {count} files are what the oracle says", flush=True)
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
