"""Which fields of a form are asked, as far as the answers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.lawbook.forms.model import ALWAYS, Condition, FormEdition, FormField, Test
from totalis.procedure.forms_values import countries_in, said, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def asked(edition: FormEdition, answers: Mapping[str, str]) -> tuple[FormField, ...]:
    """The fields that are asked now: without a condition, or with one that holds."""
    return tuple(item for item in edition.fields if is_asked(edition, item, answers) is True)


def may_be_asked(edition: FormEdition, answers: Mapping[str, str]) -> tuple[FormField, ...]:
    """The fields that are asked now or could be, once an open answer is given: what a page without script shows."""
    return tuple(item for item in edition.fields if is_asked(edition, item, answers) is not False)


def is_asked(edition: FormEdition, field: FormField, answers: Mapping[str, str]) -> bool | None:
    """Whether a field is asked; None where an answer that decides it is open."""
    if field.when == ALWAYS:
        return True
    return _holds(edition, edition.conditions[field.when], answers)


def _holds(edition: FormEdition, condition: Condition, answers: Mapping[str, str]) -> bool | None:
    every = [_test(edition, test, answers) for test in condition.all]
    some = [_test(edition, test, answers) for test in condition.any]
    if False in every or (some and all(found is False for found in some)):
        return False
    if None in every or (some and True not in some):
        return None
    return True


def _test(edition: FormEdition, test: Test, answers: Mapping[str, str]) -> bool | None:
    """One test; a field that is itself not asked has no answer that counts, nor has one that the form lacks."""
    field = edition.field(test.field)
    if field is None or is_asked(edition, field, answers) is False:
        return False
    if test.empty:
        return not text_of(answers, test.field)
    text = said(answers, test.field)
    if test.equals:
        return text in test.equals if text else None
    codes = countries_in(text) if text else ()
    if not codes:
        return None
    if test.elsewhere:
        return not {edition.home, edition.host} & set(codes)
    return test.names in codes if test.names else test.lacks not in codes
