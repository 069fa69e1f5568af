# SPDX-License-Identifier: Apache-2.0
"""From runs, as run.py records them, to medians, spreads and ratios. A ratio is the median over the repeats of two
neighbouring runs, because a machine's speed changes in the course of minutes."""

from __future__ import annotations

import dataclasses
import statistics


@dataclasses.dataclass
class Measured:
    competitor: str
    version: str
    runs: int
    rows_per_s: float  # the median
    slowest: float
    fastest: float
    of_hand: float | None  # speed as a part of the hand-written loop's
    of_hand_by_cpu: float | None  # the same by processor time, which others on the machine disturb less
    ours: float | None  # how many times faster ours is
    rss_mb: float

    @property
    def spread(self) -> float:
        return (self.fastest - self.slowest) / self.rows_per_s


def of_query(lines: list[dict]) -> list[Measured]:
    """One entry a competitor, in the order in which they ran. `lines`: one query of one run."""
    by: dict[str, dict[int, dict]] = {}
    for line in lines:
        by.setdefault(line["competitor"], {})[line["repeat"]] = line

    def ratio(of: str, to: str, speed=lambda run: run["rows_per_s"]) -> float | None:
        pairs = [(by[of][r], by[to][r]) for r in by.get(of, {}) if r in by.get(to, {})]
        return statistics.median(speed(a) / speed(b) for a, b in pairs) if pairs else None

    def speed_by_cpu(run: dict) -> float:
        return run["passes"] / run["cpu_seconds"]

    out = []
    for competitor, runs in by.items():
        speeds = [run["rows_per_s"] for run in runs.values()]
        out.append(Measured(competitor, next(iter(runs.values())).get("version", ""), len(runs),
                            statistics.median(speeds), min(speeds), max(speeds), ratio(competitor, "hand"),
                            ratio(competitor, "hand", speed_by_cpu), ratio("millstream", competitor), max(run["rss_mb"] for run in runs.values())))
    return out


def number(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def table(measured: list[Measured]) -> str:
    """For people at a terminal."""
    rows = [f"{'competitor':<14}{'M rows/s':>10}{'slowest..fastest':>20}{'spread':>9}{'of hand':>10}"
            f"{'by cpu':>9}{'ours is':>10}{'rss MB':>9}"]
    for m in measured:
        between = f"{m.slowest / 1e6:.2f}..{m.fastest / 1e6:.2f}"
        faster = number(m.ours) + " x" if m.ours is not None else ""
        rows.append(f"{m.competitor:<14}{m.rows_per_s / 1e6:>10.2f}{between:>20}{m.spread * 100:>8.0f}%"
                    f"{number(m.of_hand):>10}{number(m.of_hand_by_cpu):>9}{faster:>10}{m.rss_mb:>9.0f}")
    return "\n".join(rows)
