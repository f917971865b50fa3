"""Making keys, revoking them, and noting that one was used."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import memberships_on
from totalis.webbase.audit.services import record
from totalis.webbase.tokens.models import MachineKey
from totalis.webbase.tokens.secret import new_secret

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Mandate
    from totalis.webbase.tokens.scopes import Scope

LONGEST = timedelta(days=2 * 366)
"""A key that nobody ever replaces is one that nobody remembers."""


class MadeKey(NamedTuple):
    """A new key, and its secret, which is kept nowhere."""

    key: MachineKey
    secret: str


def make_key(
    *, actor: Actor, name: str, scopes: frozenset[Scope], last_day: date, at: datetime
) -> MadeKey:
    """Make a key for a program.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: no name, nothing that it may do, or a last day that is past or too far away.
    """
    require(actor, Right.ADMINISTER)
    if actor.user is None:
        message = "Only a person makes a key."
        raise TypeError(message)
    problems = _problems(name, scopes, last_day, at)
    if problems:
        raise InputError(problems)
    made = new_secret()
    with transaction.atomic():
        key = MachineKey.objects.create(
            organisation=actor.organisation,
            name=name.strip(),
            scopes=sorted(scopes),
            handle=made.handle,
            digest=made.digest,
            made_by=actor.user,
            mandate=_mandate(actor, at),
            made_at=at,
            begins=at.date(),
            ends=last_day + timedelta(days=1),
        )
        details = {"key": key.pk, "scopes": key.scopes, "last_day": last_day}
        record(actor=actor, verb="made key", subject=str(key), at=at, details=details)
    return MadeKey(key, made.text)


def revoke_key(*, actor: Actor, key: MachineKey, at: datetime) -> MachineKey:
    """Let a key open nothing any more, at once; where it is revoked already, nothing happens.

    Raises:
        MissingRightError: the actor is no administrator.
    """
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = MachineKey.objects.of(actor.organisation).select_for_update().get(pk=key.pk)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = at, actor.user
            row.save(update_fields=["revoked_at", "revoked_by"])
            record(
                actor=actor,
                verb="revoked key",
                subject=str(row),
                at=at,
                details={"key": row.pk, "last_used_on": row.last_used_on},
            )
    return row


def note_use(*, key: MachineKey, at: datetime) -> None:
    """Note the day on which a key was last used: one write a day, however often it is."""
    today = at.date()
    if key.last_used_on != today:
        MachineKey.objects.filter(pk=key.pk).update(last_used_on=today)


def _problems(name: str, scopes: frozenset[Scope], last_day: date, at: datetime) -> list[Problem]:
    found = []
    if not name.strip():
        found.append(
            Problem("name", "nothing", "a name", "Name the program that will hold the key.")
        )
    if not scopes:
        remedy = "Choose what the program may do."
        found.append(Problem("scopes", "nothing", "at least one thing", remedy))
    latest = at.date() + LONGEST
    if not at.date() <= last_day <= latest:
        expected = f"a day from {at.date()} to {latest}"
        remedy = "Choose a day within two years, and make a new key before it."
        found.append(Problem("last_day", str(last_day), expected, remedy))
    return found


def _mandate(actor: Actor, at: datetime) -> Mandate | None:
    """The mandate through which the maker acts; the key falls with it, since she may still hold the secret."""
    if not actor.through:
        return None
    mine = memberships_on(at.date()).filter(
        user=actor.user, organisation=actor.organisation, mandate__isnull=False
    )
    return mine.select_related("mandate").latest("pk").mandate
