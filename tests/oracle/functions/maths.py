# SPDX-License-Identifier: Apache-2.0
"""Functions of numbers: the questions to Spark (function_goldens.py). Python's own module has the name `math`."""

from itertools import product

DOUBLES = [None, 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.5, -2.5, 3.7, -0.25, 0.1, 7.0, 1e10, -1e10, 1e300, -1e300,
           1e-300, 5e-324, 1.7976931348623157e308, "NaN", "Infinity", "-Infinity"]
D = [dict(d=v) for v in DOUBLES]
MIN8, MAX8, MIN16, MAX16 = -2**7, 2**7 - 1, -2**15, 2**15 - 1
MIN32, MAX32, MIN64, MAX64 = -2**31, 2**31 - 1, -2**63, 2**63 - 1
LONGS = [None, 0, 1, -1, 2, 15, -15, 1000, 123456789, -123456789, MAX32, MIN32, MAX64, MIN64, MAX64 - 1]
INTS = [None, 0, 1, -1, 2, 15, 25, -25, 35, 1000, MAX32, MIN32, MAX32 - 1]
L = [dict(l=v) for v in LONGS]
I = [dict(i=v) for v in INTS]
I8 = [dict(i8=v) for v in (None, 0, 1, -1, 5, 25, -25, 44, 45, MAX8, MIN8, 100)]
I16 = [dict(i16=v) for v in (None, 0, 1, -1, 5, 250, -250, 449, 451, MAX16, MIN16, 100)]
F = [dict(f=v) for v in (None, 0.0, 1.5, -1.5, 2.5, 0.125, -0.375, 3e38, -3e38, 16777216.0, "NaN", "Infinity",
                         "-Infinity")]
PAIRS = [0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 1e300, "NaN", "Infinity", "-Infinity"]
DE = [dict(d=a, e=b) for a, b in product(PAIRS, PAIRS)] + [dict(d=None, e=1.0), dict(d=1.0, e=None)]
WHOLE = [7, -7, 0, 3, -3, 1, -1, MAX64, MIN64]
LM = [dict(l=a, m=b) for a, b in product(WHOLE, WHOLE)] + [dict(l=None, m=1), dict(l=1, m=None)]
IJ = [dict(i=a, j=b) for a, b in product([7, -7, 0, 3, -1, MAX32, MIN32], repeat=2)] + [dict(i=None, j=1)]
LI = [dict(l=a, i=b) for a, b in product([0, 1, -1, 255, MAX64, MIN64], [0, 1, 31, 32, 63, 64, 65, -1, 100])] + \
     [dict(l=None, i=1), dict(l=1, i=None)]
DI = [dict(d=a, i=b) for a, b in product([7.5, -7.5, 0.0, "NaN", "Infinity"], [2, -2, 0, 3])] + [dict(d=None, i=1)]
ROUNDED = [None, 0.0, 2.5, 3.5, -2.5, 0.125, 0.135, -0.125, 1.005, 2.675, 1234.5678, 99.995, 1e20, 1e300, 5e-324,
           0.05, 45.0, 55.0, 149.99999, 9.999, "NaN", "Infinity", "-Infinity"]
RD = [dict(d=v) for v in ROUNDED]
BASES = [dict(s=s, i=a, j=b) for s, a, b in [
    ("100", 2, 10), ("-10", 16, -10), ("ff", 16, 10), ("FF", 16, 2), ("zz", 36, 10), ("12x", 10, 16), ("", 10, 16),
    ("x", 10, 16), ("-", 10, 16), (None, 10, 16), ("10", None, 2), ("10", 1, 2), ("10", 10, 37), ("10", 10, 2),
    ("-1", 10, 16), ("-1", 10, -16), ("18446744073709551615", 10, 16), ("9223372036854775808", 10, 16),
    ("  7 ", 10, 2), ("7.9", 10, 2), ("0", 10, 2), ("-15", 10, -2), ("18446744073709551615", 10, -10)]]
BUCKETS = [dict(d=d, e=e, l=n) for d, e, n in [
    (5.3, 0.2, 5), (0.2, 0.2, 5), (10.6, 0.2, 5), (-2.1, 1.3, 3), (8.1, 0.0, 4), (5.3, 10.6, 5), (5.3, 0.2, 0),
    (5.3, 0.2, -1), (5.3, 0.2, MAX64 - 1), (5.3, 0.2, MAX64), ("NaN", 0.2, 5), ("Infinity", 0.2, 5),
    ("-Infinity", 0.2, 5), (5.3, "NaN", 5), (5.3, "Infinity", 5), (None, 0.2, 5), (5.3, None, 5), (5.3, 0.2, None),
    (0.1, 20.0, 4), (20.0, 20.0, 4), (15.0, 20.0, 4)]]


def unary(*names):
    return {name: (f"{name}(d)", D) for name in names}


CASES = {
    "abs": ("abs(d)", D), "abs_long": ("abs(l)", L), "abs_tiny": ("abs(i8)", I8), "abs_float": ("abs(f)", F),
    "sign": ("sign(d)", D), "signum_long": ("signum(l)", L),
    "ceil": ("ceil(d)", D), "ceil_int": ("ceil(i)", I), "ceil_long": ("ceil(l)", L), "ceil_float": ("ceil(f)", F),
    "floor": ("floor(d)", D), "floor_long": ("floor(l)", L), "floor_float": ("floor(f)", F),
    "round": ("round(d)", RD), "round_2": ("round(d, 2)", RD), "round_m1": ("round(d, -1)", RD),
    "bround": ("bround(d)", RD), "bround_2": ("bround(d, 2)", RD), "bround_m1": ("bround(d, -1)", RD),
    "round_float": ("round(f, 1)", F), "bround_float": ("bround(f, 2)", F), "round_int": ("round(i, -1)", I),
    "bround_int": ("bround(i, -1)", I), "round_long": ("round(l, -2)", L), "round_long_m18": ("round(l, -18)", L),
    "round_long_m19": ("round(l, -19)", L), "round_tiny": ("round(i8, -1)", I8), "bround_tiny": ("bround(i8, -2)", I8),
    "round_short": ("round(i16, -2)", I16), "round_int_2": ("round(i, 2)", I),
    **unary("rint", "sqrt", "cbrt", "exp", "expm1", "ln", "log2", "log10", "log1p", "sin", "cos", "tan", "cot", "sec",
            "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "degrees", "radians",
            "positive", "negative"),
    "sqrt_long": ("sqrt(l)", L),
    "negative_int": ("negative(i)", I), "negative_tiny": ("negative(i8)", I8),
    "log": ("log(d, e)", DE), "pow": ("pow(d, e)", DE), "power_long": ("power(l, i)", LI), "atan2": ("atan2(d, e)", DE),
    "hypot": ("hypot(d, e)", DE),
    "factorial": ("factorial(i)", I + [dict(i=v) for v in (3, 10, 20, 21, -1)]),
    "pmod": ("pmod(d, e)", DE), "pmod_long": ("pmod(l, m)", LM), "pmod_int": ("pmod(i, j)", IJ),
    "pmod_mixed": ("pmod(d, i)", DI),
    "mod": ("mod(d, e)", DE), "mod_long": ("mod(l, m)", LM), "div": ("l div m", LM), "div_int": ("i div j", IJ),
    "try_add": ("try_add(l, m)", LM), "try_subtract": ("try_subtract(l, m)", LM),
    "try_multiply": ("try_multiply(l, m)", LM), "try_divide": ("try_divide(l, m)", LM), "try_mod": ("try_mod(l, m)", LM),
    "try_add_int": ("try_add(i, j)", IJ), "try_subtract_int": ("try_subtract(i, j)", IJ),
    "try_multiply_int": ("try_multiply(i, j)", IJ), "try_divide_double": ("try_divide(d, e)", DE),
    "try_mod_double": ("try_mod(d, e)", DE), "try_add_double": ("try_add(d, e)", DE),
    "width_bucket": ("width_bucket(d, e, 10.6D, l)", BUCKETS),
    "conv": ("conv(s, i, j)", BASES),
}
