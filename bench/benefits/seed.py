"""Made-up records for the bench: short US careers beside long ones abroad, always the same for a number."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.benefits.days import month_text
from totalis.benefits.figures import Figures
from totalis.benefits.payment import first_claim
from totalis.benefits.rounding import dollars

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTRIES = ("FR", "DE", "IT", "GB", "CA", "JP", "KR", "ES", "NL", "CH")
FIRST_YEAR, LAST_MONTH = 1978, 12 * 2026 + 10


def records(count: int) -> Iterator[dict[str, Any]]:
    """Records as plain values: two to fourteen US years, one country abroad."""
    chance = random.Random(count)  # noqa: S311  (no secret)
    figures = Figures()
    for _ in range(count):
        birth = date(chance.randint(1945, 1963), chance.randint(1, 12), chance.randint(1, 28))
        claim = min(first_claim(birth) + chance.randint(0, 60), LAST_MONTH)
        start = chance.randint(FIRST_YEAR, 2005)
        years = range(start, min(start + chance.randint(2, 14), claim // 12))
        share = chance.uniform(0.02, 1.0)
        yield {
            "birth_date": birth.isoformat(),
            "claim_month": month_text(claim),
            "us_earnings": {
                str(year): str(dollars(int(figures.base(year) * share))) for year in years
            },
            "foreign_coverage": [
                {
                    "country": chance.choice(COUNTRIES),
                    "start": date(birth.year + 20, chance.randint(1, 12), 1).isoformat(),
                    "end": date(birth.year + chance.randint(30, 52), 6, 30).isoformat(),
                }
            ],
        }


def row_of(record: dict[str, Any]) -> dict[str, Any]:
    """A record as a row of a table."""
    row = {name: record[name] for name in ("birth_date", "claim_month")}
    row |= {f"us_earnings_{year}": amount for year, amount in record["us_earnings"].items()}
    for number, period in enumerate(record["foreign_coverage"], start=1):
        row |= {f"foreign_{number}_{name}": value for name, value in period.items()}
    return row
