"""A decision as the partner agency is told of it: determination (A003), or provisional determination (A007)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.exchange.refusing import refuse
from totalis.authority.exchange.shapes import Coverage, Determined, Period, Provisional, Worker
from totalis.authority.selectors.requests_worker import BIRTH, NAME, NUMBERS
from totalis.authority.services.exchanging import standing_issue

if TYPE_CHECKING:
    from totalis.authority.models import CoverageRequest

US_NUMBER = "worker_ssn"


def determined_for(row: CoverageRequest, *, reasons: str, final: bool) -> Determined | Provisional:
    """What was decided on a request, for the partner.

    Raises:
        InputError: nothing stands; a determination before its second person.
    """
    decision = standing_issue(row)
    if decision is None or decision.start is None:
        refuse("kind", "no decision that stands", "a decision to issue", "Decide first.")
    if final and decision.needs_second and decision.confirmed_at is None:
        remedy = "Let a second person confirm it, or tell it as provisional (A007)."
        refuse("kind", "a decision that waits for a second person", "a final one", remedy)
    shape = Determined if final else Provisional
    return shape(
        worker=_worker(row),
        coverage=Coverage(
            covered_by=decision.covered_by,
            exempt_in=decision.exempt_in,
            period=Period(first=decision.start, last=decision.end),
            article=decision.article,
        ),
        reasons=reasons or decision.reasons,
    )


def _worker(row: CoverageRequest) -> Worker:
    answers = row.answers
    numbers = {
        "US" if field == US_NUMBER else row.agreement: answers[field]
        for field in reversed(NUMBERS)
        if answers.get(field)
    }
    return Worker(name=answers.get(NAME, ""), born_on=answers.get(BIRTH, ""), numbers=numbers)
