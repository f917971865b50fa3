"""One form as a page shows it: fields with their answers and findings, what is still open, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from totalis.authority.selectors import requests_words as words
from totalis.facts.countries import COUNTRIES
from totalis.facts.country_names import plain
from totalis.lawbook.forms.model import FieldType, FormStep, Requirement
from totalis.procedure.forms_answers import Severity, asked, check_answers
from totalis.procedure.forms_values import NOT_KNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from totalis.lawbook.forms.model import FormEdition, FormField
    from totalis.procedure.forms_answers import Finding

STOP, WARN = Severity.STOP, Severity.WARN
FIXED = frozenset({"agreement_country"})
"""Fields whose answer the choice of the form has given."""
LINES = {
    FieldType.LONG_TEXT: 5,
    FieldType.ADDRESS: 5,
    FieldType.FAMILY: 4,
    FieldType.PERIODS: 3,
    FieldType.DAYS: 3,
}
KINDS = {
    FieldType.DATE: "date",
    FieldType.COUNTRY: "country",
    FieldType.YES_NO: "choice",
    FieldType.CHOICE: "choice",
} | dict.fromkeys(LINES, "lines")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a check says of one answer."""

    severity: str
    text: str

    @property
    def stops(self) -> bool:
        """Whether the request cannot be sent so."""
        return self.severity == STOP


@dataclass(frozen=True, slots=True)
class Shown:
    """A field on the page."""

    key: str
    label: str
    help: str
    example: str
    kind: str
    value: str
    required: bool
    is_asked: bool
    why: str
    choices: tuple[Choice, ...] = ()
    says: tuple[Said, ...] = ()
    rows: int = 0
    input_type: str = "text"
    keyboard: str = ""

    @property
    def stops(self) -> bool:
        """Whether something is wrong with its answer."""
        return any(one.stops for one in self.says)


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is still open: a field to be filled in or mended, and where it is."""

    step: str
    step_title: str
    key: str
    label: str
    text: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its answer, as it will be sent."""

    key: str
    label: str
    answer: str


@dataclass(frozen=True, slots=True)
class Part:
    """A step on the review page."""

    key: str
    title: str
    lines: tuple[Line, ...]


def steps_of(edition: FormEdition) -> tuple[FormStep, ...]:
    """The steps that ask something; what the choice of the form has answered is asked no more."""
    return tuple(one for one in edition.steps if any(f.key not in FIXED for f in one.fields))


def findings_of(
    edition: FormEdition, answers: Mapping[str, str], today: date
) -> dict[str, list[Finding]]:
    """What the checks say, by field."""
    found: dict[str, list[Finding]] = {}
    for one in check_answers(edition, answers, at=today):
        found.setdefault(one.field, []).append(one)
    return found


def shown_fields(
    edition: FormEdition,
    step: FormStep,
    answers: Mapping[str, str],
    today: date,
    *,
    strict: bool,
    touched: Collection[str] = (),
) -> tuple[Shown, ...]:
    """The fields of a step; those that are not asked now keep their place, empty.

    What is missing is said where `strict`, or where the field was touched: nobody is scolded for an empty page.
    """
    now = asked_keys(edition, answers)
    findings = findings_of(edition, answers, today)
    return tuple(
        _shown(
            field,
            edition,
            answers,
            is_asked=field.key in now,
            findings=findings.get(field.key, [])
            if strict or answers.get(field.key) or field.key in touched
            else [],
        )
        for field in step.fields
        if field.key not in FIXED
    )


def part_of(edition: FormEdition, keys: Collection[str]) -> FormStep:
    """Some fields of a form as a step of their own, for an answer that may correct them."""
    fields = tuple(field for field in edition.fields if field.key in keys)
    return FormStep(key="question", title="", says="", fields=fields)


def asked_keys(edition: FormEdition, answers: Mapping[str, str]) -> frozenset[str]:
    """The keys of the fields that are asked for as the answers are now."""
    return frozenset(field.key for field in asked(edition, answers))


def open_items(edition: FormEdition, answers: Mapping[str, str], today: date) -> tuple[Open, ...]:
    """What is still open, in the order of the form."""
    findings = findings_of(edition, answers, today)
    return tuple(
        Open(
            step=step.key,
            step_title=words.step_title(step, edition),
            key=field.key,
            label=words.label_of(field, edition),
            text=words_of(one, edition, answers),
            stops=one.severity == STOP,
        )
        for step in edition.steps
        for field in step.fields
        for one in findings.get(field.key, [])
        if one.severity in (STOP, WARN)
    )


def parts_of(edition: FormEdition, answers: Mapping[str, str]) -> tuple[Part, ...]:
    """Every question that is asked, with its answer, step by step."""
    now = asked_keys(edition, answers)
    return tuple(
        Part(
            key=step.key,
            title=words.step_title(step, edition),
            lines=tuple(
                Line(
                    field.key,
                    words.label_of(field, edition),
                    answer_words(field, answers.get(field.key, "")),
                )
                for field in step.fields
                if field.key in now
            ),
        )
        for step in steps_of(edition)
    )


def answer_words(field: FormField, value: str) -> str:
    """An answer as a person reads it: countries by name, choices by their words, days in the form of the language."""
    if field.type is FieldType.DATE:
        try:
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        except ValueError:
            return value
    if field.type in words.COUNTRY_TYPES:
        return ", ".join(words.country(part.strip()) for part in value.split(",") if part.strip())
    for choice in _choices(field, value):
        if choice.chosen:
            return choice.label
    return value


def words_of(finding: Finding, edition: FormEdition, answers: Mapping[str, str]) -> str:
    """What a check found and what to do, in the reader's language."""
    if not answers.get(finding.field):
        return _("Please answer this question.")
    parts = (words.said(finding.says, edition), words.said(finding.advises, edition))
    return " ".join(part for part in parts if part)


def _shown(
    field: FormField,
    edition: FormEdition,
    answers: Mapping[str, str],
    *,
    is_asked: bool,
    findings: list[Finding],
) -> Shown:
    value = answers.get(field.key, "")
    kind = KINDS.get(field.type, "text")
    input_type, keyboard = _input(field)
    return Shown(
        key=field.key,
        label=words.label_of(field, edition),
        help=words.help_of(field, edition),
        example=words.example_of(field) if kind not in ("choice", "date") else "",
        kind=kind,
        value=answer_words(field, value) if field.type is FieldType.COUNTRIES else value,
        required=field.requirement is Requirement.REQUIRED,
        is_asked=is_asked,
        why=words.spoken(field.why) if field.is_ours else "",
        choices=_choices(field, value),
        says=tuple(Said(one.severity, words_of(one, edition, answers)) for one in findings),
        rows=max(LINES.get(field.type, 0), value.count("\n") + 1) if kind == "lines" else 0,
        input_type=input_type,
        keyboard=keyboard,
    )


def _input(field: FormField) -> tuple[str, str]:
    """The type of the input and the keyboard that a telephone offers for it."""
    if field.type is FieldType.EMAIL:
        return "email", "email"
    if field.type is FieldType.PHONE:
        return "tel", "tel"
    return "text", "numeric" if field.type is FieldType.SSN else ""


def _choices(field: FormField, value: str) -> tuple[Choice, ...]:
    if field.type is FieldType.COUNTRY:
        names = {code: words.country(code) for code in COUNTRIES}
        in_order = sorted(names, key=lambda code: plain(names[code]))
        return tuple(Choice(code, names[code], code == value) for code in in_order)
    if field.type is FieldType.YES_NO:
        offered = [("yes", _("Yes")), ("no", _("No"))]
    elif field.type is FieldType.CHOICE:
        offered = [(option.value, words.spoken(option.label)) for option in field.options]
    else:
        return ()
    if field.may_be_unknown and NOT_KNOWN not in dict(offered):
        offered.append((NOT_KNOWN, _("I do not know")))
    return tuple(Choice(key, label, key == value) for key, label in offered)
