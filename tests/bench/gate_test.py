# SPDX-License-Identifier: Apache-2.0
"""bench/query/gate.py: what counts as worse, and how instructions of a row come from whole runs."""

import pathlib
import sys
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bench/query"))
import gate  # noqa: E402


def counts(of_hand):
    return {"hand": 10.0, "millstream": 10.0 * of_hand, "of_hand": of_hand}


class Judging(unittest.TestCase):
    def test_more_than_the_margin_is_worse_less_is_not(self):
        record = {"ysb_json": counts(1.0)}
        self.assertEqual(gate.judge({"ysb_json": counts(1.04)}, record), [])
        self.assertEqual(gate.judge({"ysb_json": counts(0.5)}, record), [])
        (worse,) = gate.judge({"ysb_json": counts(1.06)}, record)
        self.assertIn("1.060", worse)
        self.assertIn("1.000 in the record", worse)

    def test_a_query_without_a_record_is_said(self):
        (said,) = gate.judge({"ysb_json": counts(1.0)}, {})
        self.assertIn("no record", said)

    def test_what_happens_once_falls_out(self):
        def whole_run(query, _impl, passes):
            return 7_000_000 + passes * 30 * gate.ROWS[query]

        with mock.patch.object(gate, "instructions", whole_run), mock.patch.object(gate, "run_program"):
            self.assertEqual(gate.a_row("ysb_json", "hand"), 30)

    def test_every_query_of_the_gate_has_a_record(self):
        self.assertEqual(set(gate.json.loads(gate.RECORD.read_text())), set(gate.ROWS))


if __name__ == "__main__":
    unittest.main()
