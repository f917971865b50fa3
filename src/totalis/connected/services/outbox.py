"""Everything that is on its way reaches its service at least once, and acts there once.

The row is the truth; a task only wakes a worker. Who takes a row moves its `due_at` on by a lease and then sends. A
worker that is killed in between leaves it to be sent again, under the same reference, which the service takes once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django_tasks import task

from totalis.casework.services.telling import tell
from totalis.connected.models import Filing, FilingState, Reply, Sending
from totalis.connected.services import replied, sent
from totalis.connected.services.actors import machine_of
from totalis.connected.services.wire import ServiceAwayError, ServiceRefusedError
from totalis.webbase import clock

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.connected.models import Service

Row = TypeVar("Row", Filing, Reply)

RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200))
"""Between one attempt and the next; the last one is repeated for as long as the service is connected."""
PATIENCE = 4
"""After so many attempts in vain people are told."""
LEASE = timedelta(minutes=5)
"""For so long a row belongs to the worker that took it; longer than any sending can last."""
ERROR_LENGTH = 300


@task()
def send_filing(filing_id: int) -> bool:
    """Send a filing if it is due; whether the service has answered."""
    row = _taken(Filing, filing_id, clock.now())
    if row is None:
        return False
    try:
        answer = sent.send(row)
        sent.taken(row, answer, clock.now())
    except ServiceAwayError as error:
        _put_off(row, row.service, str(error), clock.now())
        return False
    except ServiceRefusedError as error:
        sent.refused(row, error, clock.now())
    return True


@task()
def send_reply(reply_id: int) -> bool:
    """Send an answer or a withdrawal if it is due; whether the service has answered."""
    row = _taken(Reply, reply_id, clock.now())
    if row is None:
        return False
    try:
        answer = replied.send(row)
        replied.taken(row, answer, clock.now())
    except ServiceAwayError as error:
        _put_off(row, row.filing.service, str(error), clock.now())
        return False
    except ServiceRefusedError as error:
        replied.refused(row, error, clock.now())
    return True


def wake(at: datetime) -> int:
    """Put lost orders to send back into the queue; answers how many."""
    filings = Filing.objects.filter(state=FilingState.DUE, due_at__lte=at, service__active=True)
    replies = Reply.objects.filter(
        state=FilingState.DUE, due_at__lte=at, filing__service__active=True
    )
    count = 0
    for row in filings.values_list("pk", flat=True):
        send_filing.enqueue(row)
        count += 1
    for row in replies.values_list("pk", flat=True):
        send_reply.enqueue(row)
        count += 1
    return count


def _taken(model: type[Row], number: int, at: datetime) -> Row | None:
    """The row, if it is due, taken by this worker; of two workers only one gets it."""
    row = model.objects.filter(pk=number, state=FilingState.DUE, due_at__lte=at).first()
    if row is None:
        return None
    mine = model.objects.filter(pk=number, state=FilingState.DUE, due_at=row.due_at)
    return row if mine.update(due_at=at + LEASE) else None


def _put_off(row: Sending, service: Service, says: str, at: datetime) -> None:
    """Try again later; after some attempts in vain, people are told once."""
    with transaction.atomic():
        row.tries += 1
        row.due_at = at + RETRIES[min(row.tries, len(RETRIES)) - 1]
        row.last_error = says[:ERROR_LENGTH]
        row.save(update_fields=["tries", "due_at", "last_error"])
        again = send_filing if isinstance(row, Filing) else send_reply
        again.using(run_after=row.due_at).enqueue(row.pk)
        if row.tries == PATIENCE:
            tell(
                actor=machine_of(service),
                case=row.case,
                people=[row.made_by, row.case.owner],
                key=f"sending:{type(row).__name__}:{row.pk}:away",
                subject=f"{service.name} has not answered yet",
                body=(
                    f"It was tried {row.tries} times. It is tried again until it answers; nothing must be done, unless "
                    f"the request is urgent. At last: {row.last_error}"
                ),
                at=at,
                page="tracking",
            )
