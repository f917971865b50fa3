"""The worked examples of `vectors.yaml` (SSA texts and SSA's own calculator) as records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from totalis.benefits.days import quarter_text
from totalis.benefits.reading import read_record

if TYPE_CHECKING:
    from totalis.benefits.record import Record

FILE = Path(__file__).with_name("vectors.yaml")
KINDS = {"old_age": "old_age", "disability": "disability", "survivor": "survivors"}
FAMILY = {"B": "spouse", "C1": "child", "E": "mother_father"}


@cache
def vectors() -> tuple[dict[str, Any], ...]:
    """Every example; numbers stay the text that they are in the file."""
    text = FILE.read_text(encoding="utf-8")
    return tuple(yaml.load(text, Loader=yaml.BaseLoader)["vectors"])  # noqa: S506  (BaseLoader makes text alone)


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [vector for vector in vectors() if vector["kind"] in kinds]


def record_of(vector: dict[str, Any], **changes: Any) -> Record:
    """The record of an amount vector, without the limit that the calculator leaves out."""
    given = vector["inputs"]
    kind = KINDS[given.get("type", "old_age")]
    values = {
        "birth_date": given["dob"],
        "kind": kind,
        "claim_month": given["entitlement"],
        "benefit_month": given.get("benefit_date", given["entitlement"]),
        "us_earnings": given["earnings"],
        "us_quarters": given.get("qcs_pre1978", {}),
        "onset_date": given.get("onset"),
        "death_date": given.get("death"),
        "cap": False,
        "family": [
            {
                "relation": FAMILY[member["bic"].strip()],
                "birth_date": member["dob"],
                "claim_month": member["entitlement"],
            }
            for member in given.get("family", [])
        ],
    }
    return read_record(values | changes)


def periods_of(vector: dict[str, Any]) -> dict[str, Any]:
    """A record with the periods of a crediting vector; the country that the regulation invents has no rule."""
    given = vector["inputs"]
    country = given["country"] if given["country"] != "XYZ" else "AR"
    placed = [
        quarter_text(4 * int(year) + int(quarter) - 1) for year, quarter in given["us_quarters"]
    ]
    years = {text[:4] for text in placed}
    return {
        "birth_date": "1930-01-15",
        "claim_month": "1995-02",
        "us_earnings": dict.fromkeys(years, "3600"),
        "us_quarters_placed": placed,
        "foreign_coverage": [
            {"country": country, "start": start, "end": end, "units": units}
            for start, end, units in given["periods"]
        ],
    }


def counted_of(vector: dict[str, Any]) -> dict[str, Any]:
    """A record with the units by year of a vector."""
    given = vector["inputs"]
    years = sorted(int(year) for year in given["units"])
    amount = {year: int(count) * 600 for year, count in given["us_qcs"].items()}
    return {
        "birth_date": "1950-01-15",
        "claim_month": "2015-02",
        "us_earnings": amount,
        "foreign_coverage": [
            {
                "country": given["country"],
                "start": date(years[0], 1, 1),
                "end": date(years[-1], 12, 31),
                "units_by_year": given["units"],
            }
        ],
    }


def money(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.01"))
