# SPDX-License-Identifier: Apache-2.0
"""error_pages.py on the repository with one thing taken away at a time."""

import pathlib
import shutil
import sys
import tempfile
import unittest

import error_pages

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = ["include/millstream/base/diagnostic.hpp", "include/millstream/base/error.hpp",
         "include/millstream/plan/verdict_text.hpp", "docs/errors", "tests/compile_fail"]


class ErrorPagesTest(unittest.TestCase):
    def found_after(self, change) -> str:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for part in PARTS:
                (root / part).parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, root / part)
            change(root)
            return "\n".join(error_pages.check(root))

    def test_a_missing_page_is_caught(self):
        self.assertIn("MS007: no page", self.found_after(lambda root: (root / "docs/errors/MS007.md").unlink()))

    def test_a_missing_file_is_caught(self):
        self.assertIn("MS007: no file", self.found_after(
            lambda root: (root / "tests/compile_fail/dsl/complete_without_aggregation.cpp").unlink()))

    def test_too_few_mistakes_are_caught(self):
        def change(root):
            for file in (root / "tests/compile_fail/dsl").glob("*.cpp"):
                file.unlink()
        self.assertIn("wanted 60 over 40", self.found_after(change))

    def test_code_that_is_quoted_wrongly_is_caught(self):
        def change(root):
            page = root / "docs/errors/MS007.md"
            page.write_text(page.read_text().replace("complete);", "update);"))
        self.assertIn("MS007: its page quotes no file", self.found_after(change))

    def test_other_words_at_run_time_are_caught(self):
        def change(root):
            file = root / "include/millstream/plan/verdict_text.hpp"
            file.write_text(file.read_text().replace("MS007: complete mode needs", "MS007: complete mode wants"))
        self.assertIn('begins with "MS007: complete mode wants', self.found_after(change))

    def test_a_missing_code_of_the_run_time_is_caught(self):
        def change(root):
            page = root / "docs/errors/runtime.md"
            page.write_text(page.read_text().replace("MS-R141", "MS-R999"))
        found = self.found_after(change)
        self.assertIn("no line for MS-R141", found)
        self.assertIn("MS-R999 division_by_zero is no errc", found)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
