"""Forms filled in with their own examples."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from totalis.lawbook.forms.book import edition_for
from totalis.procedure.forms_answers import asked

if TYPE_CHECKING:
    from totalis.lawbook.forms.model import FormEdition

TODAY = date(2026, 11, 22)


def form(
    agreement: str = "FR",
    lane: str = "employer",
    product: str = "certificate",
    issuer: str = "US",
) -> FormEdition:
    """The form that holds today."""
    found = edition_for(agreement=agreement, lane=lane, product=product, day=TODAY, issuer=issuer)
    assert found is not None
    return found


def example_answers(edition: FormEdition, **changes: str) -> dict[str, str]:
    """The example of every field that is asked, with some answers changed; an empty one is taken out."""
    answers = {key: text for key, text in changes.items() if text}
    while True:
        before = len(answers)
        for item in asked(edition, answers):
            if item.key not in changes:
                answers.setdefault(item.key, item.example)
        if len(answers) == before:
            now = {item.key for item in asked(edition, answers)}
            return {key: text for key, text in answers.items() if key in now or key in changes}
