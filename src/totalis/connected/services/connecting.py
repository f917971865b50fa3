"""Services that an organisation's desk is connected to: connected, tested, their keys changed, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from totalis.connected.models import Service
from totalis.connected.services.wire import get
from totalis.facts.countries import COUNTRIES
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.signed.keys import check_public, new_key, thumbprint
from totalis.webbase.webhooks.address import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor

NAME = 160


@dataclass(frozen=True, slots=True)
class Tested:
    """Who answered a test, and as whom it knows this desk."""

    agency: str
    country: str
    client: str
    takes_requests: bool


def connect(
    *,
    actor: Actor,
    name: str,
    country: str,
    address: str,
    key: Mapping[str, Any],
    at: datetime,
) -> Service:
    """Connect the desk to a service; a key of its own is made, whose public half the agency must be given.

    Args:
        actor: Who connects; needs the right to administer.
        name: What people here call it.
        country: Whose certificates it issues, as ISO code.
        address: Of its interface, as its operator told it: `https://…/service/api/v1/`.
        key: Its public key (JWK).
        at: When.

    Raises:
        PermissionDenied: the person may not administer.
        InputError: no name, no such country, an address that may not be called, no key, or a service of that country
            is connected already.
    """
    require(actor, Right.ADMINISTER)
    title, code = name.strip(), country.strip().upper()
    if not 0 < len(title) <= NAME:
        _refuse("name", f"{len(title)} characters", f"1 to {NAME}", "Write the agency's name.")
    if code not in COUNTRIES:
        _refuse("country", code or "nothing", "a country", "Choose whose certificates it issues.")
    with transaction.atomic():
        service = _only_one(
            Service(
                organisation=actor.organisation,
                name=title,
                country=code,
                address=_address(address),
                key=check_public(key),
                own_key=new_key(),  # type: ignore[misc] # an encrypted JSON field takes plain data
                added_at=at,
            )
        )
        _told(actor, "connected service", service, at, address=service.address)
    return service


def make_next_key(*, actor: Actor, service: Service, at: datetime) -> Service:
    """Make the desk's next key. It takes the place of the present one as soon as the service knows it."""
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = _standing(actor, service)
        row.next_key = new_key()
        row.save(update_fields=["next_key"])
        _told(actor, "made next key", row, at, key=thumbprint(row.next_key))
    return row


def expect_key(*, actor: Actor, service: Service, key: Mapping[str, Any], at: datetime) -> Service:
    """Take the service's next public key: from its first answer that is signed by it, it alone counts."""
    require(actor, Right.ADMINISTER)
    public = check_public(key)
    with transaction.atomic():
        row = _standing(actor, service)
        if thumbprint(public) == thumbprint(row.key):
            _refuse("key", "the key that counts already", "another key", "Nothing is left to do.")
        row.coming_key = public
        row.save(update_fields=["coming_key"])
        _told(actor, "expects key of service", row, at, key=thumbprint(public))
    return row


def set_acceptance(*, actor: Actor, service: Service, alike: bool, at: datetime) -> Service:
    """Let a certificate that differs in nothing be accepted without a person, or no longer. Release stays a person's."""
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = _standing(actor, service)
        row.accepts_alike = alike
        row.save(update_fields=["accepts_alike"])
        word = "by itself" if alike else "by a person"
        _told(actor, "set acceptance", row, at, acceptance=word)
    return row


def disconnect(*, actor: Actor, service: Service, at: datetime) -> Service:
    """File no more to a service, and ask it for nothing. What was filed is followed by hand from then on."""
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = _standing(actor, service)
        row.active, row.ended_at = False, at
        row.save(update_fields=["active", "ended_at"])
        _told(actor, "disconnected service", row, at)
    return row


def test(service: Service) -> Tested:
    """Ask the service who it is, and as whom it knows this desk.

    Raises:
        ServiceAwayError: no answer that counts.
        ServiceRefusedError: it refuses.
    """
    said = get(service, "service")
    return Tested(
        agency=str(said.get("agency", "")),
        country=str(said.get("country", "")),
        client=str(said.get("client", "")),
        takes_requests=bool(said.get("takes_requests")),
    )


def _address(text: str) -> str:
    address = text.strip()
    try:
        target_of(address)
    except InputError as error:
        raise InputError(
            [
                Problem("address", one.found, one.expected, "Copy it from the agency's page.")
                for one in error.problems
            ]
        ) from error
    return address if address.endswith("/") else f"{address}/"


def _standing(actor: Actor, service: Service) -> Service:
    row = Service.objects.of(actor.organisation).select_for_update().get(pk=service.pk)
    if not row.active:
        _refuse("service", "one that was disconnected", "a connected one", "Connect it anew.")
    return row


def _only_one(service: Service) -> Service:
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        remedy = "Disconnect the other one first."
        found = "a country whose service is connected already"
        raise InputError([Problem("country", found, "another country", remedy)]) from error
    return service


def _refuse(path: str, found: str, expected: str, remedy: str) -> None:
    raise InputError([Problem(path, found, expected, remedy)])


def _told(actor: Actor, verb: str, service: Service, at: datetime, **more: str) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=service.name,
        at=at,
        details={"service": service.pk, "country": service.country, **more},
    )
