"""Contribution lines as a table: which can be used, which cannot and why.

Interface::

    checked = check_lines(frame)  # polars LazyFrame or DataFrame, texts or typed columns
    checked.good  # LazyFrame with the columns of GOOD
    checked.rejected  # LazyFrame: line, column, found, expected, remedy

Columns wanted (contract, `exposure`): `worker_id, stream_id, country, label, period_start, period_end,
base, amount, currency, payer`. Optional: `category` (as `classify` writes it), `document`, `line` (the
number of the line in its file, each once but for the parts of a split line; the row number where it is missing).

A line is rejected, never mended, where it does not say whose it is, where, when, how much or in which
currency. What may be missing: `stream_id` (unknown stream), `base`, `label`, `payer`, `category`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from totalis.earnings.money_currency import PLACES, UNIT, coin_units
from totalis.kernel.errors import InputError, Problem
from totalis.tables.codes import COUNTRIES, CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Sequence

REQUIRED = ("worker_id", "country", "period_start", "period_end", "amount", "currency")
WANTED = (*REQUIRED, "stream_id", "label", "base", "payer")
OPTIONAL = ("category", "document", "line")
CATEGORIES = ("covered", "csg", "crds", "not_covered", "unclear", "relief")
"""The words of `classify`."""

COUNTS, UNCLEAR, APART = "counts", "unclear", "apart"
"""What a line is for the same-earnings test."""

_MONEY = r"^[+-]?\d{1,11}(\.\d{1,4}0*)?$"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_FIRST_YEAR, _LAST_YEAR = 1937, 2199
_LARGEST = 10**11
_TEXTS = ("worker_id", "stream_id", "country", "label", "currency", "payer", "category", "document")
_NOTHING = pl.lit(None, pl.String)


class Checked(NamedTuple):
    """Lines that can be used and, one row a problem, those that cannot."""

    good: pl.LazyFrame
    rejected: pl.LazyFrame


class _Check(NamedTuple):
    column: str
    bad: pl.Expr
    expected: str
    remedy: str


def check_lines(frame: pl.LazyFrame | pl.DataFrame) -> Checked:
    """Read every column and part the lines; nothing is computed before it is collected.

    Raises:
        InputError: a column that is needed is not there.
    """
    lazy = frame.lazy()
    names = lazy.collect_schema().names()
    columns_there(names)
    if "line" not in names:
        lazy = lazy.with_row_index("line", offset=1)
    for name in WANTED:
        if name not in names:
            lazy = lazy.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    types = lazy.collect_schema()
    raw = [_clean(name, types[name]).alias(f"raw_{name}") for name in WANTED]
    category = _clean("category", types["category"]) if "category" in names else _NOTHING
    number = pl.col("line").cast(pl.Int64, strict=False)
    reference = number
    if "document" in names:
        document = _clean("document", types["document"]).fill_null("line")
        reference = pl.concat_str(document, number.cast(pl.String), separator=":")
    read = lazy.select(
        *raw,
        number,
        category.str.to_lowercase().alias("raw_category"),
        reference.alias("reference"),
    ).with_columns(_typed(types))
    checks = _checks(classified="category" in names)
    wrong = pl.any_horizontal([check.bad.fill_null(value=True) for check in checks])
    good = read.filter(~wrong).select(_good(classified="category" in names))
    return Checked(good, _rejected(read.filter(wrong), checks))


def columns_there(names: Sequence[str]) -> None:
    """Refuse a table without the columns that the test cannot do without.

    Raises:
        InputError: with every column that is missing.
    """
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        found = ", ".join(names[:12]) or "no columns"
        remedy = "Name the columns so, or map yours to these names."
        raise InputError(
            [Problem(name, f"only {found}", f"a column {name}", remedy) for name in missing]
        )


def _clean(name: str, kind: pl.DataType) -> pl.Expr:
    """A column without blanks around its texts; an empty text is nothing."""
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.cast(pl.Date)
    if kind.is_numeric() or isinstance(kind, pl.Date):
        return column if name not in _TEXTS else column.cast(pl.String)
    text = column.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text).otherwise(None)


def _money(name: str, kind: pl.DataType) -> pl.Expr:
    """Ten-thousandths of the currency, as a whole number; null where it is no such amount.

    A floating number is read by its shortest text, which is what a person typed; 0.1 + 0.2 is refused.
    """
    column = pl.col(f"raw_{name}")
    exact = isinstance(kind, pl.Decimal) and kind.scale <= PLACES
    if exact or kind.is_integer():
        read = pl.when(column.abs() < _LARGEST).then(column)
    else:
        text = column.cast(pl.String)
        read = pl.when(text.str.contains(_MONEY)).then(text)
    number: pl.Expr = read.cast(pl.Decimal(38, PLACES), strict=False)
    return (number * UNIT).cast(pl.Int64, strict=False).alias(name)


def _day(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(f"raw_{name}")
    if isinstance(kind, pl.Date | pl.Datetime):
        return column.alias(name)
    text = column.cast(pl.String)
    plain = pl.when(text.str.contains(_DAY)).then(text)
    return plain.str.to_date("%Y-%m-%d", strict=False).alias(name)


def _typed(types: pl.Schema) -> list[pl.Expr]:
    return [
        *(_money(name, types[name]) for name in ("amount", "base")),
        *(_day(name, types[name]) for name in ("period_start", "period_end")),
        pl.col("raw_country").str.to_uppercase().alias("country"),
        pl.col("raw_currency").str.to_uppercase().alias("currency"),
    ]


def _checks(*, classified: bool) -> list[_Check]:
    money = "a number such as 1234.56: at most 11 digits, a point, at most 4 decimals"
    day = f"a day that exists, written YYYY-MM-DD, from {_FIRST_YEAR} to {_LAST_YEAR}"
    exact = "Write the exact amount with a decimal point and without separators."
    later = pl.col("period_end") < pl.col("period_start")
    checks = [
        _Check("worker_id", pl.col("raw_worker_id").is_null(), "a worker", "Name the worker."),
        _Check(
            "country",
            ~pl.col("country").is_in(sorted(COUNTRIES)),
            "a country code of two letters (ISO 3166), such as US or FR",
            "Write the country that took the contribution.",
        ),
        _Check("period_start", _bad_day("period_start"), day, "Write the first day of the period."),
        _Check("period_end", _bad_day("period_end"), day, "Write the last day of the period."),
        _Check(
            "period_end",
            later.fill_null(value=False),
            "a day on or after period_start",
            "Correct the period; a correction keeps the period that it corrects.",
        ),
        _Check("amount", pl.col("amount").is_null(), money, exact),
        _Check("base", pl.col("raw_base").is_not_null() & pl.col("base").is_null(), money, exact),
        _Check(
            "currency",
            ~pl.col("currency").is_in(sorted(CURRENCIES)),
            "a currency code of three letters (ISO 4217), such as USD or EUR",
            "Write the currency of the amount.",
        ),
    ]
    if classified:
        strange = ~pl.col("raw_category").is_in(list(CATEGORIES))
        words = f"one of {', '.join(CATEGORIES)}, or nothing"
        remedy = "Leave it empty where the line was not classified."
        checks.append(_Check("category", strange.fill_null(value=False), words, remedy))
    return checks


def _bad_day(name: str) -> pl.Expr:
    year = pl.col(name).dt.year()
    return pl.col(name).is_null() | (year < _FIRST_YEAR) | (year > _LAST_YEAR)


def _good(*, classified: bool) -> list[pl.Expr | str]:
    """The columns that the test works with."""
    coins = {code: coin_units(code) for code in sorted(CURRENCIES)}
    category = pl.col("raw_category")
    place = (
        pl.when(category.is_in(["csg", "crds", "not_covered", "relief"]))
        .then(pl.lit(APART))
        .when((category == "unclear") | (category.is_null() & (pl.col("country") != "US")))
        .then(pl.lit(UNCLEAR))
        .otherwise(pl.lit(COUNTS))
    )
    return [
        pl.col("raw_worker_id").alias("worker_id"),
        pl.col("raw_stream_id").fill_null("").alias("stream_id"),
        "country",
        "currency",
        "period_start",
        "period_end",
        "amount",
        "base",
        pl.col("raw_label").fill_null("").alias("label"),
        pl.col("raw_payer").fill_null("").alias("payer"),
        category.fill_null("").alias("category"),
        (place if classified else pl.lit(COUNTS)).alias("place"),
        pl.col("currency").replace_strict(coins, return_dtype=pl.Int64).alias("coin"),
        "line",
        "reference",
    ]


def _rejected(wrong: pl.LazyFrame, checks: list[_Check]) -> pl.LazyFrame:
    """One row a problem, in the order of the lines."""
    parts = [
        wrong.filter(check.bad.fill_null(value=True)).select(
            "line",
            pl.lit(check.column).alias("column"),
            pl.col(f"raw_{check.column}")
            .cast(pl.String)
            .fill_null("nothing")
            .str.slice(0, 60)
            .alias("found"),
            pl.lit(check.expected).alias("expected"),
            pl.lit(check.remedy).alias("remedy"),
        )
        for check in checks
    ]
    return pl.concat(parts).sort("line", maintain_order=True)
