"""What every change of a register needs: the lock, the entry in the chain, the words of a refusal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from django.db import transaction

from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.registers.models import Register, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor


@contextmanager
def changing(actor: Actor, register: Register, states: tuple[State, ...]) -> Iterator[Register]:
    """The register, locked until the end of the transaction, in one of the states that allow a change.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: it is in another state by now.
    """
    require(actor, Right.PREPARE)
    with transaction.atomic():
        rows = Register.objects.of(actor.organisation).select_for_update(of=("self",))
        row = rows.select_related("organisation").get(pk=register.pk)
        if row.state not in states:
            refuse(
                "register",
                f"a register that is {State(row.state).label}",
                "one that can still be changed",
                "Open it again; somebody was faster.",
            )
        yield row


def told(
    actor: Actor, verb: str, register: Register, at: datetime, details: Mapping[str, object]
) -> None:
    """Say in the chain what was done with a register."""
    more = {"register": register.pk, **details}
    record(actor=actor, verb=verb, subject=register.file_name, at=at, details=more)


def refuse(path: str, found: str, expected: str, remedy: str) -> NoReturn:
    """Refuse what somebody asked for.

    Raises:
        InputError: always.
    """
    raise InputError([Problem(path, found, expected, remedy)])
