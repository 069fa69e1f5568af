# SPDX-License-Identifier: Apache-2.0
"""Functions of the bits of integers: the questions to Spark (function_goldens.py)."""

from itertools import product

MIN8, MAX8, MIN16, MAX16 = -2**7, 2**7 - 1, -2**15, 2**15 - 1
MIN32, MAX32, MIN64, MAX64 = -2**31, 2**31 - 1, -2**63, 2**63 - 1
LONGS = [0, 1, -1, 6, 255, -256, MAX32, MIN32, MAX64, MIN64]
L = [dict(l=v) for v in [None, *LONGS]]
LM = [dict(l=a, m=b) for a, b in product([0, 1, -1, 12, 10, MAX64, MIN64], repeat=2)] + [dict(l=None, m=1)]
MIXED = [dict(i8=a, l=b) for a, b in product([0, 1, -1, MAX8, MIN8], [0, 255, -1, MIN64])] + [dict(i8=None, l=1)]
SHIFTS = [0, 1, 31, 32, 33, 63, 64, 65, -1, 100]
LI = [dict(l=a, i=b) for a, b in product([0, 1, -1, 255, MAX64, MIN64], SHIFTS)] + [dict(l=None, i=1)]
IJ = [dict(i=a, j=b) for a, b in product([0, 1, -1, 255, MAX32, MIN32], SHIFTS)] + [dict(i=1, j=None)]
I8J = [dict(i8=a, j=b) for a, b in product([0, 1, -1, MAX8, MIN8], [0, 1, 7, 8, -1])]
I8 = [dict(i8=v) for v in (None, 0, 1, -1, 2, 3, 64, MAX8, MIN8, -2)]
I16 = [dict(i16=v) for v in (None, 0, 1, -1, 2, 3, 64, MAX16, MIN16, -2)]
I = [dict(i=v) for v in (None, 0, 1, -1, 2, 3, 64, MAX32, MIN32, -2)]
B = [dict(b=v) for v in (None, True, False)] * 4

CASES = {
    "bit_and": ("l & m", LM), "bit_or": ("l | m", LM), "bit_xor": ("l ^ m", LM), "bit_not": ("~l", L),
    "bit_and_mixed": ("i8 & l", MIXED), "bit_or_mixed": ("i8 | l", MIXED), "bit_xor_mixed": ("i8 ^ l", MIXED),
    "bit_not_tiny": ("~i8", I8), "bit_not_short": ("~i16", I16),
    "bit_count": ("bit_count(l)", L), "bit_count_tiny": ("bit_count(i8)", I8), "bit_count_int": ("bit_count(i)", I),
    "bit_count_boolean": ("bit_count(b)", B),
    "bit_get": ("bit_get(l, i)", LI), "bit_get_tiny": ("bit_get(i8, j)", I8J), "getbit_int": ("getbit(i, j)", IJ),
    "shiftleft": ("shiftleft(l, i)", LI), "shiftright": ("shiftright(l, i)", LI),
    "shiftrightunsigned": ("shiftrightunsigned(l, i)", LI), "shiftleft_int": ("shiftleft(i, j)", IJ),
    "shiftright_int": ("shiftright(i, j)", IJ), "shiftrightunsigned_int": ("shiftrightunsigned(i, j)", IJ),
    "shiftleft_tiny": ("shiftleft(i8, j)", I8J),
}
