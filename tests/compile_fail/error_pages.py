# SPDX-License-Identifier: Apache-2.0
"""Every error id has its three things, and every code of the run time its line.

    error_pages.py ROOT

An id is one that a sentence of base/diagnostic.hpp begins with. It has a page docs/errors/MSxxx.md
that quotes, word for word, what is wrong and what is right in a file of tests/compile_fail/ that
expects a message of that id. What plan/verdict_text.hpp says at run time are the first words of a
sentence. Of the files there are enough: 60 mistakes over 40 ids, of which three an id count. Each errc of
base/error.hpp stands in docs/errors/runtime.md.
"""

from __future__ import annotations

import pathlib
import re
import sys

SENTENCE = re.compile(r'"millstream (MS\d{3}): ')
LINK = re.compile(r"docs/errors/(MS\d{3})\.md")
EXPECTED = re.compile(r"^// expect(?:-gcc|-clang)?: (MS\d{3})\b", re.MULTILINE)
MISTAKES, IDS, COUNTED_AN_ID = 60, 40, 3
HALVES = re.compile(r"#if MILLSTREAM_WRONG\n(.*?)#else\n(.*?)#endif", re.DOTALL)
CODE = re.compile(r"^\s*(\w+) = (\d{3}),$", re.MULTILINE)


def bare(text):
    """Without white space: a page may break a line elsewhere than the layout of the file does."""
    return "".join(text.split())


def code_of(half: str) -> str:
    lines = [re.sub(r"\s*//\s*<- here\s*$", "", line) for line in half.strip("\n").splitlines()]
    indent = min(len(line) - len(line.lstrip()) for line in lines)
    return "\n".join(line[indent:] for line in lines)


def check(root: pathlib.Path) -> list[str]:
    found = []
    diagnostics = (root / "include/millstream/base/diagnostic.hpp").read_text(encoding="utf-8")
    ids = set(SENTENCE.findall(diagnostics))
    if not ids:
        return ["no id in base/diagnostic.hpp: nothing would be checked"]
    for line in diagnostics.splitlines():
        if (of := SENTENCE.search(line)) and LINK.findall(line) != [of[1]]:
            found.append(f"{of[1]}: its sentence names another page than its own")
    verdicts = (root / "include/millstream/plan/verdict_text.hpp").read_text(encoding="utf-8")
    verdicts = re.sub(r'"\n\s*"', "", verdicts)
    texts = re.findall(r'"(MS\d{3}: [^"]*)"', verdicts)
    if not texts:
        found.append("no id in plan/verdict_text.hpp: nothing would be checked")
    for text in texts:
        if f'"millstream {text}' not in diagnostics:
            found.append(f"plan/verdict_text.hpp: no sentence of base/diagnostic.hpp begins with \"{text}\"")
    files: dict[str, list[str]] = {}
    for file in sorted((root / "tests/compile_fail").rglob("*.cpp")):
        text = file.read_text(encoding="utf-8")
        for id in set(EXPECTED.findall(text)):
            files.setdefault(id, []).append(text)
            if id not in ids:
                found.append(f"{file.name} expects {id}, which base/diagnostic.hpp does not have")
    counted = sum(min(len(texts), COUNTED_AN_ID) for texts in files.values())
    if counted < MISTAKES or len(files) < IDS:
        found.append(f"{counted} mistakes over {len(files)} ids are tested ({COUNTED_AN_ID} an id count), "
                     f"wanted {MISTAKES} over {IDS}")
    pages = {page.stem: page.read_text(encoding="utf-8") for page in (root / "docs/errors").glob("MS*.md")}
    for id in sorted(ids):
        if id not in files:
            found.append(f"{id}: no file of tests/compile_fail/ expects its message")
        if id not in pages:
            found.append(f"{id}: no page docs/errors/{id}.md")
        elif not any(bare(code_of(wrong)) in bare(pages[id]) and bare(code_of(right)) in bare(pages[id])
                     for text in files.get(id, []) for wrong, right in HALVES.findall(text)):
            found.append(f"{id}: its page quotes no file of tests/compile_fail/")
    for id in sorted(set(pages) - ids):
        found.append(f"docs/errors/{id}.md: base/diagnostic.hpp has no such id")
    runtime = (root / "docs/errors/runtime.md").read_text(encoding="utf-8")
    errors = (root / "include/millstream/base/error.hpp").read_text(encoding="utf-8")
    codes = CODE.findall(errors[errors.index("enum class errc"):])
    if not codes:
        found.append("no errc in base/error.hpp: nothing would be checked")
    for word, number in codes:
        if f"| MS-R{number} | `{word}` |" not in runtime:
            found.append(f"docs/errors/runtime.md: no line for MS-R{number} {word}")
    for number, word in re.findall(r"\| MS-R(\d+) \| `(\w+)`", runtime):
        if (word, number) not in codes:
            found.append(f"docs/errors/runtime.md: MS-R{number} {word} is no errc")
    return found


def main() -> int:
    found = check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    for line in found:
        print(f"error_pages: {line}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
