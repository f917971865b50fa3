"""The fields of the benefits page: out of a record, into a record, and where each problem belongs.

What is typed travels as plain fields; a whole record travels as JSON in one hidden field. The server keeps neither.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.benefits.days import MONTHS, read_month
from totalis.benefits.reading import FIELDS
from totalis.benefits.record import PLACED_FROM
from totalis.benefits.values import FIRST_YEAR, LAST_YEAR
from totalis.frontdoor.forms.benefit_rows import LISTS, known
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import read_text, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_BYTES = 64_000
"""How large a record may be that travels with the pages."""
SPARE_ROWS = 3
MAX_ROWS = 60
WORKING_AGE = 14
MOST_YEARS = 90
PART_FIELDS = ("country", "start", "end", "units")
_TYPED_HERE = (
    "schema",
    "birth_date",
    "claim_month",
    "kind",
    "us_earnings",
    "us_quarters",
    "foreign_coverage",
    "onset_date",
    "death_date",
    "projection",
    *(one.field for one in LISTS),
)
MORE = tuple(name for name in FIELDS if name not in _TYPED_HERE)
"""Fields of a record that the page does not ask; a record that is opened keeps them."""
EVENTS = {"disability": "onset_date", "survivors": "death_date"}
_YEAR_FIELD = re.compile(r"(earnings|quarters)-(\d{4})")
_ROW_FIELD = re.compile(r"(?:country|start|end|units)-(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in the fields, and how it reads as a record."""

    typed: dict[str, str]
    raw: dict[str, Any]
    rows: tuple[int, ...]
    """The row of each period of the record."""
    errors: dict[str, list[str]] = field(default_factory=dict)
    """By field; the empty name stands for the whole page."""


def facts_of(data: Mapping[str, str]) -> Facts:
    """The facts out of a form."""
    typed = {name: data[name].strip() for name in data if _known(name)}
    raw: dict[str, Any] = _more(typed.get("more", ""))
    for name in ("birth_date", "claim_month"):
        if typed.get(name):
            raw[name] = typed[name]
    kind = typed.get("kind") or "old_age"
    raw["kind"] = kind
    if kind in EVENTS and typed.get("event_date"):
        raw[EVENTS[kind]] = typed["event_date"]
    raw["us_earnings"] = _years(typed, "earnings")
    raw["us_quarters"] = _years(typed, "quarters")
    rows = tuple(row for row in rows_of(typed) if _filled(typed, row))
    raw["foreign_coverage"] = [_period(typed, row) for row in rows]
    raw |= {one.field: found for one in LISTS if (found := one.raw(typed))}
    growth = {name: typed[name] for name in ("wage_growth", "cost_of_living") if typed.get(name)}
    if growth:
        raw["projection"] = growth
    return Facts(typed=typed, raw=raw, rows=rows)


def typed_of(raw: Mapping[str, Any]) -> dict[str, str]:
    """A record as it stands in the fields."""
    kind = str(raw.get("kind") or "old_age")
    typed = {
        "birth_date": _text(raw.get("birth_date")),
        "claim_month": _text(raw.get("claim_month")),
        "kind": kind,
        "event_date": _text(raw.get(EVENTS.get(kind, ""))),
    }
    for name, prefix in (("us_earnings", "earnings"), ("us_quarters", "quarters")):
        years = raw.get(name)
        if isinstance(years, dict):
            typed |= {f"{prefix}-{year}": _text(value) for year, value in years.items()}
    for row, period in enumerate(_periods(raw.get("foreign_coverage"))):
        typed |= {f"{name}-{row}": _text(period.get(name)) for name in PART_FIELDS}
    for one in LISTS:
        typed |= one.typed(raw.get(one.field))
    projection = raw.get("projection")
    if isinstance(projection, dict):
        typed |= {name: _text(projection.get(name)) for name in ("wage_growth", "cost_of_living")}
    more = {name: raw[name] for name in MORE if raw.get(name) not in (None, [], {})}
    if more:
        typed["more"] = json.dumps(more, default=str)
    return {name: value for name, value in typed.items() if value and _known(name)}


def read_raw(text: bytes | str, name: str) -> dict[str, Any]:
    """A record as plain values, out of the hidden field or a file.

    Raises:
        InputError: it is too large, or no mapping.
    """
    if len(text) > MAX_BYTES:
        found, most = f"{len(text):,} bytes", f"at most {MAX_BYTES:,} bytes"
        raise InputError([Problem("(whole file)", found, most, "Open one record.", file=name)])
    value = read_text(text, name).value
    if not isinstance(value, dict):
        raise InputError(
            [Problem("(whole file)", show(value), "a record", "Open a record.", file=name)]
        )
    return value


def rows_of(typed: Mapping[str, str]) -> list[int]:
    """The rows of periods that a form has."""
    found = {int(match[1]) for name in typed if (match := _ROW_FIELD.fullmatch(name))}
    return sorted(row for row in found if row < MAX_ROWS)


def drawn_rows(typed: Mapping[str, str], *, more: bool) -> list[int]:
    """The rows to draw: those that there are, and blank ones where there is none or more were asked for."""
    rows = [row for row in rows_of(typed) if more or _filled(typed, row)]
    first = rows[-1] + 1 if rows else 0
    blank = SPARE_ROWS if more or not rows else 1
    return [*rows, *range(first, min(first + blank, MAX_ROWS))]


def grid_years(typed: Mapping[str, str], today: date) -> list[int]:
    """The years of the grid: of working age before the claim, and every year that has something."""
    years = {int(match[2]) for name in typed if (match := _YEAR_FIELD.fullmatch(name))}
    try:
        first = date.fromisoformat(typed.get("birth_date", "")).year + WORKING_AGE
        last = read_month(typed.get("claim_month", "")) // MONTHS - 1
    except ValueError:
        first, last = PLACED_FROM, today.year
    first = max(first, FIRST_YEAR)
    last = min(last, LAST_YEAR, first + MOST_YEARS)
    return sorted(year for year in years | set(range(first, last + 1)) if year <= LAST_YEAR)


def _known(name: str) -> bool:
    simple = {
        "birth_date",
        "claim_month",
        "kind",
        "event_date",
        "wage_growth",
        "cost_of_living",
        "more",
    }
    if name in simple or known(name):
        return True
    return bool(_YEAR_FIELD.fullmatch(name) or _ROW_FIELD.fullmatch(name))


def _more(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text) if text and len(text) <= MAX_BYTES else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {name: value[name] for name in MORE if name in value}


def _years(typed: Mapping[str, str], prefix: str) -> dict[str, str]:
    found = {}
    for name, value in typed.items():
        match = _YEAR_FIELD.fullmatch(name)
        if match is not None and match[1] == prefix and value:
            found[match[2]] = value.replace("$", "").replace(",", "").replace(" ", "")
    return found


def _filled(typed: Mapping[str, str], row: int) -> bool:
    return any(typed.get(f"{name}-{row}") for name in PART_FIELDS)


def _period(typed: Mapping[str, str], row: int) -> dict[str, str]:
    values = {name: typed.get(f"{name}-{row}", "") for name in PART_FIELDS}
    return {name: value for name, value in values.items() if value}


def _periods(value: object) -> Sequence[dict[str, Any]]:
    """Periods, those with units by year cut into their years: one row has one number of units."""
    if not isinstance(value, list):
        return ()
    found: list[dict[str, Any]] = []
    for period in value[:MAX_ROWS]:
        if not isinstance(period, dict):
            continue
        yearly = period.get("units_by_year")
        if not isinstance(yearly, dict) or not yearly:
            found.append(period)
            continue
        start, end = _text(period.get("start")), _text(period.get("end"))
        for year, units in sorted(yearly.items(), key=lambda item: str(item[0])):
            first, last = max(start, f"{year}-01-01"), min(end, f"{year}-12-31")
            found.append(
                {"country": period.get("country"), "start": first, "end": last, "units": units}
            )
    return found[:MAX_ROWS]


def _text(value: object) -> str:
    return "" if value is None else str(value)
