# SPDX-License-Identifier: Apache-2.0
"""Choosing between values: the questions to Spark (function_goldens.py)."""

from rows import around, of

LONGS = around(of("l", None, 0, 1, -1, 5, None, 2**63 - 1, -2**63, 0, 7, 3), m=[1, None, 1, -1, 2, None, 3])
DOUBLES = around(of("d", None, 0.0, -0.0, 1.5, "NaN", "NaN", "Infinity", "-Infinity", None, 2.0, 1e300),
                 e=[1.0, None, "NaN", 1.5, 0.0, "NaN", 2.0])
TEXTS = around(of("s", None, "", "a", "b", "ä", "日", None, "z", "A", "aa", "\U0001f600"),
               t=["a", None, "", "b", "á"], u=["c", "", None])
BOOLS = around(of("b", None, True, False, True, False, None, True, False, None, True, True, False), c=[True, False, None, True],
               l=[1, None, 3], m=[10, 20, None, 40, 50])

CASES = {
    "nvl": ("nvl(l, m)", LONGS),
    "nvl_of_text": ("nvl(s, t)", TEXTS),
    "nvl_of_two_types": ("nvl(i, d)", around(of("i", None, 1, -1, None, 0, None, 5, 2**31 - 1, None, 3), d=[1.5, None, "NaN"])),
    "nvl2": ("nvl2(b, l, m)", BOOLS),
    "ifnull": ("ifnull(s, t)", TEXTS),
    "nullifzero": ("nullifzero(l)", LONGS),
    "nullifzero_of_double": ("nullifzero(d)", DOUBLES),
    "zeroifnull": ("zeroifnull(l)", LONGS),
    "zeroifnull_of_double": ("zeroifnull(d)", DOUBLES),
    "nanvl": ("nanvl(d, e)", DOUBLES),
    "isnan": ("isnan(d)", DOUBLES),
    "greatest": ("greatest(l, m, 2L)", LONGS),
    "greatest_of_double": ("greatest(d, e)", DOUBLES),
    "greatest_of_text": ("greatest(s, t, u)", TEXTS),
    "least": ("least(l, m, 2L)", LONGS),
    "least_of_double": ("least(d, e)", DOUBLES),
    "least_of_text": ("least(s, t, u)", TEXTS),
    "least_of_two_types": ("least(i, d)", around(of("i", None, 1, -1, None, 0, None, 5, 2**31 - 1, None, 3), d=[1.5, None, "NaN"])),
    "greatest_of_time": ("greatest(ts, us)", around(of("ts", None, 0, 1, -1, 10**15, None, 5, 6, 7, 8), us=[1, None, 3])),
    "if": ("if(b, l, m)", BOOLS),
    "if_of_two_types": ("if(b, l, d)", around(BOOLS, d=[0.5, None])),
    "equal_null": ("equal_null(s, t)", TEXTS),
    "eq_null_safe": ("l <=> m", LONGS),
    "eq_null_safe_of_double": ("d <=> e", DOUBLES),
    "is_in": ("l IN (1L, 5L, m)", LONGS),
    "is_in_of_text": ("s IN ('a', 'ä', '')", TEXTS),
    "is_in_with_null": ("s IN (t, u)", TEXTS),
    "between": ("l BETWEEN 0 AND m", LONGS),
    "between_of_double": ("d BETWEEN 0 AND e", DOUBLES),
    "between_of_text": ("s BETWEEN t AND u", TEXTS),
    "is_null": ("s IS NULL", TEXTS),
    "is_not_null": ("s IS NOT NULL", TEXTS),
}
