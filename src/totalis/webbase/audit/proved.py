"""How far the worker is with proving a chain, and what it found last: read off its tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django_tasks_db.models import DBTaskResult

from totalis.webbase.audit.selectors import Proof

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from totalis.webbase.accounts.models import Organisation

TASK = "totalis.webbase.audit.proving.prove_on"
STALE = timedelta(minutes=15)
"""A part at work for longer was left by a worker that was stopped."""
LOOKED = 200
KEPT = 1000
"""Problems that a proof carries along at most; a chain with more is no less broken."""
WAITS, WORKS, DONE = "READY", "RUNNING", "SUCCESSFUL"


@dataclass(frozen=True, slots=True)
class Found:
    """A chain that the worker proved to its end."""

    proof: Proof
    at: datetime


def written(proof: Proof) -> dict[str, Any]:
    """A proof as plain data, as a task keeps it."""
    return {
        "number": proof.number,
        "digest": proof.digest,
        "end": proof.end,
        "end_digest": proof.end_digest,
        "problems": list(proof.problems[:KEPT]),
        "done": proof.done,
    }


def read(said: dict[str, Any]) -> Proof:
    """A proof that a task kept."""
    return Proof(**said | {"problems": tuple(said["problems"])})


def proving(organisation: Organisation, at: datetime) -> Proof | None:
    """How far the worker is; None where it proves nothing."""
    for row in _tasks(organisation, WAITS, WORKS):
        if row.status == WAITS or (row.started_at is not None and row.started_at > at - STALE):
            return read(row.args_kwargs["args"][2])
    return None


def last_found(organisation: Organisation) -> Found | None:
    """What the worker found when it came to the end last; tasks are kept for two weeks."""
    for row in _tasks(organisation, DONE):
        if row.return_value and row.return_value["done"] and row.finished_at is not None:
            return Found(read(row.return_value), row.finished_at)
    return None


def _tasks(organisation: Organisation, *states: str) -> QuerySet[DBTaskResult[Any, Any]]:
    """The parts of an organisation's proofs, the newest first."""
    own = DBTaskResult.objects.filter(task_path=TASK, args_kwargs__args__0=organisation.pk)
    return own.filter(status__in=states).order_by("-enqueued_at")[:LOOKED]
