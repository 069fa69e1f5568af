# SPDX-License-Identifier: Apache-2.0
"""Functions of bytes: the questions to Spark (function_goldens.py). Binary is written as hexadecimal digits."""

BYTES = [None, "", "00", "ff", "616263", "00ff00ff", "c3a4c3b6", "e697a5", "ffffffffff", "41" * 40, "80", "6100"]
OTHER = ["", "616263", None, "00", "ff", "6161"]
TEXTS = [None, "", "a", "abc", "äöü", "日本語", "\U0001f600", "0", " x ", "line\nbreak", "A" * 60, "\u0000"]
HEX = [None, "", "0", "00", "ff", "FF", "abc", "ABCD", "xy", "6 1", "61", "616", "zz", "0g"]
BASE64 = [None, "", "YQ==", "YWI=", "YWJj", "YWJjZA==", "YQ", "YWI", "Y", "Y W J j", "YWJj\nZGVm", "!!!!", "YQ=", "YWJjZ",
          "+/+/", "-_-_", "YQ==YQ==", "===="]

X = [{"x": v} for v in BYTES]
XY = [{"x": v, "y": OTHER[(i + j) % len(OTHER)]} for i, v in enumerate(BYTES) for j in (0, 1)]
S = [{"s": v} for v in TEXTS]

CASES = {
    "length": ("length(x)", X), "octet_length": ("octet_length(x)", X), "octet_length_text": ("octet_length(s)", S),
    "bit_length": ("bit_length(x)", X), "bit_length_text": ("bit_length(s)", S),
    "hex": ("hex(x)", X), "hex_text": ("hex(s)", S),
    "hex_bigint": ("hex(l)", [{"l": v} for v in (None, 0, 1, -1, 255, 17, 2**63 - 1, -2**63, 10, 4096, -16)]),
    "unhex": ("unhex(s)", [{"s": v} for v in HEX]),
    "base64": ("base64(x)", X), "base64_text": ("base64(s)", S),
    "unbase64": ("unbase64(s)", [{"s": v} for v in BASE64]),
    "concat": ("concat(x, y)", XY), "equal": ("x = y", XY), "less": ("x < y", XY), "greater_equal": ("x >= y", XY),
    "to_text": ("CAST(x AS string)", [{"s": None}] + [{"x": v} for v in ("", "61", "616263", "c3a4c3b6", "e697a5", "00",
                                                                        "41" * 40, "f09f9880", "20", "0a")]),
    "of_text": ("CAST(s AS binary)", S), "coalesce": ("coalesce(x, y)", XY), "nullif": ("nullif(x, y)", XY),
}
