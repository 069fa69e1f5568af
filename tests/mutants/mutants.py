# SPDX-License-Identifier: Apache-2.0
"""Do the tests see a mistake? Each entry of mutants.toml changes one line of the library; a test of the rule that the
line keeps has to fail then.

    python tests/mutants/mutants.py [--only NAME]... [--jobs N] [--list]      as `./dev test mutants` does

A mutant is a copy of include/ with the one line changed, so the tree itself is never touched. What is compiled is the
test's file alone (or, for a line of an .ipp, src/core.cpp alone), against objects that all share. The same program
without the change has to pass first. Exits 1 where a mutant survives, does not compile, or its line is gone.
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
    name: str
    rule: str
    file: str  # below include/millstream
    old: str
    new: str
    program: Program
    after: str = ""  # of several such lines the first behind this text
    compiles: str = ""  # "test", "core", or "both"; by default what the kind of file says

    def filter(self) -> str:
        return f"[rule{self.rule}]"

    def objects(self) -> str:
        return self.compiles or ("core" if self.file.endswith(".ipp") else "test")

    def text(self) -> str:
        """The file with its line changed."""
        original = (ROOT / "include/millstream" / self.file).read_text(encoding="utf-8")
        begin = original.find(self.after)
        if begin < 0:
            raise Failure(f"{self.file} does not hold the text of `after` any more")
        lines = original[begin:].split("\n")
        places = [i for i, line in enumerate(lines) if line.strip() == self.old]
        if not places:
            raise Failure(f"{self.file} does not hold the line any more: {self.old}")
        if len(places) > 1 and not self.after:
            raise Failure(f"{self.file} holds the line {len(places)} times; say `after`: {self.old}")
        line = lines[places[0]]
        lines[places[0]] = line[:len(line) - len(line.lstrip())] + self.new
        return original[:begin] + "\n".join(lines)


def read_mutants() -> list[Mutant]:
    entries = tomllib.loads((TESTS / "mutants" / "mutants.toml").read_text(encoding="utf-8"))["mutant"]
    out = []
    for e in entries:
        e = dict(e)
        program = Program(e.pop("test"), tuple(e.pop("scenarios", ())))
        out.append(Mutant(program=program, **e))
    names = [m.name for m in out]
    if len(set(names)) != len(names):
        raise SystemExit("mutants: two have one name: " + ", ".join(sorted({n for n in names if names.count(n) > 1})))
    return out


def compiler() -> list[str]:
    cache = shutil.which("ccache")
    return ([cache] if cache else []) + [os.environ.get("CXX", "g++")]


def compile_object(source: pathlib.Path, include: pathlib.Path, out: pathlib.Path, flags: list[str]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    optimised = ["-O2"] if source.name == "simdjson.cpp" else []
    command = [*compiler(), *FLAGS, *optimised, *flags, f"-I{include}", "-MMD", "-c", str(source), "-o", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        out.with_suffix(".log").write_text(shlex.join(command) + "\n" + done.stderr)
        first = next((line for line in done.stderr.splitlines() if "error" in line), "no message")
        raise Failure(f"does not compile: {first[:160]} (all of it in {out.with_suffix('.log')})")


def is_new(out: pathlib.Path) -> bool:
    """Is an object younger than all that it was made of?"""
    depends = out.with_suffix(".d")
    if not out.is_file() or not depends.is_file():
        return False
    made = out.stat().st_mtime
    parts = depends.read_text().replace("\\\n", " ").split(":", 1)[1].split()
    return all(os.path.exists(ROOT / p) and os.stat(ROOT / p).st_mtime < made for p in parts)


_one_at_a_time: dict[str, threading.Lock] = {}
_guard = threading.Lock()


def sound_object(name: str, source: str, flags: list[str]) -> pathlib.Path:
    """An object of the tree as it is, made where it is not there."""
    out = WORK / "sound" / f"{name}.o"
    with _guard:
        lock = _one_at_a_time.setdefault(name, threading.Lock())
    with lock:
        if not is_new(out):
            compile_object(ROOT / source, ROOT / "include", out, flags)
    return out


def link(objects: list[pathlib.Path], out: pathlib.Path) -> None:
    mold = ["-fuse-ld=mold"] if shutil.which("mold") else []
    command = [os.environ.get("CXX", "g++"), *map(str, objects), *mold, "-s", "-o", str(out), *LIBRARIES]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure("does not link: " + done.stderr.strip()[:300])


@dataclasses.dataclass(frozen=True)
class Result:
    assertions: int
    failed: int
    tests: tuple[str, ...]  # that failed
    end: str  # what else there is to say: a signal, a time-out


def run(program: pathlib.Path, tag: str) -> Result:
    try:
        done = subprocess.run([str(program), tag, "-r", "compact"], cwd=ROOT, capture_output=True, text=True,
                              errors="replace", timeout=SECONDS_A_RUN)
    except subprocess.TimeoutExpired:
        return Result(0, 0, (), f"ran longer than {SECONDS_A_RUN} s")
    out = done.stdout
    end = f"ended by signal {-done.returncode}" if done.returncode < 0 else ""
    if passed := re.search(r"Passed (?:all |both )?\d+ test cases? with (\d+) assertion", out):
        return Result(int(passed[1]), 0, (), end)
    failed = len(re.findall(r": failed: ", out))
    where = sorted(set(re.findall(r"^(\S+?):\d+: failed", out, re.MULTILINE)))
    return Result(failed, failed, tuple(pathlib.Path(w).name for w in where), end)


_sound: dict[tuple[Program, str], str] = {}


def sound_program(program: Program) -> pathlib.Path:
    test = sound_object(program.id(), f"tests/{program.test}", program.flags())
    others = [sound_object(name, source, []) for name, source in program.shared().items()]
    out = WORK / "sound" / program.id()
    with _guard:
        lock = _one_at_a_time.setdefault(out.name + " linked", threading.Lock())
    with lock:
        if not out.is_file() or any(o.stat().st_mtime > out.stat().st_mtime for o in [test, *others]):
            link([test, *others], out)
    return out


@functools.lru_cache(maxsize=None)
def sound_result(program: Program, tag: str) -> Result:
    return run(sound_program(program), tag)


def check(m: Mutant) -> str:
    """Who killed it; a Failure where nobody did."""
    text = m.text()
    sound = sound_result(m.program, m.filter())
    if sound.failed or sound.end:
        raise Failure(f"{m.filter()} fails without the change already: {sound.end or sound.failed}")
    if sound.assertions == 0:
        raise Failure(f"{m.filter()} of tests/{m.program.test} checks nothing")
    folder = WORK / m.name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "include", folder / "include")
    (folder / "include/millstream" / m.file).write_text(text, encoding="utf-8")
    objects = []
    if m.objects() in ("test", "both"):
        compile_object(TESTS / m.program.test, folder / "include", folder / "test.o", m.program.flags())
        objects.append(folder / "test.o")
    else:
        objects.append(sound_object(m.program.id(), f"tests/{m.program.test}", m.program.flags()))
    for name, source in m.program.shared().items():
        if name == "core" and m.objects() in ("core", "both"):
            compile_object(ROOT / source, folder / "include", folder / "core.o", [])
            objects.append(folder / "core.o")
        else:
            objects.append(sound_object(name, source, []))
    # Of an inline function that two objects have the first is linked: the changed one.
    link(sorted(objects, key=lambda o: o.parent != folder), folder / "program")
    got = run(folder / "program", m.filter())
    shutil.rmtree(folder, ignore_errors=True)
    if got.end:
        raise Failure(f"{m.filter()} {got.end}: a check should have failed")
    if got.failed == 0:
        raise Failure(f"SURVIVES {m.filter()} of tests/{m.program.test} {' '.join(m.program.scenarios)}")
    return f"{m.filter()} of {m.program.test}, {got.failed} checks"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", action="append", metavar="NAME", help="this mutant, or all whose name holds it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--list", action="store_true", help="say which mutants there are")
    given = parser.parse_args()
    mutants = [m for m in read_mutants() if not given.only or any(o in m.name for o in given.only)]
    if given.list:
        for m in mutants:
            print(f"{m.name:52} rule {m.rule:4} {m.file}: {m.old}  ->  {m.new}")
        return 0
    if not mutants:
        print("mutants: none has such a name")
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
            print(f"{'killed' if killed else 'WRONG '} {m.name:52} rule {m.rule:4} {seconds:5.0f} s  {said}", flush=True)
    print(f"mutants: {len(mutants) - len(wrong)} of {len(mutants)} killed in {time.monotonic() - begin:.0f} s"
          + (": " + ", ".join(m.name for m in wrong) if wrong else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
