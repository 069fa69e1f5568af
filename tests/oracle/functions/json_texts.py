# SPDX-License-Identifier: Apache-2.0
"""Functions of JSON texts: the questions to Spark (function_goldens.py)."""

from rows import around, of

DOCUMENT = ('{"a": 1, "b": {"c": "x y", "d": [10, 20, {"e": "z"}]}, "n": null, "f": 1.50, "g": 1e3, "t": true, "é": "ä\\n\\u00e9", '
            '"l": [{"p": 1}, {"p": 2}, {"q": 3}], "m": [[1, 2], [3]], "x.y": 5, "o": [{"p": 7}]}')
PATHS = of("t", "$", "$.a", "$.b", "$.b.c", "$.b.d", "$.b.d[1]", "$.b.d[2].e", "$.b.d[9]", "$.n", "$.f", "$.g", "$.t", "$.é", "$['é']",
           "$.l[*].p", "$.l[*]", "$.m[*]", "$.m[*][*]", "$.m[0][*]", "$.o[*].p", "$.l.p", "$.b.*", "$['x.y']", "$.missing", "a", "", "$.",
           "$[0]", "$.l[*].q", "$.b.d[*].e", None)
TEXTS = of("s", None, "", "{}", "[]", "[1, 2, 3]", '{"a": 1, "b": 2}', '{"a": {"c": 1}, "a": 2}', '[{"a": 1}, [1, 2], null]', "5",
           '"x"', "null", "[1, 2", '{"a": 1', '{"a" 1}', "[1, 2] junk", '["\\u00e9", "日"]', '{"é": [1]}', "  [1]  ", "not json")
RECORDS = of("s", None, "", "{}", '{"k": "x", "v": 1}', '{"v": 2, "k": "ä", "z": 3}', '{"k": 5, "v": "6"}', '{"k": "x", "v": 1.5}',
             '{"k": {"a": [1, 2]}, "v": null}', '{"k": "x"', "[1]", "null", '{"k": "x", "v": 9223372036854775808}',
             '{"k": "a\\"\\n\\ud83d\\ude00", "v": -1}', '{"k": true, "v": true}', '{"k": "x", "v": 1} junk', "5", '{"k": null, "k": "y"}')

CASES = {
    "get_json_object": ("get_json_object(s, t)", around(PATHS, s=[DOCUMENT])),
    "get_json_object_literal": ("get_json_object(s, '$.a')", TEXTS),
    "json_array_length": ("json_array_length(s)", TEXTS),
    "json_object_keys": ("json_object_keys(s)", TEXTS),
    "from_json": ("from_json(s, 'k string, v bigint')", RECORDS),
    "from_json_of_doubles": ("from_json(s, 'd double, b boolean, l array<bigint>')", of(
        "s", None, '{"d": 1, "b": true, "l": [1, null, 3]}', '{"d": 1.5e300, "b": false, "l": []}', '{"d": "NaN", "b": "true", "l": 5}',
        '{"d": "x", "b": 1, "l": ["a"]}', '{"d": "-Infinity"}', '{"l": [1.5]}', '{"d": null, "l": null}', '{"d": [1]}', '{"l": [1, "a", 3]}',
        '{"b": null, "d": -0.0}')),
    "from_json_of_times": ("from_json(s, 'ts timestamp, dt date')", of(
        "s", None, '{"ts": "2020-01-01T10:00:00Z", "dt": "2020-01-31"}', '{"ts": "2020-01-01 10:00:00.123", "dt": "x"}',
        '{"ts": "2020-01-01T10:00:00.000+01:00"}', '{"ts": "x", "dt": "2020-02-30"}', '{"ts": 5}', "{}", '{"dt": 5}', '{"ts": null}',
        '{"ts": "2020-01-01"}', '{"dt": "2020-1-1"}')),
    "to_json_of_array": ("to_json(al)", of("al", None, [], [1], [1, None, 3], [2**63 - 1], [-1, 0], [None], [5] * 5, [7, 8], [0])),
    "to_json_of_doubles": ("to_json(ad)", of("ad", None, [], [1.0], [1.5, None], ["NaN"], ["Infinity", "-Infinity"], [1e10, 1e-5], [0.1],
                                            [-0.0], [123456789.125])),
    "to_json_of_texts": ("to_json(as)", of("as", None, [], ["a"], ["ä", "日"], ['"', "\\"], ["\n\t"], [None], ["\u0001"], ["/"], ["\U0001f600"])),
    "to_json": ("to_json(struct(b, i, l, d, s, ts, dt, al))", [
        dict(), dict(b=True, i=1, l=2**63 - 1, d=1.5, s="x", ts=0, dt=0, al=[1]), dict(s='"ä"\n'), dict(d="NaN"), dict(d=1e10),
        dict(ts=1577836800123456), dict(dt=18262), dict(al=[]), dict(b=False), dict(ts=-1), dict(i=-5, s="")]),
}
