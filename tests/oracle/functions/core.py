# SPDX-License-Identifier: Apache-2.0
"""Arithmetic, comparison, logic and choice: the questions to Spark (function_goldens.py)."""

from rows import around, of

BIG = 2**63 - 1
LONGS = around(of("l", None, 0, 7, -7, BIG, -BIG - 1, BIG, -BIG - 1, 10, -10, 5, 3037000500, 1), m=[
    1, 3, -3, 3, 1, -1, -1, 1, 0, None, 5, 3037000500, BIG])
BYTES = around(of("i8", None, 0, 127, -128, 127, -128, 100, 7, -7, 1, 5), i16=[1, 1, 1, -1, 32767, -32768, 100, 0, 2, None, 3],
               i=[1, 0, 2**31 - 1, -2**31, 5, None])
DOUBLES = around(of("d", None, 0.0, -0.0, 1.5, -1.5, "NaN", "Infinity", "-Infinity", 1e308, 5e-324, 7.0, -7.0), e=[
    1.0, -0.0, 0.0, 0.5, "NaN", "NaN", "Infinity", 1.0, 1e308, 2.0, None, 3.0])
FLOATS = around(of("f", None, 0.0, 0.1, -1.5, "NaN", 3.4028235e38, 1e-45, 1.0, 2.0, 3.0), l=[1, 3, 10, 0, None, 7], d=[0.1, 3.0, 0.0])
BOOLS = around(of("b", *[None] * 3, *[True] * 3, *[False] * 3, None), c=[None, True, False])
TEXTS = around(of("s", None, "", "a", "b", "ä", "z", "A", "aa", "日本", "\U0001f600", "\uffff"), t=["a", "", "a", "a", "z", "ä", "a", "a",
                                                                                      "日", "\uffff", "\U0001f600"])
TIMES = around(of("ts", None, 0, 1, -1, 10**15, 86400000000, -86400000000, 5, 6, 7), us=[0, 0, 1, 5, None, 10**15, 3],
               dt=[0, 1, -1, None, 2], iv=[1, -1, 10**6, None, 86400 * 10**6], du=[0, 1, None])

CASES = {
    "plus": ("l + m", LONGS), "minus": ("l - m", LONGS), "multiply": ("l * m", LONGS), "divide": ("l / m", LONGS),
    "modulo": ("l % m", LONGS), "negative": ("-l", LONGS), "div": ("l div m", LONGS),
    "plus_small": ("i8 + i16", BYTES), "multiply_small": ("i8 * i16", BYTES), "minus_tiny": ("i8 - i8", BYTES),
    "plus_tiny": ("i8 + i8", BYTES), "plus_int": ("i16 + i", BYTES), "modulo_small": ("i8 % i16", BYTES),
    "divide_small": ("i8 / i16", BYTES), "div_small": ("i8 div i16", BYTES), "negative_tiny": ("-i8", BYTES),
    "plus_double": ("d + e", DOUBLES), "minus_double": ("d - e", DOUBLES), "multiply_double": ("d * e", DOUBLES),
    "divide_double": ("d / e", DOUBLES), "modulo_double": ("d % e", DOUBLES), "negative_double": ("-d", DOUBLES),
    "plus_float": ("f + f", FLOATS), "plus_float_long": ("f + l", FLOATS), "multiply_float_double": ("f * d", FLOATS),
    "divide_float": ("f / f", FLOATS), "modulo_float": ("f % f", FLOATS),
    "plus_mixed": ("l + d", around(LONGS, d=[0.5, "NaN", 1e300])),
    "plus_time": ("ts + iv", TIMES), "minus_time": ("ts - iv", TIMES), "between_times": ("ts - us", TIMES),
    "equal": ("l = m", LONGS), "not_equal": ("l != m", LONGS), "less": ("l < m", LONGS), "less_equal": ("l <= m", LONGS),
    "greater": ("l > m", LONGS), "greater_equal": ("l >= m", LONGS),
    "equal_double": ("d = e", DOUBLES), "less_double": ("d < e", DOUBLES), "greater_double": ("d > e", DOUBLES),
    "less_equal_double": ("d <= e", DOUBLES), "not_equal_double": ("d != e", DOUBLES),
    "equal_float_long": ("f = l", around(FLOATS, l=[0, 0, 1, 16777217, 2, 3, 5, 1, 2, 3])),
    "less_float_double": ("f < d", around(FLOATS, d=[0.1, 0.0, 0.1])),
    "equal_text": ("s = t", TEXTS), "less_text": ("s < t", TEXTS), "greater_text": ("s > t", TEXTS),
    "equal_bool": ("b = c", BOOLS), "less_bool": ("b < c", BOOLS),
    "equal_time": ("ts = us", TIMES), "less_time": ("ts < us", TIMES), "less_time_date": ("ts < dt", TIMES),
    "equal_date": ("dt = du", TIMES), "less_date": ("dt < du", TIMES),
    "and": ("b AND c", BOOLS), "or": ("b OR c", BOOLS), "not": ("NOT b", BOOLS),
    "nullif": ("nullif(l, m)", LONGS), "nullif_double": ("nullif(d, e)", DOUBLES), "nullif_text": ("nullif(s, t)", TEXTS),
    "coalesce": ("coalesce(l, m)", LONGS), "coalesce_mixed": ("coalesce(i8, i, d)", around(BYTES, d=[0.5, None], i8=[None, 1, None])),
    "coalesce_text": ("coalesce(s, t, 'x')", TEXTS),
    "case_when": ("CASE WHEN l > m THEN l WHEN m > 2 THEN m END", LONGS),
    "case_when_else": ("CASE WHEN b THEN 'b' WHEN c THEN 'c' ELSE 'none' END", BOOLS),
    "case_when_mixed": ("CASE WHEN d > e THEN i WHEN d < e THEN d ELSE 0 END", around(DOUBLES, i=[1, None, -5])),
}
