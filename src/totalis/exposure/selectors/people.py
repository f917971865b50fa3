"""The cases of somebody, found by the number that payroll knows her by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import Case, Worker

if TYPE_CHECKING:
    from totalis.webbase.accounts.actor import Actor

SHOWN = 10


def cases_by_number(actor: Actor, staff_number: str) -> list[Case]:
    """The cases about the worker with that staff number, the newest first; none without a number.

    A case that was disposed of names nobody, and is left out.
    """
    if not staff_number:
        return []
    rows = Case.objects.of(actor.organisation).filter(
        worker__staff_number=staff_number, disposed_at=None
    )
    return list(rows.select_related("worker").order_by("-opened_at", "-pk")[:SHOWN])


def worker_by_number(actor: Actor, staff_number: str) -> Worker | None:
    """The worker with that staff number, if exactly one has it."""
    if not staff_number:
        return None
    rows = list(Worker.objects.of(actor.organisation).filter(staff_number=staff_number)[:2])
    return rows[0] if len(rows) == 1 else None
