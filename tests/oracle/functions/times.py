# SPDX-License-Identifier: Apache-2.0
"""Functions of times in UTC: the questions to Spark (function_goldens.py)."""

from itertools import product

US = 1_000_000
DAY = 86_400 * US
MIN64, MAX64 = -2**63, 2**63 - 1


def at(days, h=0, m=0, s=0, us=0):
    return days * DAY + ((h * 60 + m) * 60 + s) * US + us


# 1970-01-01, a microsecond before it, leap days of 2020, 2000, 1900-02-28, the end of years, week 53, the year 1, 9999
STAMPS = [None, 0, -1, 1, at(18321, 23, 59, 59, 999_999), at(11016, 12, 30, 15, 123_456), at(-25509, 1, 2, 3),
          at(18627, 23, 59, 59), at(18628), at(18626), at(-719162), at(2932896, 23, 59, 59, 999_999), at(19800, 7, 5, 9, 50),
          at(-1, 0, 0, 0, 500)]
DATES = [None, 0, -1, 18321, 11016, -25509, 18627, 18628, 18626, -719162, 2932896, 19800, 19814, 16436, 18262]
TS = [dict(ts=v) for v in STAMPS]
FAR = TS + [dict(ts=v) for v in (MAX64, MIN64, MAX64 - 1)]
DT = [dict(dt=v) for v in DATES]
MOVED = [dict(dt=d, i=n) for d, n in product([0, -1, 18321, 19753, 18628], [0, 1, -1, 13, -25])] + \
        [dict(dt=None, i=1), dict(dt=1, i=None)]
TWO_DATES = [dict(dt=a, du=b) for a, b in product([0, -1, 18321, 18628, -719162], [0, 1, 18350, 2932896])] + \
            [dict(dt=None, du=1), dict(dt=1, du=None)]
SOME = [0, -1, at(18321, 23, 59, 59, 999_999), at(18350, 23, 59, 59), at(18350), at(11016, 12, 30, 15, 123_456),
        at(18293, 6), at(-25509, 1, 2, 3)]
TWO = [dict(ts=a, us=b) for a, b in product(SOME, SOME)] + [dict(ts=None, us=1), dict(ts=1, us=None)]
SPANS = [0, 1, -1, DAY, -DAY, 90 * US, 36 * 3600 * US, -59 * DAY - 1]
SHIFTED = [dict(ts=a, iv=b) for a, b in product([0, -1, at(18321, 23, 59, 59, 999_999), at(-25509, 1, 2, 3)], SPANS)] + \
          [dict(ts=None, iv=1), dict(ts=1, iv=None), dict(ts=MAX64, iv=1), dict(ts=MAX64, iv=0), dict(ts=MIN64, iv=-1),
           dict(ts=MAX64 - 5, iv=5)]
DAY_SPANS = [dict(dt=a, iv=b) for a, b in product([0, -1, 18321], SPANS)] + [dict(dt=None, iv=1)]
SPAN_PAIRS = [dict(iv=v) for v in (None, *SPANS, 5 * DAY, -1234567)]
PARTS = [dict(i=y, j=m, l=d) for y, m, d in [
    (2020, 2, 29), (2021, 2, 29), (1970, 1, 1), (1969, 12, 31), (1, 1, 1), (9999, 12, 31), (2000, 13, 1), (2000, 0, 1),
    (2000, 1, 0), (2000, 4, 31), (1900, 2, 29), (2000, 2, 29), (None, 1, 1), (2000, None, 1), (2000, 1, None)]]
CLOCK = [dict(i=h, j=m, d=s) for h, m, s in [
    (0, 0, 0.0), (23, 59, 59.999999), (12, 30, 15.5), (24, 0, 0.0), (0, 60, 0.0), (0, 0, 60.0), (0, 0, 60.5), (-1, 0, 0.0),
    (5, 6, 7.1234567), (None, 0, 0.0), (0, None, 0.0), (0, 0, None), (1, 2, -3.0), (23, 59, 60.0)]]
SECONDS = [dict(l=v) for v in (None, 0, 1, -1, 1_600_000_000, -1_600_000_000, 253_402_300_799, -62_135_596_800,
                               MAX64, MIN64, 86_399, 951_782_400)]
SECONDS_D = [dict(d=v) for v in (None, 0.0, 0.5, -0.5, 1.1234567, -1.1234567, 1e9, 1.6e9 + 0.25, "NaN", "Infinity", 1e300,
                                 -86399.999999)]
MILLIS = [dict(l=v) for v in (None, 0, 1, -1, 1_600_000_000_123, -1_600_000_000_123, 253_402_300_799_999, MAX64, MIN64,
                              86_399_999, 999)]
MICROS = [dict(l=v) for v in (None, 0, 1, -1, 1_600_000_000_123_456, -1_600_000_000_123_456, 253_402_300_799_999_999,
                              86_399_999_999, 999, 951_782_400_000_000)]
DAYS = [dict(i=v) for v in (None, 0, 1, -1, 18321, -25509, 2932896, -719162, 11016, 18628)]
TEXTS = [dict(s=v) for v in (
    None, "", "1970-01-01", "2020-02-29", "2021-02-29", "2020-2-9", "2020-12", "2020", "20", "  2020-02-29  ",
    "2020-02-29T10", "2020-02-29 10:11", "2020-02-29 10:11:12", "2020-02-29T10:11:12.5", "2020-02-29 10:11:12.123456789",
    "2020-02-29 10:11:12Z", "2020-02-29 10:11:12+01:00", "2020-02-29 10:11:12 Europe/Berlin", "2020-02-29 10:11:12.1UTC",
    "2020-02-29 24:00:00", "2020-02-29 10:60:00", "2020-02-29 1:2:3", "2020-13-01", "x", "2020-02-29x", "1969-12-31 23:59:59.999999",
    "-0001-01-01", "+2020-01-01", "12345-01-01", "2020-02-29 10:11:12-0830", "2020-02-29 10:11:12+7", "2020-02-29 10:11:12 GMT+3",
    "2020-02-29 10:11:12.", "2020-02-29  10:11:12", "2020/02/29", "0000-01-01")]
NOT_FAR = [r for r in TEXTS if r["s"] not in ("-0001-01-01", "12345-01-01", "0000-01-01")]
INTERVALS = [dict(i=a, j=b, l=c, d=d) for a, b, c, d in [
    (0, 0, 0, 0.0), (1, 2, 3, 4.5), (-1, -2, -3, -4.5), (100, 25, 61, 61.000001), (0, 0, 0, 0.0000004), (0, 0, 0, 0.0000005),
    (None, 0, 0, 0.0), (0, None, 0, 0.0), (0, 0, None, 0.0), (0, 0, 0, None), (2**31 - 1, 0, 0, 0.0), (1000, 0, 0, 1e6)]]

ADDED = [dict(i=n, ts=t) for n, t in product([0, 1, -1, 14, -100], [0, -1, at(18321, 23, 59, 59, 999_999), at(18292, 6)])] + \
        [dict(i=None, ts=0), dict(i=1, ts=None)]
UNITS = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND"]

PART_NAMES = dict(year="year", quarter="quarter", month="month", day="day", day_of_month="dayofmonth",
                  day_of_week="dayofweek", weekday="weekday", day_of_year="dayofyear", week_of_year="weekofyear")
CASES = {
    **{name: (f"{sql}(ts)", FAR) for name, sql in PART_NAMES.items()},
    **{name + "_date": (f"{sql}(dt)", DT) for name, sql in PART_NAMES.items()},
    "hour": ("hour(ts)", FAR), "minute": ("minute(ts)", FAR), "second": ("second(ts)", FAR),
    **{f"date_trunc_{unit.lower()}": (f"date_trunc('{unit}', ts)", TS) for unit in UNITS},
    "date_trunc_mon": ("date_trunc('mon', ts)", TS), "date_trunc_date": ("date_trunc('YEAR', dt)", DT),
    **{f"trunc_{unit}": (f"trunc(dt, '{unit}')", DT) for unit in ("year", "quarter", "month", "week")},
    "date_add": ("date_add(dt, i)", MOVED), "date_sub": ("date_sub(dt, i)", MOVED),
    "date_plus": ("dt + i", MOVED), "date_minus": ("dt - i", MOVED),
    "date_add_timestamp": ("date_add(ts, 1)", [r for r in TS if r["ts"] != STAMPS[11]]),
    "date_diff": ("datediff(dt, du)", TWO_DATES), "add_months": ("add_months(dt, i)", MOVED),
    "months_between": ("months_between(ts, us)", TWO), "months_between_exact": ("months_between(ts, us, false)", TWO),
    "last_day": ("last_day(dt)", DT), "next_day_mon": ("next_day(dt, 'MON')", DT), "next_day_su": ("next_day(dt, 'su')", DT),
    "next_day_thursday": ("next_day(dt, 'thursday')", DT),
    "make_date": ("make_date(i, j, CAST(l AS INT))", PARTS),
    "make_timestamp": ("make_timestamp(2020, 2, 29, i, j, d)", CLOCK),
    "make_timestamp_date": ("make_timestamp(i, j, CAST(l AS INT), 10, 11, 12)", PARTS),
    "make_dt_interval": ("make_dt_interval(i, j, CAST(l AS INT), d)", INTERVALS),
    "to_date": ("to_date(s)", NOT_FAR), "to_timestamp": ("to_timestamp(s)", NOT_FAR),
    "try_to_timestamp": ("try_to_timestamp(s)", NOT_FAR),
    "to_date_timestamp": ("to_date(ts)", TS), "to_timestamp_date": ("to_timestamp(dt)", DT),
    "unix_timestamp": ("unix_timestamp(ts)", TS), "unix_timestamp_date": ("unix_timestamp(dt)", DT),
    "unix_seconds": ("unix_seconds(ts)", FAR), "unix_millis": ("unix_millis(ts)", FAR), "unix_micros": ("unix_micros(ts)", FAR),
    "unix_date": ("unix_date(dt)", DT), "date_from_unix_date": ("date_from_unix_date(i)", DAYS),
    "timestamp_seconds": ("timestamp_seconds(l)", SECONDS), "timestamp_seconds_double": ("timestamp_seconds(d)", SECONDS_D),
    "timestamp_millis": ("timestamp_millis(l)", MILLIS), "timestamp_micros": ("timestamp_micros(l)", MICROS),
    "plus": ("unix_micros(ts + iv)", SHIFTED), "minus": ("unix_micros(ts - iv)", SHIFTED), "difference": ("ts - us", TWO),
    "date_plus_duration": ("dt + iv", DAY_SPANS), "duration_plus": ("iv + iv", SPAN_PAIRS), "duration_minus": ("iv - iv", SPAN_PAIRS),
    **{f"timestamp_add_{unit.lower()}": (f"timestampadd({unit}, i, ts)", ADDED) for unit in UNITS},
    **{f"timestamp_diff_{unit.lower()}": (f"timestampdiff({unit}, ts, us)", TWO) for unit in UNITS},
}
