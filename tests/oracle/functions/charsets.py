# SPDX-License-Identifier: Apache-2.0
"""Text as the bytes of a character set and back, decimals with commas: the questions to Spark (function_goldens.py)."""

TEXTS = [None, "", "a", "abc", "äöü", "ÿ", "日本語", "\U0001f600", "a\U0001f600b", "line\nbreak", "\u0000", "€", "\u007f", "\u0080"]
BYTES = [None, "", "61", "616263", "c3a4c3b6", "e697a5", "ff", "80", "00", "0061", "6100", "feff0061", "fffe6100", "d83dde00",
         "3dd800de", "d83d", "61c3", "000061", "c0af", "eda080", "f0808080", "000000ff", "f09f9880"]
NAMES = {"utf_8": "UTF-8", "us_ascii": "US-ASCII", "iso_8859_1": "ISO-8859-1", "utf_16be": "UTF-16BE",
         "utf_16le": "UTF-16LE", "utf_16": "UTF-16", "utf_32": "UTF-32"}
S = [{"s": v} for v in TEXTS]
X = [{"x": v} for v in BYTES]
P = [{"p": p, "i": i} for p in (None, "0.00", "0.01", "-0.01", "1234567.89", "-1234567.89", "99999999.99", "0.05", "0.15", "0.25",
                               "-0.25", "2.50", "3.50", "999.99", "1000.00") for i in (0, 1, 2, 4)] + [{"p": "1.00", "i": None}, {"p": "1.00", "i": -1}]
Q = [{"q": q, "i": i} for q in (None, "0", "0.0000000001", "9999999999999999999999999999.9999999999",
                               "-9999999999999999999999999999.9999999999", "12345678901234567890.1234567890", "0.5", "-0.5", "1.5")
     for i in (0, 3, 10, 12)]

CASES = {
    **{"encode_" + name: (f"encode(s, '{of}')", S) for name, of in NAMES.items()},
    **{"decode_" + name: (f"decode(x, '{of}')", X) for name, of in NAMES.items()},
    "encode_lower_case": ("encode(s, 'utf-16be')", S),
    "format_number": ("format_number(p, i)", P), "format_number_wide": ("format_number(q, i)", Q),
}
