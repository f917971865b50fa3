"""Requests about the same worker whose days meet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from totalis.authority.models import Outcome
from totalis.authority.selectors.following import MEETS_THE_EARLIER
from totalis.authority.selectors.requests_worker import of_same_worker

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from totalis.authority.models import CoverageRequest
    from totalis.webbase.accounts.models import Organisation

BEGIN, END = "begin_date", "end_date"


def days_of(answers: Mapping[str, str]) -> tuple[date, date] | None:
    """First and last day asked for, both inside; an open end reaches to the end of time. None where they do not read."""
    try:
        first = date.fromisoformat(answers.get(BEGIN, ""))
        last = date.fromisoformat(answers[END]) if answers.get(END) else date.max
    except ValueError:
        return None
    return (first, last) if first <= last else None


def meet(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether the days of two requests meet."""
    here, there = days_of(one), days_of(other)
    return bool(here and there and here[0] <= there[1] and there[0] <= here[1])


def overlapping(request: CoverageRequest) -> tuple[CoverageRequest, ...]:
    """Other requests about its worker whose days meet its own, the oldest first.

    Not the one that an exception or a correction refers to, whose days it is meant to meet. For examiners and for whoever sent both: to anybody
    else it would tell that a person has asked.
    """
    rows = (
        of_same_worker(request.organisation, request.answers)
        .exclude(pk=request.pk)
        .defer("facts", "contact_email", "second_fact")  # decrypted for nothing
    )
    meant = request.refers_to_id if request.product in MEETS_THE_EARLIER else None
    return tuple(
        row
        for row in rows
        if row.pk != meant
        and row.agreement == request.agreement
        and meet(row.answers, request.answers)
    )


def words_of_overlap(other: CoverageRequest) -> tuple[str, str]:
    """The key and the words of the point that a request whose days meet makes."""
    says = (
        f"The days meet those of request {other.control_number} about the same worker, "
        f"received on {other.received_at:%-d %B %Y}: {other.get_outcome_display().lower()}."
    )
    return f"overlap:{other.control_number}", says


def issued_since(
    request: CoverageRequest, points: Sequence[Mapping[str, str]]
) -> CoverageRequest | None:
    """A request about the same worker on which was issued for days that meet, and of which an assessment's points do not say so."""
    known = {(point["key"], point["says"]) for point in points}
    return next(
        (
            other
            for other in overlapping(request)
            if other.outcome in (Outcome.ISSUED, Outcome.AGREED)
            and words_of_overlap(other) not in known
        ),
        None,
    )


def known_overlaps(
    organisation: Organisation,
    answers: Mapping[str, str],
    *,
    agreement: str,
    known: Collection[str],
) -> tuple[str, ...]:
    """Control numbers among those that the asker has proved to know, about the same worker and days that meet."""
    if not known:
        return ()
    rows = of_same_worker(organisation, answers).filter(
        control_number__in=known, agreement=agreement
    )
    return tuple(row.control_number for row in rows if meet(row.answers, answers))
