# SPDX-License-Identifier: Apache-2.0
"""Functions that search in text: the questions to Spark (function_goldens.py)."""

from rows import around, of

FOUND = around(of("s", None, "", "", "abcabc", "abcabc", "abcabc", "äöüäöü", "日本語日本", "a.b.c", "aaaa", "aaaa", "x",
                  "\U0001f600b\U0001f600b", "Spark", "line\nbreak"),
               t=["a", "", "a", "bc", "", "abcabc", "ü", "本", ".", "aa", "aaaaa", None, "\U0001f600b", "park", "\n"])
FROM = around(FOUND + FOUND, i=[1, 2, 0, -1, 3, None, 5, 100])
PARTS = around(of("s", None, "", "www.apache.org", "www.apache.org", "www.apache.org", "www.apache.org", "aaaa", "aaaa",
                  "ä日ä日ä", "ä日ä日ä", "a,b,", ",a", "none", "none", "a||b||c", "abc", "x.y"),
               t=[".", ".", ".", ".", ".", ".", "aa", "aa", "日", "日", ",", ",", "-", "-", "||", "", None],
               i=[1, 1, 2, -2, 10, -10, 1, -1, 2, -1, 3, 1, 1, -1, 2, 1, 1])
LIKES = around(of("s", None, "", "", "Spark", "Spark", "Spark", "Spark", "50%", "50%", "a_b", "äöü", "日本語", "line\nbreak",
                  "\U0001f600", "aXbXc", "aab", "mississippi", "x", "a\\b", "STRASSE", "SPARK"),
               t=["%", "", "%", "Sp%", "%ar_", "_park", "spark", "50\\%", "5\\%%", "a\\_b", "_ö_", "%本%", "line%k", "_",
                  "a%b%c", "%ab", "%iss%ip%", None, "a\\\\b", "straße", "s%K"])

CASES = {
    "contains": ("contains(s, t)", FOUND),
    "starts_with": ("startswith(s, t)", FOUND),
    "ends_with": ("endswith(s, t)", FOUND),
    "instr": ("instr(s, t)", FOUND),
    "locate": ("locate(t, s)", FOUND),
    "locate_from": ("locate(t, s, i)", FROM),
    "position": ("position(t, s)", FOUND),
    "replace": ("replace(s, t, u)", around(FOUND, u=["_", "", "äöü", None, "longer"])),
    "replace_by_nothing": ("replace(s, t)", FOUND),
    "translate": ("translate(s, t, u)", around(
        of("s", None, "", "AaBbCc", "AaBbCc", "translate", "äöü", "日本語", "abc", "\U0001f600b", "aaa", "x"),
        t=["a", "a", "abc", "abc", "rnlt", "äü", "本日", "", "\U0001f600", "aa", None],
        u=["b", "b", "123", "1", "123", "aü", "x", "x", "b", "xy", "x"])),
    "substring_index": ("substring_index(s, t, i)", around(PARTS, i=[1, 1, 2, -2, 10, -10, 2, -2, 2, -1, 3, 0, 1, -1])),
    "split_part": ("split_part(s, t, i)", around(PARTS + PARTS, i=[1, 1, 2, -2, 10, -10, 1, -1, 2, -1, 3, 1, 1, -1, 0, -3])),
    "find_in_set": ("find_in_set(s, t)", around(
        of("s", None, "", "ab", "b", "c,d", "ä", "", "x", "def", "a", "A"),
        t=["a,b", "a,,b", "abc,b,ab,c,def", "b", "a,c,d", "日,ä", "", None, "abc,b,ab,c,def", "aa,a", "a"])),
    "like": ("s LIKE t", LIKES),
    "like_wrong_escape": ("s LIKE t", around(LIKES, t=["a\\", "\\a", "x\\%\\", "%\\n"])),
    "like_literal": ("s LIKE '%a%k'", LIKES),
    "like_escape": ("s LIKE '50/%/_//%' ESCAPE '/'", of(
        "s", None, "", "50%_/", "50%_/abc", "50%_", "50/%/_//", "50%x/", "50%_/\n", "50%_/ä", "50%_//")),
    "ilike": ("s ILIKE t", LIKES),
    "ilike_literal": ("s ILIKE '%A%k'", LIKES),
    "levenshtein": ("levenshtein(s, t)", around(FOUND, t=["kitten", "", "abc", "äbc", "日本", None, "a"])),
    "levenshtein_within": ("levenshtein(s, t, i)", around(FOUND, t=["kitten", "", "abc", "äbc", "日本", None, "a"],
                                                        i=[2, 0, 3, 5, None, 1])),
    "soundex": ("soundex(s)", of("s", None, "", "Miller", "Robert", "Rupert", "Tymczak", "Pfister", "Honeyman", "Ashcraft",
                                 "a", "äb", "1a", "Müller", "O'Hara", "lloyd", "Jackson", "VanDeusen", "bb", "日本")),
}
