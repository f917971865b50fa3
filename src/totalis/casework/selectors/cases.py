"""One case by its reference, its words for a list, and what a search finds it by."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.http import Http404

from totalis.casework.models import Case, CaseParty, Lodgement
from totalis.casework.selectors.disposal import disposed_page
from totalis.webbase.gone import GoneError

if TYPE_CHECKING:
    from totalis.webbase.accounts.actor import Actor

LONGEST_SEARCH_TEXT = 600
LONGEST_NAME = 240


class DisposedError(GoneError):
    """The case was disposed of; only that it was, and what payroll was told, is left."""

    template = "casework/disposal/disposed.html"

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__("This case was disposed of.")

    def shown(self) -> dict[str, Any]:
        """What is left of it."""
        return disposed_page(self.case)


def case_of(actor: Actor, reference: str) -> Case:
    """The case, with worker, owner and organisation loaded.

    Raises:
        DisposedError: what it said is gone.
        Http404: the organisation has no such case, whether or not another one has.
    """
    found = (
        Case.objects.of(actor.organisation)
        .select_related("worker", "owner", "organisation")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        message = "There is no such case here."
        raise Http404(message)
    if found.disposed_at is not None:
        raise DisposedError(found)
    return found


def folded(text: str) -> str:
    """Text as the search compares it: small letters without accents, one space between words."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def search_text_of(case: Case) -> str:
    """What a case is found by; never a number that identifies a person."""
    employers = CaseParty.objects.filter(case=case, removed_at=None).values_list(
        "employer__name", flat=True
    )
    controls = (
        Lodgement.objects.filter(case=case)
        .exclude(control_number="")
        .values_list("control_number", flat=True)
    )
    worker = case.worker
    words = [
        case.reference,
        worker.given_names,
        worker.family_names,
        worker.name_at_birth,
        worker.staff_number,
        case.title,
        *controls,
        *employers,
    ]
    return folded(" ".join(word for word in words if word))[:LONGEST_SEARCH_TEXT]


def sort_name_of(case: Case) -> str:
    """The worker's name as lists sort it."""
    worker = case.worker
    return folded(f"{worker.family_names} {worker.given_names}")[:LONGEST_NAME]
