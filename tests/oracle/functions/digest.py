# SPDX-License-Identifier: Apache-2.0
"""Digests and hashes: the questions to Spark (function_goldens.py)."""

from rows import around, of

WORDS = of("s", None, "", "a", "Spark", "  two  words ", "äöü", "日本語", "\U0001f600!", "line\nbreak", "A" * 300, "x" * 31,
           "y" * 32, "z" * 33, "abc", "abcd", "abcde", "abcdef", "abcdefg")
EDGES = [dict(b=True, i8=1, i16=-1, i=42, l=2**63 - 1, f=1.5, d=-2.5, ts=1, dt=1, iv=1, s="a"),
         dict(b=False, i8=-128, i16=-32768, i=-2**31, l=-2**63, f="NaN", d="NaN", ts=-1, dt=-1, iv=-1, s=""),
         dict(f=0.0, d=-0.0, l=0), dict(f=-0.0, d=0.0, i=0), dict(f="Infinity", d="-Infinity"), dict(), dict(s="äöü"),
         dict(s="日本語 and more", i=7), dict(i8=127, i16=32767, i=2**31 - 1), dict(d=1e300, f=1e-30), dict(dt=20000, ts=10**15),
         dict(iv=86400 * 10**6)]

CASES = {
    "md5": ("md5(s)", WORDS),
    "sha1": ("sha1(s)", WORDS),
    "sha2_256": ("sha2(s, 256)", WORDS),
    "sha2": ("sha2(s, i)", around(WORDS, i=[0, 224, 256, 384, 512, 1, None])),
    "crc32": ("crc32(s)", WORDS),
    "hash": ("hash(s)", WORDS),
    "hash_of_all": ("hash(b, i8, i16, i, l, f, d, s, ts, dt, iv)", EDGES),
    "hash_of_arrays": ("hash(al, as)", [dict(al=[1, None, 3]), dict(al=[]), dict(), {"as": ["a", None, ""]}, dict(al=[0]),
                                        {"al": [5], "as": ["ä"]}, dict(al=[-1]), {"as": []}, {"as": [None]}, dict(al=[None])]),
    "xxhash64": ("xxhash64(s)", WORDS),
    "xxhash64_of_all": ("xxhash64(b, i8, i16, i, l, f, d, s, ts, dt, iv)", EDGES),
    "xxhash64_of_arrays": ("xxhash64(al, as)", [dict(al=[1, None, 3]), dict(al=[]), dict(), {"as": ["a", None, ""]}, dict(al=[0]),
                                               {"al": [5], "as": ["ä"]}, dict(al=[-1]), {"as": []}, {"as": [None]}, dict(al=[None])]),
}
for name, column in {"boolean": "b", "int": "i", "bigint": "l", "float": "f", "double": "d", "date": "dt", "timestamp": "ts"}.items():
    CASES[f"hash_of_{name}"] = (f"hash({column})", EDGES)
    CASES[f"xxhash64_of_{name}"] = (f"xxhash64({column})", EDGES)
