"""A register of contribution lines as payrolls give it: who is charged where, how often, how it is corrected.

A worker has two years: in the United States 26 pays a year of four lines, in France twelve of eight. Of a
hundred workers 40 are charged on both sides in the same stream, 35 in the United States only, 15 in France
only, 8 on both sides in two streams, 2 on both sides with an unknown stream. One French month in fifty is
taken back in full and one in fifty is corrected in part.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

BOTH, US_ONLY, FRENCH_ONLY, UNKNOWN = 40, 35, 15, 2
"""Of a hundred workers; the other 8 are charged on both sides in two streams."""
HUNDRED = 100
YEARS = (2024, 2025)
US_LINES = (
    ("OASDI", "employee", "6.2"),
    ("OASDI", "employer", "6.2"),
    ("HI", "employee", "1.45"),
    ("HI", "employer", "1.45"),
)
FRENCH_LINES = (
    ("Assurance maladie", "employer", "13.00"),
    ("Vieillesse plafonnée", "employee", "6.90"),
    ("Vieillesse plafonnée", "employer", "8.55"),
    ("Vieillesse déplafonnée", "employee", "0.40"),
    ("Vieillesse déplafonnée", "employer", "2.02"),
    ("Allocations familiales", "employer", "5.25"),
    ("Accidents du travail", "employer", "1.10"),
    ("Contribution solidarité autonomie", "employer", "0.30"),
)
_CENT = pl.Decimal(38, 2)


def lines_a_hundred_workers() -> int:
    """How many lines a hundred workers have, before corrections."""
    us, french = _us().height, _french().height
    both = HUNDRED - US_ONLY - FRENCH_ONLY
    return both * (us + french) + US_ONLY * us + FRENCH_ONLY * french


def write(target: Path, lines: int, *, category: bool = False) -> int:
    """Write about so many lines as Parquet, classified where asked; the number that was written."""
    workers = max(100, lines * 100 // lines_a_hundred_workers())
    people = pl.LazyFrame({"number": pl.Series(range(workers), dtype=pl.Int64)}).with_columns(
        pl.format("W{}", pl.col("number").cast(pl.String).str.zfill(9)).alias("worker_id"),
        (pl.col("number") % HUNDRED).alias("kind"),
    )
    charged_in_us = ~pl.col("kind").is_between(BOTH + US_ONLY, BOTH + US_ONLY + FRENCH_ONLY - 1)
    charged_in_france = ~pl.col("kind").is_between(BOTH, BOTH + US_ONLY - 1)
    us = _lines(people.filter(charged_in_us), _us(), "salary-us")
    french = _lines(people.filter(charged_in_france), _french(), "salary-fr")
    turn = (pl.col("number") + pl.col("month")) % 50
    spoiled = french.filter(turn.is_in([0, 1])).with_columns(
        pl.when(turn == 0)
        .then(-pl.col("amount"))
        .otherwise(pl.lit(Decimal("-1.00")).cast(_CENT))
        .alias("amount"),
        pl.when(turn == 0)
        .then(-pl.col("base"))
        .otherwise(pl.lit(Decimal(0)).cast(_CENT))
        .alias("base"),
    )
    whole = pl.concat([us, french, spoiled])
    if category:
        whole = whole.with_columns(pl.lit("covered").alias("category"))
    whole.drop("number", "kind", "month", "day", "rate").sink_parquet(
        target, row_group_size=500_000
    )
    return int(pl.scan_parquet(target).select(pl.len()).collect().item())


def _lines(people: pl.LazyFrame, template: pl.DataFrame, own: str) -> pl.LazyFrame:
    """Every line of the template for every worker, with pay that differs from worker to worker and day to day."""
    cents = 150_000 + (pl.col("number") * 7919 + pl.col("day") * 104_729) % 700_001
    base = cents.cast(_CENT) / pl.lit(Decimal(100))
    kind = pl.col("kind")
    stream = (
        pl.when(kind < BOTH + US_ONLY + FRENCH_ONLY)
        .then(pl.lit("salary"))
        .when(kind < HUNDRED - UNKNOWN)
        .then(pl.lit(own))
        .otherwise(pl.lit(""))
    )
    return people.join(template.lazy(), how="cross").with_columns(
        base.cast(_CENT).alias("base"),
        ((cents * pl.col("rate") // 10_000).cast(_CENT) / pl.lit(Decimal(100)))
        .cast(_CENT)
        .alias("amount"),
        stream.alias("stream_id"),
    )


def _us() -> pl.DataFrame:
    periods = []
    for year in YEARS:
        start = date(year, 1, 1)
        periods += [
            (start + timedelta(days=14 * pay), start + timedelta(days=14 * pay + 13))
            for pay in range(26)
        ]
    return _template("US", "USD", periods, US_LINES)


def _french() -> pl.DataFrame:
    periods = []
    for year in YEARS:
        for month in range(1, 13):
            after = date(year + month // 12, month % 12 + 1, 1)
            periods.append((date(year, month, 1), after - timedelta(days=1)))
    return _template("FR", "EUR", periods, FRENCH_LINES)


def _template(
    country: str,
    currency: str,
    periods: list[tuple[date, date]],
    charges: tuple[tuple[str, str, str], ...],
) -> pl.DataFrame:
    rows = [
        {
            "country": country,
            "currency": currency,
            "label": label,
            "payer": payer,
            "period_start": start,
            "period_end": end,
            "month": start.month,
            "day": start.toordinal(),
            "rate": int(Decimal(percent) * 100),
        }
        for start, end in periods
        for label, payer, percent in charges
    ]
    return pl.DataFrame(
        rows, schema_overrides={"month": pl.Int64, "day": pl.Int64, "rate": pl.Int64}
    )
