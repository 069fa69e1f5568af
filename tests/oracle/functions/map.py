# SPDX-License-Identifier: Apache-2.0
"""Functions of maps: the questions to Spark (function_goldens.py). Keys are asked in their order, because ours are
kept so."""

MAPS = [None, [], [["a", 1]], [["a", None]], [["", 0], ["a", -1]], [["a", 1], ["b", 2], ["c", 3]],
        [["a", 2**63 - 1], ["b", -2**63]], [["A", 1], ["a", 2]], [["a", None], ["z", None]], [["a b", 7], ["ä", 8]],
        [["x", 1], ["日本語", 2]]]
KEYS = ["a", "", None, "b", "ä", "zz"]
KV = [{"kv": v} for v in MAPS]
AT = [{"kv": v, "s": KEYS[(i + j) % len(KEYS)]} for i, v in enumerate(MAPS) for j in (0, 1, 3)]
ARRAYS = [(None, None), (["a"], None), ([], []), (["a"], [1]), (["a", "b"], [1, None]), (["a", None], [1, 2]),
          (["a", "a"], [1, 2]), (["a"], [1, 2]), (["a", "b", "c"], [3, 2, 1]), (["x", "y"], [None, None])]

CASES = {
    "map_keys": ("map_keys(kv)", KV), "map_values": ("map_values(kv)", KV), "map_entries": ("map_entries(kv)", KV),
    "size": ("size(kv)", KV), "size_array": ("size(al)", [{"al": v} for v in (
        None, [], [1], [None], [1, 2], [1, None, 3], [0] * 10, [None, None], [5, 5], [2**62])]),
    "element_at": ("element_at(kv, s)", AT), "element_at_literal": ("element_at(kv, 'a')", KV),
    "map_contains_key": ("map_contains_key(kv, s)", AT),
    "map_from_arrays": ("map_from_arrays(as, al)", [{"as": k, "al": v} for k, v in ARRAYS]),
    "map_concat": ("map_concat(kv, map(s, l))", [{**row, "l": 5} for row in AT]),
    "create_map": ("map(s, l, t, m)", [{"s": s, "t": t, "l": v, "m": w} for s, t, v, w in (
        ("a", "b", 1, 2), ("a", "b", None, 2), ("a", "a", 1, 2), (None, "b", 1, 2), ("a", None, 1, 2), ("", "a", 0, 0),
        ("b", "a", 1, 2), ("x", "y", None, None), ("ä", "ö", 1, 2), ("A", "a", 5, 6))]),
    "create_map_types": ("map(i, s, l, t)", [{"i": k, "l": m, "s": s, "t": t} for k, m, s, t in (
        (1, 2, "a", "b"), (1, 1, "a", "b"), (None, 1, "a", "b"), (2**31 - 1, 2**63 - 1, "a", "b"), (-1, 0, None, "b"),
        (0, 1, "a", None), (5, 7, "", ""), (1, None, "a", "b"), (-2**31, -2**63, "a", "b"), (3, 4, "x", "y"))]),
    "null_test": ("kv IS NULL", KV),
}
