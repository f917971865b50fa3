"""Connected desks: taken up by their public key, given another key, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from totalis.authority.models import Client
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.signed.keys import check_public, thumbprint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor

NAME = 160


def add_client(
    *,
    actor: Actor,
    name: str,
    key: Mapping[str, Any],
    at: datetime,
    contact_email: str = "",
) -> Client:
    """Let a desk file from now on.

    Args:
        actor: Who lets it; needs the right to administer.
        name: What the desk is called here: the organisation that files.
        key: Its public key (JWK), as its administrator sent it.
        at: When.
        contact_email: Who looks after it.

    Raises:
        PermissionDenied: the person may not administer.
        InputError: no name, no public key, or a key that another desk has.
    """
    require(actor, Right.ADMINISTER)
    title = name.strip()
    if not 0 < len(title) <= NAME:
        raise InputError(
            [
                Problem(
                    "name",
                    f"{len(title)} characters",
                    f"1 to {NAME}",
                    "Write which organisation files.",
                )
            ]
        )
    public = check_public(key)
    with transaction.atomic():
        client = _with_its_own_key(
            Client(
                organisation=actor.organisation,
                name=title,
                key_id=thumbprint(public),
                key=public,
                contact_email=contact_email.strip(),
                added_at=at,
            )
        )
        _told(actor, "let desk file", client, at)
    return client


def replace_key(*, actor: Actor, client: Client, key: Mapping[str, Any], at: datetime) -> Client:
    """Know a desk by another key from now on; what it signs with the former one counts no more.

    Raises:
        InputError: no public key, one that a desk has already, or the desk has ended.
    """
    require(actor, Right.ADMINISTER)
    public = check_public(key)
    with transaction.atomic():
        row = _standing(actor, client)
        former = row.key_id
        row.key, row.key_id = public, thumbprint(public)
        _with_its_own_key(row)
        _told(actor, "replaced key of desk", row, at, former=former)
    return row


def end_client(*, actor: Actor, client: Client, reason: str, at: datetime) -> Client:
    """Let a desk file no more. What it filed stays, and can be asked for by its control number.

    Raises:
        InputError: no reason, or the desk has ended before.
    """
    require(actor, Right.ADMINISTER)
    if not reason.strip():
        remedy = "Say why the desk may file no more."
        raise InputError([Problem("reason", "nothing", "a reason", remedy)])
    with transaction.atomic():
        row = _standing(actor, client)
        row.active, row.ended_at = False, at
        row.save(update_fields=["active", "ended_at"])
        _told(actor, "ended desk", row, at, reason=reason.strip())
    return row


def note_call(client: Client, at: datetime) -> None:
    """Remember when a desk called last, to the minute, so that not every call writes a row."""
    if client.last_seen_at is None or (at - client.last_seen_at).total_seconds() >= 60:  # noqa: PLR2004
        Client.objects.filter(pk=client.pk).update(last_seen_at=at)


def _standing(actor: Actor, client: Client) -> Client:
    row = Client.objects.of(actor.organisation).select_for_update().get(pk=client.pk)
    if not row.active:
        remedy = "Let the desk file anew, with its key."
        raise InputError([Problem("desk", "a desk that has ended", "one that may file", remedy)])
    return row


def _with_its_own_key(client: Client) -> Client:
    """Save it, unless a desk has that key: the key alone says who calls."""
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError as error:
        remedy = "Ask the desk for the key that its own page shows; each desk has its own."
        raise InputError(
            [Problem("key", "a key that is known here", "a key of this desk alone", remedy)]
        ) from error
    return client


def _told(actor: Actor, verb: str, client: Client, at: datetime, **more: str) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=client.name,
        at=at,
        details={"desk": client.pk, "key": client.key_id, **more},
    )
