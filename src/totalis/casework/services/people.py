"""Workers and employers: registered once, changed with a revision each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import transaction

from totalis.casework.models import Case, CaseParty, Employer, Packet, Worker
from totalis.casework.selectors import records
from totalis.casework.services.editing import take_revision
from totalis.casework.services.entries import sound_employer, sound_worker
from totalis.casework.services.payroll_index import keep_staff_number
from totalis.casework.services.refusing import refuse
from totalis.casework.services.revisions import remember
from totalis.casework.services.standing import refresh
from totalis.casework.services.voiding import void_packets
from totalis.kernel.dates import day_words
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from totalis.procedure.casefile import EmployerRecord, WorkerRecord
    from totalis.webbase.accounts.actor import Actor

AT_ONCE = 20
"""How many open cases a change is written into at once; the rest follow with the next run of `tasks.nightly`."""


def create_worker(
    *, actor: Actor, given: WorkerRecord, at: datetime, staff_number: str = ""
) -> Worker:
    """Register a worker; the id of `given` is not read.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no name, a number or a country that cannot be one, a birth in the future.
    """
    require(actor, Right.PREPARE)
    sound = sound_worker(given, at.date())
    with transaction.atomic():
        worker = Worker(organisation=actor.organisation, created_at=at)
        _write_worker(worker, sound, staff_number)
        worker.save(force_insert=True)
        keep_staff_number(worker=worker, at=at)
        _kept(actor, "registered worker", worker, at, [])
    return worker


def update_worker(
    *,
    actor: Actor,
    worker: Worker,
    seen: int,
    given: WorkerRecord,
    at: datetime,
    staff_number: str = "",
) -> Worker:
    """Change what is registered of a worker. The history keeps what it said before.

    Raises:
        ChangedMeanwhileError: somebody saved another change since the form was drawn.
        InputError: as in `create_worker`; the record was disposed of.
    """
    require(actor, Right.PREPARE)
    sound = sound_worker(given, at.date())
    with transaction.atomic():
        locked = Worker.objects.of(actor.organisation).select_for_update().get(pk=worker.pk)
        if locked.disposed_at is not None:
            refuse(
                "worker",
                f"a record that was emptied on {day_words(locked.disposed_at.date())}",
                "a worker who has a case that is kept",
                "Register her anew.",
            )
        take_revision(locked, seen)
        before = records.worker(locked), locked.staff_number
        _write_worker(locked, sound, staff_number)
        locked.save()
        changed = _changed(before[0], records.worker(locked))
        if before[1] != locked.staff_number:
            changed.append("staff_number")
        keep_staff_number(worker=locked, at=at)
        _carry(Case.objects.filter(worker=locked), actor, changed, at)
        _kept(actor, "changed worker", locked, at, changed)
    return locked


def create_employer(*, actor: Actor, given: EmployerRecord, at: datetime) -> Employer:
    """Register an employer or business; the id of `given` is not read.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no name, no country, a number that cannot be one.
    """
    require(actor, Right.PREPARE)
    sound = sound_employer(given)
    with transaction.atomic():
        employer = Employer(organisation=actor.organisation, created_at=at)
        _write_employer(employer, sound)
        employer.save(force_insert=True)
        _kept(actor, "registered employer", employer, at, [])
    return employer


def update_employer(
    *, actor: Actor, employer: Employer, seen: int, given: EmployerRecord, at: datetime
) -> Employer:
    """Change what is registered of an employer. The history keeps what it said before.

    Raises:
        ChangedMeanwhileError: somebody saved another change since the form was drawn.
        InputError: as in `create_employer`.
    """
    require(actor, Right.PREPARE)
    sound = sound_employer(given)
    with transaction.atomic():
        locked = Employer.objects.of(actor.organisation).select_for_update().get(pk=employer.pk)
        take_revision(locked, seen)
        before = records.employer(locked)
        _write_employer(locked, sound)
        locked.save()
        parties = CaseParty.objects.filter(employer=locked, removed_at=None)
        changed = _changed(before, records.employer(locked))
        _carry(Case.objects.filter(pk__in=parties.values("case")), actor, changed, at)
        _kept(actor, "changed employer", locked, at, changed)
    return locked


def _write_worker(worker: Worker, given: WorkerRecord, staff_number: str) -> None:
    worker.given_names = given.given_names
    worker.family_names = given.family_names
    worker.name_at_birth = given.name_at_birth
    worker.staff_number = staff_number.strip()
    worker.birth_date = given.birth_date.isoformat() if given.birth_date else ""
    worker.birth_place = given.birth_place
    worker.birth_country = given.birth_country
    worker.ssn = given.ssn
    worker.foreign_numbers = given.foreign_numbers
    worker.citizenships = None if given.citizenships is None else list(given.citizenships)
    worker.address = msgspec.to_builtins(given.address)
    worker.email = given.email
    worker.phone = given.phone


def _write_employer(employer: Employer, given: EmployerRecord) -> None:
    employer.name = given.name
    employer.country = given.country
    employer.address = msgspec.to_builtins(given.address)
    employer.registrations = given.registrations
    employer.contact_name = given.contact_name
    employer.contact_email = given.contact_email
    employer.contact_phone = given.contact_phone
    employer.activity = given.activity


def _changed(
    before: WorkerRecord | EmployerRecord, after: WorkerRecord | EmployerRecord
) -> list[str]:
    """The names of what changed, never the values: the chain holds no personal data."""
    names = before.__struct_fields__
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _kept(
    actor: Actor, verb: str, row: Worker | Employer, at: datetime, changed: Iterable[str]
) -> None:
    if isinstance(row, Worker):
        remember(actor=actor, kind="worker", record_id=row.pk, value=records.worker(row), at=at)
    else:
        remember(actor=actor, kind="employer", record_id=row.pk, value=records.employer(row), at=at)
    details = {"revision": row.revision, "changed": list(changed)}
    # A name would stand in the chain for good, and a business may bear that of its owner.
    subject = f"{'worker' if isinstance(row, Worker) else 'employer'} {row.pk}"
    record(actor=actor, verb=verb, subject=subject, at=at, details=details)


def _carry(cases: QuerySet[Case], actor: Actor, changed: list[str], at: datetime) -> None:
    """Bring the change into the open cases that rest on the record: packets that are not sent yet fall.

    Where no packet stands, the newest cases are written anew at once, and the nightly run reaches the rest.
    """
    if not changed:
        return
    standing = Packet.objects.filter(void_at=None, lodgements=None).values("case")
    locked = cases.filter(closed_at=None).select_for_update(of=("self",))
    with_packet = list(locked.filter(pk__in=standing))
    others = list(locked.exclude(pk__in=standing).order_by("-pk")[:AT_ONCE])
    reason = f"The record changed under it: {', '.join(changed).replace('_', ' ')}."
    for case in with_packet:
        void_packets(actor=actor, case=case, reason=reason, at=at)
    for case in (*with_packet, *others):
        refresh(case=case, at=at)
