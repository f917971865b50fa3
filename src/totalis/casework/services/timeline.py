"""The timeline: periods in which nothing changes. A changed period is a new row; the old one is kept as removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from totalis.casework.models import WorkPeriod
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.editing import ChangedMeanwhileError, changing
from totalis.casework.services.evidence_rules import own_evidence
from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words
from totalis.kernel.errors import InputError, Problem
from totalis.procedure.casefile import Period, PeriodLane
from totalis.procedure.periods import check_period
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from totalis.casework.models import Case, Employer, Evidence
    from totalis.webbase.accounts.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPeriod:
    """A period as typed. `status` (employee, self_employed), `place` and `employer` are for work."""

    lane: PeriodLane
    start: date
    end: date | None
    country: str
    status: str = ""
    place: str = ""
    employer: Employer | None = None
    description: str = ""
    evidence: Sequence[Evidence] = ()


def add_period(*, actor: Actor, case: Case, given: GivenPeriod, at: datetime) -> WorkPeriod:
    """Add a period.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: it is incomplete, vague, or hides a change of status, place, employer or contribution country.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        _check(locked, given, "")
        made = _write(actor, locked, given, at)
        _told(actor, locked, "added period", made, at)
    return made


def change_period(
    *, actor: Actor, case: Case, period: WorkPeriod, given: GivenPeriod, at: datetime
) -> WorkPeriod:
    """Put a period in the place of another, which stays in the history.

    Raises:
        PermissionDenied: the person may not prepare.
        ChangedMeanwhileError: somebody changed or removed it meanwhile.
        InputError: as for a new one.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        former = _standing(locked, period)
        _check(locked, given, str(former.pk))
        former.removed_at = at
        former.save(update_fields=["removed_at"])
        made = _write(actor, locked, given, at)
        _told(actor, locked, "changed period", made, at)
    return made


def remove_period(*, actor: Actor, case: Case, period: WorkPeriod, at: datetime) -> None:
    """Take a period out of the timeline; it stays in the history.

    Raises:
        PermissionDenied: the person may not prepare.
        ChangedMeanwhileError: somebody changed or removed it meanwhile.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        row = _standing(locked, period)
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        _told(actor, locked, "removed period", row, at)


def _standing(case: Case, period: WorkPeriod) -> WorkPeriod:
    row = WorkPeriod.objects.filter(pk=period.pk, case=case, removed_at=None).first()
    if row is None:
        raise ChangedMeanwhileError(
            [
                Problem(
                    "period",
                    "a period that was changed or removed meanwhile",
                    "one that stands in the timeline",
                    "Look at the timeline as it is now, then change that period.",
                )
            ]
        )
    return row


def _check(case: Case, given: GivenPeriod, former: str) -> None:
    """Refuse what the procedure refuses; the period that is replaced does not count."""
    for item in given.evidence:
        own_evidence(case, item)
    if given.employer is not None and given.employer.organisation_id != case.organisation_id:
        raise InputError(
            [Problem("employer", "no such employer here", "one of your own", "Choose it again.")]
        )
    file = case_file(case)
    others = tuple(item for item in file.periods if item.id != former)
    check_period(_value(given, former), replace(file, periods=others))


def _value(given: GivenPeriod, key: str) -> Period:
    return Period(
        id=key,
        lane=given.lane,
        start=given.start,
        end=given.end,
        country=given.country,
        status=given.status,
        place=given.place.strip(),
        employer=given.employer.name if given.employer is not None else "",
        description=given.description.strip(),
        evidence=tuple(str(item.pk) for item in given.evidence),
    )


def _write(actor: Actor, case: Case, given: GivenPeriod, at: datetime) -> WorkPeriod:
    made = WorkPeriod.objects.create(
        organisation=actor.organisation,
        case=case,
        lane=given.lane,
        start=given.start,
        end=given.end,
        country=given.country,
        status=given.status,
        place=given.place.strip(),
        employer=given.employer,
        description=given.description.strip(),
        made_by=actor.user,
        made_at=at,
    )
    made.evidence.set(given.evidence)
    return made


def _told(actor: Actor, case: Case, verb: str, period: WorkPeriod, at: datetime) -> None:
    until = f"to {day_words(period.end)}" if period.end is not None else "on, end open"
    record(
        actor=actor,
        verb=verb,
        subject=f"{period.lane}, {name_of(period.country)}, {day_words(period.start)} {until}",
        at=at,
        case_reference=case.reference,
    )
