"""A second reading of the tables, written apart from the program: may this day of this stream be exempt at all?

It follows the rule "no certificate, no exemption" row by row, and knows neither case files nor spans nor the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import (
    CaseDetermination,
    Certificate,
    FactVersion,
    Match,
    Reopening,
    Worker,
)
from totalis.payroll.models import StreamLink

if TYPE_CHECKING:
    from datetime import date

    from totalis.casework.models import Case
    from totalis.gate.question import Question

REACHED = {"": True, "maladie": True, "csg": False, "prevoyance": False, "?": False}
"""By POMS RS 02001.510 and the IRS statement of 2019; the last one is no charge."""


def proofs(question: Question, house: int) -> set[str]:
    """The certificates that may exempt it; none where anything is missing or in doubt."""
    if not REACHED[question.charge]:
        return set()
    workers = Worker.objects.filter(organisation=house, staff_number=question.worker)
    links = [
        link
        for link in StreamLink.objects.filter(
            organisation=house,
            staff_number=question.worker,
            stream=question.stream,
            removed_at=None,
        )
        if _within(question.day, link.first, link.last)
    ]
    if workers.count() != 1 or len(links) != 1 or links[0].case.worker_id != workers.get().pk:
        return set()
    case = links[0].case
    if not _decided_for(case, question.day):
        return set()
    return {
        str(one.pk)
        for one in Certificate.objects.filter(case=case)
        if _proves(one, question.day, case)
    }


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _decided_for(case: Case, day: date) -> bool:
    """Whether the facts that stand were decided, for US coverage and exemption in France, with the day inside."""
    facts = FactVersion.objects.filter(case=case).order_by("-number").first()
    decision = CaseDetermination.objects.filter(case=case).order_by("-made_at", "-pk").first()
    if facts is None or decision is None or decision.facts != facts.digest:
        return False
    (work,) = facts.sheet["engagements"]
    (answer,) = decision.document["engagements"]
    end = work.get("end")
    return bool(
        answer["outcome"] == "assigned"
        and (answer["covered_by"], answer["exempt_in"]) == ("US", "FR")
        and work["start"] <= day.isoformat()
        and (end is None or day.isoformat() <= end)
    )


def _relied_on(certificate: Certificate) -> Match | None:
    newest = Match.objects.filter(certificate=certificate).order_by("made_at", "pk").last()
    return newest if newest and newest.accepted and newest.released_by_id else None


def _proves(certificate: Certificate, day: date, case: Case) -> bool:
    match = _relied_on(certificate)
    if match is None or match.released_at is None:
        return False
    countries = (certificate.issuer_country, certificate.covered_by, certificate.exempt_in)
    heirs = Certificate.objects.filter(replaces=certificate)
    against = (
        any(one["rank"] == "breaks" for one in match.differences),
        countries != ("US", "US", "FR"),
        not _within(day, certificate.start, certificate.end),
        certificate.withdrawn_on is not None and day >= certificate.withdrawn_on,
        any(_relied_on(one) for one in heirs),
    )
    if any(against):
        return False
    return not any(
        (one.pay_from is None or day >= one.pay_from)
        and not (match.made_at > one.made_at and match.released_at > one.made_at)
        for one in Reopening.objects.filter(case=case, certificates=certificate)
    )
