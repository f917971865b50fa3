"""What is missing or wrong in the answers of a form, for the person who fills it in and again for whoever receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.lawbook.forms.model import FormEdition, FormField, Requirement
from totalis.procedure.checks_base import Severity
from totalis.procedure.forms_asked import asked, is_asked, may_be_asked
from totalis.procedure.forms_contradictions import contradictions
from totalis.procedure.forms_data_checks import data_findings
from totalis.procedure.forms_found import Finding, example_of, label_of, limits_of
from totalis.procedure.forms_rule import outside_the_rule
from totalis.procedure.forms_sayings import saying
from totalis.procedure.forms_values import NOT_KNOWN, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from totalis.procedure.forms_sayings import Saying

__all__ = ["Finding", "Severity", "asked", "check_answers", "is_asked", "may_be_asked"]

CORE = frozenset(
    {
        "worker_full_name",
        "citizenship",
        "date_of_birth",
        "begin_date",
        "sent_by_employer",
        "requester_name",
        "requester_address",
    }
)
"""Without these nothing can be decided, written or sent, whatever a list says."""
_ORDER = {Severity.STOP: 0, Severity.WARN: 1, Severity.NOTE: 2}


def check_answers(
    edition: FormEdition, answers: Mapping[str, str], *, at: date
) -> tuple[Finding, ...]:
    """Every finding, the stops first, each in the order of the form.

    A stop must be mended before the request is sent. A warning says what will probably be asked back, or that the rule
    does not reach the case; a note is for the person only. Personal numbers are never repeated. `at` is the day on
    which the answers are looked at.
    """
    found = [
        *_strangers(edition, answers),
        *_missing(edition, answers),
        *data_findings(edition, answers, at=at),
        *contradictions(edition, answers, at=at),
    ]
    if not any(item.severity is Severity.STOP for item in found):
        found += outside_the_rule(edition, answers, at=at)
    place = {field.key: index for index, field in enumerate(edition.fields)}
    every = dict.fromkeys(found)
    return tuple(
        sorted(every, key=lambda item: (_ORDER[item.severity], place.get(item.field, len(place))))
    )


def _strangers(edition: FormEdition, answers: Mapping[str, str]) -> Iterator[Finding]:
    """Answers to questions that the form does not have: an older edition, or another form."""
    known = {field.key for field in edition.fields}
    for key in answers:
        if key not in known and text_of(answers, key):
            yield Finding(
                field=key,
                severity=Severity.STOP,
                says=saying("An answer to a question that this form does not have."),
                expects=saying("The questions of {edition}.", edition=edition.key),
                advises=saying(
                    "Take the answer out, or give it in the field that this form has for it."
                ),
            )


def _missing(edition: FormEdition, answers: Mapping[str, str]) -> Iterator[Finding]:
    for field in edition.fields:
        text = text_of(answers, field.key)
        state = is_asked(edition, field, answers)
        if text == NOT_KNOWN and not field.may_be_unknown:
            yield _not_known(field)
        elif not text and state is not False:
            severity = _gravity(field, asked_now=state is True)
            if severity is not None:
                yield Finding(
                    field=field.key,
                    severity=severity,
                    says=saying("{label}: nothing is written here.", label=label_of(field)),
                    expects=limits_of(field),
                    advises=_what_to_write(field),
                )


def _gravity(field: FormField, *, asked_now: bool) -> Severity | None:
    if field.key in CORE:
        return Severity.STOP
    if not asked_now:
        return None
    if field.requirement is Requirement.REQUIRED:
        return Severity.WARN if field.inferred else Severity.STOP
    return None if field.requirement is Requirement.OPTIONAL else Severity.NOTE


def _not_known(field: FormField) -> Finding:
    return Finding(
        field=field.key,
        severity=Severity.STOP,
        says=saying("{label}: this cannot be left open.", label=label_of(field)),
        expects=limits_of(field),
        advises=_what_to_write(field),
    )


def _what_to_write(field: FormField) -> Saying:
    shown = example_of(field)
    if field.may_be_unknown and field.is_ours:
        return saying("For example: {example}. If you do not know, say so.", example=shown)
    return saying("For example: {example}.", example=shown)
