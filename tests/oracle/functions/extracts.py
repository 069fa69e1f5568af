# SPDX-License-Identifier: Apache-2.0
"""Parts of times by name, and sums of times that may not fit: the questions to Spark (function_goldens.py)."""

import times

UNITS = ["YEAR", "YEAROFWEEK", "QUARTER", "MONTH", "WEEK", "DAY", "DAYOFWEEK", "DAYOFWEEK_ISO", "DOY", "HOUR", "MINUTE",
         "SECOND"]
DAY_UNITS = UNITS[:9]
SPAN_UNITS = ["DAY", "HOUR", "MINUTE", "SECOND"]
SPANS = [{"iv": v} for v in (None, 0, 1, -1, 86_400_000_000, 90_061_000_001, -90_061_000_001, 59_999_999, -59_999_999,
                             3_600_000_000, 10**17, -10**17, 10**15)]
FAR = [None, 0, 1, -1, 2**63 - 1, -2**63, 1_600_000_000_000_000]
FAR_SPANS = [None, 0, 86_400_000_000, -1, 10**17, -10**17, 1]
STAMP_SPANS = [{"ts": t, "iv": s} for t in FAR for s in FAR_SPANS]
SPAN_PAIRS = [{"iv": s} for s in [*FAR_SPANS, 2, 86_399_999_999, -86_400_000_001, 10**15, 59_999_999]]
DAYS = [{"dt": d, "i": n} for d in (None, 0, 18321, -719162) for n in (None, 0, 1, -1, 2**30, -2**30, 400)]

CASES = {
    **{unit.lower(): (f"extract({unit} FROM ts)", times.FAR) for unit in UNITS},
    **{unit.lower() + "_date": (f"extract({unit} FROM dt)", times.DT) for unit in DAY_UNITS},
    **{unit.lower() + "_span": (f"extract({unit} FROM iv)", SPANS) for unit in SPAN_UNITS},
    "try_add_span": ("unix_micros(try_add(ts, iv))", STAMP_SPANS),
    "try_subtract_span": ("unix_micros(try_subtract(ts, iv))", STAMP_SPANS),
    "try_add_spans": ("try_add(iv, iv)", SPAN_PAIRS),
    "try_subtract_spans": ("try_subtract(iv, INTERVAL '1' DAY)", SPAN_PAIRS),
    "try_add_days": ("try_add(dt, i)", DAYS), "try_subtract_days": ("try_subtract(dt, i)", DAYS),
}
