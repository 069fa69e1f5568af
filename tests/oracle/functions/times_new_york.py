# SPDX-License-Identifier: Apache-2.0
"""Functions of times in a zone behind UTC whose clocks change: the questions to Spark (function_goldens.py)."""

from itertools import product

from times import DAY, UNITS, at

ZONE = "America/New_York"
# 2020: clocks go forward on March 8th (day 18329) at 7:00 UTC, back on November 1st (18567) at 6:00 UTC
STAMPS = [None, 0, -1, at(18329, 6, 59, 59), at(18329, 7), at(18329, 7, 30), at(18567, 5, 30), at(18567, 5, 59, 59), at(18567, 6), at(18567, 6, 30),
          at(18262, 4, 59), at(18262, 5), at(18444, 3, 59), at(-30000, 5), at(29400, 12), at(29300, 12)]
TS = [dict(ts=v) for v in STAMPS]
DT = [dict(dt=v) for v in (None, 0, -1, 18329, 18567, 18262, 18444, -30000, 29400, 3652)]
TEXTS = [dict(s=v) for v in (None, "2020-03-08 02:30:00", "2020-03-08 01:59:59", "2020-03-08 03:00:00", "2020-11-01 01:30:00", "2020-11-01 00:59:59",
                             "2020-11-01 02:00:00", "2020-07-01 12:00:00", "2020-01-01 12:00:00", "2020-03-08", "1880-01-01 00:00:00", "2055-07-01 12:00:00")]
SHIFTED = [dict(ts=a, iv=b) for a, b in product(STAMPS[3:10] + [at(18328, 7, 30), at(18566, 5, 30)], [DAY, -DAY, 36 * 3600 * 10**6])]
CASES = {
    "hour": ("hour(ts)", TS), "day": ("day(ts)", TS), **{f"date_trunc_{unit.lower()}": (f"date_trunc('{unit}', ts)", TS) for unit in UNITS[:6]},
    "to_timestamp": ("to_timestamp(s)", TEXTS), "to_timestamp_date": ("to_timestamp(dt)", DT), "plus": ("ts + iv", SHIFTED), "minus": ("ts - iv", SHIFTED),
    "to_timestamp_format": ("to_timestamp(s, 'yyyy-MM-dd HH:mm:ss')", TEXTS), "date_format": ("date_format(ts, 'yyyy-MM-dd HH:mm:ss z xxx')", TS),
}
