"""What the first page of a case shows beside its head: gates, picture, open questions, dates, people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.casework.models import CaseParty, Employer
from totalis.casework.selectors.answers import determination_of, main_engagement, sheet_of
from totalis.casework.selectors.timeline import picture_of_case
from totalis.facts.countries import name_of
from totalis.frontdoor.selectors.timeline import picture_of
from totalis.procedure.casefile import PartyRole
from totalis.procedure.deadlines import deadlines
from totalis.procedure.findings import open_findings
from totalis.procedure.questions import questions_of, settled_by

if TYPE_CHECKING:
    from datetime import date

    from totalis.casework.models import Case
    from totalis.frontdoor.selectors.timeline import Picture
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor

CHOICES = 200
QUESTIONS = 3
DATES = 6
ROLES = {
    PartyRole.US_EMPLOYER: "employer in the United States",
    PartyRole.FOREIGN_EMPLOYER: "employer or host abroad",
    PartyRole.OWN_BUSINESS_US: "own business in the United States",
    PartyRole.OWN_BUSINESS_FOREIGN: "own business abroad",
    PartyRole.CLIENT: "client; never decides coverage",
}


def overview_of(case: Case, file: CaseFile, today: date) -> dict[str, Any]:
    """What stands under the head of the case."""
    made = file.current_determination
    document = made.document if made is not None else {}
    questions = questions_of(document, case.engagement) if document else ()
    dates = [one for one in deadlines(file, today) if one.day >= today or one.must]
    return {
        "case_line": picture_of_case(file, today) if file.periods else None,
        "picture": None if file.periods else _picture(case, file, today),
        "questions": questions[:QUESTIONS],
        "more_questions": max(len(questions) - QUESTIONS, 0),
        "settled_by": settled_by(document, case.engagement)[:QUESTIONS] if document else (),
        "answer_says": _answer(case, file),
        "dates": dates[:DATES],
        "parties": _parties(case),
        "finding_count": len(open_findings(file)),
        "evidence_count": len(file.evidence),
    }


def employers_to_choose(actor: Actor) -> list[Employer]:
    """The employers that a case can name, by name."""
    rows = Employer.objects.of(actor.organisation)
    return list(rows.order_by("name", "pk")[:CHOICES])


def _answer(case: Case, file: CaseFile) -> str:
    made = file.current_determination
    if made is None:
        return ""
    return main_engagement(determination_of(made), case.engagement).says


def _picture(case: Case, file: CaseFile, today: date) -> Picture | None:
    """The timeline of the work that was decided; None before a decision or a first day."""
    made = file.current_determination
    if made is None:
        return None
    answer = main_engagement(determination_of(made), case.engagement)
    engagement = next(one for one in sheet_of(file, made).engagements if one.id == answer.id)
    return picture_of(engagement, answer, made.as_of, today)


def _parties(case: Case) -> list[dict[str, Any]]:
    rows = CaseParty.objects.filter(case=case, removed_at=None).select_related("employer")
    return [
        {
            "pk": row.pk,
            "employer": row.employer,
            "country": name_of(row.employer.country),
            "role": ROLES[PartyRole(row.role)],
        }
        for row in rows.order_by("pk")
    ]
