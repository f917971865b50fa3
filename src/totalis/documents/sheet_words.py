"""A fact sheet and other plain values in words, place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.documents import form
from totalis.documents.words import answer_words, path_of
from totalis.facts.countries import COUNTRIES, name_of
from totalis.facts.vocabulary import FactType, by_path
from totalis.kernel.dates import days_written_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.documents.form import Json


def places_of(sheet: Json) -> dict[str, Any]:
    """Every known fact of a sheet by its place (`worker.residence`, `engagements[e1].end`), in the order of the questions."""
    found = {f"worker.{key}": value for key, value in (sheet.get("worker") or {}).items()}
    for engagement in sheet.get("engagements") or ():
        prefix = f"engagements[{engagement.get('id', '')}]."
        for key, value in engagement.items():
            if key == "employer" and isinstance(value, dict):
                found |= {f"{prefix}employer.{name}": part for name, part in value.items()}
            elif key != "id":
                found[f"{prefix}{key}"] = value
    asked = {path: number for number, path in enumerate(by_path())}
    return dict(sorted(found.items(), key=lambda item: asked.get(path_of(item[0]), len(asked))))


def in_order(given: Json, known: Iterable[str]) -> list[str]:
    """The keys that are given: known ones in their order, then the others by the alphabet."""
    first = [key for key in known if key in given]
    return first + sorted(given.keys() - set(first))


def fact_words(place: str, value: Any) -> str:  # noqa: ANN401 - JSON can be anything
    """The value of a fact in words, by its place or path."""
    fact = by_path().get(path_of(place))
    if fact is not None and isinstance(value, str) and value in dict(fact.options):
        return form.words(answer_words(fact, value))
    if fact is not None and fact.type is FactType.TEXT:
        return said(value)
    if isinstance(value, str) and value in COUNTRIES:
        return name_of(value)
    if isinstance(value, list | tuple):
        named = (
            name_of(item) if isinstance(item, str) and item in COUNTRIES else said(item)
            for item in value
        )
        return "; ".join(named) or "none"
    return said(value)


def said(value: Any) -> str:  # noqa: ANN401 - JSON can be anything
    """Any value of a snapshot in words."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(said(item) for item in value) or "none"
    if isinstance(value, dict):
        given = {key: item for key, item in value.items() if item not in ("", None, [], {})}
        return "; ".join(f"{form.words(key)}: {said(item)}" for key, item in given.items())
    return days_written_out(str(value))
