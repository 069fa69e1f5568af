# SPDX-License-Identifier: Apache-2.0
"""bench/query/report.py: which runs count, and that medians, spreads and ratios are what they are called."""

import pathlib
import sys
import tempfile
import unittest

BENCH = pathlib.Path(__file__).parents[2] / "bench/query"
sys.path.insert(0, str(BENCH))
import report  # noqa: E402
import statistics_of_runs  # noqa: E402

MACHINE = {"processor": "a processor", "cores": 2, "memory_gb": 8, "kernel": "6.1", "compiler": "g++ 12"}


def line(competitor, repeat, millions, query="ysb_json", run="2026-01-02T00:00:00Z", kind="all", **more):
    return {"run": run, "set": kind, "commit": "abc", "machine": MACHINE, "load": 0.5, "query": query,
            "competitor": competitor, "repeat": repeat, "threads": 2, "rows": 1_000_000, "passes": 3,
            "rows_per_s": round(millions * 1e6), "cpu_seconds": 6, "rss_mb": 10 + repeat, **more}


class Statistics(unittest.TestCase):
    def test_medians_spreads_and_ratios(self):
        runs = [line("hand", r, m) for r, m in enumerate((10, 20, 40))]
        runs += [line("millstream", r, m) for r, m in enumerate((9, 20, 20))]
        hand, ours = statistics_of_runs.of_query(runs)
        self.assertEqual((hand.rows_per_s, hand.slowest, hand.fastest, hand.runs), (20e6, 10e6, 40e6, 3))
        self.assertEqual(hand.spread, 1.5)
        self.assertEqual(hand.rss_mb, 12)
        # By pairs 0.9, 1.0 and 0.5; the ratio of the medians would be 1.
        self.assertAlmostEqual(ours.of_hand, 0.9)
        self.assertAlmostEqual(hand.ours, 0.9)
        self.assertEqual(ours.ours, 1)

    def test_processor_time_is_of_a_pass(self):
        runs = [line("hand", 0, 1, passes=4, cpu_seconds=2), line("millstream", 0, 1, passes=3, cpu_seconds=2)]
        self.assertAlmostEqual(statistics_of_runs.of_query(runs)[1].of_hand_by_cpu, 0.75)

    def test_fewer_repeats_are_paired_with_their_neighbours(self):
        runs = [line("hand", r, m) for r, m in enumerate((10, 10, 90))] + [line("spark", 0, 1)]
        self.assertAlmostEqual(statistics_of_runs.of_query(runs)[1].of_hand, 0.1)

    def test_without_a_hand_written_loop_there_is_no_ratio_to_it(self):
        only = statistics_of_runs.of_query([line("duckdb", 0, 5)])[0]
        self.assertIsNone(only.of_hand)
        self.assertIsNone(only.ours)


class Page(unittest.TestCase):
    def test_a_section_a_query_with_bars_a_table_and_what_was_left_out(self):
        text = report.page([line("hand", 0, 20), line("millstream", 0, 10), line("duckdb", 0, 5, version="2.0.0"),
                            {**line("polars", 0, 0), "skipped": "not there"}])
        self.assertIn("do\nnot edit it", text)
        self.assertIn("Machine: a processor, 2 cores, 8 GB, Linux 6.1, g++ 12.", text)
        self.assertIn("## ysb_json: YSB from JSON lines", text)
        self.assertIn("`./dev bench --all --query ysb_json`", text)
        self.assertIn("| millstream | 10.00 | 10.00..10.00 | 0 % | 1 | 0.50 | 1.00 |  | 10 |", text)
        self.assertIn("| duckdb 2.0.0 | 5.00 | 5.00..5.00 | 0 % | 1 | 0.25 | 1.00 | 2.00 x | 10 |", text)
        self.assertIn("Left out: polars (not there).", text)
        drawn = {row.split()[0]: row.count("█") for row in text.splitlines() if "█" in row}
        self.assertEqual(drawn, {"hand": 40, "millstream": 20, "duckdb": 10})

    def test_the_newest_full_run_counts_and_a_trial_only_where_there_is_no_other(self):
        runs = [line("hand", 0, 1, run="2026-01-01T00:00:00Z"), line("hand", 0, 2, run="2026-01-02T00:00:00Z"),
                line("hand", 0, 3, run="2026-01-03T00:00:00Z", kind="quick"),
                line("hand", 0, 4, run="2026-01-04T00:00:00Z", kind="trial")]
        self.assertEqual([r["rows_per_s"] for r in report.chosen(runs, "ysb_json")], [2_000_000])
        self.assertEqual([r["rows_per_s"] for r in report.chosen(runs[2:], "ysb_json")], [3_000_000])
        self.assertEqual([r["rows_per_s"] for r in report.chosen(runs[3:], "ysb_json")], [4_000_000])
        self.assertEqual(report.chosen(runs, "etl_zstd"), [])

    def test_nothing_measured_is_an_error(self):
        with self.assertRaisesRegex(SystemExit, "nothing was measured"):
            report.page([{**line("spark", 0, 0), "skipped": "there is no Java"}])

    def test_a_broken_line_of_results_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            results = pathlib.Path(folder) / "results.jsonl"
            results.write_text('{"query": "ysb_json"}\n{"query"', encoding="utf-8")
            with self.assertRaisesRegex(SystemExit, "results.jsonl:2:"):
                report.main([str(results), str(pathlib.Path(folder) / "page.md")])


if __name__ == "__main__":
    unittest.main()
