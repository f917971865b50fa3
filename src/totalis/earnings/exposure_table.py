"""Exposure rows as they are written to CSV and JSON: exact decimals as text, days in ISO.

Interface: `as_text(rows)` for a lazy frame. An amount keeps two decimals, and more only where it has them;
a text that a spreadsheet would run gets an apostrophe, as everywhere (`tables.writing`).
"""

from __future__ import annotations

import polars as pl

from totalis.tables.writing import DANGEROUS, NUMBER


def as_text(rows: pl.LazyFrame, *, guard: bool = True) -> pl.LazyFrame:
    """Every column as text; `guard` for spreadsheets."""
    return rows.with_columns(
        _text(name, kind, guard=guard) for name, kind in rows.collect_schema().items()
    )


def _text(name: str, kind: pl.DataType, *, guard: bool) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Decimal):
        return column.cast(pl.String).str.replace(r"(\.\d\d)0+$", "$1")
    if isinstance(kind, pl.String) and guard:
        runs = column.str.contains(DANGEROUS) & ~column.str.contains(NUMBER)
        return pl.when(runs).then(pl.lit("'") + column).otherwise(column).alias(name)
    return column.cast(pl.String)
