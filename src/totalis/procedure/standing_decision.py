"""The determination that a case rests on, read from its document: which answer, for which days of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.lawbook.model import Outcome
from totalis.procedure.casefile import Direction

if TYPE_CHECKING:
    from totalis.procedure.casefile import CaseFile, DeterminationRecord

US = "US"
SETTLED = frozenset({Outcome.ASSIGNED})
NOTHING_TO_ASK = frozenset({Outcome.NO_AGREEMENT, Outcome.NOT_DUAL})
FOR_A_PERSON = frozenset(
    {
        Outcome.DISPUTED,
        Outcome.NOT_STATED,
        Outcome.SPLIT,
        Outcome.ELECTION,
        Outcome.EXCEPTION_REQUIRED,
    }
)
PRODUCT_FOR = {Outcome.ELECTION: "election", Outcome.EXCEPTION_REQUIRED: "exception"}
"""Outcomes whose certificate comes of a request of its own kind: choice, or agreement of both countries."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One engagement's answer as it stands in the document, with the days of the fact sheet."""

    id: str
    outcome: Outcome
    agreement: str
    covered_by: str
    exempt_in: str
    product: str
    issuer: str
    issuer_name: str
    lane: str
    article: str
    rule: str
    says: str
    next_action: str
    countries: tuple[str, ...]
    start: date | None
    end: date | None
    last_lawful_day: date | None
    latest_with_extension: date | None
    choose_by: date | None
    """The last day of a choice, where the worker may choose."""
    document: dict[str, Any]

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the work that was decided; an unknown end is open."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def day_of(value: object) -> date | None:
    """A day of a JSON document; None where there is none."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def answers_of(record: DeterminationRecord, sheet: dict[str, Any]) -> tuple[Answer, ...]:
    """Every answer of a determination, with the days of work that the sheet gives."""
    engagements = {item.get("id"): item for item in sheet.get("engagements", ())}
    return tuple(
        _answer(item, engagements.get(item.get("id"), {}))
        for item in record.document.get("engagements", ())
    )


def current_answers(file: CaseFile) -> tuple[Answer, ...]:
    """The answers that stand now and concern the case's pair of countries; empty while undecided."""
    record, facts = file.current_determination, file.current_facts
    if record is None or facts is None:
        return ()
    answers = answers_of(record, facts.sheet)
    concerned = tuple(item for item in answers if _concerns(item, file.partner))
    return concerned or answers


def main_answer(file: CaseFile) -> Answer | None:
    """The answer that the case rests on: the one that its direction serves, else the first."""
    answers = current_answers(file)
    serving = [item for item in answers if item.outcome in SETTLED and serves(item, file.direction)]
    return next(iter(serving or answers), None)


def serves(answer: Answer, direction: Direction) -> bool:
    """Whether a decided answer leads to the proof that the case is after."""
    if direction is Direction.US_CERTIFICATE:
        return answer.covered_by == US
    if direction in (Direction.FOREIGN_CERTIFICATE, Direction.LETTER_OF_EXEMPTION):
        return answer.exempt_in == US
    return True


def _concerns(answer: Answer, partner: str) -> bool:
    pair = {answer.agreement, answer.covered_by, answer.exempt_in, *answer.countries}
    return not partner or partner in pair


def _answer(item: dict[str, Any], engagement: dict[str, Any]) -> Answer:
    certificate = item.get("certificate") or {}
    clock = item.get("clock") or {}
    work = engagement.get("work_country") or ()
    outcome = Outcome(item["outcome"])
    choice = outcome is Outcome.ELECTION
    last = day_of(clock.get("last_lawful_day"))
    return Answer(
        id=item.get("id", ""),
        outcome=outcome,
        agreement=item.get("agreement") or "",
        covered_by=item.get("covered_by") or "",
        exempt_in=item.get("exempt_in") or "",
        product=certificate.get("product") or "",
        issuer=certificate.get("issuer") or "",
        issuer_name=certificate.get("issuer_name") or "",
        lane=certificate.get("lane") or "",
        article=item.get("article") or "",
        rule=item.get("rule") or "",
        says=item.get("answer") or item.get("says") or "",
        next_action=item.get("next_action") or "",
        countries=(work,) if isinstance(work, str) else tuple(work),
        start=day_of(engagement.get("start")),
        end=day_of(engagement.get("end")),
        last_lawful_day=None if choice else last,
        latest_with_extension=day_of(clock.get("latest_with_extension")),
        choose_by=last if choice else None,
        document=item,
    )
