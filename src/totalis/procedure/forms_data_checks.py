"""The desk's checks of single values, at work on the answers of a form, and those of the types that only forms have."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from totalis.lawbook.forms.model import FieldType
from totalis.procedure.casefile import (
    CaseFile,
    Direction,
    Person,
    RequestField,
    WorkerRecord,
)
from totalis.procedure.checks_base import Check, Severity, Subject
from totalis.procedure.checks_dates import dates_disorder
from totalis.procedure.checks_fields import VERY_LONG, field_malformed, is_latin, is_odd
from totalis.procedure.checks_people import surname_missing
from totalis.procedure.checks_values import address_incomplete, number_implausible
from totalis.procedure.checks_work import vague_work
from totalis.procedure.forms import desk_field
from totalis.procedure.forms_desk_sentences import of_desk
from totalis.procedure.forms_found import Finding, example_of, label_of, limits_of
from totalis.procedure.forms_sayings import Label, Saying, plain, saying
from totalis.procedure.forms_values import days_in, periods_in, plain_fact, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from totalis.lawbook.forms.model import FormEdition, FormField

DESK_CHECKS: tuple[Check, ...] = (
    field_malformed,
    number_implausible,
    address_incomplete,
    surname_missing,
    vague_work,
    dates_disorder,
)
"""Those of the desk's checks that look at nothing but the values of a request."""
JOINERS = frozenset("\u200c\u200d\u200e\u200f\u061c")
"""Zero-width non-joiner and joiner, and the marks of direction: parts of correct spelling in many scripts, unlike the
overrides of direction, which make a text look like another."""
SHOWN = (FieldType.NAME, FieldType.ORGANISATION, FieldType.ADDRESS)


def data_findings(
    edition: FormEdition, answers: Mapping[str, str], *, at: date
) -> Iterator[Finding]:
    """What the checks say of the answers that are there."""
    given = {field.key: text for field in edition.fields if (text := said(answers, field.key))}
    subject = _subject(edition, given, at)
    for check in DESK_CHECKS:
        for item in check.look(subject):
            field = edition.field(item.place)
            label = label_of(field) if field else Label(item.place, item.place)
            yield Finding(
                field=item.place,
                severity=item.severity,
                says=of_desk(item.key, item.says, label, given.get(item.place, "")),
                expects=limits_of(field) if field else plain(""),
                advises=plain(item.remedy),
            )
    for field in edition.fields:
        if field.key in given:
            yield from _value(field, given[field.key])


def _value(field: FormField, text: str) -> Iterator[Finding]:
    """What is to be said of one answer by itself."""
    label = label_of(field)
    if not _reads(field, text):
        says = saying("{label}: this cannot be read.", label=label)
        remedy = saying("For example: {example}", example=example_of(field, " | "))
        yield _found(field, Severity.STOP, says, remedy)
    odd = sorted(_odd_in(field, text))
    if odd:
        names = ", ".join(unicodedata.name(letter, "a control sign") for letter in odd[:3])
        hidden = any(unicodedata.category(letter)[0] == "C" for letter in odd)
        yield _found(
            field,
            Severity.STOP if hidden else Severity.WARN,
            saying(
                "{label}: it has signs that cannot be printed in a name or number ({signs}).",
                label=label,
                signs=names.lower(),
            ),
            saying("Type it anew without them."),
        )
    elif field.type in SHOWN and any(item.isalpha() and not is_latin(item) for item in text):
        says = saying(
            "{label}: it is not in Latin letters. It is kept and printed as you wrote it.",
            label=label,
        )
        remedy = saying("If the passport has a Latin spelling too, add it in brackets.")
        yield _found(field, Severity.NOTE, says, remedy)
    if len(text) > VERY_LONG.get(field.type, len(text)):
        says = saying(
            "{label}: it is long ({signs} signs). Nothing is cut: it goes on in further lines.",
            label=label,
            signs=len(text),
        )
        remedy = saying("Compare it with the document once more.")
        yield _found(field, Severity.NOTE, says, remedy)


def _odd_in(field: FormField, text: str) -> set[str]:
    """The signs that cannot be printed; not those that Persian, Hindi, Hebrew and others need to write a name."""
    needed = field.type in SHOWN
    return {
        letter
        for place, letter in enumerate(text)
        if is_odd(letter) and not (needed and letter in JOINERS and _at_script(text, place))
    }


def _at_script(text: str, place: int) -> bool:
    """Whether a sign stands beside a letter that is not Latin; hidden among Latin ones it has no business."""
    beside = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
    return any(unicodedata.category(one)[0] in "LM" and not is_latin(one) for one in beside)


def _found(field: FormField, severity: Severity, says: Saying, remedy: Saying) -> Finding:
    return Finding(
        field=field.key,
        severity=severity,
        says=says,
        expects=limits_of(field),
        advises=remedy,
    )


def _reads(field: FormField, text: str) -> bool:
    """Whether the text fits a type that only forms have; the desk's types have the desk's checks."""
    if field.type is FieldType.CHOICE:
        return text in {option.value for option in field.options}
    if field.type is FieldType.PERIODS:
        return periods_in(text) is not None
    if field.type is FieldType.DAYS:
        return days_in(text) is not None and plain_fact(field, text) is not None
    if field.type is FieldType.NUMBER and field.fact:
        return plain_fact(field, text) is not None
    return True


def _subject(edition: FormEdition, given: Mapping[str, str], at: date) -> Subject:
    """The answers as the desk's checks look at them: a request in a case that holds nothing else."""
    direction = Direction(edition.asks.value)
    moment = datetime(at.year, at.month, at.day, tzinfo=UTC)
    fields = {field.key: desk_field(field) for field in edition.fields}
    values = {key: RequestField(field=key, value=text) for key, text in given.items()}
    case = CaseFile(
        reference=edition.key,
        organisation="",
        organisation_kind="",
        title="",
        direction=direction,
        partner=edition.agreement,
        owner=Person(id="", name=""),
        opened_at=moment,
        known_at=moment,
        worker=WorkerRecord(id="", given_names="", family_names=""),
    )
    return Subject(case=case, fields=fields, values=values, on=at)
