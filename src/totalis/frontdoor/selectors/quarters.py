"""Quarters of coverage by year, drawn as columns in lanes, and as a table. Places are percentages, as in the timeline."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from totalis.facts.countries import name_of

if TYPE_CHECKING:
    from totalis.benefits.answer import Estimate

STEP = 12
LABEL = 20
GAP = 14
AXIS = 24
MOST = 4
FEW_YEARS = 14
MANY_YEARS = 45
COLUMN = 0.82


@dataclass(frozen=True, slots=True)
class Column:
    """The quarters of a year in one system."""

    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One system."""

    label: str
    kind: str
    label_y: int
    base_y: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture with every place in it, and its table."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[str, int, str], ...]
    """Place, year, anchor."""
    height: int
    axis_y: int
    says: str
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[int, ...]], ...]
    """Year and quarters by system."""


def picture_of(answer: Estimate) -> Picture | None:
    """The quarters of an estimate, drawn; None where there is none."""
    counts = Counter((one.system, int(one.quarter[:4])) for one in answer.quarters)
    if not counts:
        return None
    systems = ["US", *sorted({system for system, _year in counts if system != "US"})]
    years = range(min(year for _system, year in counts), max(year for _system, year in counts) + 1)
    lanes = tuple(_lane(place, system, years, counts) for place, system in enumerate(systems))
    axis_y = lanes[-1].base_y
    return Picture(
        lanes=lanes,
        ticks=tuple(_ticks(years)),
        height=axis_y + AXIS,
        axis_y=axis_y,
        says=_says(systems, years, counts),
        names=tuple(name_of(system) for system in systems),
        rows=tuple(
            (year, tuple(counts[system, year] for system in systems))
            for year in years
            if any(counts[system, year] for system in systems)
        ),
    )


def _lane(place: int, system: str, years: range, counts: Counter[tuple[str, int]]) -> Lane:
    top = place * (LABEL + MOST * STEP + GAP)
    base = top + LABEL + MOST * STEP
    return Lane(
        label=f"{name_of(system)}: {sum(counts[system, year] for year in years)}",
        kind="us" if system == "US" else "foreign",
        label_y=top + 13,
        base_y=base,
        columns=tuple(
            Column(
                x=f"{(year - years[0]) / len(years):.3%}",
                width=f"{COLUMN / len(years):.3%}",
                y=base - STEP * counts[system, year],
                height=STEP * counts[system, year],
            )
            for year in years
            if counts[system, year]
        ),
    )


def _ticks(years: range) -> list[tuple[str, int, str]]:
    every = 2 if len(years) <= FEW_YEARS else 5 if len(years) <= MANY_YEARS else 10
    marked = [year for year in years if year % every == 0] or [years[0]]
    return [
        (
            f"{(year - years[0] + COLUMN / 2) / len(years):.3%}",
            year,
            "start" if year == years[0] else "end" if year == years[-1] else "middle",
        )
        for year in marked
    ]


def _says(systems: list[str], years: range, counts: Counter[tuple[str, int]]) -> str:
    parts = [
        _("%(country)s %(count)s")
        % {"country": name_of(system), "count": sum(counts[system, year] for year in years)}
        for system in systems
    ]
    return _("Quarters of coverage by year, %(first)s to %(last)s: %(parts)s.") % {
        "first": years[0],
        "last": years[-1],
        "parts": ", ".join(parts),
    }
