# SPDX-License-Identifier: Apache-2.0
"""bench/query/run.py with competitors of ours that print what a test says: results are compared before anything is timed,
competitors take turns, and one that fails leaves the others."""

import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

BENCH = pathlib.Path(__file__).parents[2] / "bench/query"
sys.path.insert(0, str(BENCH))
import peer  # noqa: E402
import queries  # noqa: E402
import run  # noqa: E402

QUERY = next(q for q in queries.QUERIES if q.name == "ysb_json")


class Measuring(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.results = pathlib.Path(folder) / "results.jsonl"
        self.answers = {c: {"groups": 3, "checksum": "ab"} for c in ("hand", "millstream", "duckdb", "polars")}
        self.enterContext(mock.patch.object(run, "RESULTS", self.results))
        self.enterContext(mock.patch.object(queries, "make_data", lambda *_: {}))
        self.enterContext(mock.patch.object(queries, "why_missing", lambda c: None))
        self.enterContext(mock.patch.object(queries, "command", self.command))

    def command(self, _query, competitor, _data, rows, threads, milliseconds):
        """A program that says what `answers` has for a competitor, or ends with the exit status that stands there."""
        answer = self.answers[competitor]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, int):
            return [sys.executable, "-c", f"import sys; print('no luck', file=sys.stderr); sys.exit({answer})"]
        line = {"threads": threads, "rows": rows, "passes": 2, "seconds": 0.5, "cpu_seconds": 0.9, "rss_mb": 7, **answer}
        return [sys.executable, "-c", f"print('noise'); print({json.dumps(line)!r})"]

    def measure(self, *words):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            one = run.Run(run.parse(["--repeats", "2", "--rows", "1000", "--threads", "1", *words]))
            one.measure(QUERY)
        lines = [json.loads(x) for x in self.results.read_text().splitlines()] if self.results.exists() else []
        return one, lines, said.getvalue()

    def test_competitors_take_turns_and_each_run_is_a_line(self):
        one, lines, said = self.measure()
        self.assertEqual([(x["repeat"], x["competitor"]) for x in lines],
                         [(r, c) for r in (0, 1) for c in self.answers])
        self.assertEqual({x["rows_per_s"] for x in lines}, {4000})
        self.assertEqual({(x["query"], x["set"], x["checksum"]) for x in lines}, {("ysb_json", "trial", "ab")})
        self.assertIn("results equal: hand, millstream, duckdb, polars", said)
        self.assertEqual(one.problems, [])

    def test_nothing_is_timed_where_results_differ(self):
        self.answers["duckdb"] = {"groups": 3, "checksum": "ac"}
        one, lines, _ = self.measure()
        self.assertEqual(lines, [])
        self.assertIn("results differ", one.problems[0])

    def test_a_later_run_that_finds_something_else_is_left_out(self):
        self.answers["polars"] = [{"groups": 3, "checksum": "ab"}, {"groups": 2, "checksum": "ab"}]
        one, lines, _ = self.measure()
        self.assertNotIn("polars", {x["competitor"] for x in lines})
        self.assertIn("polars found something else", one.problems[0])

    def test_a_competitor_that_fails_is_told_and_leaves_the_others(self):
        self.answers["duckdb"] = 3
        one, lines, said = self.measure()
        self.assertEqual({x["competitor"] for x in lines}, {"hand", "millstream", "polars"})
        self.assertIn("duckdb FAILED: exit status 3", said)
        self.assertIn("no luck", said)
        self.assertEqual(len(one.problems), 1)

    def test_a_competitor_that_does_not_end_is_told(self):
        self.enterContext(mock.patch.object(queries, "LONGEST_SECONDS", 0.5))
        sleeps = [sys.executable, "-c", "import time; time.sleep(60)"]
        self.enterContext(mock.patch.object(queries, "command", lambda *_: sleeps))
        one, lines, _ = self.measure("--competitor", "hand")
        self.assertEqual(lines, [])
        self.assertIn("hand FAILED: no answer within", one.problems[0])

    def test_what_is_not_installed_is_skipped_loudly(self):
        with mock.patch.object(queries, "why_missing", lambda c: "not there" if c == "polars" else None):
            one, lines, said = self.measure()
        self.assertIn("SKIPPED polars: not there", said)
        self.assertEqual([x["competitor"] for x in lines if "skipped" in x], ["polars"])
        self.assertEqual(one.problems, [])

    def test_only_the_competitors_asked_for_run(self):
        _, lines, _ = self.measure("--competitor", "hand", "--competitor", "millstream")
        self.assertEqual({x["competitor"] for x in lines}, {"hand", "millstream"})


class Sets(unittest.TestCase):
    def test_what_was_made_smaller_is_a_trial(self):
        self.enterContext(mock.patch.object(os, "sched_getaffinity", lambda _: {0, 1, 2}))
        for words, name in (([], "quick"), (["--threads", "1"], "trial"), (["--all"], "all"), (["--repeats", "9"], "quick"),
                            (["--all", "--repeats", "3"], "trial"), (["--rows", "5"], "trial"),
                            (["--query", "etl_zstd"], "quick"), (["--milliseconds", "10"], "trial")):
            self.assertEqual(run.name_of_set(run.parse(words)), name, words)

    def test_spark_runs_with_all_and_where_it_has_an_answer(self):
        by_name = {q.name: q for q in queries.QUERIES}
        self.assertNotIn("spark", by_name["ysb_json"].competitors(False))
        self.assertIn("spark", by_name["ysb_json"].competitors(True))
        self.assertNotIn("spark", by_name["ysb_memory"].competitors(True))

    def test_every_query_has_its_files(self):
        for query in queries.QUERIES:
            self.assertTrue((BENCH / f"{query.program}.cpp").is_file(), query.name)
            self.assertEqual(query.competitors(False), ["hand", "millstream", "duckdb", "polars"], query.name)


class Checksum(unittest.TestCase):
    def test_it_does_not_depend_on_the_order_and_sees_each_value(self):
        rows = [(10_000_000, "a campaign", 3), (20_000_000, "another", 4)]
        found = peer.outcome_of_texts(rows)
        self.assertEqual(found, peer.outcome_of_texts(rows[::-1]))
        for changed in ((10_000_001, "a campaign", 3), (10_000_000, "a campaigm", 3), (10_000_000, "a campaign", 4)):
            self.assertNotEqual(found, peer.outcome_of_texts([changed, rows[1]]))


if __name__ == "__main__":
    unittest.main()
