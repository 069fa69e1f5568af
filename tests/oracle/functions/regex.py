# SPDX-License-Identifier: Apache-2.0
"""Regular expressions: the questions to Spark (function_goldens.py)."""

from rows import around, of

TEXTS = of("s", None, "", "a", "abc", "100-200", "100-200, 300-400", "äöü", "日本語", "line\nbreak", "\U0001f600 b", "a.b.c",
           "aaa", "foo bar  baz", "Steven Jones")
PATTERNS = around(of("s", "abc", "abc", None, "", "aaa", "äöü", "100-200", "line\nbreak", "x", "a.b", "日本語", "aXb"),
                  t=["b", "^a.c$", "a", "", "a*", "ö", "(\\d+)-(\\d+)", "e.b", None, "a\\.b", "[日本]+", "(?i)axb"])
# Java finds an empty match in the middle of a character beyond U+FFFF, and makes "?" of it when it replaces.
PLAIN = [row for row in TEXTS if row["s"] != "\U0001f600 b"]

CASES = {
    "rlike": ("s RLIKE t", PATTERNS),
    "rlike_literal": (r"s RLIKE '^\\w+[.]\\w|(\\d+)-|^$|ö'", TEXTS),
    "regexp_like": ("regexp_like(s, t)", PATTERNS),
    "regexp_extract": (r"regexp_extract(s, '(\\d+)-(\\d+)', 1)", TEXTS),
    "regexp_extract_second": (r"regexp_extract(s, '(\\d+)-(\\d+)', 2)", TEXTS),
    "regexp_extract_whole": (r"regexp_extract(s, '[a-zäö]+(x)?', 0)", TEXTS),
    "regexp_extract_optional": (r"regexp_extract(s, '[a-zäö]+(x)?', 1)", TEXTS),
    "regexp_extract_of": ("regexp_extract(s, t, i)", around(PATTERNS, i=[0, 0, 1, 0, 0, None])),
    "regexp_extract_wrong_group": ("regexp_extract(s, '(a)', i)", around(TEXTS, i=[2, -1])),
    "regexp_extract_all": (r"regexp_extract_all(s, '(\\d+)-(\\d+)', 1)", TEXTS),
    "regexp_extract_all_whole": (r"regexp_extract_all(s, '[a-zäö日]*', 0)", PLAIN),
    "regexp_replace": (r"regexp_replace(s, '(\\d+)', 'num')", TEXTS),
    "regexp_replace_groups": (r"regexp_replace(s, '(\\w)(\\w)', '$2-$1\\$')", TEXTS),
    "regexp_replace_empty": ("regexp_replace(s, 'x*', '-')", PLAIN),
    "regexp_replace_of": ("regexp_replace(s, t, u)", around(PATTERNS, u=["-", "", "ä", None])),
    "regexp_replace_from": ("regexp_replace(s, '[a-z0-9]', '_', 3)", TEXTS),
    "regexp_count": ("regexp_count(s, '[a-zä日]')", TEXTS),
    "regexp_count_of": ("regexp_count(s, t)", PATTERNS),
    "regexp_instr": ("regexp_instr(s, '[bö本]')", TEXTS),
    "regexp_instr_of": ("regexp_instr(s, t)", PATTERNS),
    "regexp_substr": (r"regexp_substr(s, '[b-zö本]+\\d*')", TEXTS),
    "regexp_substr_of": ("regexp_substr(s, t)", PATTERNS),
    "split": ("split(s, '[-., ]')", TEXTS),
    "split_empty": ("split(s, '')", TEXTS),
    "split_limit": ("split(s, '[-., ]+', 2)", TEXTS),
    "split_of": ("split(s, t, i)", around(PATTERNS, i=[-1, 0, 1, 2, 3, None])),
}
