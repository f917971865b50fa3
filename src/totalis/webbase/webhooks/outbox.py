"""The outbox: every message reaches its endpoint at least once, or is given up after days of trying.

The row of a delivery is the truth; a task only wakes a worker for an endpoint. Who takes a delivery moves its `due_at`
on by a lease and then sends. A worker that is killed in between leaves it to be sent again, with the same identifier.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from totalis.webbase import clock
from totalis.webbase.accounts.actor import system_actor
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.audit.services import record
from totalis.webbase.notices.services import notify
from totalis.webbase.webhooks.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
)
from totalis.webbase.webhooks.sending import post
from totalis.webbase.webhooks.signing import headers, secrets_of

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.webhooks.sending import Answer

RETRIES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
"""Between one attempt and the next: 5 s, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours; three days in all."""
LEASE = timedelta(minutes=5)
"""For so long a delivery belongs to the worker that took it; longer than any sending can last."""
ROUND = 200
"""Sendings of one task; then others have their turn."""
KEPT = timedelta(days=90)


@task()
def send_waiting(endpoint_id: int) -> int:
    """Send what is due to an endpoint; answers how many attempts were made.

    A round ends at the first failure: an endpoint that is away costs one timeout a round and not one a message.
    """
    for count in range(ROUND):
        delivery = _taken(endpoint_id, clock.now())
        if delivery is None:
            return count
        answer = _sent(delivery)
        settle(delivery, answer, clock.now())
        if not answer.delivered:
            _again(endpoint_id, clock.now() + RETRIES[0])
            return count + 1
    send_waiting.enqueue(endpoint_id)
    return ROUND


def settle(delivery: Delivery, answer: Answer, at: datetime) -> None:
    """Write down what came of an attempt, and what follows from it."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
        Attempt.objects.create(
            organisation_id=row.organisation_id,
            delivery=row,
            at=at,
            milliseconds=answer.milliseconds,
            status=answer.status,
            answer=answer.text,
        )
        row.tries += 1
        if answer.delivered:
            row.state, row.done_at = DeliveryState.DELIVERED, at
            Endpoint.objects.filter(pk=row.endpoint_id).update(last_success_at=at)
        elif answer.gone or row.tries > len(RETRIES):
            row.state, row.done_at = DeliveryState.GIVEN_UP, at
            _perhaps_switch_off(row, answer, at)
        else:
            row.due_at = at + RETRIES[row.tries - 1]
            _again(row.endpoint_id, row.due_at)
        row.save(update_fields=["state", "tries", "due_at", "done_at"])


def wake(at: datetime) -> int:
    """Put lost orders to send back into the queue; answers for how many endpoints."""
    waiting = Delivery.objects.filter(
        state=DeliveryState.DUE, due_at__lte=at, endpoint__state=EndpointState.ON
    )
    endpoints = waiting.order_by().values_list("endpoint", flat=True).distinct()
    for endpoint_id in endpoints:
        send_waiting.enqueue(endpoint_id)
    return len(endpoints)


def _taken(endpoint_id: int, at: datetime) -> Delivery | None:
    """The next delivery that is due, taken by this worker; of two workers only one gets it."""
    due = Delivery.objects.filter(
        endpoint=endpoint_id,
        endpoint__state=EndpointState.ON,
        state=DeliveryState.DUE,
        due_at__lte=at,
    )
    while (
        row := due.select_related("message", "endpoint").order_by("due_at", "pk").first()
    ) is not None:
        mine = Delivery.objects.filter(pk=row.pk, state=DeliveryState.DUE, due_at=row.due_at)
        if mine.update(due_at=at + LEASE):
            return row
    return None


def _sent(delivery: Delivery) -> Answer:
    message, endpoint, at = delivery.message, delivery.endpoint, clock.now()
    signed = headers(
        identifier=message.identifier, body=message.body, at=at, by=secrets_of(endpoint, at)
    )
    return post(endpoint.url, message.body.encode(), signed)


def _again(endpoint_id: int, at: datetime) -> None:
    send_waiting.using(run_after=at).enqueue(endpoint_id)


def _perhaps_switch_off(delivery: Delivery, answer: Answer, at: datetime) -> None:
    """Switch an endpoint off that wants nothing more, or took nothing in all the days that a message was tried."""
    endpoint = Endpoint.objects.select_for_update(of=("self",)).get(pk=delivery.endpoint_id)
    first = delivery.attempts.earliest("at").at
    working = endpoint.last_success_at is not None and endpoint.last_success_at >= first
    if endpoint.state != EndpointState.ON or (working and not answer.gone):
        return
    endpoint.state, endpoint.off_since = EndpointState.FAILED, at
    endpoint.save(update_fields=["state", "off_since"])
    reason = f"{answer.status or 'no answer'}"
    organisation = endpoint.organisation
    for person in people_with(organisation, Right.ADMINISTER, at.date()):
        notify(
            user=person,
            organisation=organisation,
            key=f"webhook-off/{endpoint.pk}/{at.isoformat()}",
            subject=f"Nothing is sent to {endpoint.url} any more",
            body=(
                f"The endpoint took nothing for days (at last: {reason}), so it was switched off. What is to be said "
                "meanwhile is kept for 90 days. Mend the endpoint, send a test, and switch it on again."
            ),
            link=f"/desk/{organisation.slug}/webhooks/{endpoint.pk}/",
            at=at,
        )
    record(
        actor=system_actor(organisation),
        verb="switched webhook off",
        subject=endpoint.url,
        at=at,
        details={"endpoint": endpoint.pk, "reason": reason},
    )
