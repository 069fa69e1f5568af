# SPDX-License-Identifier: Apache-2.0
"""Other forms of text: the questions to Spark (function_goldens.py)."""

from rows import around, of

WORDS = of("s", None, "", "a", "Spark", "  two  words ", "äöü", "日本語", "\U0001f600!", "line\nbreak", "a+b&c=d/e?f", "~*-._")
NUMBERS = of("d", None, 0.0, -0.0, 1234567.891, -1234567.891, 0.5, 1.5, 2.5, 0.005, 1e15, 1.0e22, "NaN", "Infinity",
             "-Infinity", 999.995, -0.4, 12345678901234567890.0, 5e-324, 100.0)
LONGS = of("l", None, 0, 1, -1, 255, 256, 65, 97, 233, 8364, 2**63 - 1, -2**63, 1000, 123456789, -97)

CASES = {
    "ascii": ("ascii(s)", WORDS),
    "chr": ("chr(l)", LONGS),
    "octet_length": ("octet_length(s)", WORDS),
    "bit_length": ("bit_length(s)", WORDS),
    "hex_of_text": ("hex(s)", WORDS),
    "hex_of_number": ("hex(l)", LONGS),
    "bin": ("bin(l)", LONGS),
    "base64": ("base64(s)", WORDS + of("s", "ab", "abc", "x" * 100)),
    "unbase64": ("decode(unbase64(s), 'UTF-8')", of("s", None, "", "U3Bhcms=", "w6TDtsO8", "YQ==", "YWI=", "YWJj", "8J+YgCE=",
                                                    "U3Bh\ncms=", "U3Bhcms")),
    "url_encode": ("url_encode(s)", WORDS),
    "url_decode": ("url_decode(s)", of("s", None, "", "a", "a+b", "a%20b", "%C3%A4", "%", "%zz", "%F0%9F%98%80", "%4",
                                       "https%3A%2F%2Fspark.apache.org", "äö")),
    "elt": ("elt(i, s, t, u)", around(of("s", "a", "b", "", "ä", None, "x", "y", "z", "a", "b", "c", "d"), i=[
        1, 2, 3, None, 1, 4, 0, -1, 2, 3], t=["é", None, ""], u=["-", "日"])),
    "format_number": ("format_number(d, i)", around(NUMBERS, i=[2, 0, 1, 2, 5, 0, 0, 0, 2, 3])),
    "format_number_limits": ("format_number(d, i)", around(NUMBERS, i=[None, -1, 0, 20])),
    "format_number_of_long": ("format_number(l, i)", around(LONGS, i=[0, 2, 1, None, -2])),
    "format_string": ("format_string('%s=%d|%5d|%-5s|%05d|%,d|%x|%X|%o|%c|%%|%S', s, i, i, t, i, l, l, l, l, i, s)", around(
        of("s", None, "", "a", "äöü", "日本", "\U0001f600", "abcdefgh", "b", "c", "d", "e"), t=["ab", None, "abcdef", "é"],
        i=[1, 65, 123, 48, 123456, 97], l=[1, 0, -1, 1234567, -1234567, 2**63 - 1, -2**63])),
    "format_string_of_doubles": ("format_string('%f|%.2f|%8.1f|%e|%.3e|%,.2f|%+.1f|%s', d, d, d, d, d, d, d, d)", NUMBERS),
    "format_string_of_nulls": ("format_string('%s|%d|%b|%.1f|%4d', s, i, b, d, j)", of(
        "s", None, "a", "b", "", None, None, "ä", "x", None, "z")),
    "format_string_of_booleans": ("format_string('%b %s %B', b, c, b)", around(
        of("b", None, True, False, True, False, None, True, False, True, True), c=[True, False, None])),
}
