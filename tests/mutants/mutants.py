# SPDX-License-Identifier: Apache-2.0
"""Do the tests see a mistake? Each entry of mutants.toml changes one line of the library; a test of the rule that the
line keeps has to fail then.

    python tests/mutants/mutants.py [--only NAME]... [--jobs N] [--list]      as `./dev test mutants` does

Everything happens in copies of include/, so the tree itself is never touched. A changed statement or condition becomes
a choice between the two, made by MILLSTREAM_MUTANT when the program runs: one copy has all of these, and each test is
compiled once for all its mutants, and without a mutant has to pass. What is no statement (a constant, a part of an
expression) has a copy and a compilation of its own. Exits 1 where a mutant survives, does not compile, or its line is
gone.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import functools
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
WORK = ROOT / "build" / "mutants"
SWITCHED = WORK / "switched"
SECONDS_A_RUN = 120

FLAGS = ["-std=c++20", "-O0", "-g0", "-pipe", "-w", "-DMILLSTREAM_COMPILED",
         f'-DMILLSTREAM_TEST_DATA="{TESTS}/data"', f"-I{TESTS}", "-isystem", str(ROOT / ".deps" / "simdjson")]
LIBRARIES = ["-ltbb", "-lcapnp", "-lkj", "-lpthread"]
# What a program links besides its test: name -> source.
SHARED = {"main": "tests/support/catch_main.cpp", "core": "src/core.cpp"}
JSON = {"json": "src/json.cpp", "simdjson": ".deps/simdjson/simdjson.cpp"}


class Failure(Exception):
    """What is wrong with a mutant, in a line."""


@dataclasses.dataclass(frozen=True)
class Program:
    """A test's file, of whose scenarios these alone are compiled (all, if none is named)."""
    test: str
    scenarios: tuple[str, ...] = ()

    def id(self) -> str:
        return re.sub(r"\W+", "-", "-".join((self.test.removesuffix(".cpp"), *self.scenarios)))[:180]

    def flags(self) -> list[str]:
        names = ",".join(f'"{s}"' for s in self.scenarios)
        return [f"-DMILLSTREAM_SCENARIOS={names}"] if names else []

    def shared(self) -> dict[str, str]:
        return SHARED | JSON if pathlib.Path(self.test).name.startswith("json") else SHARED


@dataclasses.dataclass(frozen=True)
class Mutant:
    number: int  # from 1
    name: str
    rule: str
    file: str  # below include/millstream
    old: str
    new: str
    program: Program
    after: str = ""  # of several such lines the first behind this text
    alone: bool = False  # also where the line looks as if it could be switched

    def filter(self) -> str:
        return f"[rule{self.rule}]"


# ---- the changed text ----

def lines_of(file: str) -> list[str]:
    return (ROOT / "include/millstream" / file).read_text(encoding="utf-8").split("\n")


def place_of(m: Mutant, lines: list[str]) -> int:
    """Which line it is."""
    first = 0
    if m.after:
        first = next((i for i, line in enumerate(lines) if m.after in line), None)
        if first is None:
            raise Failure(f"{m.file} does not hold the text of `after` any more: {m.after}")
    places = [i for i in range(first, len(lines)) if lines[i].strip() == m.old]
    if not places:
        raise Failure(f"{m.file} does not hold the line any more: {m.old}")
    if len(places) > 1 and not m.after:
        raise Failure(f"{m.file} holds the line {len(places)} times; say `after`: {m.old}")
    return places[0]


# Lines of which a part can be chosen when the program runs: head, part, tail.
CONDITION = re.compile(r"(if \()(?!constexpr)(.*)(\)(?: \[\[unlikely\]\])?(?: \{)?)")
LOOP = re.compile(r"(for \(.+; )(.+)(;)")
ANSWER = re.compile(r"(.*\{ return )(.+)(; \}.*)")
DECLARES = ("static ", "constexpr ", "auto ", "using ", "template", "explicit ", "if constexpr")


def balanced(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in ("()", "{}", "[]"))


def is_statement(text: str, before: str) -> bool:
    """Is the line a whole statement, and behind the end of one?"""
    before = before.split("//")[0].strip()
    return (balanced(text) and text.split("//")[0].rstrip().endswith((";", "}")) and not text.startswith(DECLARES)
            and (before == "" or before.endswith((";", "{", "}", ":", ")"))))


def parts_of(old: str, new: str) -> tuple[str, str, str, str] | None:
    """Head, old part, new part and tail where one expression is another one and the rest the same."""
    for form in (CONDITION, LOOP, ANSWER):
        a, b = form.fullmatch(old), form.fullmatch(new)
        if a and b and (a[1], a[3]) == (b[1], b[3]) and balanced(a[2]) and balanced(b[2]):
            return a[1], f"static_cast<bool>({a[2]})", f"static_cast<bool>({b[2]})", a[3]
    # one name or number
    a, b = (re.findall(r"[\w.:]+|\s+|.", line) for line in (old, new))
    if len(a) == len(b) and not old.startswith(DECLARES):
        other = [i for i, (x, y) in enumerate(zip(a, b)) if x != y]
        if len(other) == 1 and re.match(r"\w", a[other[0]]) and re.match(r"\w", b[other[0]]):
            at = other[0]
            return "".join(a[:at]), a[at], b[at], "".join(a[at + 1:])
    return None


def before(at: int, lines: list[str]) -> str:
    """The line before one, but for empty ones."""
    return next((line for line in reversed(lines[:at]) if line.strip()), "")


def are_statements(mutants: list[Mutant]) -> bool:
    lines = lines_of(mutants[0].file)
    there = before(place_of(mutants[0], lines), lines)
    return all(is_statement(text, there) for m in mutants for text in (m.old, m.new or ";"))


def is_switched(m: Mutant) -> bool:
    return not m.alone and (are_statements([m]) or parts_of(m.old, m.new) is not None)


def choice(old: str, mutants: list[Mutant]) -> str:
    """Of a line and what it becomes: one that chooses when the program runs."""
    if are_statements(mutants):
        out = "{ "
        for m in mutants:
            out += f"if (::millstream_mutant == {m.number}) {{ {m.new} }} else "
        return out + f"{{ {old.split('//')[0]} }} }}"
    parts = [parts_of(old, m.new) for m in mutants]
    if len({(head, part, tail) for head, part, _, tail in parts}) != 1:
        raise Failure("one of these needs `alone = true`: " + ", ".join(m.name for m in mutants))
    head, chosen, _, tail = parts[0]
    for m, (_, _, other, _) in zip(mutants, parts):
        chosen = f"(::millstream_mutant == {m.number} ? {other} : {chosen})"
    return head + chosen + tail


def write_if_other(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def write_switched_tree(mutants: list[Mutant]) -> None:
    """include/ with the choices of all mutants that can be switched; files that are as they were keep their age."""
    by_line: dict[tuple[str, int], list[Mutant]] = {}
    for m in mutants:
        by_line.setdefault((m.file, place_of(m, lines_of(m.file))), []).append(m)
    for path in sorted((ROOT / "include").rglob("*")):
        if path.is_file():
            name = path.relative_to(ROOT / "include").as_posix()
            lines = path.read_text(encoding="utf-8").split("\n")
            for (file, at), here in by_line.items():
                if f"millstream/{file}" == name:
                    lines[at] = choice(lines[at].strip(), here)
            write_if_other(SWITCHED / "include" / name, "\n".join(lines))
    for path in (SWITCHED / "include").rglob("*"):
        if path.is_file() and not (ROOT / "include" / path.relative_to(SWITCHED / "include")).is_file():
            path.unlink()


# ---- programs ----

_locks: dict[str, threading.Lock] = {}
_guard = threading.Lock()


def lock_of(name: str) -> threading.Lock:
    with _guard:
        return _locks.setdefault(name, threading.Lock())


def compiler(cached: bool = True) -> list[str]:
    cache = shutil.which("ccache") if cached else None
    os.environ.setdefault("CCACHE_SLOPPINESS", "pch_defines,time_macros,include_file_mtime,include_file_ctime")
    return ([cache] if cache else []) + [os.environ.get("CXX", "g++")]


def foreign_headers() -> list[str]:
    """What is not ours, compiled once: the flags that bring it in."""
    source, header = TESTS / "mutants" / "foreign.hpp", WORK / "foreign.hpp"
    compiled = header.with_suffix(".hpp.gch")
    with lock_of("foreign"):
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            header.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, header)
            subprocess.run([*compiler(False), *FLAGS, "-x", "c++-header", str(header), "-o", str(compiled)], check=True)
    return ["-include", str(header)]


def compile_object(source: pathlib.Path, include: pathlib.Path, out: pathlib.Path, flags: list[str]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    if source.name == "simdjson.cpp":
        flags = [*flags, "-O2"]
    elif source.name != "catch_main.cpp":
        flags = [*flags, *foreign_headers()]
    command = [*compiler(), *FLAGS, *flags, f"-I{include}", "-MMD", "-c", str(source), "-o", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        out.with_suffix(".log").write_text(shlex.join(command) + "\n" + done.stderr)
        first = next((line for line in done.stderr.splitlines() if "error" in line), "no message")
        raise Failure(f"does not compile: {first[-200:]} (all of it in {out.with_suffix('.log')})")


def is_new(out: pathlib.Path) -> bool:
    """Is an object younger than all that it was made of?"""
    depends = out.with_suffix(".d")
    if not out.is_file() or not depends.is_file():
        return False
    made = out.stat().st_mtime
    parts = depends.read_text().replace("\\\n", " ").split(":", 1)[1].split()
    return all(os.path.exists(ROOT / p) and os.stat(ROOT / p).st_mtime <= made for p in parts)


def switched_object(name: str, source: str, flags: list[str]) -> pathlib.Path:
    out = SWITCHED / f"{name}.o"
    with lock_of(name):
        if not is_new(out):
            compile_object(ROOT / source, SWITCHED / "include", out, flags)
    return out


def switched_objects(program: Program) -> dict[str, pathlib.Path]:
    return {"test": switched_object(program.id(), f"tests/{program.test}", program.flags())} | {
        name: switched_object(name, source, []) for name, source in program.shared().items()}


def link(objects: list[pathlib.Path], out: pathlib.Path) -> pathlib.Path:
    mold = ["-fuse-ld=mold"] if shutil.which("mold") else []
    done = subprocess.run([*compiler(False), *map(str, objects), *mold, "-s", "-o", str(out), *LIBRARIES],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure("does not link: " + done.stderr.strip()[:300])
    return out


def switched_program(program: Program) -> pathlib.Path:
    objects = list(switched_objects(program).values())
    out = SWITCHED / program.id()
    with lock_of(out.name + " linked"):
        if not out.is_file() or any(o.stat().st_mtime > out.stat().st_mtime for o in objects):
            link(objects, out)
    return out


def own_program(m: Mutant) -> pathlib.Path:
    """A program of a mutant that has a copy of include/ to itself. Where its line is in an .ipp, the test is as it was."""
    folder = WORK / "alone" / m.name
    shutil.copytree(ROOT / "include", folder / "include")
    lines = lines_of(m.file)
    lines[place_of(m, lines)] = m.new
    (folder / "include/millstream" / m.file).write_text("\n".join(lines), encoding="utf-8")
    objects = switched_objects(m.program)
    changed = "core" if m.file.endswith(".ipp") else "test"
    source, flags = ("src/core.cpp", []) if changed == "core" else (f"tests/{m.program.test}", m.program.flags())
    compile_object(ROOT / source, folder / "include", folder / "changed.o", flags)
    # Of an inline function that two objects have the first is linked: the changed one.
    return link([folder / "changed.o", *(o for name, o in objects.items() if name != changed)], folder / "program")


# ---- running ----

@dataclasses.dataclass(frozen=True)
class Result:
    passed: int  # checks, where all did
    failed: int
    end: str  # what else there is to say: a signal, too long


def run(program: pathlib.Path, tag: str, number: int) -> Result:
    try:
        done = subprocess.run([str(program), tag, "-r", "compact"], cwd=ROOT, capture_output=True, text=True,
                              errors="replace", timeout=SECONDS_A_RUN,
                              env=os.environ | {"MILLSTREAM_MUTANT": str(number)})
    except subprocess.TimeoutExpired:
        return Result(0, 0, f"ran longer than {SECONDS_A_RUN} s")
    end = f"ended by signal {-done.returncode}" if done.returncode < 0 else ""
    passed = re.search(r"Passed (?:all |both )?\d+ test cases? with (\d+) assertion", done.stdout)
    return Result(int(passed[1]) if passed else 0, len(re.findall(r":\d+: failed: ", done.stdout)), end)


@functools.lru_cache(maxsize=None)
def sound_result(program: Program, tag: str) -> Result:
    return run(switched_program(program), tag, 0)


def check(m: Mutant) -> str:
    """Who killed it; a Failure where nobody did."""
    where = f"{m.filter()} of {' '.join([m.program.test, *m.program.scenarios])}"
    sound = sound_result(m.program, m.filter())
    if sound.failed or sound.end:
        raise Failure(f"{where} fails without the change already: {sound.end or sound.failed}")
    if sound.passed == 0:
        raise Failure(f"{where} checks nothing")
    if is_switched(m):
        got = run(switched_program(m.program), m.filter(), m.number)
    else:
        try:
            got = run(own_program(m), m.filter(), 0)
        finally:
            shutil.rmtree(WORK / "alone" / m.name / "include", ignore_errors=True)
        shutil.rmtree(WORK / "alone" / m.name)
    if got.end:
        raise Failure(f"{where} {got.end}: a check should have failed")
    if got.failed == 0:
        raise Failure(f"SURVIVES {where}")
    return f"{got.failed} checks of {where}"


def read_mutants() -> list[Mutant]:
    entries = tomllib.loads((TESTS / "mutants" / "mutants.toml").read_text(encoding="utf-8"))["mutant"]
    out = []
    for number, e in enumerate(entries, 1):
        program = Program(e["test"], tuple(e.get("scenarios", ())))
        rest = {key: value for key, value in e.items() if key not in ("test", "scenarios")}
        out.append(Mutant(number=number, program=program, **rest))
    names = [m.name for m in out]
    if twice := {n for n in names if names.count(n) > 1}:
        raise SystemExit("mutants: two have one name: " + ", ".join(sorted(twice)))
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", action="append", metavar="NAME", help="this mutant, or all whose name holds it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--list", action="store_true", help="say which mutants there are")
    given = parser.parse_args()
    every = read_mutants()
    mutants = [m for m in every if not given.only or any(o in m.name for o in given.only)]
    if given.list:
        for m in mutants:
            print(f"{m.name:48} rule {m.rule:4} {m.file}: {m.old}  ->  {m.new or '(nothing)'}")
        return 0
    if not mutants:
        print("mutants: none has such a name")
        return 1
    stale = []
    for m in every:
        try:
            is_switched(m)
        except Failure as failure:
            stale.append(f"{m.name}: {failure}")
    if stale:
        print(*stale, sep="\n")
        return 1
    shutil.rmtree(WORK / "alone", ignore_errors=True)
    try:
        write_switched_tree([m for m in every if is_switched(m)])
    except Failure as failure:
        print(failure)
        return 1

    def timed(m: Mutant) -> tuple[Mutant, str, bool, float]:
        begin = time.monotonic()
        try:
            return m, check(m), True, time.monotonic() - begin
        except Failure as failure:
            return m, str(failure), False, time.monotonic() - begin

    begin, wrong = time.monotonic(), []
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        for done in concurrent.futures.as_completed([pool.submit(timed, m) for m in mutants]):
            m, said, killed, seconds = done.result()
            if not killed:
                wrong.append(m)
            print(f"{'killed' if killed else 'WRONG '} {m.name:48} rule {m.rule:4} {seconds:5.0f} s  {said}", flush=True)
    print(f"mutants: {len(mutants) - len(wrong)} of {len(mutants)} killed in {time.monotonic() - begin:.0f} s"
          + (": not " + ", ".join(m.name for m in wrong) if wrong else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
