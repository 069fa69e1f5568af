# SPDX-License-Identifier: Apache-2.0
"""What the README and the guide show is true: examples are the tested files, the one g++ line builds and runs.

usage: readme.py ROOT {example|line|guide}
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

root = pathlib.Path(sys.argv[1]).resolve()
readme = (root / "README.md").read_text()


def example() -> int:
    shown = re.search(r"```cpp\n(#include <millstream/millstream\.hpp>.*?)```", readme, re.S)
    tested = (root / "examples/01_campaign_views.cpp").read_text().split("// [readme]\n")[1]
    if shown and shown.group(1).strip() == tested.strip():
        return 0
    print("README.md's example differs from examples/01_campaign_views.cpp between its [readme] marks")
    return 1


def guide() -> int:
    """Every block of C++ in docs/from_spark.md stands between two marks of its example, and every mark is shown."""
    source = (root / "examples/02_from_spark.cpp").read_text()
    tested = {textwrap.dedent(part).strip(): mark
              for mark, part in re.findall(r"^ *// \[(?!end)(.*?)\]\n(.*?)^ *// \[end\]", source, re.M | re.S)}
    shown = [block.strip() for block in
             re.findall(r"```cpp\n(.*?)```", (root / "docs/from_spark.md").read_text(), re.S)]
    wrong = [f"docs/from_spark.md shows what examples/02_from_spark.cpp does not have:\n{block}"
             for block in shown if block not in tested]
    wrong += [f"docs/from_spark.md does not show [{mark}] of examples/02_from_spark.cpp"
              for part, mark in tested.items() if part not in shown]
    print(*wrong, sep="\n")
    return 1 if wrong or not shown else 0


def line() -> int:
    command = re.search(r"^g\+\+ .*$", readme, re.M)
    if not command:
        print("README.md has no g++ line")
        return 1
    with tempfile.TemporaryDirectory(prefix="millstream-readme-") as name:
        folder = pathlib.Path(name)
        for part in ("include", "examples", ".deps"):
            (folder / part).symlink_to(root / part)
        subprocess.run(command.group(0), shell=True, check=True, cwd=folder)
        shutil.copytree(root / "examples/data", folder / "data")
        program = re.search(r"-o (\S+)", command.group(0)).group(1)
        ran = subprocess.run([folder / program], cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    wanted = (root / "examples/01_campaign_views.expected").read_text()
    if ran.stdout == wanted:
        return 0
    print(ran.stdout)
    print("the program that README.md's g++ line built printed something else")
    return 1


sys.exit({"example": example, "line": line, "guide": guide}[sys.argv[2]]())
