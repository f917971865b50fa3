"""Reading and taking registers: small ones at once, large ones by the worker, each in one transaction or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django_tasks import task

from totalis.kernel.errors import InputError, Problem
from totalis.webbase import clock
from totalis.webbase.accounts.actor import system_actor
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import actor_for
from totalis.webbase.files.services import keep_made
from totalis.webbase.notices.jobs import every
from totalis.webbase.notices.services import notify
from totalis.webbase.registers.editing import told
from totalis.webbase.registers.models import Register, State
from totalis.webbase.registers.selectors import kind_for, row_count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation, User

STALE = timedelta(minutes=15)
"""A register at work for longer was left by a worker that was stopped."""


def have_read(register: Register, at: datetime) -> None:
    """Have every line read: now where the file is small, else by the worker."""
    if _is_small(register):
        _read(register.pk, at)
    else:
        transaction.on_commit(lambda: read_register.enqueue(register.pk))


def have_taken(register: Register, actor: Actor, at: datetime) -> None:
    """Have the rows taken: now where the file is small, else by the worker."""
    if _is_small(register):
        _take(register.pk, actor, at)
    else:
        transaction.on_commit(lambda: take_register.enqueue(register.pk))


@task()
def read_register(number: int) -> str:
    """Read every line of a register; answers its state then."""
    at = clock.now()
    with _faults_told(number):
        state = _read(number, at)
    if state:
        _tell(number, at)
    return state


@task()
def take_register(number: int) -> str:
    """Give the rows of a register to its room, as the person who asked for it; answers its state then."""
    at = clock.now()
    row = Register.objects.select_related("organisation", "taken_by").filter(pk=number).first()
    if row is None or row.state != State.TAKING:
        return ""
    actor = _as(row.taken_by, row.organisation, at)
    if actor is None:
        found = "somebody who may no longer prepare"
        remedy = "Let somebody take it who may."
        return _refused(number, [Problem("taken_by", found, "a person who may", remedy)])
    with _faults_told(number):
        state = _take(number, actor, at)
    if state:
        _tell(number, at)
    return state


@every(minutes=5)
def wake_registers(at: datetime) -> int:
    """Ask again for what a stopped worker left; answers how many."""
    left = Register.objects.filter(
        state__in=(State.CHECKING, State.TAKING), working_since__lt=at - STALE
    )
    woken = 0
    for row in left[:100]:
        (read_register if row.state == State.CHECKING else take_register).enqueue(row.pk)
        woken += 1
    left.filter(pk__in=[row.pk for row in left[:100]]).update(working_since=at)
    return woken


def _read(number: int, at: datetime) -> str:
    with transaction.atomic():
        row = _locked(number, State.CHECKING)
        if row is None:
            return ""
        try:
            usable, blank, rejected = row_count(row)
        except InputError as error:
            return _refused(number, list(error.problems))
        row.taken_rows, row.blank_lines = usable, blank
        row.refused_lines = len({one.line for one in rejected})
        row.lines = usable + blank + row.refused_lines
        row.rejected = None
        if rejected:
            system = system_actor(row.organisation)
            data = msgspec.json.encode(rejected)
            row.rejected = keep_made(actor=system, data=data, media_type="application/json", at=at)
        row.state, row.working_since = State.CONFIRMED, None
        row.save()
    return row.state


def _take(number: int, actor: Actor, at: datetime) -> str:
    try:
        with transaction.atomic():
            row = _locked(number, State.TAKING)
            if row is None:
                return ""
            row.leads_to = kind_for(row).receive(row, actor, at)
            row.state, row.taken_at, row.working_since = State.TAKEN, at, None
            row.save(update_fields=["leads_to", "state", "taken_at", "working_since"])
            told(actor, "took register", row, at, {"kind": row.kind, "rows": row.taken_rows})
    except InputError as error:
        return _refused(number, list(error.problems))
    return row.state


def _tell(number: int, at: datetime) -> None:
    """Tell the person who waits what became of a large register."""
    row = Register.objects.select_related("organisation", "confirmed_by", "taken_by").get(pk=number)
    user = row.taken_by or row.confirmed_by
    if user is None:
        return
    slug = row.organisation.slug
    notify(
        user=user,
        organisation=row.organisation,
        key=f"register-{number}-{row.state}-{at:%Y%m%d%H%M%S}",
        subject=f"{row.file_name}: {State(row.state).label}",
        body=f"{row.taken_rows:,} rows can be used, {row.refused_lines:,} lines cannot.",
        link=row.leads_to or reverse("registers:register", args=(slug, number)),
        at=at,
    )


@contextmanager
def _faults_told(number: int) -> Iterator[None]:
    """A fault of the program refuses the register, so that nobody waits for it, and is raised on for the log."""
    try:
        yield
    except Exception:
        found = "a fault of the program; nothing was taken"
        remedy = "Tell whoever keeps this installation; the log says more. Then try again."
        _refused(number, [Problem("register", found, "rows that are taken", remedy)])
        raise


def _refused(number: int, problems: list[Problem]) -> str:
    """Mark a register as refused, with the words of the refusal."""
    Register.objects.filter(pk=number).update(
        state=State.REFUSED,
        working_since=None,
        problems=[problem.as_dict() for problem in problems],
    )
    return State.REFUSED.value


def _locked(number: int, state: State) -> Register | None:
    rows = Register.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.filter(pk=number, state=state).first()


def _as(user: User | None, organisation: Organisation, at: datetime) -> Actor | None:
    """A person as she acts today; None where she may no longer prepare."""
    actor = actor_for(user, organisation.slug, at.date()) if user is not None else None
    return actor if actor is not None and actor.may(Right.PREPARE) else None


def _is_small(register: Register) -> bool:
    return register.blob is not None and register.blob.size <= settings.REGISTER_DIRECT_BYTES
