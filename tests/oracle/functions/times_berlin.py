# SPDX-License-Identifier: Apache-2.0
"""Functions of times in a zone whose clocks change: the questions to Spark (function_goldens.py)."""

from itertools import product

from times import DAY, UNITS, at

ZONE = "Europe/Berlin"
# 2020: clocks go forward on March 29th (day 18350) at 1:00 UTC, back on October 25th (18560) at 1:00 UTC; before 1893 local mean time
STAMPS = [None, 0, -1, at(18350, 0, 59, 59), at(18350, 1), at(18350, 1, 30, 15, 123_456), at(18560, 0, 30), at(18560, 0, 59, 59), at(18560, 1),
          at(18560, 1, 30), at(18293, 23, 30), at(18444, 22, 30), at(18444, 21, 59), at(-30000, 5), at(29400, 12), at(29300, 12), at(-9000, 12)]
TS = [dict(ts=v) for v in STAMPS]
DT = [dict(dt=v) for v in (None, 0, -1, 18350, 18560, 18293, 18444, -30000, 29400, 3652)]
TEXTS = [dict(s=v) for v in (None, "2020-03-29 02:30:00", "2020-03-29 01:59:59", "2020-03-29 03:00:00", "2020-10-25 02:30:00", "2020-10-25 01:59:59",
                             "2020-10-25 03:00:00", "2020-07-01 12:00:00", "2020-01-01 12:00:00", "2020-07-01 12:00:00Z", "2020-03-29", "2020-10-25 2:30",
                             "1880-01-01 00:00:00", "2055-07-01 12:00:00", "1945-06-01 12:00:00")]
CLOSE = [v for v in STAMPS[1:]][:10]
TWO = [dict(ts=a, us=b) for a, b in product(CLOSE, [0, at(18350, 1, 30), at(18560, 0, 30), at(18444, 22, 30)])]
SHIFTED = [dict(ts=a, iv=b) for a, b in product(CLOSE + [at(18349, 1, 30), at(18559, 0, 30), at(18561, 1, 30)], [3600 * 10**6, DAY, -DAY, 36 * 3600 * 10**6, -1])]
ADDED = [dict(i=n, ts=t) for n, t in product([1, -1, 7], [at(18349, 1, 30), at(18350, 0, 59), at(18350, 1), at(18559, 0, 30), at(18560, 1, 30)])]
FORMAT = "yyyy-MM-dd HH:mm:ss VV z O xxx"
CASES = {
    **{name: (f"{sql}(ts)", TS) for name, sql in dict(year="year", month="month", day="day", day_of_week="dayofweek", hour="hour", minute="minute",
                                                      second="second").items()},
    **{f"date_trunc_{unit.lower()}": (f"date_trunc('{unit}', ts)", TS) for unit in UNITS},
    "to_date": ("to_date(ts)", TS), "to_timestamp_date": ("to_timestamp(dt)", DT), "to_timestamp": ("to_timestamp(s)", TEXTS),
    "to_timestamp_format": ("to_timestamp(s, 'yyyy-MM-dd HH:mm:ss')", TEXTS), "date_format": (f"date_format(ts, '{FORMAT}')", TS),
    "unix_timestamp_date": ("unix_timestamp(dt)", DT), "from_unixtime": ("from_unixtime(l)", [dict(l=v and v // 10**6) for v in STAMPS]),
    "make_timestamp": ("make_timestamp(2020, i, j, CAST(l AS INT), 30, 0)", [dict(i=m, j=d, l=h) for m, d, h in product([3, 10], [25, 29], [1, 2, 3])]),
    "plus": ("ts + iv", SHIFTED), "minus": ("ts - iv", SHIFTED), "difference": ("ts - us", TWO), "months_between": ("months_between(ts, us)", TWO),
    "date_plus_duration": ("dt + iv", [dict(dt=a, iv=b) for a, b in product([18350, 18560, 0], [3600 * 10**6, 7200 * 10**6, DAY, 5 * 3600 * 10**6])]),
    "date_add": ("date_add(ts, 1)", TS),
    **{f"timestamp_add_{unit.lower()}": (f"timestampadd({unit}, i, ts)", ADDED) for unit in UNITS[:6]},
    **{f"timestamp_diff_{unit.lower()}": (f"timestampdiff({unit}, ts, us)", TWO) for unit in UNITS[:7]},
    "cast_date": ("CAST(ts AS DATE)", TS), "cast_timestamp": ("CAST(dt AS TIMESTAMP)", DT), "cast_text": ("CAST(s AS TIMESTAMP)", TEXTS),
}
