# SPDX-License-Identifier: Apache-2.0
"""Writes include/millstream/expr/functions/case_mapping_table.hpp: how Spark 4.2 (its ICU) maps every code point to
upper, lower and title case. Needs what tests/oracle/functions/function_goldens.py needs.

    python tools/case_mapping.py
"""

from __future__ import annotations

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "oracle" / "functions"))
TARGET = ROOT / "include" / "millstream" / "expr" / "functions" / "case_mapping_table.hpp"

QUESTION = """
SELECT id, hex(upper(x)) upper, hex(lower(x)) lower, hex(initcap(x)) title
FROM (SELECT id, decode(unhex(lpad(hex(id), 8, '0')), 'UTF-32') x
      FROM range(1, 1114112) WHERE id NOT BETWEEN 55296 AND 57343)
WHERE upper(x) != x OR lower(x) != x OR initcap(x) != x"""

HEAD = """// SPDX-License-Identifier: Apache-2.0
//
// Made by tools/case_mapping.py from Spark's answers for every code point; not written by hand. A run
// maps every `step`th code point from `first` to `last` to itself plus `delta`; what maps to several
// code points stands in the `_texts`. How it is used is in case_mapping.hpp.
#pragma once

#include <cstdint>
#include <string_view>

// clang-format off

namespace millstream::expr::detail {

struct case_run {
  char32_t first, last;
  std::int32_t delta, step;
};
struct case_text {
  char32_t from;
  std::string_view to;
};
"""


def runs_of(pairs: dict[int, int]) -> list[tuple[int, int, int, int]]:
    """{code point: code point} as (first, last, delta, step)."""
    runs: list[list[int]] = []
    for point, to in sorted(pairs.items()):
        if runs:
            first, last, delta, step = runs[-1]
            if to - point == delta and (point - last == step or (first == last and point - last <= 2)):
                runs[-1] = [first, point, delta, point - last]
                continue
        runs.append([point, point, to - point, 1])
    return [tuple(run) for run in runs]


def table(name: str, answers: dict[int, str]) -> str:
    single = {point: ord(text) for point, text in answers.items() if len(text) == 1}
    several = {point: text for point, text in answers.items() if len(text) > 1}
    out = f"inline constexpr case_run {name}_runs[] = {{\n"
    for first, last, delta, step in runs_of(single):
        out += f"  {{{first:#x}, {last:#x}, {delta}, {step}}},\n"
    out += f"}};\ninline constexpr case_text {name}_texts[] = {{\n"
    for point, text in sorted(several.items()):
        escaped = "".join(f"\\{byte:03o}" for byte in text.encode())
        out += f'  {{{point:#x}, "{escaped}"}},\n'
    return out + "};\n"


def main() -> None:
    from function_goldens import session

    upper, lower, title = {}, {}, {}
    for row in session().sql(QUESTION).collect():
        texts = {name: bytes.fromhex(row[name]).decode() for name in ("upper", "lower", "title")}
        if texts["upper"] != chr(row.id):
            upper[row.id] = texts["upper"]
        if texts["lower"] != chr(row.id):
            lower[row.id] = texts["lower"]
        # Title case is upper case but for a few letters.
        if texts["title"] != texts["upper"]:
            title[row.id] = texts["title"]
    out = HEAD
    for name, answers in (("upper", upper), ("lower", lower), ("title", title)):
        out += "\n" + table(name, answers)
    TARGET.write_text(out + "\n}  // namespace millstream::expr::detail\n")


if __name__ == "__main__":
    main()
