# SPDX-License-Identifier: Apache-2.0
"""Functions of arrays, and functions of functions: the questions to Spark (function_goldens.py)."""

from itertools import product

MAX64, MIN64 = 2**63 - 1, -2**63
LONGS = [None, [], [None], [1], [3, 1, 2], [1, 1, None, 2, None], [MAX64, MIN64, 0], [-5, 5, -5], [2, None], [7, 7, 7],
         list(range(20))]
OTHERS = [[], [1, 2], None, [None, 2], [7], [MIN64, 5]]
DOUBLES = [None, [], [None], [0.0, -0.0], ["NaN", 1.0, "NaN"], ["Infinity", "-Infinity", 0.5], [1.5, None, -1.5], [2.0, 2.0], [1e300, -1e300],
           ["NaN", None], [-0.0, 1.0, 0.0]]
TEXTS = [None, [], [None], [""], ["b", "a", "b"], ["ä", "a", None], ["日本", "x", ""], ["B", "a", "C"], [None, "x", None], ["long " * 20, "s"], ["a", "a"]]
AL = [dict(al=v) for v in LONGS]
AD = [dict(ad=v) for v in DOUBLES]
AS = [{"as": v} for v in TEXTS]
TWO = [dict(al=a, bl=b) for a, b in product(LONGS, OTHERS)]
TWO_TEXTS = [{"as": a, "bs": b} for a, b in product(TEXTS, [[], ["a"], None, ["b", None], ["x", "ä"]])]
INDEXED = [dict(al=a, i=i) for a, i in product([None, [], [5, None, 7]], [1, 3, -1, -3, 2, 4, -4, None])]
INDEXED_0 = INDEXED + [dict(al=[5, None, 7], i=0), dict(al=[], i=0), dict(al=[1], i=2**31 - 1)]
INDEXED_TEXT = [{"as": a, "i": i} for a, i in product([None, ["x", None, "ä"]], [0, 1, 2, 3, -1, None])]
WITH = [dict(al=a, l=v) for a, v in product(LONGS, [1, 7, None, MIN64])]
WITH_D = [dict(ad=a, d=v) for a, v in product(DOUBLES, [0.0, -0.0, "NaN", 1.0])]
WITH_T = [{"as": a, "s": v} for a, v in product(TEXTS, ["a", "", None])]
REPEATED = [dict(l=v, i=n) for v, n in product([None, 1, MIN64], [0, 1, 3, -1, None])]
JOINED = [{"as": a, "s": s, "t": t} for a, (s, t) in product(TEXTS, [(",", "-"), ("", "?"), (None, "x"), ("ä", None)])]
SLICED = [dict(al=a, i=i, j=j) for a, i, j in product([None, [], [1, 2, None, 4]], [1, 2, -1, -2, 5, -9], [0, 1, 2, 9])] + \
         [dict(al=[1], i=0, j=1), dict(al=[1], i=1, j=-1), dict(al=[1], i=None, j=1), dict(al=[1], i=1, j=None)]
STEPS = [dict(l=a, m=b) for a, b in product([0, 5, -3, MAX64 - 2], [0, 5, -3, MAX64])
         if abs(a - b) < 100] + [dict(l=None, m=1), dict(l=1, m=None)]
STEPPED = [dict(l=a, m=b, i=s) for a, b, s in [(0, 10, 3), (10, 0, -3), (0, 10, -1), (0, 10, 0), (5, 5, 0), (5, 5, 1), (0, 9, 3), (-5, 5, 5),
                                              (MAX64 - 5, MAX64, 2), (MIN64 + 3, MIN64, -2), (None, 1, 1), (1, 2, None)]]
THREE = [dict(l=a, i=b, m=c) for a, b, c in product([1, None, MAX64], [2, None], [3, MIN64])]

CASES = {
    "size": ("size(al)", AL), "cardinality": ("cardinality(as)", AS), "array_size": ("array_size(ad)", AD),
    "element_at": ("element_at(al, i)", INDEXED_0), "try_element_at": ("try_element_at(al, i)", INDEXED_0), "get": ("get(al, i)", INDEXED_0),
    "get_text": ("get(as, i)", INDEXED_TEXT), "try_element_at_text": ("try_element_at(as, i)", INDEXED_TEXT),
    "array_contains": ("array_contains(al, l)", WITH), "array_contains_double": ("array_contains(ad, d)", WITH_D),
    "array_contains_text": ("array_contains(as, s)", WITH_T),
    "array_position": ("array_position(al, l)", WITH), "array_position_double": ("array_position(ad, d)", WITH_D),
    "array_position_text": ("array_position(as, s)", WITH_T),
    "array_distinct": ("array_distinct(al)", AL), "array_distinct_double": ("array_distinct(ad)", AD), "array_distinct_text": ("array_distinct(as)", AS),
    "sort_array": ("sort_array(al)", AL), "sort_array_down": ("sort_array(al, false)", AL), "array_sort": ("array_sort(al)", AL),
    "sort_array_double": ("sort_array(ad)", AD), "array_sort_double": ("array_sort(ad)", AD), "sort_array_text": ("sort_array(as)", AS),
    "array_sort_text": ("array_sort(as)", AS), "sort_array_text_down": ("sort_array(as, false)", AS),
    "array_min": ("array_min(al)", AL), "array_max": ("array_max(al)", AL), "array_min_double": ("array_min(ad)", AD),
    "array_max_double": ("array_max(ad)", AD), "array_min_text": ("array_min(as)", AS), "array_max_text": ("array_max(as)", AS),
    "array_join": ("array_join(as, s)", JOINED), "array_join_null": ("array_join(as, s, t)", JOINED),
    "array_union": ("array_union(al, bl)", TWO), "array_intersect": ("array_intersect(al, bl)", TWO), "array_except": ("array_except(al, bl)", TWO),
    "array_union_text": ("array_union(as, bs)", TWO_TEXTS), "array_intersect_text": ("array_intersect(as, bs)", TWO_TEXTS),
    "array_except_text": ("array_except(as, bs)", TWO_TEXTS), "arrays_overlap": ("arrays_overlap(al, bl)", TWO),
    "arrays_overlap_text": ("arrays_overlap(as, bs)", TWO_TEXTS),
    "array_remove": ("array_remove(al, l)", WITH), "array_remove_double": ("array_remove(ad, d)", WITH_D), "array_remove_text": ("array_remove(as, s)", WITH_T),
    "array_append": ("array_append(al, l)", WITH), "array_prepend": ("array_prepend(al, l)", WITH), "array_append_text": ("array_append(as, s)", WITH_T),
    "array_prepend_text": ("array_prepend(as, s)", WITH_T), "array_repeat": ("array_repeat(l, i)", REPEATED),
    "array_repeat_text": ("array_repeat(s, 2)", WITH_T), "array_compact": ("array_compact(al)", AL), "array_compact_text": ("array_compact(as)", AS),
    "flatten": ("flatten(array(al, bl))", TWO), "slice": ("slice(al, i, j)", SLICED), "array_reverse": ("reverse(al)", AL),
    "array_reverse_text": ("reverse(as)", AS), "array_concat": ("concat(al, bl)", TWO), "array_concat_text": ("concat(as, bs)", TWO_TEXTS),
    "sequence": ("sequence(l, m)", STEPS), "sequence_step": ("sequence(l, m, CAST(i AS BIGINT))", STEPPED),
    "array": ("array(l, i, m)", THREE), "array_text": ("array(s, t, 'x')", JOINED),
    "transform": ("transform(al, x -> x % 10 + 1)", AL), "transform_index": ("transform(al, (x, i) -> x % 10 + i)", AL),
    "transform_text": ("transform(as, x -> concat(x, '!'))", AS), "transform_column": ("transform(al, x -> x = l)", WITH),
    "transform_nested": ("transform(al, x -> aggregate(al, CAST(0 AS BIGINT), (a, y) -> a + y % 7 * (x % 3)))", AL),
    "filter": ("filter(al, x -> x > 1)", AL), "filter_index": ("filter(al, (x, i) -> i % 2 = 0)", AL), "filter_text": ("filter(as, x -> length(x) > 0)", AS),
    "exists": ("exists(al, x -> x > 1)", AL), "forall": ("forall(al, x -> x > 0)", AL), "exists_column": ("exists(al, x -> x = l)", WITH),
    "aggregate": ("aggregate(al, CAST(0 AS BIGINT), (a, x) -> a + x % 100)", AL), "aggregate_null": ("aggregate(al, CAST(0 AS BIGINT), (a, x) -> a + coalesce(x, 1L) % 100)", AL),
    "aggregate_finish": ("aggregate(ad, 0D, (a, x) -> a + x, a -> a / 2)", AD), "reduce_text": ("reduce(as, '', (a, x) -> concat(a, coalesce(x, '_')))", AS),
    "zip_with": ("zip_with(al, bl, (x, y) -> x % 10 + y % 10)", TWO), "zip_with_text": ("zip_with(as, bs, (x, y) -> concat(coalesce(x, '?'), coalesce(y, '?')))", TWO_TEXTS),
}
