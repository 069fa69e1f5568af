# SPDX-License-Identifier: Apache-2.0
"""Runs one example in an empty folder and compares what it printed with its .expected file.

The folder holds `data`, a link to the examples' data, when there is any. Without an .expected
file it is enough that the program ends well.
"""

import argparse
import difflib
import pathlib
import subprocess
import sys
import tempfile


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", type=pathlib.Path, required=True)
    arguments.add_argument("--expected", type=pathlib.Path, required=True)
    arguments.add_argument("--data", type=pathlib.Path, required=True)
    given = arguments.parse_args()

    with tempfile.TemporaryDirectory(prefix="millstream-example-") as folder:
        if given.data.is_dir():
            (pathlib.Path(folder) / "data").symlink_to(given.data.resolve())
        ran = subprocess.run([given.program], cwd=folder, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        print(ran.stdout)
        print(f"{given.program.name} ended with {ran.returncode}")
        return 1
    if not given.expected.is_file():
        print(ran.stdout)
        return 0
    wanted = given.expected.read_text()
    if ran.stdout == wanted:
        return 0
    sys.stdout.writelines(difflib.unified_diff(
        wanted.splitlines(keepends=True), ran.stdout.splitlines(keepends=True),
        given.expected.name, "printed"))
    return 1


sys.exit(main())
