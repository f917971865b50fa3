"""The same-earnings test: the same pay charged by the United States and by another country.

Interface::

    found = exposure(
        frame
    )  # polars LazyFrame or DataFrame of contribution lines (see exposure_lines)
    found.rows  # DataFrame, the columns of COLUMNS, one row an overlap
    found.rejected  # DataFrame: line, column, found, expected, remedy; one row a problem
    found.apart  # DataFrame: country, currency, category, lines, amount: not counted
    found.counts  # read, used, rejected, apart: lines

Amounts are `Decimal` with four places in the frame; `exposure_table.as_text` writes them shorter. The
meaning of each finding and of each amount is in docs/exposure.md. Large files go through
`exposure_files.write_exposure`, which does the same worker by worker.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import polars as pl

from totalis.earnings.exposure_charges import net
from totalis.earnings.exposure_lines import APART, Checked, check_lines
from totalis.earnings.exposure_overlaps import same_streams, separate_streams
from totalis.earnings.exposure_words import finding, separate_why, why
from totalis.earnings.money_currency import PLACES

MONEY = (
    *("us_amount", "foreign_amount", "us_base", "foreign_base"),
    *("us_unclear_amount", "foreign_unclear_amount"),
)
SCHEMA: dict[str, pl.DataType] = {
    "worker_id": pl.String(),
    "stream_id": pl.String(),
    "foreign_stream_id": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "us_amount": pl.Decimal(38, PLACES),
    "us_currency": pl.String(),
    "foreign_amount": pl.Decimal(38, PLACES),
    "foreign_country": pl.String(),
    "foreign_currency": pl.String(),
    "us_base": pl.Decimal(38, PLACES),
    "foreign_base": pl.Decimal(38, PLACES),
    "us_unclear_amount": pl.Decimal(38, PLACES),
    "foreign_unclear_amount": pl.Decimal(38, PLACES),
    "us_lines": pl.String(),
    "foreign_lines": pl.String(),
    "finding": pl.String(),
    "why": pl.String(),
}
COLUMNS = tuple(SCHEMA)
ORDER = [
    *("worker_id", "stream_id", "foreign_stream_id", "period_start"),
    *("us_currency", "foreign_country", "foreign_currency"),
]


class Counts(NamedTuple):
    """Lines: every one that was read is used, set apart or rejected."""

    read: int
    used: int
    apart: int
    rejected: int


class Exposure(NamedTuple):
    """What the test found."""

    rows: pl.DataFrame
    rejected: pl.DataFrame
    apart: pl.DataFrame
    counts: Counts


def exposure(contributions: pl.LazyFrame | pl.DataFrame) -> Exposure:
    """Find where the same earnings were charged on both sides.

    Raises:
        InputError: a column that is needed is not there.
    """
    checked = check_lines(contributions)
    good = checked.good.collect(engine="streaming")
    rejected = _rejected(checked, contributions.lazy(), good)
    return Exposure(
        rows=overlaps(good.lazy()),
        rejected=rejected,
        apart=set_apart(good.lazy()),
        counts=_counts(good, rejected),
    )


def _rejected(checked: Checked, lines: pl.LazyFrame, good: pl.DataFrame) -> pl.DataFrame:
    """The problems of the lines that are not good; nothing is searched where all are."""
    rows = int(lines.select(pl.len()).collect(engine="streaming").item())
    found = checked.rejected if good.height < rows else checked.rejected.clear()
    return found.collect(engine="streaming")


def _counts(good: pl.DataFrame, rejected: pl.DataFrame) -> Counts:
    """Lines, not rows: a line that was split into parts is one, and used where any part is."""
    used = good.filter(pl.col("place") != APART)["line"].n_unique()
    lines, bad = good["line"].n_unique(), rejected["line"].n_unique()
    return Counts(read=lines + bad, used=used, apart=lines - used, rejected=bad)


def overlaps(good: pl.LazyFrame) -> pl.DataFrame:
    """The rows for lines that were checked, ordered by worker, stream and day."""
    charges = net(good)
    same = same_streams(charges)
    rows = same.with_columns(
        finding().alias("finding"),
        why().alias("why"),
        pl.col("first").alias("period_start"),
        pl.col("last").alias("period_end"),
        *(_joined(side) for side in ("us_lines", "foreign_lines")),
        *(pl.col(f"{side}_unclear").alias(f"{side}_unclear_amount") for side in ("us", "foreign")),
    )
    separate = separate_streams(charges).with_columns(
        pl.lit("separate_streams").alias("finding"),
        separate_why().alias("why"),
        pl.col("first").alias("period_start"),
        pl.col("last").alias("period_end"),
    )
    return pl.concat([_shaped(rows), _shaped(separate)]).sort(ORDER, maintain_order=True)


def set_apart(good: pl.LazyFrame) -> pl.DataFrame:
    """What classification keeps out of the test, by country, currency and category."""
    return (
        good.filter(pl.col("place") == APART)
        .group_by("country", "currency", "category")
        .agg(pl.len().alias("lines"), pl.col("amount").sum())
        .with_columns(_decimal("amount"))
        .collect(engine="streaming")
        .sort("country", "currency", "category")
    )


def _joined(side: str) -> pl.Expr:
    return pl.col(side).cast(pl.List(pl.String)).list.join("|").alias(side)


def _decimal(name: str) -> pl.Expr:
    return (pl.col(name).cast(pl.Decimal(38, PLACES)) * Decimal("0.0001")).alias(name)


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of the contract, in their order and types; what a row lacks is nothing."""
    money = [_decimal(name) for name in MONEY if name in rows.columns]
    there = rows.with_columns(money)
    return there.select(
        (pl.col(name) if name in there.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in SCHEMA.items()
    )
