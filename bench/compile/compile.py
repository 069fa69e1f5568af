#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What queries cost to compile: seconds, memory, template instantiations, object size, longest symbol.

usage: compile.py [--compiler g++] [--flags "..."] [--header-only] [--json FILE] [--repetitions N]
                  [--chains 1,2,...] [--columns 1,10,...] [--no-limits] [file.cpp ...]
       compile.py --check-counts | --write-counts

Without files: the demo's queries, the ETL query of etl.cpp, the examples, chains of operators over 30
columns, and structs of 1 to 200 columns. Each is compiled from scratch, alone, by the compiler itself
(no compiler cache), as programs that link millstream::compiled are, or with --header-only as others are.
The demo's queries and the ETL query have limits.

The counts are clang's instantiations of classes and functions: they do not jitter. --check-counts
compares those of a few units with counts.json and fails where one grew by more than 3 %, or where the
last half of a chain costs more than the first; --write-counts writes the file.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLAGS = "-std=c++20 -O2 -DNDEBUG"
COUNTING_COMPILER = "clang++-19"
COUNTS = HERE / "counts.json"
MAY_GROW = 1.03
COLUMNS = 30
# Seconds and MB at -O2 by the path of a unit: linking millstream::compiled, and header-only.
LIMITS = {"examples/demo/": ((20.0, 1500.0), None), "bench/compile/etl.cpp": ((5.0, 600.0), (12.0, 1200.0))}


def include_flags():
    flags = ["-I", str(ROOT / "include")]
    if (ROOT / ".deps/simdjson").is_dir():
        flags += ["-isystem", str(ROOT / ".deps/simdjson")]
    for folder in sorted((ROOT / ".deps/venv/lib").glob("python3*/site-packages/pyarrow/include")):
        flags += ["-isystem", str(folder)]
    return flags


def compile_once(command):
    """Wall seconds, processor seconds and peak MB of one compilation, in a process of its own: its peak is its own."""
    script = (
        "import json, resource, subprocess, sys, time\n"
        "begin = time.monotonic()\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, text=True)\n"
        "wall = time.monotonic() - begin\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([done.returncode, done.stderr, wall, used.ru_utime + used.ru_stime, used.ru_maxrss]))\n"
    )
    out = subprocess.run([sys.executable, "-c", script] + command, capture_output=True, text=True, check=True)
    code, errors, wall, cpu, kilobytes = json.loads(out.stdout)
    if code != 0:
        sys.exit(f"compile.py: {' '.join(command)} failed:\n{errors[:4000]}")
    return wall, cpu, kilobytes / 1024


def instantiations(source, flags, folder):
    """How many classes and functions clang instantiates; None without clang."""
    if not shutil.which(COUNTING_COMPILER):
        return None
    trace = pathlib.Path(folder) / "trace.json"
    # Past the driver, which takes no trace where nothing is generated.
    tracing = ["-Xclang", f"-ftime-trace={trace}", "-Xclang", "-ftime-trace-granularity=0"]
    command = [COUNTING_COMPILER, *flags, *include_flags(), "-fsyntax-only", *tracing, str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"compile.py: {' '.join(command)} failed:\n{done.stderr[:4000]}")
    # Counted, not parsed: the file has many MB. clang's own totals leave out what is nested in another.
    text = trace.read_text()
    count = sum(text.count(f'"name":"Instantiate{what}"') for what in ("Class", "Function"))
    if count == 0:
        sys.exit(f"compile.py: no instantiations in the trace of {COUNTING_COMPILER}")
    return count


def object_size_and_symbol(path):
    """KB of the object file, characters of the longest symbol in it."""
    names = subprocess.run(["nm", str(path)], capture_output=True, text=True).stdout
    longest = max((len(line.split(" ")[-1]) for line in names.splitlines()), default=0)
    return path.stat().st_size / 1024, longest


def query_source(columns, words, mode=""):
    """A query of these words over a struct of so many columns, c0 and on."""
    names = [f"c{i}" for i in range(columns)]
    return "\n".join([
        "#include <millstream/millstream.hpp>",
        "#include <millstream/connector/transport/noop.hpp>",
        "namespace ms = millstream;",
        "using namespace ms::literals;",
        "struct wide { " + " ".join(f"std::int64_t {n};" for n in names) + " };",
        "MILLSTREAM_ADAPT_STRUCT(wide, " + ", ".join(names) + ");",
        "int main() {",
        "  std::vector<wide> rows(10);",
        "  auto s = ms::from_range(rows)",
        *(f"    | {word}" for word in words),
        "    ;",
        f"  ms::run(ms::write_stream(s, ms::noop()){mode}.trigger(ms::available_now));",
        "}"]) + "\n"


def chain_source(steps):
    """`steps` where/with_column steps in turn over 30 columns."""
    return query_source(COLUMNS, [
        f'ms::with_column("d{i}"_c, "c{i % COLUMNS}"_c + {i})' if i % 2 else f'ms::where("c{i % COLUMNS}"_c > {i})'
        for i in range(steps)])


def columns_source(columns):
    """A filter and a computed column over so many columns."""
    return query_source(columns, [f'ms::where("c{columns - 1}"_c > 1)', 'ms::with_column("d"_c, "c0"_c + 1)'])


def aggregation_source():
    """One stateful operator over 30 columns; beside the chain of 1 it shows what that costs."""
    return query_source(COLUMNS, [
        'ms::where("c0"_c > 0)', 'ms::group_by("c1"_c)',
        'ms::agg(ms::count().as("n"_c), ms::sum("c2"_c).as("total"_c))'], ".output_mode(ms::complete)")


def counted_units():
    """The text of each unit that is held against counts.json, by its name."""
    units = {"bench/compile/etl.cpp": (HERE / "etl.cpp").read_text()}
    units |= {f"chain of {n}": chain_source(n) for n in (8, 16, 32)}
    return units | {"200 columns": columns_source(200), "aggregation": aggregation_source()}


def count_all():
    """Instantiations by unit, each as with millstream::compiled; the ETL query header-only too."""
    compiled = FLAGS.split() + ["-DMILLSTREAM_COMPILED"]
    units = [(name, text, compiled) for name, text in counted_units().items()]
    units.append(("bench/compile/etl.cpp, header-only", units[0][1], FLAGS.split()))
    counts = {}
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "unit.cpp"
        for name, text, flags in units:
            source.write_text(text)
            counts[name] = instantiations(source, flags, folder)
    return counts


def check_counts(write):
    """0 if no unit needs many more instantiations than counts.json says."""
    if not shutil.which(COUNTING_COMPILER):
        print(f"compile.py: the counts are {COUNTING_COMPILER}'s, which is not installed")
        return 1
    counts = count_all()
    known = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    failed = False
    for name, count in counts.items():
        before = known.get(name)
        change = f"{count / before - 1:+.1%} from {before}" if before else "none stored"
        too_many = not write and (not before or count > before * MAY_GROW)
        failed = failed or too_many
        print(f"{name:<36} {count:8} instantiations, {change}{'   too many' if too_many else ''}")
    first, second = counts["chain of 16"] - counts["chain of 8"], counts["chain of 32"] - counts["chain of 16"]
    if second > 2 * first * 1.15:
        print(f"chains grow faster than their length: 8 more steps cost {first}, 16 more {second}")
        failed = True
    if write:
        COUNTS.write_text(json.dumps(counts, indent=2) + "\n")
    elif failed:
        print("if that is wanted: ./dev bench compile --write-counts, and say why in the commit")
    return 1 if failed else 0


def limit_of(name, header_only):
    for place, limits in LIMITS.items():
        if name.startswith(place):
            return limits[header_only]
    return None


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("files", nargs="*", type=pathlib.Path)
    ask.add_argument("--compiler", default="g++")
    ask.add_argument("--flags", default=FLAGS)
    ask.add_argument("--header-only", action="store_true")
    ask.add_argument("--chains", default="1,2,4,8,16,32,64")
    ask.add_argument("--columns", default="1,10,39,100,200")
    ask.add_argument("--repetitions", type=int, default=1)
    ask.add_argument("--json", type=pathlib.Path)
    ask.add_argument("--no-limits", action="store_true")
    ask.add_argument("--check-counts", action="store_true")
    ask.add_argument("--write-counts", action="store_true")
    asked = ask.parse_args()
    if asked.check_counts or asked.write_counts:
        return check_counts(asked.write_counts)

    flags = asked.flags.split() + ([] if asked.header_only else ["-DMILLSTREAM_COMPILED"])
    files = asked.files or [*sorted((ROOT / "examples/demo").glob("*.cpp")), HERE / "etl.cpp",
                            *sorted((ROOT / "examples").glob("*.cpp"))]
    failed = False
    report = asked.json.open("a") if asked.json else None
    print(f"{asked.compiler} {' '.join(flags)}")
    print(f"{'unit':<44} {'seconds':>8} {'cpu s':>8} {'peak MB':>8} {'instantiations':>15} {'object KB':>10} {'symbol':>7}")
    with tempfile.TemporaryDirectory() as folder:
        units = [(str(f.resolve().relative_to(ROOT) if f.resolve().is_relative_to(ROOT) else f), f) for f in files]
        written = [(f"chain of {n}", chain_source(int(n))) for n in asked.chains.split(",") if n]
        written += [(f"{n} columns", columns_source(int(n))) for n in asked.columns.split(",") if n]
        written.append(("aggregation", aggregation_source()))
        for name, text in written:
            source = pathlib.Path(folder) / f"{name.replace(' ', '_')}.cpp"
            source.write_text(text)
            units.append((name, source))
        for name, source in units:
            target = pathlib.Path(folder) / "unit.o"
            command = [asked.compiler, *flags, *include_flags(), "-c", str(source), "-o", str(target)]
            runs = [compile_once(command) for _ in range(asked.repetitions)]
            wall, cpu, peak = (statistics.median(r[i] for r in runs) for i in range(3))
            count = instantiations(source, flags, folder)
            kilobytes, symbol = object_size_and_symbol(target)
            limit = None if asked.no_limits else limit_of(name, asked.header_only)
            # what others do on the machine is not the query's: its own time counts
            too_much = bool(limit) and (min(wall, cpu) > limit[0] or peak > limit[1])
            failed = failed or too_much
            print(f"{name:<44} {wall:8.2f} {cpu:8.2f} {peak:8.0f} {count or '-':>15} {kilobytes:10.0f} {symbol:7}"
                  f"{'   over the limit' if too_much else ''}", flush=True)
            if report:
                for r, (w, c, p) in enumerate(runs):
                    line = {"bench": "compile", "impl": "millstream", "unit": name, "threads": 1, "rows": 0,
                            "seconds": round(w, 3), "cpu_seconds": round(c, 3), "rows_per_s": 0, "rss_mb": round(p),
                            "header_only": asked.header_only, "instantiations": count,
                            "object_kb": round(kilobytes), "longest_symbol": symbol, "repetition": r}
                    report.write(json.dumps(line) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
