"""How every service of the case desk begins and ends: rights, one transaction, a locked case, no lost edits."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import Case
from totalis.casework.services.standing import refresh
from totalis.casework.services.voiding import void_what_fell
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from totalis.casework.models.base import Revised
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.rights import Right


class ChangedMeanwhileError(InputError):
    """Somebody else changed the record after the form was drawn; nothing was written, what was typed is kept."""


@contextmanager
def changing(*, actor: Actor, case: Case, right: Right, at: datetime) -> Iterator[Case]:
    """Change a case in one transaction: the right is checked, the row locked, its standing written at the end.

    A packet that was not sent yet and no longer says what the case says falls with the change.

    Raises:
        PermissionDenied: the person has not the right.
        InputError: the case is closed.
    """
    require(actor, right)
    with transaction.atomic():
        rows = Case.objects.of(actor.organisation).select_related("worker", "owner", "organisation")
        locked = rows.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.closed_at is not None:
            raise InputError(
                [
                    Problem(
                        path="case",
                        found=f"{locked.reference} was closed: {locked.closed_reason}",
                        expected="an open case",
                        remedy="Reopen the case first, with the reason.",
                    )
                ]
            )
        yield locked
        void_what_fell(actor=actor, case=locked, at=at)
        refresh(case=locked, at=at)


def take_revision(record: Revised, seen: int) -> None:
    """Count a record's revision on, if it is still the one that the form was drawn from.

    Call inside `changing`, after reading the record under its lock, before saving it.

    Raises:
        ChangedMeanwhileError: it is not.
    """
    if record.revision != seen:
        raise ChangedMeanwhileError(
            [
                Problem(
                    path="revision",
                    found=f"revision {record.revision}; your form shows revision {seen}",
                    expected="the newest revision",
                    remedy="Somebody saved a change while you were typing. Compare both below, then save again.",
                )
            ]
        )
    record.revision += 1
