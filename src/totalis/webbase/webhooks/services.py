"""Announcing news to an organisation's programs, and managing where it goes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.entry import plain
from totalis.webbase.audit.services import record
from totalis.webbase.webhooks import kinds
from totalis.webbase.webhooks.address import target_of
from totalis.webbase.webhooks.models import (
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Message,
)
from totalis.webbase.webhooks.outbox import send_waiting
from totalis.webbase.webhooks.signing import new_identifier, new_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation

ROTATION = timedelta(hours=24)
"""For so long a secret that was replaced signs beside the new one."""
BATCH = 1000


class MadeSecret(NamedTuple):
    """An endpoint and its new secret, to be shown once."""

    endpoint: Endpoint
    secret: str


def announce_all(
    organisation: Organisation, kind: str, every: Iterable[Mapping[str, Any]], at: datetime
) -> int:
    """Say things of one kind to the organisation's programs; answers how many deliveries that makes.

    Call it in the transaction of the change: the news stands or falls with it, and is sent by `totalis work`. What is
    said is plain data (days and money become text) and never holds a personal number.

    Raises:
        LookupError: no such kind was registered.
    """
    if not kinds.is_known(kind):
        message = f"No kind of webhook is named {kind!r}; register it first."
        raise LookupError(message)
    listening = [
        one
        for one in Endpoint.objects.of(organisation).filter(removed_at=None).order_by("pk")
        if kind in one.kinds
    ]
    return _put_out(listening, kind, every, at) if listening else 0


def add_endpoint(
    *, actor: Actor, url: str, chosen: Iterable[str], at: datetime, note: str = ""
) -> MadeSecret:
    """Name a program that shall be told; its secret is shown once.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: the URL cannot be called, or no kind was chosen.
    """
    require(actor, Right.ADMINISTER)
    if actor.user is None:
        message = "Only a person adds an endpoint."
        raise TypeError(message)
    wanted = _checked(url, chosen)
    with transaction.atomic():
        endpoint = Endpoint.objects.create(
            organisation=actor.organisation,
            url=url,
            note=note.strip(),
            kinds=wanted,
            secret=new_secret(),
            made_by=actor.user,
            made_at=at,
        )
        _record(actor, "added webhook", endpoint, at, {"kinds": wanted})
    return MadeSecret(endpoint, endpoint.secret)


def change_endpoint(
    *, actor: Actor, endpoint: Endpoint, url: str, chosen: Iterable[str], note: str, at: datetime
) -> Endpoint:
    """Give an endpoint another URL, other kinds, another note. What waits goes to the new URL.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: the URL cannot be called, or no kind was chosen.
    """
    require(actor, Right.ADMINISTER)
    wanted = _checked(url, chosen)
    with transaction.atomic():
        row = _locked(actor, endpoint)
        before = {"url": row.url, "kinds": row.kinds}
        row.url, row.kinds, row.note = url, wanted, note.strip()
        row.save(update_fields=["url", "kinds", "note"])
        after = {"url": url, "kinds": wanted}
        _record(actor, "changed webhook", row, at, {"before": before, "after": after})
    return row


def rotate_secret(*, actor: Actor, endpoint: Endpoint, at: datetime) -> MadeSecret:
    """Replace an endpoint's secret; for a day the former one signs too, so that no message is refused meanwhile.

    Raises:
        MissingRightError: the actor is no administrator.
    """
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = _locked(actor, endpoint)
        row.former_secret, row.former_until = row.secret, at + ROTATION
        row.secret = new_secret()
        row.save(update_fields=["secret", "former_secret", "former_until"])
        _record(actor, "replaced webhook secret", row, at, {"former_until": row.former_until})
    return MadeSecret(row, row.secret)


def switch(*, actor: Actor, endpoint: Endpoint, on: bool, at: datetime) -> Endpoint:
    """Switch an endpoint on, which sends what waited, or off, which lets everything wait.

    Raises:
        MissingRightError: the actor is no administrator.
    """
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = _locked(actor, endpoint)
        if (row.state == EndpointState.ON) is on:
            return row
        row.state = EndpointState.ON if on else EndpointState.OFF
        row.off_since = None if on else at
        row.save(update_fields=["state", "off_since"])
        _record(actor, f"switched webhook {'on' if on else 'off'}", row, at, {})
        if on:
            row.deliveries.filter(state=DeliveryState.DUE).update(due_at=at, tries=0)
            send_waiting.enqueue(row.pk)
    return row


def remove_endpoint(*, actor: Actor, endpoint: Endpoint, at: datetime) -> Endpoint:
    """Remove an endpoint: nothing more goes there, and its secrets are forgotten.

    Raises:
        MissingRightError: the actor is no administrator.
    """
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = _locked(actor, endpoint)
        row.state, row.off_since, row.removed_at = EndpointState.OFF, at, at
        row.secret = row.former_secret = ""
        row.save()
        row.deliveries.filter(state=DeliveryState.DUE).update(
            state=DeliveryState.GIVEN_UP, done_at=at
        )
        _record(actor, "removed webhook", row, at, {})
    return row


def send_test(*, actor: Actor, endpoint: Endpoint, at: datetime) -> int:
    """Send a test to one endpoint, on the way that every message takes.

    Raises:
        MissingRightError: the actor is no administrator.
    """
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = _locked(actor, endpoint)
        _record(actor, "sent webhook test", row, at, {})
        return _put_out([row], kinds.TEST.key, [kinds.TEST.example], at)


def send_again(*, actor: Actor, delivery: Delivery, at: datetime) -> Delivery:
    """Send a message once more, under the identifier that it has; from the first attempt on, as if it were new.

    Raises:
        MissingRightError: the actor is no administrator.
    """
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        endpoint = _locked(actor, delivery.endpoint)
        row = Delivery.objects.of(actor.organisation).get(pk=delivery.pk, endpoint=endpoint)
        row.state, row.tries, row.due_at, row.done_at = DeliveryState.DUE, 0, at, None
        row.save(update_fields=["state", "tries", "due_at", "done_at"])
        _record(actor, "sent webhook again", endpoint, at, {"message": row.message.identifier})
        send_waiting.enqueue(endpoint.pk)
    return row


def _put_out(
    endpoints: list[Endpoint], kind: str, every: Iterable[Mapping[str, Any]], at: datetime
) -> int:
    """Write messages and their deliveries, and wake a worker for each endpoint."""
    organisation = endpoints[0].organisation_id
    with transaction.atomic():
        messages = Message.objects.bulk_create(
            (
                Message(
                    organisation_id=organisation,
                    identifier=new_identifier(),
                    kind=kind,
                    body=_body(kind, data, at),
                    at=at,
                )
                for data in every
            ),
            batch_size=BATCH,
        )
        deliveries = Delivery.objects.bulk_create(
            (
                Delivery(organisation_id=organisation, message=one, endpoint=endpoint, due_at=at)
                for one in messages
                for endpoint in endpoints
            ),
            batch_size=BATCH,
        )
        for endpoint in endpoints:
            if endpoint.state == EndpointState.ON:
                send_waiting.enqueue(endpoint.pk)
    return len(deliveries)


def _body(kind: str, data: Mapping[str, Any], at: datetime) -> str:
    """A message as it is sent, in the shape that the specification proposes."""
    whole = {"type": kind, "timestamp": at.isoformat(), "data": plain(dict(data))}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _checked(url: str, chosen: Iterable[str]) -> list[str]:
    """The kinds in their order, once the URL is seen to be one."""
    target_of(url)
    known = {kind.key for kind in kinds.kinds()}
    wanted = sorted(set(chosen) & known)
    if not wanted:
        remedy = "Choose what the program shall be told."
        raise InputError([Problem("kinds", "no kind", "at least one kind", remedy)])
    return wanted


def _locked(actor: Actor, endpoint: Endpoint) -> Endpoint:
    rows = Endpoint.objects.of(actor.organisation).filter(removed_at=None)
    return rows.select_for_update().get(pk=endpoint.pk)


def _record(
    actor: Actor, verb: str, endpoint: Endpoint, at: datetime, details: Mapping[str, object]
) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=endpoint.url,
        at=at,
        details={"endpoint": endpoint.pk, **details},
    )
