"""What a request says, step by step as its form asked it, and what a correction changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from totalis.facts.countries import COUNTRIES, name_of
from totalis.lawbook.forms.model import FieldType
from totalis.webbase.secrets.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from totalis.lawbook.forms.model import FormEdition, FormField

NUMBERS = frozenset({FieldType.SSN, FieldType.NUMBER, FieldType.FOREIGN_NUMBER})
WORDS = {"yes": "Yes", "no": "No", "unknown": "Not known"}
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Said:
    """A field and its answer in words; the lines of an address stay lines."""

    key: str
    label: str
    value: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the form with what was answered in it."""

    title: str
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a correction changed."""

    label: str
    before: str
    after: str


def steps_of(
    form: FormEdition, answers: Mapping[str, str], *, whole_numbers: bool
) -> Sequence[Step]:
    """The steps of the form that have answers; what the form does not know comes last, under its key."""
    steps = [
        Step(
            step.title,
            [
                Said(
                    field.key,
                    field.label,
                    words(field, answers[field.key], whole_numbers=whole_numbers),
                    field.type in NUMBERS,
                )
                for field in step.fields
                if answers.get(field.key)
            ],
        )
        for step in form.steps
    ]
    known = {field.key for step in form.steps for field in step.fields}
    more = [
        Said(key, key.replace("_", " ").capitalize(), masked(value), is_number=True)
        for key, value in answers.items()
        if key not in known and value
    ]
    if more:
        steps.append(Step("Not in this edition of the form", more))
    return [step for step in steps if step.said]


def changes_of(
    form: FormEdition, before: Mapping[str, str], after: Mapping[str, str]
) -> Sequence[Change]:
    """What differs between two versions, in the order of the form; numbers masked."""
    return list(_changes(form, before, after))


def _changes(
    form: FormEdition, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Change]:
    for field in (field for step in form.steps for field in step.fields):
        old, new = before.get(field.key, ""), after.get(field.key, "")
        if old != new:
            yield Change(
                field.label,
                words(field, old, whole_numbers=False) if old else NOTHING,
                words(field, new, whole_numbers=False) if new else NOTHING,
            )


def words(field: FormField, value: str, *, whole_numbers: bool) -> str:
    """An answer as people read it."""
    if field.type in NUMBERS:
        return value if whole_numbers else masked(value)
    if field.options:
        return next((one.label for one in field.options if one.value == value), value)
    if field.type == FieldType.YES_NO:
        return WORDS.get(value, value)
    if field.type in (FieldType.COUNTRY, FieldType.COUNTRIES):
        parts = value.replace(",", " ").split()
        return ", ".join(name_of(part) if part in COUNTRIES else part for part in parts)
    return _day(value) if field.type == FieldType.DATE else value


def _day(value: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day:%-d %B %Y}"
