# SPDX-License-Identifier: Apache-2.0
"""Decimals in expressions: the questions to Spark (function_goldens.py)."""

P = [None, "0.00", "1.25", "-1.25", "99999999.99", "-99999999.99", "0.01", "-0.01", "12345.67", "3.00", "0.50",
     "-2.50", "100.00"]
Q = ["1.5", None, "0", "0.0000000001", "-0.0000000001", "9999999999999999999999999999.9999999999",
     "-9999999999999999999999999999.9999999999", "3", "-2.25", "12345678901234567890.1234567890", "1.25", "7"]
WHOLE = [0, 1, -1, 7, 2**31 - 1, -2**31, None, 3]
LONGS = [0, 1, -1, 2**63 - 1, -2**63, None, 10**8, 99999999, -10**8, 5]
DOUBLES = [0.0, 1.25, -0.005, 0.005, 1e-20, 12345678.905, 99999999.99, -99999999.994, 99999999.995, 1e30, None, 2.675]
TEXTS = ["1.25", "", " 12.345 ", "-0.005", "1e3", "abc", "1e8", "99999999.994", "99999999.995", "+7", ".5", "5.",
         None, "1 2", "--1", "0x10", "1E-3", "123456789012345678901234567890"]


def pairs(left, right):
    (a, xs), (b, ys) = left, right
    return [{a: x, b: ys[(i * 5 + j) % len(ys)]} for i, x in enumerate(xs) for j in (0, 1)]


PQ = pairs(("p", P), ("q", Q))
QQ = [{"q": v} for v in Q]
PP = [{"p": v} for v in P]
PI = pairs(("p", P), ("i", WHOLE))
QL = pairs(("q", Q), ("l", LONGS))
# Spark negates in 34 digits: what has more is rounded, and the greatest numbers become an error.
NEGATED = [row for row in QQ if row["q"] is None or len(row["q"]) < 35]
PD = pairs(("p", P), ("d", DOUBLES + ["NaN", "Infinity"]))

CASES = {
    "plus": ("p + q", PQ), "plus_same": ("p + p", PP), "plus_wide": ("q + q", QQ), "plus_int": ("p + i", PI),
    "plus_bigint": ("q + l", QL), "plus_double": ("p + d", PD), "plus_small": ("p + i8", [
        {"p": p, "i8": v} for p in P[1:6] for v in (127, -128)]),
    "minus": ("p - q", PQ), "minus_wide": ("q - p", PQ), "minus_bigint": ("l - q", QL),
    "times": ("p * q", PQ), "times_same": ("p * p", PP), "times_wide": ("q * q", QQ), "times_int": ("i * p", PI),
    "times_bigint": ("l * p", [{"p": p, "l": v} for p in P[:6] for v in LONGS[:4]]), "times_double": ("d * p", PD),
    "divide": ("p / q", PQ), "divide_wide": ("q / p", PQ), "divide_same": ("p / p", PP), "divide_widest": (
        "q / CAST(q AS decimal(38,18))", [{"q": v} for v in [*Q, "2", "-0.5"] if v is None or len(v) < 25]),
    "divide_int": ("p / i", PI), "divide_by": ("i / p", PI), "divide_bigint": ("q / l", QL),
    "divide_double": ("p / d", PD),
    "modulus": ("p % q", PQ), "modulus_wide": ("q % p", PQ), "modulus_int": ("p % i", PI),
    "modulus_bigint": ("l % p", [{"p": p, "l": v} for p in P[:6] for v in LONGS[:4]]),
    "negative": ("-p", PP), "negative_wide": ("-q", NEGATED),
    "equal": ("p = q", PQ), "less": ("p < q", PQ), "less_int": ("p < i", PI), "equal_int": ("p = i", PI),
    "greater_bigint": ("q > l", QL), "greater_double": ("p > d", PD), "equal_double": ("p = d", PD),
    "coalesce": ("coalesce(p, q)", PQ), "coalesce_int": ("coalesce(p, i)", PI),
    "coalesce_double": ("coalesce(p, d)", PD), "nullif": ("nullif(p, q)", PQ),
    "when": ("CASE WHEN p > 1 THEN p ELSE q END", PQ),
    "to_int": ("CAST(p AS int)", PP), "to_tinyint": ("CAST(p AS tinyint)", PP), "to_bigint": ("CAST(q AS bigint)", QQ),
    "to_double": ("CAST(q AS double)", QQ), "to_float": ("CAST(q AS float)", QQ),
    "to_text": ("CAST(q AS string)", QQ), "to_text_short": ("CAST(p AS string)", PP),
    "to_fewer": ("CAST(q AS decimal(5,1))", QQ), "to_more": ("CAST(p AS decimal(38,20))", PP),
    "to_whole": ("CAST(p AS decimal(10,0))", PP),
    "of_int": ("CAST(i AS decimal(10,2))", [{"i": v} for v in [*WHOLE, 99999999, -99999999, 100000000]]),
    "of_bigint": ("CAST(l AS decimal(20,1))", [{"l": v} for v in LONGS]),
    "of_double": ("CAST(d AS decimal(10,2))", [{"d": v} for v in DOUBLES]),
    "of_text": ("CAST(s AS decimal(10,2))", [{"s": v} for v in TEXTS]),
    "of_boolean": ("CAST(b AS decimal(3,1))", [{"b": v} for v in (True, False, None)] * 4),
}
