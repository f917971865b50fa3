"""Where a fact sheet that a desk sent along contradicts the answers: the engine reads the one, people and the paper the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.authority.services.assessing_points import Point, field_of
from totalis.procedure.forms_sheet import plain_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from totalis.lawbook.forms.model import FormEdition

Json = dict[str, Any]
NAMES = frozenset({"engagement.id", "engagement.employer.name"})
"""What is written in many ways and decides nothing."""


def contradicted(
    form: FormEdition, answers: Mapping[str, str], facts: Mapping[str, Any]
) -> Iterator[Point]:
    """A point for each fact that both state, and not alike; no point holds a value."""
    said, sent = dict(_stated(plain_sheet(form, answers))), dict(_stated(facts))
    labels = {field.key: field.label for field in form.fields}
    for path in sorted(said.keys() & sent.keys() - NAMES):
        if said[path] != sent[path]:
            field = field_of(path, form)
            named = labels.get(field, path)
            yield Point(
                key=f"contradicted:{path}",
                says=f"{named}: the fact sheet that was sent along says otherwise than the answer.",
                field=field,
            )


def _stated(facts: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The facts about the worker and the first work, by their paths; lists without their order."""
    works = facts.get("engagements") or [{}]
    for scope, part in (("worker", facts.get("worker") or {}), ("engagement", works[0])):
        for name, value in part.items():
            if isinstance(value, dict) and name == "employer":
                yield from ((f"{scope}.{name}.{key}", each) for key, each in value.items())
            else:
                yield f"{scope}.{name}", _plain(value)


def _plain(value: object) -> object:
    """One country and a list of that one are the same."""
    if not isinstance(value, list):
        return value
    return value[0] if len(value) == 1 else sorted(map(str, value))
