# SPDX-License-Identifier: Apache-2.0
"""What the tools that make a page of docs/reference share: the page is written, or compared with what stands there."""

from __future__ import annotations

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def write_or_check(page: pathlib.Path, made: str) -> int:
    """With --check nothing is written; the exit status says whether the page is what was made."""
    if "--check" not in sys.argv[1:]:
        page.write_text(made, encoding="utf-8")
        return 0
    if page.exists() and page.read_text(encoding="utf-8") == made:
        return 0
    print(f"{page.relative_to(ROOT)} is not what the headers say: run tools/{pathlib.Path(sys.argv[0]).name}")
    return 1
