# SPDX-License-Identifier: Apache-2.0
"""Does the harness fail where it must? One good file, and each way a file can be bad.

    compile_fail_test.py COMPILER
"""

import pathlib
import sys
import tempfile
import unittest

import compile_fail

GOOD = """\
// expect: a sum of strings
// expect-gcc: static assertion failed
// expect-clang: static assertion failed
template <class T> void sum() { static_assert(sizeof(T) == 4, "a sum of strings"); }
void user() {
#if MILLSTREAM_WRONG
  sum<char>();  // <- here
#else
  sum<int>();
#endif
}
"""


class CompileFailTest(unittest.TestCase):
    compiler = "g++"

    def found_in(self, text: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "case.cpp"
            file.write_text(text)
            return "\n".join(compile_fail.check(file, self.compiler, [])[0])

    def test_a_good_file_passes(self):
        self.assertEqual(self.found_in(GOOD), "")

    def test_a_file_that_never_compiles_is_caught(self):
        self.assertIn("MILLSTREAM_WRONG=0", self.found_in(GOOD.replace("sum<int>", "sum<long>")))

    def test_a_file_that_always_compiles_is_caught(self):
        self.assertIn("MILLSTREAM_WRONG=1", self.found_in(GOOD.replace("sum<char>", "sum<int>")))

    def test_another_message_is_caught(self):
        self.assertIn("does not say", self.found_in(GOOD.replace('"a sum of strings"', '"no"')))

    def test_a_rejected_text_is_caught(self):
        self.assertIn("should not say", self.found_in("// reject: of strings\n" + GOOD))

    def test_a_second_error_is_caught(self):
        twice = GOOD.replace("  sum<char>();", "  sum<short>(); sum<char>();")
        self.assertIn("2 errors, wanted 1", self.found_in(twice))
        self.assertEqual("", self.found_in("// errors: 2\n// lines: 32\n" + twice))

    def test_a_long_message_is_caught(self):
        self.assertIn("wanted 2 at most", self.found_in("// lines: 2\n" + GOOD))

    def test_another_line_is_caught(self):
        moved = GOOD.replace("  // <- here", "").replace("void user() {", "void user() {  // <- here")
        self.assertIn("does not name the user's line", self.found_in(moved))

    def test_a_file_that_expects_nothing_is_caught(self):
        silent = GOOD.replace("expect", "hope").replace("// <- here", "")
        self.assertIn("nothing would be tested", self.found_in(silent))
        self.assertIn("marks no line", self.found_in(silent))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        CompileFailTest.compiler = sys.argv.pop(1)
    unittest.main()
