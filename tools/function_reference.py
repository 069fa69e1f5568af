# SPDX-License-Identifier: Apache-2.0
"""Writes docs/reference/functions.md from the doc comments of the headers and from the goldens of the tests.

    function_reference.py [--check]

With --check nothing is written; the exit status says whether the page is what the headers say. Each line is a
function of the user's: what it does, and how many rows of Spark's answers it is held against.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys

from reference_page import ROOT, write_or_check

PAGE = ROOT / "docs/reference/functions.md"
EXPR = ROOT / "include/millstream/expr"
JSON = ROOT / "include/millstream/connector/format/json_functions.hpp"
TESTS = ROOT / "tests/unit/expr"

WORD = re.compile(r"^(?:constexpr |inline )*auto (\w+)\(([^{]*)")
MADE = re.compile(r"^MILLSTREAM_(?!UPPER)[A-Z_]+\((\w+),")
GOLDEN = re.compile(r"CHECK_GOLDEN\(\s*\"(\w+)\",\s*\"(\w+)\",(.*?)\);\n", re.DOTALL)
AGGREGATE = re.compile(r"CHECK_AGGREGATE\(\s*\"(\w+)\",(.*?)\);\n", re.DOTALL)


def headers() -> list[pathlib.Path]:
    return [EXPR / "words.hpp", *sorted((EXPR / "functions").glob("*.hpp")),
            *sorted((EXPR / "aggregates").glob("*.hpp")), JSON]


def words_of(header: pathlib.Path) -> dict[str, list[str]]:
    """name -> its doc comments, one an overload that has one."""
    found: dict[str, list[str]] = {}
    namespaces: list[str] = []
    comment: list[str] = []
    for line in header.read_text(encoding="utf-8").splitlines():
        if opened := re.match(r"^(?:inline )?namespace ([\w:]+) \{$", line):
            namespaces.append(opened[1])
            comment = []
        elif line.startswith("}  // namespace") and namespaces:
            namespaces.pop()
        elif line.startswith("///"):
            comment.append(line[3:].strip())
        elif line.startswith(("template", " ")):
            continue
        else:
            word = WORD.match(line) or MADE.match(line)
            if word and namespaces == ["millstream"]:
                found.setdefault(word[1], [])
                if comment:
                    found[word[1]].append(" ".join(comment))
            comment = []
    return found


def golden_rows() -> dict[str, int]:
    """name -> how many rows (groups) of Spark's answers a test holds it against."""
    rows: dict[str, int] = {}

    def count(family: str, case: str, expression: str) -> None:
        file = TESTS / "functions/golden" / f"{family}.json"
        if not file.exists():
            return
        cases = goldens.setdefault(family, json.loads(file.read_text(encoding="utf-8"))["cases"])
        for name in set(re.findall(r"(?:ms::|\.)(\w+)(?:<[^()]*>)?\(", expression)):
            rows[name] = rows.get(name, 0) + len(cases.get(case, {}).get("rows", []))

    goldens: dict[str, dict] = {}
    for test in [*sorted(TESTS.rglob("*.cpp")), ROOT / "tests/unit/connector/json_functions.cpp"]:
        text = test.read_text(encoding="utf-8")
        for family, case, expression in GOLDEN.findall(text):
            count(family, case, expression)
        for case, expression in AGGREGATE.findall(text):
            count("aggregates", case, expression)
    return rows


def page() -> str:
    rows = golden_rows()
    parts, total = [], set()
    for header in headers():
        words = words_of(header)
        words.pop("operator", None)
        if not words:
            continue
        about = re.search(r"^//\n((?:// .*\n)+)", header.read_text(encoding="utf-8"), re.MULTILINE)
        intro = " ".join(line[3:] for line in about[1].splitlines()) if about else ""
        lines = [f"## {header.relative_to(ROOT / 'include').as_posix()}", "", intro, "",
                 "| function | | rows from Spark |", "|---|---|---|"]
        for name in sorted(words):
            total.add(name)
            text = words[name][0].replace("|", "\\|") if words[name] else ""
            lines.append(f"| `{name}` | {text} | {rows.get(name, '')} |")
        parts.append("\n".join(lines))
    proved = sum(1 for name in total if rows.get(name, 0) >= 10)
    head = (f"# Functions\n\n{len(total)} functions and aggregates, {proved} of them held against at least ten rows of "
            "Spark 4.2's answers. Operators (`+ - * / % == != < <= > >= && || !`) are written as in C++.\n\n"
            "This page is made by `tools/function_reference.py`; a test compares it with the headers.\n\n")
    return head + "\n\n".join(parts) + "\n"


def main() -> int:
    return write_or_check(PAGE, page())


if __name__ == "__main__":
    sys.exit(main())
