"""Where on the benefits page each problem of a record belongs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from totalis.benefits.record import PLACED_FROM
from totalis.frontdoor.forms.benefit_rows import place_of
from totalis.frontdoor.forms.benefits import EVENTS, PART_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.frontdoor.forms.benefits import Facts
    from totalis.kernel.errors import Problem

FIGURES = "figures"
_PERIOD_PATH = re.compile(r"foreign_coverage\[(\d+)\](?:\.(\w+))?")


def placed(problems: Iterable[Problem], facts: Facts) -> dict[str, list[str]]:
    """What is wrong, by field; the empty name for what belongs to none."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        text = _("Found: %(found)s. Expected: %(expected)s. %(remedy)s") % {
            "found": problem.found,
            "expected": problem.expected,
            "remedy": problem.remedy,
        }
        found.setdefault(_field_of(problem.path, facts), []).append(text)
    return found


def _field_of(path: str, facts: Facts) -> str:
    if match := _PERIOD_PATH.match(path):
        row = int(match[1])
        name = match[2] if match[2] in PART_FIELDS else "units"
        return f"{name}-{facts.rows[row]}" if row < len(facts.rows) else ""
    place = place_of(path, facts.typed)
    return _single(path) if place is None else place


def _single(path: str) -> str:
    """The field of a problem that lies in no list."""
    name, _dot, rest = path.partition(".")
    if name in ("us_earnings", "us_quarters") and rest.isdigit():
        # Quarters of a year are typed only before 1978; after it they follow from the amount.
        asked = name == "us_quarters" and int(rest) < PLACED_FROM
        return f"quarters-{rest}" if asked else f"earnings-{rest}"
    if name in EVENTS.values():
        return "event_date"
    if name == FIGURES:
        return "wage_growth"
    if name == "projection":
        return rest if rest in ("wage_growth", "cost_of_living") else "wage_growth"
    return name if name in ("birth_date", "claim_month", "kind") else ""
