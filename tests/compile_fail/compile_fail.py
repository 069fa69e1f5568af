# SPDX-License-Identifier: Apache-2.0
"""Compiles one file right and wrong, and reads what the compiler says about the wrong one.

    compile_fail.py FILE --compiler g++ [--flag=-Iinclude ...]

The file, compiled with -DMILLSTREAM_WRONG=0, must compile; with =1 it must not, and the message
is held against the comments of the file:

    // expect: text          the output holds the text (blanks folded); -gcc, -clang: for one compiler
    // reject: text          the output does not hold the text
    // errors: N             exactly N lines with `error:`; 1 where nothing is said
    // lines: N              at most N lines of output; 16 where nothing is said
    // <- here               the output names this line of the file, as file:line

So a file can only fail for the reason that it states: the right half proves the rest of it.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import pathlib
import re
import subprocess
import sys

DIRECTIVE = re.compile(r"^\s*//\s*(expect|reject|errors|lines)(?:-(gcc|clang))?:\s*(.*?)\s*$")
HERE = re.compile(r"//\s*<- here\s*$")
ERROR = re.compile(r"^.*?(?<![\w-])(?:fatal )?error:", re.MULTILINE)


@dataclasses.dataclass
class Expectation:
    texts: list[str]
    rejected: list[str]
    errors: int
    lines: list[int]
    longest: int = 16


def family_of(compiler: str) -> str:
    return "clang" if "clang" in pathlib.Path(compiler).name else "gcc"


def read_expectation(text: str, family: str) -> Expectation:
    wanted = Expectation([], [], 1, [])
    counted_for_family = False
    for number, line in enumerate(text.splitlines(), start=1):
        if HERE.search(line):
            wanted.lines.append(number)
        directive = DIRECTIVE.match(line)
        if not directive or directive[2] not in (None, family):
            continue
        kind, only, value = directive[1], directive[2], directive[3]
        if kind == "expect":
            wanted.texts.append(value)
        elif kind == "reject":
            wanted.rejected.append(value)
        elif kind == "lines":
            wanted.longest = int(value)
        elif only or not counted_for_family:
            wanted.errors, counted_for_family = int(value), bool(only)
    return wanted


def folded(text: str) -> str:
    # g++ and clang quote differently, and clang breaks long template arguments.
    return re.sub(r"\s+", " ", text.replace("‘", "'").replace("’", "'"))


def complaints(file_name: str, wanted: Expectation, output: str) -> list[str]:
    found = []
    flat = folded(output)
    for text in wanted.texts:
        if folded(text) not in flat:
            found.append(f"does not say: {text}")
    for text in wanted.rejected:
        if folded(text) in flat:
            found.append(f"should not say: {text}")
    errors = len(ERROR.findall(output))
    if errors != wanted.errors:
        found.append(f"{errors} errors, wanted {wanted.errors}")
    if (written := len(output.splitlines())) > wanted.longest:
        found.append(f"{written} lines of output, wanted {wanted.longest} at most")
    for line in wanted.lines:
        if not re.search(rf"{re.escape(file_name)}:{line}\b", output):
            found.append(f"does not name the user's line, {file_name}:{line}")
    if not wanted.texts:
        found.append("the file expects no text: nothing would be tested")
    if not wanted.lines:
        found.append("the file marks no line with `// <- here`")
    return found


def compile_once(compiler: str, flags: list[str], file: pathlib.Path, wrong: int):
    command = [compiler, "-std=c++20", "-fsyntax-only", "-fdiagnostics-color=never", *flags,
               f"-DMILLSTREAM_WRONG={wrong}", str(file)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace",
                          env=os.environ | {"LC_ALL": "C"})


def check(file: pathlib.Path, compiler: str, flags: list[str]) -> tuple[list[str], str]:
    """What is wrong with the file's messages, and the compiler's output to show with it."""
    right = compile_once(compiler, flags, file, wrong=0)
    if right.returncode != 0:
        return ["does not compile with MILLSTREAM_WRONG=0"], right.stdout
    wrong = compile_once(compiler, flags, file, wrong=1)
    if wrong.returncode == 0:
        return ["compiles with MILLSTREAM_WRONG=1"], wrong.stdout
    wanted = read_expectation(file.read_text(encoding="utf-8"), family_of(compiler))
    return complaints(file.name, wanted, wrong.stdout), wrong.stdout


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", type=pathlib.Path)
    arguments.add_argument("--compiler", required=True)
    arguments.add_argument("--flag", action="append", default=[])
    given = arguments.parse_args()
    found, output = check(given.file, given.compiler, given.flag)
    if found:
        for line in found:
            print(f"{given.file}: {line}")
        print(output)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
