#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seconds and memory that queries cost to compile: given translation units, and synthetic chains.

usage: compile.py [--compiler g++] [--flags "..."] [--json FILE] [--repetitions N]
                  [--chains 1,2,4,...] [--no-limits] [file.cpp ...]

Without files it takes examples/demo/*.cpp. Each is compiled from scratch, alone, by the compiler
itself (no compiler cache). With files of the demo the limits hold: 20 s and 1,500 MB at -O2.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLAGS = "-std=c++20 -O2 -DNDEBUG"
LIMIT_SECONDS = 20.0
LIMIT_MB = 1500.0
COLUMNS = 30


def include_flags():
    flags = ["-I", str(ROOT / "include")]
    if (ROOT / ".deps/simdjson").is_dir():
        flags += ["-isystem", str(ROOT / ".deps/simdjson")]
    for folder in sorted((ROOT / ".deps/venv/lib").glob("python3*/site-packages/pyarrow/include")):
        flags += ["-isystem", str(folder)]
    return flags


def compile_once(command):
    """Wall seconds, processor seconds and peak MB of one compilation, children included."""
    with tempfile.NamedTemporaryFile("r") as report:
        begin = time.monotonic()
        timed = ["/usr/bin/time", "-f", "%U %S %M", "-o", report.name] + command
        if pathlib.Path(timed[0]).exists():
            done = subprocess.run(timed, capture_output=True, text=True)
            wall = time.monotonic() - begin
            user, system, kilobytes = report.read().split()[-3:]
            cpu, peak = float(user) + float(system), int(kilobytes) / 1024
        else:
            done, cpu, peak = run_and_wait(command)
            wall = time.monotonic() - begin
    if done.returncode != 0:
        sys.exit(f"compile.py: {' '.join(command)} failed:\n{done.stderr[:4000]}")
    return wall, cpu, peak


def run_and_wait(command):
    """The same without /usr/bin/time: in a process of its own, so that its peak is its own."""
    script = (
        "import json, resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, text=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([done.returncode, done.stderr, used.ru_utime + used.ru_stime, used.ru_maxrss]))\n"
    )
    out = subprocess.run([sys.executable, "-c", script] + command, capture_output=True, text=True, check=True)
    code, errors, cpu, kilobytes = json.loads(out.stdout)
    return subprocess.CompletedProcess(command, code, "", errors), cpu, kilobytes / 1024


def chain_source(steps):
    """A query of `steps` where/with_column steps in turn over a struct of 30 columns."""
    names = [f"c{i}" for i in range(COLUMNS)]
    lines = [
        "#include <millstream/millstream.hpp>",
        "#include <millstream/connector/transport/noop.hpp>",
        "namespace ms = millstream;",
        "using namespace ms::literals;",
        "struct wide { " + " ".join(f"std::int64_t {n};" for n in names) + " };",
        "BOOST_HANA_ADAPT_STRUCT(wide, " + ", ".join(names) + ");",
        "int main() {",
        "  std::vector<wide> rows(10);",
        "  auto s = ms::from_range(rows)",
    ]
    for i in range(steps):
        column = names[i % COLUMNS]
        if i % 2 == 0:
            lines.append(f'    | ms::where("{column}"_c > {i})')
        else:
            lines.append(f'    | ms::with_column("d{i}"_c, "{column}"_c + {i})')
    lines += ["    ;", "  ms::run(ms::write_stream(s, ms::noop()).trigger(ms::available_now));", "}"]
    return "\n".join(lines) + "\n"


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("files", nargs="*", type=pathlib.Path)
    ask.add_argument("--compiler", default="g++")
    ask.add_argument("--flags", default=FLAGS)
    ask.add_argument("--chains", default="1,2,4,8,16,32")
    ask.add_argument("--repetitions", type=int, default=1)
    ask.add_argument("--json", type=pathlib.Path)
    ask.add_argument("--no-limits", action="store_true")
    asked = ask.parse_args()

    files = asked.files or sorted((ROOT / "examples/demo").glob("*.cpp"))
    failed = False
    report = asked.json.open("a") if asked.json else None
    print(f"{asked.compiler} {asked.flags}")
    print(f"{'unit':<44} {'seconds':>8} {'cpu s':>8} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        units = [(str(f.resolve().relative_to(ROOT) if f.resolve().is_relative_to(ROOT) else f), f, True) for f in files]
        for steps in [int(n) for n in asked.chains.split(",") if n]:
            source = pathlib.Path(folder) / f"chain_{steps}.cpp"
            source.write_text(chain_source(steps))
            units.append((f"chain of {steps}", source, False))
        for name, source, limited in units:
            command = [asked.compiler, *asked.flags.split(), *include_flags(), "-c", str(source), "-o", f"{folder}/unit.o"]
            runs = [compile_once(command) for _ in range(asked.repetitions)]
            wall, cpu, peak = (statistics.median(r[i] for r in runs) for i in range(3))
            # what others do on the machine is not the query's: its own time counts
            too_much = limited and not asked.no_limits and (min(wall, cpu) > LIMIT_SECONDS or peak > LIMIT_MB)
            failed = failed or too_much
            print(f"{name:<44} {wall:8.2f} {cpu:8.2f} {peak:8.0f}{'   over the limit' if too_much else ''}", flush=True)
            if report:
                for r, (w, c, p) in enumerate(runs):
                    line = {"bench": "compile", "impl": "millstream", "unit": name, "threads": 1, "rows": 0, "seconds": round(w, 3),
                            "cpu_seconds": round(c, 3), "rows_per_s": 0, "rss_mb": round(p), "repetition": r}
                    report.write(json.dumps(line) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
