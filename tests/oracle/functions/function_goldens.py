# SPDX-License-Identifier: Apache-2.0
"""Makes tests/unit/expr/functions/golden/<family>.json: what Spark SQL 4.2 answers to each function, row by
row (an aggregate: group by group). Needs Java 17 and `pip install pyspark==4.2.0` in any environment.

    python tests/oracle/functions/function_goldens.py [family...]

A family is a file beside this one with CASES = {name: (sql, [row, ...])}; a row is {column: value}, a
column that it does not name is null. Of aggregates it is {name: (sql, [[row, ...], ...])}. ZONE is the
session's time zone, where that is not UTC. In rows and in the files a timestamp is microseconds since 1970,
a date days, an interval microseconds, NaN and the infinities are strings, binary is hexadecimal, a decimal
its text, a map a list of pairs, a struct a list; an answer {"error": "CLASS"} is the error of that row.
"""

from __future__ import annotations

import datetime
import decimal
import importlib
import json
import math
import pathlib
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.types import _parse_datatype_string

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent.parent / "unit" / "expr" / "functions" / "golden"
EPOCH = datetime.datetime(1970, 1, 1)

# The same columns, in this order, as in tests/support/wide_row.hpp.
COLUMNS = {
    "b": "boolean", "c": "boolean", "i8": "tinyint", "i16": "smallint", "i": "int", "j": "int", "l": "bigint",
    "m": "bigint", "f": "float", "d": "double", "e": "double", "s": "string", "t": "string", "u": "string",
    "ts": "timestamp", "us": "timestamp", "dt": "date", "du": "date", "iv": "interval day to second",
    "al": "array<bigint>", "bl": "array<bigint>", "ad": "array<double>", "as": "array<string>",
    "bs": "array<string>", "p": "decimal(10,2)", "q": "decimal(38,10)", "x": "binary", "y": "binary",
    "kv": "map<string,bigint>",
}
SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def session(zone: str = "UTC") -> SparkSession:
    return (SparkSession.builder.master("local[1]").config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.session.timeZone", zone).config("spark.ui.enabled", "false")
            .config("spark.driver.memory", "1g").config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1").config("spark.log.level", "OFF")
            .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())


def sql_literal(value, kind: str) -> str:
    """A value of a row as SQL: nothing is lost on the way through Python's own types."""
    if value is None:
        return f"CAST(NULL AS {kind})"
    if kind.startswith("array<"):
        inner = kind[6:-1]
        return f"CAST(array({', '.join(sql_literal(v, inner) for v in value)}) AS {kind})"
    if kind.startswith("map<"):
        of_key, of_value = kind[4:-1].split(",")
        entries = ", ".join(f"{sql_literal(k, of_key)}, {sql_literal(v, of_value)}" for k, v in value)
        return f"CAST(map({entries}) AS {kind})"
    if kind == "binary":
        return f"unhex('{value}')"
    if kind == "string":
        return "decode(unhex('" + value.encode("utf-8").hex() + "'), 'UTF-8')"
    if kind == "timestamp":
        return f"timestamp_micros({value}L)" if value != -2**63 else "timestamp_micros(-9223372036854775807L - 1L)"
    if kind == "date":
        return f"date_add(DATE'1970-01-01', {value})"
    if kind.startswith("interval"):
        return f"make_dt_interval(0, 0, 0, CAST({value} AS DECIMAL(18, 0)) / 1000000)"
    if kind in ("double", "float"):
        return f"CAST('{value!r}' AS {kind})" if not isinstance(value, str) else f"CAST('{value}' AS {kind})"
    if kind == "boolean":
        return "true" if value else "false"
    return f"CAST('{value}' AS {kind})"


def plain(value):
    if isinstance(value, datetime.datetime):
        return (value.replace(tzinfo=None) - EPOCH) // datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return (value - EPOCH.date()).days
    if isinstance(value, datetime.timedelta):
        return value // datetime.timedelta(microseconds=1)
    if isinstance(value, float) and (math.isnan(value) or math.isinf(value)):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, dict):
        return [[plain(k), plain(v)] for k, v in value.items()]
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    return value


def word_of(failure: PySparkException) -> str:
    """The error's class, such as ARITHMETIC_OVERFLOW."""
    name = failure.getCondition() if hasattr(failure, "getCondition") else None
    if name:
        return name.split(".")[0]
    text = str(failure)
    return text[text.index("[") + 1:text.index("]")].split(".")[0] if "[" in text else "ERROR"


def columns_of(row: dict, template: str) -> str:
    return ", ".join(template.format(value=sql_literal(row.get(name), kind), name=name)
                     for name, kind in COLUMNS.items())


def relation(rows) -> str:
    if isinstance(rows, dict):
        return "SELECT " + columns_of(rows, "{value} AS {name}")
    if not rows:
        return relation({}) + " WHERE false"
    # one partition, in this order
    return "SELECT inline(array(" + ", ".join(
        f"named_struct({columns_of(row, chr(39) + '{name}' + chr(39) + ', {value}')})" for row in rows) + "))"


def as_number(kind: str) -> str:
    """Times beyond the year 9999 are none of Python's."""
    return {"timestamp": "unix_micros(out)", "date": "unix_date(out)"}.get(kind, "out")


def answer(spark, sql: str, rows):
    try:
        frame = spark.sql(f"SELECT {sql} AS out FROM ({relation(rows)})")
        kind = frame.schema[0].dataType.simpleString()
        return kind, plain(frame.selectExpr(as_number(kind)).collect()[0][0])
    except PySparkException as failure:
        return None, {"error": word_of(failure)}


def answers_of(spark, sql: str, rows: list):
    """All rows of a case in one query; where one of them is an error, row by row. Groups are asked one by one."""
    if any(isinstance(group, list) for group in rows):
        return [answer(spark, sql, group) for group in rows]
    columns = [", ".join(f"{sql_literal(row.get(name), kind)} AS {name}" for name, kind in COLUMNS.items()) for row in rows]
    selects = " UNION ALL ".join(f"SELECT {n} AS row_number, {c}" for n, c in enumerate(columns))
    try:
        frame = spark.sql(f"SELECT row_number, {sql} AS out FROM ({selects})")
        kind = frame.schema[1].dataType.simpleString()
        found = frame.selectExpr("row_number", as_number(kind)).collect()
        return [(kind, plain(row[1])) for row in sorted(found, key=lambda row: row[0])]
    except PySparkException:
        return [answer(spark, sql, row) for row in rows]


def make(spark, family: str) -> None:
    module = importlib.import_module(family)
    cases = module.CASES
    spark.conf.set("spark.sql.session.timeZone", getattr(module, "ZONE", "UTC"))
    out = {"made_by": f"python tests/oracle/functions/function_goldens.py {family}", "spark": spark.version,
           "cases": {}}
    for name, (sql, rows) in cases.items():
        answers = answers_of(spark, sql, rows)
        kinds = [kind for kind, _ in answers if kind]
        out["cases"][name] = {"sql": sql, "type": kinds[0] if kinds else None,
                              "rows": [[row, found] for row, (_, found) in zip(rows, answers)]}
        for row in (r for group in rows for r in (group if isinstance(group, list) else [group])):
            unknown = set(row) - set(COLUMNS)
            assert not unknown, f"{name}: no column {unknown}"
    (GOLDEN / f"{family}.json").write_text(compact(out) + "\n")
    print(f"{family}: {len(cases)} cases, {sum(len(rows) for _, rows in cases.values())} rows")


def compact(out: dict) -> str:
    """One row a line, so that a change shows."""
    head = {k: v for k, v in out.items() if k != "cases"}
    text = json.dumps(head)[:-1] + ', "cases": {\n'
    cases = []
    for name, case in out["cases"].items():
        rows = ",\n".join("   " + json.dumps(row) for row in case["rows"])
        about = json.dumps({"sql": case["sql"], "type": case["type"]})[:-1]
        cases.append(f' {json.dumps(name)}: {about}, "rows": [\n{rows}]}}')
    return text + ",\n".join(cases) + "\n}}"


def main(families: list[str]) -> None:
    sys.path.insert(0, str(HERE))
    spark = session()
    for family in families or sorted(p.stem for p in HERE.glob("*.py") if p.stem not in ("function_goldens", "rows")):
        make(spark, family)


if __name__ == "__main__":
    main(sys.argv[1:])
