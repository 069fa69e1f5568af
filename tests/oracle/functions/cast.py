# SPDX-License-Identifier: Apache-2.0
"""Casts between types: the questions to Spark (function_goldens.py)."""

from rows import of

TO_NUMBER = of("s", None, "", "0", "-0", "+5", "  12\t", "127", "128", "-129", "32768", "2147483648", "9223372036854775807",
               "9223372036854775808", "-9223372036854775808", "1.5", "1.", ".5", "1e3", "abc", "1 2", "٣", "0x10", "--1", "+", "1L")
TO_FLOAT = of("s", None, "", "0", "-0", "+5", "  12.5\n", "1e3", "1E-400", "1e400", "NaN", "nan", "Infinity", "-inf", "+INF",
              "infinity", "1.5d", "1.5f", "0x1p3", ".5", "5.", ".", "1_000", "abc", "3.4028236e38", "1.17549429e-38",
              "0.1", "123456789.123456789", "١")
TO_BOOL = of("s", None, "", "true", "TRUE", " t ", "y", "Yes", "1", "false", "F", "no", "N", "0", "2", "on", "tru")
TO_DATE = of("s", None, "", "2020-01-31", "2020-1-3", "2020", "2020-02", "2020-02-30", " 2020-01-01 ", "2020-01-01T10:00",
             "2020-01-01 junk", "2020-01-01junk", "12020-01-01", "-0001-01-01", "+2020-01-01", "0000-01-01", "999-01-01",
             "2020/01/01", "today", "2020-13-01", "99999999-01-01")
TO_TIME = of("s", None, "", "2020-01-31", "2020-1-3 1:2:3", "2020-01-01T10:00:00.123456Z", "2020-01-01 10:00:00.1234567",
             "2020-01-01 10:00:00+01:00", "2020-01-01 10:00:00 -0130", "2020-01-01 10:00:00+1", "2020-01-01 10:00:00 UTC",
             "2020-01-01 10:00:00GMT+2", "2020-01-01 10", "2020-01-01 10:00", "2020-01-01 25:00:00", "2020-01-01 10:60:00",
             "2020-01-01 23:59:60", " 2020-01-01 00:00:00 ", "2020", "2020-02", "2020-02-30 00:00:00", "abc",
             "12020-01-01 00:00:00", "-0001-01-01 00:00:00", "2020-01-01T10:00:00.", "2020-01-01 10:00:00.5+18:00",
             "2020-01-01 10:00:00+19:00")
INTS = of("l", None, 0, 1, -1, 127, 128, -129, 32768, -32769, 2**31, -2**31, 2**63 - 1, -2**63)
DOUBLES = of("d", None, 0.0, -0.0, 1.0, -1.5, 0.1, 1e7, 9999999.0, 1e-3, 0.00099, 123456789.123, 1e22, 1e21, 1.7976931348623157e308,
             2.2250738585072014e-308, "NaN", "Infinity", "-Infinity", 100.0, 12345.678, 127.9, -128.9, 9.3e18, -9.2e18)
FLOATS = of("f", None, 0.0, -0.0, 1.5, 0.1, 1e7, 9999999.0, 1e-3, 3.4028235e38, 1.17549435e-38, "NaN", "Infinity", "-Infinity",
            16777216.0, 0.333333343)
TIMES = of("ts", None, 0, 1, -1, 1500000, 1577836800000000, 1577836800123000, 1577836800123456, -62135596800000000,
           253402300799999999, 253402300800000000, -62167219200000001)
DATES = of("dt", None, 0, 1, -1, 18262, 2932896, 2932897, -719162, -719529, 11016)
BOOLS = of("b", None, True, False, True, False, None, True, False, True, False)
SPANS = of("iv", None, 0, 1, -1, 1000000, 86400000000, -86400000001, 90061000000, 3723004500, 999999)
SMALL = {"tinyint": "i8", "smallint": "i16", "int": "i32", "bigint": "i64"}

CASES = {}
for kind, ours in SMALL.items():
    CASES[f"text_to_{ours}"] = (f"CAST(s AS {kind})", TO_NUMBER)
    CASES[f"try_text_to_{ours}"] = (f"TRY_CAST(s AS {kind})", TO_NUMBER)
    CASES[f"i64_to_{ours}"] = (f"CAST(l AS {kind})", INTS)
    CASES[f"double_to_{ours}"] = (f"CAST(d AS {kind})", DOUBLES)
    CASES[f"try_double_to_{ours}"] = (f"TRY_CAST(d AS {kind})", DOUBLES)
    CASES[f"bool_to_{ours}"] = (f"CAST(b AS {kind})", BOOLS)
    CASES[f"time_to_{ours}"] = (f"CAST(ts AS {kind})", TIMES)
CASES |= {
    "text_to_double": ("CAST(s AS double)", TO_FLOAT),
    "try_text_to_double": ("TRY_CAST(s AS double)", TO_FLOAT),
    "text_to_float": ("CAST(s AS float)", TO_FLOAT),
    "text_to_bool": ("CAST(s AS boolean)", TO_BOOL),
    "try_text_to_bool": ("TRY_CAST(s AS boolean)", TO_BOOL),
    "text_to_date": ("CAST(s AS date)", TO_DATE),
    "try_text_to_date": ("TRY_CAST(s AS date)", TO_DATE),
    "text_to_time": ("CAST(s AS timestamp)", TO_TIME),
    "try_text_to_time": ("TRY_CAST(s AS timestamp)", TO_TIME),
    "i64_to_text": ("CAST(l AS string)", INTS),
    "i64_to_double": ("CAST(l AS double)", INTS),
    "i64_to_float": ("CAST(l AS float)", INTS),
    "i64_to_bool": ("CAST(l AS boolean)", INTS),
    "i64_to_time": ("CAST(l AS timestamp)", INTS),
    "double_to_text": ("CAST(d AS string)", DOUBLES),
    "double_to_float": ("CAST(d AS float)", DOUBLES),
    "double_to_bool": ("CAST(d AS boolean)", DOUBLES),
    "double_to_time": ("CAST(d AS timestamp)", DOUBLES),
    "try_double_to_time": ("TRY_CAST(d AS timestamp)", DOUBLES),
    # Java before 19 writes one digit too many of some floats
    "float_to_text": ("CAST(f AS string)", [row for row in FLOATS if row["f"] != 1.17549435e-38]),
    "float_to_double": ("CAST(f AS double)", FLOATS),
    "float_to_i64": ("CAST(f AS bigint)", FLOATS),
    "bool_to_text": ("CAST(b AS string)", BOOLS),
    "bool_to_double": ("CAST(b AS double)", BOOLS),
    "time_to_text": ("CAST(ts AS string)", TIMES),
    "time_to_date": ("CAST(ts AS date)", TIMES),
    "time_to_double": ("CAST(ts AS double)", TIMES),
    "date_to_text": ("CAST(dt AS string)", DATES),
    "date_to_time": ("CAST(dt AS timestamp)", DATES),
    "span_to_text": ("CAST(iv AS string)", SPANS),
}
