"""Facts by their places: plain values and strict ones, and what of them changes a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from totalis.documents.words import path_of
from totalis.facts.reader import parse_value, read_sheet
from totalis.facts.sheet import Engagement, FactSheet, Posting, Worker
from totalis.facts.vocabulary import FactType, by_path
from totalis.frontdoor.selectors.words import engagement_of
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.casework.models import Case, FactVersion
    from totalis.facts.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact as somebody stated it: where it stands, and its plain value (None: not known)."""

    place: str
    value: Any


def value_at(sheet: Mapping[str, Any], place: str) -> Any:  # noqa: ANN401 - facts have many types
    """The plain value of a fact in a stored sheet; None is unknown."""
    path = path_of(place)
    scope, _, name = path.partition(".")
    part: Any = sheet.get("worker", {})
    if scope == "engagement":
        wanted = engagement_of(place)
        found = (item for item in sheet.get("engagements", ()) if item.get("id") == wanted)
        part = next(found, {})
    for key in name.split("."):
        part = part.get(key) if isinstance(part, dict) else None
    return part


def changed_by(
    case: Case, former: FactVersion | None, values: Mapping[str, Any]
) -> tuple[FactSheet, list[Stated]]:
    """The sheet with the values in it, and what of them is new. The whole sheet is read again, strictly."""
    before = former.sheet if former is not None else {}
    sheet = read_sheet(before) if former is not None else _empty(case)
    for place, value in values.items():
        fact, engagement = _fact_at(place, case)
        if all(item.id != engagement for item in sheet.engagements):
            sheet = replace(sheet, engagements=(*sheet.engagements, Engagement(id=engagement)))
        sheet = sheet.with_value(engagement, fact.path, strict_value(fact, value))
    sheet = read_sheet(sheet.as_dict())
    after = sheet.as_dict()
    stated = [Stated(place, value_at(after, place)) for place in values]
    changed = [item for item in stated if item.value != value_at(before, item.place)]
    return sheet, changed if former is not None else [
        item for item in stated if item.value is not None
    ]


def _empty(case: Case) -> FactSheet:
    return FactSheet(Worker(), (Engagement(id=case.engagement),))


def _fact_at(place: str, case: Case) -> tuple[Fact, str]:
    fact = by_path().get(path_of(place))
    if fact is None:
        raise InputError(
            [
                Problem(
                    path=place[:80],
                    found="a place that no fact has",
                    expected="a fact of the vocabulary, such as engagements[e1].end",
                    remedy="See docs/facts.md for the facts and their places.",
                )
            ]
        )
    return fact, engagement_of(place) or case.engagement


def strict_value(fact: Fact, value: Any) -> Any:  # noqa: ANN401 - facts have many types
    """A value as the sheet holds it, from its public form or from what the forms read.

    Raises:
        InputError: it does not fit the fact.
    """
    if value is None or (isinstance(value, tuple) and fact.type is not FactType.WORK_COUNTRY):
        return value if value is None else parse_value(fact, _plain(fact, value))
    return parse_value(fact, list(value) if isinstance(value, tuple) else _day_text(value))


def _plain(fact: Fact, value: tuple[Any, ...]) -> Any:  # noqa: ANN401 - facts have many types
    if fact.type in (FactType.DAYS_BY_COUNTRY, FactType.COVER_BY_COUNTRY):
        return dict(value)
    if fact.type is FactType.POSTINGS:
        return [
            {"start": item.start.isoformat(), "end": item.end.isoformat()}
            if isinstance(item, Posting)
            else item
            for item in value
        ]
    return list(value)


def _day_text(value: Any) -> Any:  # noqa: ANN401 - facts have many types
    return value.isoformat() if hasattr(value, "isoformat") else value
