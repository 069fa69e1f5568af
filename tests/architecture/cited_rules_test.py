# SPDX-License-Identifier: Apache-2.0
"""Does cited_rules.py see what cites a rule, and what does not?"""

import pathlib
import tempfile
import unittest
from unittest import mock

import cited_rules

EVERY = "".join(f"[rule{rule}]" for rule in cited_rules.RULES if rule not in cited_rules.NOT_BUILT_YET)


class CitedRulesTest(unittest.TestCase):
    def found_in(self, text: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "tests/semantics").mkdir(parents=True)
            (root / "tests/semantics/some.cpp").write_text(text)
            return cited_rules.check(root)

    def test_tags_over_several_lines_count(self):
        half = len(EVERY) // 2 + EVERY[len(EVERY) // 2:].index("[")
        text = f'TEST_CASE("a: b, \\"c\\" "\n "d",\n  "[golden]{EVERY[:half]}"\n  "{EVERY[half:]}") {{\n}}\n'
        self.assertEqual(self.found_in(text), [])

    def test_a_rule_that_none_cites_is_told(self):
        found = self.found_in(f'TEST_CASE("a", "[spark]{EVERY.replace("[rule34]", "")}") {{}}\n')
        self.assertEqual(found, ["rule 34: no test that Spark has judged cites it"])

    def test_a_test_that_spark_has_not_judged_does_not_count(self):
        text = (f'TEST_CASE("a", "[golden]{EVERY.replace("[rule34]", "")}") {{}}\n'
                'TEST_CASE("b", "[unit][rule34]") {}\n// [golden][rule34]\n')
        self.assertEqual(len(self.found_in(text)), 1)

    def test_a_rule_that_is_built_leaves_the_list(self):
        with mock.patch.dict(cited_rules.NOT_BUILT_YET, {"34": "late rows are kept"}):
            found = self.found_in(f'TEST_CASE("a", "[golden]{EVERY}") {{}}\n')
        self.assertEqual(len(found), 1)
        self.assertIn("rule 34: tests/semantics/some.cpp cites it", found[0])


if __name__ == "__main__":
    unittest.main()
