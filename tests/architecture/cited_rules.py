# SPDX-License-Identifier: Apache-2.0
"""Is every rule of the semantics cited by a test that Spark has judged?

    cited_rules.py <root of the project>

A test cites rule 34 with the tag [rule34]. Spark has judged it if it has the tag [golden] (what it expects was made by
a script of tests/oracle) or [spark] (it repeats verdicts of Spark's, as the tables of legality do). Prints one line a
rule that none cites, and exits 1 when there is any. Standard library only.
"""

from __future__ import annotations

import pathlib
import re
import sys

# Triggers and batches; watermarks and legality; windows, duplicates, joins, groups with state.
RULES = [str(n) for r in (range(12, 16), range(21, 41), range(47, 89)) for n in r]
NOT_BUILT_YET: dict[str, str] = {}

LITERALS = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
TEST_CASE = re.compile(r"\bTEST_CASE\(\s*" + LITERALS + r",\s*" + LITERALS + r"\)")
TAG = re.compile(r"\[([^\]]+)\]")


def tags_of(literals: str) -> set[str]:
    return set(TAG.findall("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals))))


def cited(root: pathlib.Path) -> dict[str, list[str]]:
    """By rule the files with a test that cites it and that Spark has judged."""
    out: dict[str, list[str]] = {}
    for path in sorted((root / "tests").rglob("*.cpp")):
        for _, literals in TEST_CASE.findall(path.read_text(encoding="utf-8")):
            tags = tags_of(literals)
            if tags & {"golden", "spark"}:
                for tag in tags:
                    if tag.startswith("rule"):
                        out.setdefault(tag.removeprefix("rule"), []).append(path.relative_to(root).as_posix())
    return out


def check(root: pathlib.Path) -> list[str]:
    there = cited(root)
    found = [f"rule {rule}: no test that Spark has judged cites it" for rule in RULES
             if rule not in there and rule not in NOT_BUILT_YET]
    return found + [f"rule {rule}: {there[rule][0]} cites it, so it is built ({why}?)"
                    for rule, why in NOT_BUILT_YET.items() if rule in there]


def main() -> int:
    found = check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    for line in found:
        print(f"rules: {line}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
