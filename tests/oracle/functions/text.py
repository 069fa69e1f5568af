# SPDX-License-Identifier: Apache-2.0
"""Functions of text: the questions to Spark (function_goldens.py)."""

WORDS = [dict(s=v) for v in (None, "", "a", "Spark", "  two  words ", "äöü", "日本語", "e\u0301", "\U0001f600!",
                             "line\nbreak", "0", "ß", "İi", "A" * 300)]


def with_others(rows, *columns):
    """Every row again with one more column, whose values go round."""
    return [{**row, **{name: values[(i + n) % len(values)] for n, (name, values) in enumerate(columns)}}
            for i, row in enumerate(rows)]


CASES = {
    "length": ("length(s)", WORDS),
    "concat": ("concat(s, t, u)", with_others(WORDS, ("t", ["x", "", "é", None]), ("u", ["-", "y"]))),
}
