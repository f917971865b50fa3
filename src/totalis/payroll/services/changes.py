"""Telling an organisation's programs that the gate would answer otherwise now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.casework.models import PayrollSpan, StaffNumber
from totalis.gate.words import Word
from totalis.payroll.models import StreamLink
from totalis.webbase.webhooks.kinds import Kind, register
from totalis.webbase.webhooks.services import announce_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from totalis.casework.models import Case, Worker

CHANGED = register(
    Kind(
        key="gate.answer_changed",
        label="Payroll gate: an answer changed",
        says=(
            "For some days the gate now says something else of a stream that is linked to a case. "
            "Ask it again for every pay period from the first of these days on."
        ),
        example={
            "worker": "E-1001",
            "stream": "salary-us",
            "case": "TC-2026-0142",
            "first": "2027-03-14",
            "last": None,
            "before": "exempt",
            "after": "withhold",
            "reason": "The certificate no longer holds from 14 March 2027 on: issued in error.",
            "known_at": "2026-11-22T12:00:00+00:00",
        },
    )
)


def tell(
    case: Case, before: Sequence[PayrollSpan], after: Sequence[PayrollSpan], at: datetime
) -> None:
    """Announce what changed for the streams of a case, in the transaction of the change.

    Sentences that became others alone are no change: word, certificate or last day must be another one.
    """
    links = list(StreamLink.objects.filter(case=case, removed_at=None).order_by("pk"))
    if links:
        turned = [*_turned(before, after)]
        every = [one for link in links for one in _news(link, case, turned, at)]
        announce_all(case.organisation, CHANGED.key, every, at)


def tell_of_link(link: StreamLink, at: datetime) -> None:
    """Announce that a stream was linked to a case, or is no longer."""
    stands = link.removed_at is None
    _tell_between(link, "The stream is linked to no case.", at, leads=stands)


def tell_of_number(worker: Worker, former: str, at: datetime) -> None:
    """Announce what a worker's other staff number means for the streams of the old one and of the new one."""
    numbers = {former, worker.staff_number} - {""}
    links = StreamLink.objects.filter(
        organisation=worker.organisation_id, staff_number__in=numbers, removed_at=None
    ).select_related("case__organisation")
    for link in links.order_by("pk"):
        now = set(
            StaffNumber.objects.filter(
                organisation=worker.organisation_id,
                number=link.staff_number,
                known_until__isnull=True,
            ).values_list("worker_id", flat=True)
        )
        before = now - {worker.pk} if link.staff_number != former else now | {worker.pk}
        alone = {link.case.worker_id}
        if (before == alone) != (now == alone):
            why = "The staff number leads to another worker, or to more than one."
            _tell_between(link, why, at, leads=now == alone)


def _tell_between(link: StreamLink, why: str, at: datetime, *, leads: bool) -> None:
    """Announce the turn between a link that leads to its case and one that does not."""
    case = link.case
    standing = list(PayrollSpan.objects.filter(case=case, known_until__isnull=True))
    without = [_without_link(one, why) for one in standing]
    sides = (without, standing) if leads else (standing, without)
    news = _news(link, case, [*_turned(*sides)], at)
    announce_all(case.organisation, CHANGED.key, news, at)


def _without_link(span: PayrollSpan, why: str) -> PayrollSpan:
    """What the gate says of the stream where no link leads to the case: doubt, if the case says anything."""
    return PayrollSpan(
        first=span.first,
        last=span.last,
        word=Word.WITHHOLD if span.word == Word.WITHHOLD else Word.HOLD,
        reason=why,
    )


_Turn = tuple[date, date, PayrollSpan, PayrollSpan]


def _turned(before: Sequence[PayrollSpan], after: Sequence[PayrollSpan]) -> Iterator[_Turn]:
    """The days on which payroll would do something else, or the same on another proof."""
    for new in sorted(after, key=lambda one: one.first):
        for old in sorted(before, key=lambda one: one.first):
            first, last = max(old.first, new.first), min(old.last, new.last)
            if first <= last and _does(old) != _does(new):
                yield first, last, old, new


def _does(span: PayrollSpan) -> tuple[object, ...]:
    return span.word, span.certificate_id, span.match_id, span.valid_until


def _news(
    link: StreamLink, case: Case, turned: Sequence[_Turn], at: datetime
) -> Iterator[dict[str, Any]]:
    for first, last, old, new in turned:
        begins, ends = max(first, link.first or date.min), min(last, link.last or date.max)
        if begins <= ends:
            yield {
                "worker": link.staff_number,
                "stream": link.stream,
                "case": case.reference,
                "first": None if begins == date.min else begins,
                "last": None if ends == date.max else ends,
                "before": old.word,
                "after": new.word,
                "reason": new.reason,
                "known_at": at,
            }
