"""The travel and work-location log: typed, out of a table, out of a calendar. The file it came from is kept with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.casework.models import TravelStay
from totalis.casework.services.editing import ChangedMeanwhileError, changing
from totalis.casework.services.evidence import keep_document
from totalis.casework.services.evidence_rules import own_evidence
from totalis.kernel.errors import InputError, Problem
from totalis.procedure.travel import MOST_DAYS
from totalis.procedure.travel_reading import read_calendar, read_csv
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from totalis.casework.models import Case, Evidence
    from totalis.procedure.travel_reading import ReadStay, TravelReading
    from totalis.webbase.accounts.actor import Actor

KIND = "travel_record"
LONGEST_PURPOSE = 200
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenStay:
    """A stay as typed; both days are inside, `worked` None is unknown."""

    start: date
    end: date
    country: str
    worked: bool | None = None
    purpose: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote, and how many of its stays the log had already."""

    stays: int
    known: int
    evidence: Evidence


def add_stay(*, actor: Actor, case: Case, given: GivenStay, at: datetime) -> TravelStay:
    """Add a stay that somebody typed.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the days or the country cannot be, or the log has the stay already.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        _sound(locked, given)
        made = TravelStay.objects.create(
            organisation=actor.organisation,
            case=locked,
            start=given.start,
            end=given.end,
            country=given.country,
            worked=given.worked,
            purpose=given.purpose.strip()[:LONGEST_PURPOSE],
            evidence=own_evidence(locked, given.evidence),
            made_by=actor.user,
            made_at=at,
        )
        _told(actor, locked, "added stay", _words(made), at)
    return made


def remove_stay(*, actor: Actor, case: Case, stay: TravelStay, at: datetime) -> None:
    """Take a stay out of the log; it stays in the history.

    Raises:
        PermissionDenied: the person may not prepare.
        ChangedMeanwhileError: somebody removed it meanwhile.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        row = TravelStay.objects.filter(pk=stay.pk, case=locked, removed_at=None).first()
        if row is None:
            problem = Problem(
                "stay", "a stay that was removed meanwhile", "one of the log", "Look at the log."
            )
            raise ChangedMeanwhileError([problem])
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        _told(actor, locked, "removed stay", _words(row), at)


def import_csv(
    *,
    actor: Actor,
    case: Case,
    data: bytes,
    file_name: str,
    at: datetime,
    day_first: bool | None = None,
) -> Imported:
    """Take the stays of a table into the log; the table is kept as a document. Rows that cannot be read stay out.

    Args:
        actor: Who imports.
        case: The case.
        data: The table.
        file_name: The name it came with.
        at: When.
        day_first: How to read 03/04/2026 where the table does not show it.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the file is no such table, or nothing of it is new.
    """
    require(actor, Right.PREPARE)
    reading = read_csv(data, day_first=day_first)
    return _import(actor, case, reading, "csv", data, file_name, at)


def import_calendar(
    *, actor: Actor, case: Case, data: bytes, file_name: str, at: datetime
) -> Imported:
    """Take the events of a calendar file into the log; the file is kept as a document.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the file is no calendar, or nothing of it is new.
    """
    require(actor, Right.PREPARE)
    reading = read_calendar(data)
    return _import(actor, case, reading, "calendar", data, file_name, at)


def new_stays(case: Case, stays: Iterable[ReadStay]) -> list[ReadStay]:
    """Those stays that the log does not have yet; the same one twice counts once."""
    rows = TravelStay.objects.filter(case=case, removed_at=None)
    seen = set(rows.values_list("start", "end", "country"))
    new = []
    for stay in stays:
        key = (stay.start, stay.end, stay.country)
        if key not in seen:
            seen.add(key)
            new.append(stay)
    return new


def _import(
    actor: Actor,
    case: Case,
    reading: TravelReading,
    source: str,
    data: bytes,
    file_name: str,
    at: datetime,
) -> Imported:
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        new = new_stays(locked, reading.stays)
        if not new:
            found = "no stay that can be read" if not reading.stays else "only stays of the log"
            raise InputError(
                [
                    Problem(
                        "file",
                        found,
                        "at least one new stay",
                        "Nothing was written. Mend the file.",
                    )
                ]
            )
        evidence = keep_document(
            actor=actor,
            case=locked,
            title=f"Travel record of {at.day} {at:%B %Y}",
            kind=KIND,
            data=data,
            file_name=file_name,
            at=at,
            note=reading.says,
        )
        TravelStay.objects.bulk_create(
            (
                TravelStay(
                    organisation=actor.organisation,
                    case=locked,
                    start=stay.start,
                    end=stay.end,
                    country=stay.country,
                    worked=stay.worked,
                    purpose=stay.purpose[:LONGEST_PURPOSE],
                    source=source,
                    evidence=evidence,
                    made_by=actor.user,
                    made_at=at,
                )
                for stay in new
            ),
            batch_size=BATCH,
        )
        known = len(reading.stays) - len(new)
        details = {"stays": len(new), "known": known, "refused": len(reading.bad)}
        _told(actor, locked, "imported travel log", f"document {evidence.pk}", at, details)
    return Imported(len(new), known, evidence)


def _sound(case: Case, given: GivenStay) -> None:
    problems = []
    if given.end < given.start:
        problems.append(
            Problem(
                "end",
                given.end.isoformat(),
                f"a day on or after {given.start.isoformat()}",
                "Exchange the two days.",
            )
        )
    elif (given.end - given.start).days >= MOST_DAYS:
        problems.append(
            Problem("end", "more than a century", "a stay that can be", "Correct one of the days.")
        )
    if not given.country:
        problems.append(Problem("country", "nothing", "a country", "Choose the country."))
    same = TravelStay.objects.filter(
        case=case,
        start=given.start,
        end=given.end,
        country=given.country,
        removed_at=None,
    )
    if not problems and same.exists():
        problems.append(
            Problem("start", "a stay that the log has", "a new one", "Nothing is missing.")
        )
    if problems:
        raise InputError(problems)


def _words(stay: TravelStay) -> str:
    return f"{stay.country} {stay.start.isoformat()} to {stay.end.isoformat()}"


def _told(
    actor: Actor,
    case: Case,
    verb: str,
    subject: str,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=subject,
        at=at,
        case_reference=case.reference,
        details=details,
    )
