"""The index that payroll's questions are answered from, written in the transaction of every change of a case.

It keeps both times: the days that a case speaks of, and from when to when that was known. No row is ever changed but
to say until when it was known, so an old question finds the old answer.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from totalis.casework.models import Case, Match, PayrollSpan, StaffNumber
from totalis.casework.selectors.casefile import case_file
from totalis.gate import spans
from totalis.gate.spans import EDITION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from totalis.casework.models import Worker
    from totalis.gate import Span
    from totalis.procedure.casefile import CaseFile

    Change = Callable[[Case, Sequence[PayrollSpan], Sequence[PayrollSpan], datetime], None]
    Renumbering = Callable[[Worker, str, datetime], None]

log = logging.getLogger(__name__)
on_change: list[Change] = []
"""Called with the case, the spans that no longer stand, those in their place, and the time, inside the transaction.

The apps above the case desk, which it may not know, put their functions here when they start.
"""
on_staff_number: list[Renumbering] = []
"""Called with the worker, the number that she had before (empty: none) and the time, inside the transaction."""

_SAID = (
    *("worker_id", "first", "last", "word", "state", "reason", "certificate_id", "match_id"),
    *("valid_until", "covered_by", "exempt_in"),
)


def keep(*, case: Case, file: CaseFile, at: datetime) -> bool:
    """Write what the case says to payroll, where it is not what it said before; whether anything was written.

    Call inside the transaction of the change, with the case locked.

    Args:
        case: The case.
        file: Its file as it now is.
        at: When it changed. A moment before the last change counts as that one, so that no row ends before it begins.
    """
    standing = {
        _key(row): row for row in PayrollSpan.objects.filter(case=case, known_until__isnull=True)
    }
    wanted = {_key(row): row for row in _rows(case, file)}
    gone = [row for key, row in standing.items() if key not in wanted]
    new = [row for key, row in wanted.items() if key not in standing]
    if not gone and not new:
        return False
    moment = max([at, *(row.known_from for row in standing.values())])
    PayrollSpan.objects.filter(pk__in=[row.pk for row in gone]).update(known_until=moment)
    for row in new:
        row.known_from = moment
    PayrollSpan.objects.bulk_create(new)
    for tell in on_change:
        tell(case, gone, new, moment)
    return True


def fill(pk: int, at: datetime) -> bool:
    """Write the index of a case that has none, or one of an earlier edition. Whether anything was written.

    What a case says that had no index was known since the case changed last; what an earlier edition said stays
    what was known until now.
    """
    with transaction.atomic():
        rows = Case.objects.select_related("worker", "owner", "organisation")
        case = rows.select_for_update(of=("self",)).get(pk=pk)
        if case.payroll_edition == EDITION:
            return False
        # Nothing is left to work it out from: what was said stays for the moments before, and the gate reads it for no other.
        if case.disposed_at is not None:
            Case.objects.filter(pk=pk).update(payroll_edition=EDITION)
            return False
        has_index = PayrollSpan.objects.filter(case=case).exists()
        moment = at if has_index else case.changed_at
        written = keep(case=case, file=case_file(case), at=moment)
        Case.objects.filter(pk=pk).update(payroll_edition=EDITION)
        return written


def bring_up(numbers: Iterable[int], at: datetime) -> int:
    """Write the index of some cases anew, as `fill`; of how many it was done.

    Each is a transaction of its own; one that cannot be worked out leaves no other with what it said before, and the
    log says why.
    """
    done = 0
    for number in numbers:
        try:
            fill(number, at)
        except Exception:
            log.exception("What case %s says to payroll could not be worked out", number)
        else:
            done += 1
    return done


def keep_staff_number(*, worker: Worker, at: datetime) -> None:
    """Keep that a worker has her staff number from now on. Call in the transaction that saved her."""
    standing = StaffNumber.objects.filter(worker=worker, known_until__isnull=True).first()
    former = standing.number if standing else ""
    if former == worker.staff_number:
        return
    moment = at
    if standing is not None:
        moment = max(at, standing.known_from)
        standing.known_until = moment
        standing.save(update_fields=["known_until"])
    if worker.staff_number:
        StaffNumber.objects.create(
            organisation_id=worker.organisation_id,
            worker=worker,
            number=worker.staff_number,
            known_from=moment,
        )
    for tell in on_staff_number:
        tell(worker, former, moment)


def end_staff_number(*, worker: Worker, at: datetime) -> None:
    """Keep that a worker whose record was disposed of has no staff number any more.

    Nobody is told, unlike of a number that changed: what payroll did on the answers before stays lawful, and a program
    that asked anew for those days would be told to withhold.
    """
    for row in StaffNumber.objects.filter(worker=worker, known_until__isnull=True):
        row.known_until = max(at, row.known_from)
        row.save(update_fields=["known_until"])


def _key(row: PayrollSpan) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _SAID)


def _rows(case: Case, file: CaseFile) -> list[PayrollSpan]:
    found = spans(file)
    matches = _newest_matches(found)
    return [
        PayrollSpan(
            organisation_id=case.organisation_id,
            case=case,
            worker_id=case.worker_id,
            first=one.first or date.min,
            last=one.last or date.max,
            word=one.word.value,
            state=one.state.value,
            reason=one.reason,
            certificate_id=int(one.certificate) if one.certificate else None,
            match_id=matches.get(one.certificate),
            valid_until=one.valid_until,
            covered_by=one.covered_by,
            exempt_in=one.exempt_in,
        )
        for one in found
    ]


def _newest_matches(found: Sequence[Span]) -> dict[str, int]:
    """The newest comparison of each certificate that a span names, as the case file reads it."""
    named = {one.certificate for one in found if one.certificate}
    if not named:
        return {}
    rows = Match.objects.filter(certificate__in=[int(key) for key in named])
    ordered = rows.order_by("made_at", "pk").values_list("certificate_id", "pk")
    return {str(certificate): match for certificate, match in ordered}
