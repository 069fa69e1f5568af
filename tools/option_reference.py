# SPDX-License-Identifier: Apache-2.0
"""Writes docs/reference/options.md: every option of the sources, the sinks and of a query, from the doc comments of
the headers.

    option_reference.py [--check]

With --check nothing is written; the exit status says whether the page is what the headers say. An option without a doc
comment is an error.
"""

from __future__ import annotations

import pathlib
import re
import sys

from reference_page import ROOT, write_or_check

PAGE = ROOT / "docs/reference/options.md"
INCLUDE = ROOT / "include/millstream"

# What is on the page: a title, the header, the structs whose members are the options, and the word that makes them.
PARTS = [
    ("JSON lines: `ms::json(path)`, a source, a table and a sink", "connector/format/json_description.hpp",
     ["json_description"]),
    ("CSV: `ms::csv(path)`, a table", "connector/format/csv.hpp", ["csv_description"]),
    ("Parquet: `ms::parquet(path)`, a source, a table and a sink", "connector/format/parquet.hpp",
     ["parquet_description"]),
    ("Rows by a clock of their own: `ms::rate_micro_batch(rows_per_batch)`, a source", "connector/transport/rate_micro_batch.hpp",
     ["rate_micro_batch_source"]),
    ("LMDB: `ms::lmdb(path)`, a sink", "connector/table/lmdb.hpp", ["lmdb_description"]),
    ("Console: `ms::console()`, a sink", "connector/transport/console.hpp", ["console_description"]),
    ("Nothing: `ms::noop()`, a sink", "connector/transport/noop.hpp", ["noop_description"]),
    ("A function of a row: `ms::for_each(function)`, a sink", "connector/transport/for_each.hpp", []),
    ("A function: `ms::for_each_batch(function)`, a sink", "connector/transport/for_each_batch.hpp", []),
    ("A query: `ms::write_stream(stream, sink)`", "dsl/write_stream.hpp", ["query_description"]),
    ("A query, and a tee of several", "dsl/query_words.hpp", ["query_words"]),
]
# Members that the engine calls.
NOT_OPTIONS = {"to_string", "identity", "read_all", "open_source", "open_sink", "print",
               "rate_micro_batch_source"}
MEMBER = re.compile(r"^  (?!static|using|return|if|else|template|requires|friend)[\w:<>,.* &]+?[ &](\w+)\((.*)$")


class Undocumented(Exception):
    pass


def body_of(text: str, struct: str) -> str:
    """The public part of a struct."""
    begin = re.search(rf"^(?:struct|class) {struct}\b[^;{{]*{{\n", text, re.MULTILINE)
    if not begin:
        raise SystemExit(f"option_reference: no struct {struct}")
    body = text[begin.end():]
    return re.split(r"^ private:|^};", body, maxsplit=1, flags=re.MULTILINE)[0]


def arguments_of(lines: list[str]) -> str:
    """The parameters of the member that begins in the first line, as they are written."""
    depth, out = 0, ""
    for char in re.sub(r"\s+", " ", " ".join(line.strip() for line in lines)).partition("(")[2]:
        if char == ")" and depth == 0:
            break
        depth += (char == "(") - (char == ")")
        out += char
    return out.strip()


def options_of(text: str, struct: str) -> list[tuple[str, str]]:
    """What is written, and what it does; one an overload."""
    out: list[tuple[str, str]] = []
    comment: list[str] = []
    lines = body_of(text, struct).splitlines()
    for at, line in enumerate(lines):
        if line.startswith("  ///"):
            comment.append(line[5:].strip())
        elif line.startswith("  template") or line.startswith("    ") or line.startswith("      "):
            continue
        elif member := MEMBER.match(line):
            name, said = member[1], " ".join(comment)
            comment = []
            if name in NOT_OPTIONS or "(MS072)" in said:
                continue
            if not said and not any(f"{name}(" in written for written, _ in out):
                raise Undocumented(f"{struct}::{name} has no doc comment")
            out.append((f"{name}({arguments_of(lines[at:at + 6])})", said))
        else:
            comment = []
    return out


def words_about(text: str, title: str) -> str:
    """The doc comment of the word that makes a source or a sink."""
    word = re.search(r"`ms::(\w+)\(", title)
    found = re.search(rf"((?:^///.*\n)+)(?:^template.*\n)?^(?:inline )?[\w:<>, ]*?\b{word[1] if word else '-'}\(", text, re.MULTILINE)
    return " ".join(line[3:].strip() for line in found[1].splitlines()) if found else ""


def page() -> str:
    out = ["# Options of sources, sinks and queries", "",
           "An option is said behind what it belongs to: `ms::csv(\"airlines/\").null_value(\"NA\")`. Paths are folders, files or glob",
           "patterns. What happens to a record that is not what the schema says is a `ms::malformed_policy`: `fail` (the query",
           "stops), `drop` (left out and counted), `permissive` (what parsed is kept, the rest is null), `dead_letter`.", "",
           "This page is made by `tools/option_reference.py`; a test compares it with the headers."]
    for title, header, structs in PARTS:
        text = (INCLUDE / header).read_text(encoding="utf-8")
        out += ["", f"## {title}", "", f"`#include <millstream/{header}>`"
                if header.startswith("connector/") and "description" not in header else
                "`#include <millstream/connector/format/json.hpp>`" if "json" in header else
                "`#include <millstream/millstream.hpp>`"]
        word_of = "connector/format/json.hpp" if "json" in header else header
        if about := words_about((INCLUDE / word_of).read_text(encoding="utf-8"), title):
            out += ["", about]
        rows = [row for struct in structs for row in options_of(text, struct)]
        if rows:
            out += ["", "| option | |", "|---|---|"]
            out += ["| `" + written.replace("|", "\\|") + "` | " + said.replace("|", "\\|") + " |"
                    for written, said in rows]
    return "\n".join(out) + "\n"


def main() -> int:
    try:
        made = page()
    except Undocumented as missing:
        print(f"option_reference: {missing}")
        return 1
    return write_or_check(PAGE, made)


if __name__ == "__main__":
    sys.exit(main())
