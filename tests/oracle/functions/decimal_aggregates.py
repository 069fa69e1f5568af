# SPDX-License-Identifier: Apache-2.0
"""Aggregates of decimals and binary: the questions to Spark (function_goldens.py). A group is a list of rows."""

from aggregates import groups

P = groups("p", [], [None], ["1.25"], [None, "2.50"], ["0.01", "0.02", "0.02"], ["99999999.99"] * 3, ["-0.01", "0.01"],
           ["-99999999.99", None, "5.00"], ["1.00", "1.10", "1.20", "1.25"], ["0.05", None, "0.06", "0.07"],
           [f"{i}.{i:02}" for i in range(30)], ["7.77", "7.77"])
MOST = "9999999999999999999999999999.9999999999"
Q = groups("q", [], [None], ["1.5"], [MOST], [MOST, MOST], [MOST, MOST, "-" + MOST, "-" + MOST, "-3"],
           ["-" + MOST, "-" + MOST], ["0.0000000001", "0.0000000002", "0.0000000002"], ["1", None, "2", "2"],
           ["123456789012345678.1234567891", "-0.5", "7"], ["999999999999999999999999.9999999999"],
           ["-999999999999999999999999.9999999999", "0.0000000001"])
X = groups("x", [], [None], [""], ["ff", "00"], ["61", None, "6100"], ["80", "7f"], ["616263", "6162"], [None, None],
           ["00", "", "0000"], ["e697a5", "c3a4"])

CASES = {
    "sum": ("sum(p)", P), "avg": ("avg(p)", P), "min": ("min(p)", P), "max": ("max(p)", P), "count": ("count(p)", P),
    "sum_wide": ("sum(q)", [g for g in Q if len(g) != 5]), "avg_wide": ("avg(q)", [g for g in Q if len(g) != 5]),
    "min_wide": ("min(q)", Q), "max_wide": ("max(q)", Q),
    "first": ("first(p)", P), "last": ("last(q)", Q), "min_binary": ("min(x)", X), "max_binary": ("max(x)", X),
    "first_binary": ("first(x)", X), "collect_list": ("collect_list(p)", P), "collect_list_binary": ("collect_list(x)", X),
    "collect_set": ("sort_array(collect_set(p))", P),
}
