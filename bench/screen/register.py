"""Registers of engagements as large employers have them: few thousand patterns of facts, any days.

A worker's pattern (kind, countries, employer, statuses) is drawn from 3,000; first days spread over eleven
years, stays last up to eight, one in ten has no known end; 300 job titles, 5,000 employers' names. Nobody's data:
frequencies are assumed. The high-entropy register gives every row facts of its own.
"""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

PATTERNS = 3_000
PORTION = 1_000_000
COUNTRIES = ["FR", "DE", "GB", "IT", "ES", "CH", "JP", "KR", "CA", "BR", "NL", "AU"]
YES_NO = [True, True, False, None]
OPTIONS: dict[str, list[object]] = {
    "kind": ["employment"] * 13 + ["self_employment"],
    "category": ["ordinary"] * 9 + ["government", "ship", None],
    "work_country": [*COUNTRIES],
    "citizenships": ["US", "US|FR", "DE", "IN", "CN"],
    "residence": ["US", "FR", "DE", None],
    "private_health_insurance": YES_NO,
    "accompanying_family": YES_NO,
    "open_ended": [False, False, False, None],
    "employer_country": ["US", "US", "US", "FR", "DE", None],
    "employer_american": YES_NO,
    "employer_headquarters": ["US", None],
    "hired_in": ["US", None],
    "sent_by_employer": YES_NO,
    "sent_from": ["US", "US", "GB", None],
    "employed_before_transfer": YES_NO,
    "works_for": ["sending_employer", "affiliate", None],
    "affiliate_3121l": YES_NO,
    "second_job_in": ["[]", None, "US"],
    "normally_in": [None, "US"],
    "same_activity_transferred": [True, None],
    "earlier_postings": ["[]", "[]", None],
}
PLAIN = [*OPTIONS]
"""What the plain group-by groups by: the facts that are no days, names, job titles or months."""
SHORT = [
    "worker_id",
    "engagement_id",
    "department",
    "start",
    "end",
    "kind",
    "work_country",
    "citizenships",
    "residence",
    "employer_country",
    "employer_american",
    "sent_by_employer",
    "sent_from",
    "employed_before_transfer",
    "works_for",
]
"""What a personnel system gives without being asked for more: most of what rules look at stays unknown."""


def write(path: Path, rows: int, *, entropy: bool = False, short: bool = False) -> None:
    """Write a register, a portion at a time, so that it can be larger than memory."""
    chosen = random.Random(7)  # noqa: S311  (a register, not a secret)
    patterns = pl.DataFrame(
        [{name: chosen.choice(values) for name, values in OPTIONS.items()} for _ in range(PATTERNS)]
    )
    parts = [
        _portion(first, min(PORTION, rows - first), patterns, entropy=entropy)
        for first in range(0, min(rows, 10 * PORTION), PORTION)
    ]
    whole = pl.concat(parts)
    (whole.select(SHORT) if short else whole).sink_parquet(path)


def _portion(first: int, rows: int, patterns: pl.DataFrame, *, entropy: bool) -> pl.LazyFrame:
    number = pl.int_range(first, first + rows, dtype=pl.UInt64)

    def dice(seed: int, sides: int) -> pl.Expr:
        return (number.hash(seed) % sides).cast(pl.Int32)

    days = pl.select(
        worker_id=number.cast(pl.String).str.zfill(9),
        engagement_id=pl.lit("e1"),
        department=dice(2, 50).cast(pl.String),
        start=pl.lit(date(2015, 1, 1)) + pl.duration(days=dice(3, 4_000)),
        length=dice(4, 3_000),
        known=dice(5, 10) > 0,
        employer_name=dice(6, 5_000).cast(pl.String) + " Corporation",
        occupation=dice(7, 300).cast(pl.String) + " engineer",
        home_coverage_months_before=dice(8, 200).cast(pl.Int64),
        pattern=dice(1, PATTERNS),
    )
    facts = patterns[days["pattern"]]
    if entropy:
        bases = [number % 366, number // 366 % 366, number // 133_956 % 366]
        texts = [item.cast(pl.String) for item in bases]
        own = {
            "fixed_base_days": '{"US": ' + texts[0] + ', "FR": ' + texts[1] + "}",
            "presence_days": '{"US": ' + texts[2] + "}",
        }
        facts = facts.hstack(pl.select(**own))
    end = pl.when("known").then(pl.col("start") + pl.duration(days="length")).alias("end")
    whole = days.with_columns(end).drop("length", "known", "pattern")
    return pl.concat([whole, facts], how="horizontal").lazy()
