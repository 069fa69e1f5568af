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

BYTES = of("x", None, "", "00", "ff", "666f6f", "00" * 8, "c3a4", "deadbeef", "ff" * 33, "0102030405")
DECIMALS = around(of("p", None, "0.00", "1.00", "-1.00", "99999999.99", "-99999999.99", "0.01", "-0.01", "12.34", "1.28"),
                  q=["0.0000000000", "1.0000000000", "-1.0000000000", None, "9999999999999999999999999999.9999999999",
                     "-9999999999999999999999999999.9999999999", "0.0000000127", "0.0000000128", "-0.0000000128",
                     "-0.0000000129", "0.0000032768"])

CASES = {
    "md5_of_binary": ("md5(x)", BYTES),
    "sha2_of_binary": ("sha2(x, 224)", BYTES),
    "crc32_of_binary": ("crc32(x)", BYTES),
    "hash_of_binary": ("hash(x)", BYTES),
    "xxhash64_of_binary": ("xxhash64(x)", BYTES),
    "hash_of_decimals": ("hash(p, q)", DECIMALS),
    "xxhash64_of_decimals": ("xxhash64(p, q)", DECIMALS),
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
