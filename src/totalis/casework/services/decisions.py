"""Deciding a case: the engine's answer is kept word for word, and the case follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from totalis.casework.models import CaseDetermination, FactVersion
from totalis.casework.selectors import records
from totalis.casework.services.editing import changing
from totalis.casework.services.revisions import remember
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.dates import day_words
from totalis.kernel.digest import digest
from totalis.kernel.errors import InputError, Problem
from totalis.lawbook.model import Outcome
from totalis.procedure.casefile import Direction
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from totalis.casework.models import Case
    from totalis.evaluate import EngagementAnswer
    from totalis.facts.sheet import FactSheet
    from totalis.webbase.accounts.actor import Actor

US = "US"
NOTHING_TO_ASK = frozenset({Outcome.NOT_DUAL, Outcome.NO_AGREEMENT})


def determine_case(*, actor: Actor, case: Case, as_of: date, at: datetime) -> CaseDetermination:
    """Decide the newest facts under the packaged law of a day, and keep the answer as it was given.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the case is closed, or no facts were stated.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        return decide(actor=actor, case=locked, as_of=as_of, at=at)


def decide(*, actor: Actor, case: Case, as_of: date, at: datetime) -> CaseDetermination:
    """The same inside `changing`, with the locked case. The same answer twice in a row is one record."""
    version = newest_facts(case)
    if version is None:
        raise InputError(
            [
                Problem(
                    path="facts",
                    found="no facts",
                    expected="at least one fact",
                    remedy="State what is known first: where the work is done, and for whom.",
                )
            ]
        )
    sheet = read_sheet(version.sheet)
    answer = determine(sheet, as_of=as_of, law=lawbook())
    document: dict[str, Any] = msgspec.to_builtins(answer)
    name = digest(document)
    newest = CaseDetermination.objects.filter(case=case).order_by("made_at", "pk").last()
    if newest is not None and (newest.digest, newest.fact_version_id) == (name, version.pk):
        return newest
    made = CaseDetermination.objects.create(
        organisation=actor.organisation,
        case=case,
        fact_version=version,
        as_of=as_of,
        law=answer.law,
        facts=answer.facts,
        digest=name,
        document=document,
        made_by=actor.user,
        made_at=at,
    )
    main = _answer_of(case, answer.engagements)
    _follow(case, sheet, main)
    remember(
        actor=actor, kind="case", record_id=case.pk, value=records.head(case), at=at, case=case
    )
    record(
        actor=actor,
        verb="decided",
        subject=f"facts version {version.number} under the law of {day_words(as_of)}",
        at=at,
        case_reference=case.reference,
        details={
            "determination": name,
            "law": answer.law,
            "facts": answer.facts,
            "outcome": main.outcome,
            "covered_by": main.covered_by or "",
        },
    )
    return made


def newest_facts(case: Case) -> FactVersion | None:
    """The newest version of the fact sheet."""
    return FactVersion.objects.filter(case=case).order_by("number").last()


def newest_determination(case: Case) -> CaseDetermination | None:
    """The newest determination, whichever facts it was made of."""
    return CaseDetermination.objects.filter(case=case).order_by("made_at", "pk").last()


def _answer_of(case: Case, answers: tuple[EngagementAnswer, ...]) -> EngagementAnswer:
    """The answer for the engagement that the case is about; the first where the sheet has no such engagement."""
    return next((item for item in answers if item.id == case.engagement), answers[0])


def _follow(case: Case, sheet: FactSheet, answer: EngagementAnswer) -> None:
    """Set which proof the case is after, and the other country.

    While the answer is open or a person's to give, what somebody set before stays: an answer that is not there
    cannot say that the proof is another one.
    """
    direction = direction_of(answer)
    if direction is not None:
        case.direction = direction
    partner = answer.agreement or next(_foreign_countries(sheet, answer.id), "")
    case.partner = partner or case.partner
    case.save(update_fields=["direction", "partner"])


def direction_of(answer: EngagementAnswer) -> Direction | None:
    """The proof that an answer leads to; None where the answer does not say."""
    if answer.outcome in NOTHING_TO_ASK:
        return Direction.NONE
    if answer.outcome != Outcome.ASSIGNED or answer.certificate is None:
        return None
    if answer.certificate.product == "none":
        return Direction.NONE
    if answer.covered_by == US:
        return Direction.US_CERTIFICATE
    if answer.certificate.product == "letter_of_exemption":
        return Direction.LETTER_OF_EXEMPTION
    return Direction.FOREIGN_CERTIFICATE if answer.exempt_in == US else None


def _foreign_countries(sheet: FactSheet, engagement_id: str) -> Iterator[str]:
    """Countries other than the United States that the engagement names, the place of work first."""
    for item in sheet.engagements:
        if item.id == engagement_id:
            named = (*(item.work_country or ()), item.sent_from, item.employer.country)
            yield from (code for code in named if code and code != US)
