# SPDX-License-Identifier: Apache-2.0
"""Functions of text: the questions to Spark (function_goldens.py)."""

from rows import around, of

WORDS = of("s", None, "", "a", "Spark", "  two  words ", "äöü", "日本語", "e\u0301", "\U0001f600!", "line\nbreak", "0",
           "ß", "İi", "A" * 300)
CASED = of("s", None, "", "abc", "ABC", "hello wORLD-foo bar\tbaz", "ß straße ŉ", "ΑΣ Σ ΑΣΑ ΟΔΟΣ.", "İIıi", "ǆ ǅ Ǆ ﬁn",
           "ÄÖÜ éÈ", "Ⅷ ⓐ 𐐨𐐀", "ᾳ ΐ ᾼ", "x1y_z Z9", "日本語 Ж ж Ђ", "ꭰ Ꭰ ა Ა ẞ", "K Å Ω", " lead  two")
ENDS = of("s", None, "", " ", "  a b  ", "\ta\n", "xxaxx", "xyxaxyx", "ääaää", "   ", "x", "日本 日", "\u00a0a\u00a0")
LENGTHS = around(of("s", None, "", "a", "Spark", "äöü", "日本語", "\U0001f600!", "abc", "abc", "abc", "xy", "xy", "xy",
                    "xy"),
                 i=[3, 5, None, 2, 5, 7, 3, 0, -1, 10, 1, 2**31 - 1 - 2**31 + 8, 4, 6], t=["*", "äb", "", "xyz", None])
PIECES = around(of("s", None, "", "Spark", "Spark", "Spark", "Spark", "Spark", "äöü日本", "äöü日本", "abc", "abc", "abc",
                   "abc", "abc", "abc", "\U0001f600a\U0001f600"),
                i=[1, 1, 0, 1, 2, -2, 5, 2, -3, -5, 4, 2**31 - 1, -2**31, None, 3, 2],
                j=[1, 2, 2, 0, -1, 5, 1, 2, 2, 3, 1, 2**31 - 1, 2**31 - 1, 1, None, 1])

CASES = {
    "length": ("length(s)", WORDS),
    "char_length": ("char_length(s)", WORDS),
    "concat": ("concat(s, t, u)", around(WORDS, t=["x", "", "é", None], u=["-", "y"])),
    "concat_ws": ("concat_ws(u, s, t, s)", around(WORDS, t=["x", "", "é", None], u=["-", "", "日", None, ", "])),
    "concat_ws_of_arrays": ("concat_ws(',', as, s, bs)", around(
        WORDS, **{"as": [["a", None, "b"], [], None, ["", ""], [None]], "bs": [["é"], None, [None, None]]})),
    "upper": ("upper(s)", CASED),
    "lower": ("lower(s)", CASED),
    "initcap": ("initcap(s)", CASED),
    "trim": ("trim(s)", ENDS),
    "ltrim": ("ltrim(s)", ENDS),
    "rtrim": ("rtrim(s)", ENDS),
    "trim_of": ("trim(BOTH t FROM s)", around(ENDS, t=["x", "xy", "ä", "", " \t", None])),
    "ltrim_of": ("trim(LEADING t FROM s)", around(ENDS, t=["x", "xy", "ä", "", " \t", None])),
    "rtrim_of": ("trim(TRAILING t FROM s)", around(ENDS, t=["x", "xy", "ä", "", " \t", None])),
    "lpad": ("lpad(s, i, t)", LENGTHS),
    "rpad": ("rpad(s, i, t)", LENGTHS),
    "lpad_blank": ("lpad(s, i)", LENGTHS),
    "rpad_blank": ("rpad(s, i)", LENGTHS),
    "substring": ("substring(s, i, j)", PIECES),
    "substring_rest": ("substring(s, i)", PIECES),
    "left": ("left(s, i)", PIECES),
    "right": ("right(s, i)", PIECES),
    "overlay": ("overlay(s PLACING t FROM i FOR j)", around(
        [row for row in PIECES if abs(row["i"] or 0) < 100], t=["_", "", "äö", "longer", None], j=[1, 0, -1, 3, 20, None])),
    "overlay_as_long": ("overlay(s PLACING t FROM i)", around(
        [row for row in PIECES if abs(row["i"] or 0) < 100], t=["_", "", "äö", "longer", None])),
    "repeat": ("repeat(s, i)", around(WORDS[:-1], i=[2, 0, 1, -1, 3, None, 2])),
    "space": ("space(i)", of("i", None, 0, 1, -1, 2, 3, 10, 100, -2**31, 7)),
    "reverse": ("reverse(s)", WORDS),
}
