# SPDX-License-Identifier: Apache-2.0
"""Rows for the questions of a family."""


def of(column, *values):
    """One row a value."""
    return [{column: value} for value in values]


def around(rows, **columns):
    """Every row again with more columns, whose values go round."""
    return [{**row, **{name: values[i % len(values)] for name, values in columns.items()}}
            for i, row in enumerate(rows)]
