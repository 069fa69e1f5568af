# SPDX-License-Identifier: Apache-2.0
"""Aggregates: the questions to Spark (function_goldens.py). A group is a list of rows."""


def groups(column, *lists):
    return [[{column: v} for v in values] for values in lists]


def pairs(first, second, *lists):
    return [[{first: a, second: b} for a, b in values] for values in lists]


LONGS = groups("l", [], [None], [1], [None, 2], [1, 2, 3, 4], [5, 5, 5], [-1, 0, 1, None], [2**62, 2**62 - 1],
               [-2**63], [7, None, None, 9, 11, 13], list(range(1, 31)), [2**40, 3, 2**40, 3])
DOUBLES = groups("d", [], [None], [1.5], [None, 2.5], [1.0, 2.0, 3.0, 4.5], [5.5, 5.5, 5.5], [-1.0, 0.0, 1.0, None],
                 [1e300, -1e300, 1.0], ["NaN", 1.0], ["Infinity", 1.0], [0.1 * i for i in range(40)],
                 [1e9, 1e9 + 1, 1e9 + 2], [1.0, 2.0, 100.0])
TEXTS = groups("s", [], [None], ["a"], [None, "b"], ["b", "a", "c"], ["x", "x"], ["", "ä", "日本"], ["b", None, "a", "b"],
               ["z", "y", "x", "w", "z"], ["A", "a"])
FLAGS = groups("b", [], [None], [True], [False], [True, None], [True, True, False], [False, False], [None, None],
               [True, True], [False, None, True])
BY = pairs("s", "l", [], [(None, None)], [("a", 1)], [("a", 2), ("b", 1)], [("a", None), ("b", 3)], [(None, 1), ("b", 2)],
           [("a", 1), ("b", 5), ("c", 3)], [("x", -1), ("y", -2), ("z", 0)], [("ä", 4), ("", 9)], [("p", None)])
XY = pairs("d", "e", [], [(1.0, 2.0)], [(1.0, 2.0), (2.0, 4.0)], [(1.0, None), (2.0, 3.0), (3.0, 1.0)],
           [(None, None)], [(1.0, 1.0), (1.0, 2.0)], [(float(i), i * 0.5 + (i % 3)) for i in range(20)],
           [(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)], [(1e8, 1.0), (1e8 + 1, 2.0), (1e8 + 2, 4.0)], [("NaN", 1.0), (1.0, 2.0)])
# Spark computes percentiles as doubles, ours as what they are: numbers that a double can't tell apart are left out.
NARROW = [g for g in LONGS if {"l": 2**62 - 1} not in g]
# A sum in which one value swallows another depends on where the rows are cut.
ADDABLE = [g for g in DOUBLES if {"d": 1e300} not in g]
SMALL = groups("i", [], [None], [0], [1, 2, 3], [12, 10], [-1, 5], [7, None, 3], [2**31 - 1, -2**31], [6, 6], [255, 15, 240])

CASES = {
    "count": ("count(l)", LONGS), "sum": ("sum(l)", LONGS), "avg": ("avg(l)", LONGS), "min": ("min(l)", LONGS),
    "max": ("max(l)", LONGS), "sum_double": ("sum(d)", ADDABLE), "avg_double": ("avg(d)", ADDABLE),
    "min_double": ("min(d)", DOUBLES), "max_double": ("max(d)", DOUBLES), "min_text": ("min(s)", TEXTS),
    "max_text": ("max(s)", TEXTS), "first": ("first(s)", TEXTS), "last": ("last(s)", TEXTS),
    "first_ignore_nulls": ("first(s, true)", TEXTS), "last_ignore_nulls": ("last(s, true)", TEXTS),
    "any_value": ("any_value(s)", TEXTS), "min_by": ("min_by(s, l)", BY), "max_by": ("max_by(s, l)", BY),
    "var_samp": ("var_samp(d)", DOUBLES), "var_pop": ("var_pop(d)", DOUBLES), "var_samp_long": ("variance(l)", LONGS),
    "stddev_samp": ("stddev_samp(d)", DOUBLES), "stddev_pop": ("stddev_pop(d)", DOUBLES),
    "skewness": ("skewness(d)", DOUBLES), "kurtosis": ("kurtosis(d)", DOUBLES), "covar_pop": ("covar_pop(d, e)", XY),
    "covar_samp": ("covar_samp(d, e)", XY), "corr": ("corr(d, e)", XY),
    "collect_list": ("collect_list(s)", TEXTS), "collect_set": ("sort_array(collect_set(s))", TEXTS),
    "collect_set_double": ("sort_array(collect_set(d))", DOUBLES),
    "count_if": ("count_if(b)", FLAGS), "bool_and": ("bool_and(b)", FLAGS), "bool_or": ("bool_or(b)", FLAGS),
    "bit_and": ("bit_and(i)", SMALL), "bit_or": ("bit_or(i)", SMALL), "bit_xor": ("bit_xor(i)", SMALL),
    "try_sum": ("try_sum(l)", LONGS), "approx_percentile": ("approx_percentile(l, 0.5)", NARROW),
    "approx_percentile_9": ("approx_percentile(d, 0.9)", [g for g in DOUBLES if not any(r["d"] == "NaN" for r in g)]),
    "approx_percentile_coarse": ("approx_percentile(l, 0.25, 100)", NARROW),
}
