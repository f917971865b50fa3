"""Partner agencies: entered with a key that somebody compared, given a new key, changed, taken out of use."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from totalis.authority.exchange.refusing import refuse
from totalis.authority.models import Agency, Partner
from totalis.authority.selectors.partners import US, keys_of, partners_of
from totalis.authority.selectors.partners_copies import stated_copies
from totalis.authority.services.exchanging_outbox import send_waiting
from totalis.facts.countries import name_of
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.signed.keys import check_public, thumbprint
from totalis.webbase.webhooks.address import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation

REASON_LENGTH = 300
LONGEST_OVERLAP = timedelta(days=90)


def add_partner(
    *,
    actor: Actor,
    country: str,
    name: str,
    address: str,
    key: Mapping[str, Any],
    at: datetime,
    gets_copies: bool | None = None,
    copies_reason: str = "",
) -> Partner:
    """Exchange messages with an agency from now on.

    Args:
        actor: Who enters it; needs the right to administer.
        country: Whose law it certifies.
        name: What it is called here.
        address: Where it takes messages.
        key: Its public key, which somebody compared.
        at: When.
        gets_copies: Whether it gets a copy of each certificate; None: as sources state.
        copies_reason: Why otherwise than sources state.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: no country, our own, or one that has a partner; no usable address; no public key, or a known one; copies
            otherwise than sources state, without a reason.
    """
    require(actor, Right.ADMINISTER)
    _check_country(actor.organisation, country)
    public = check_public(dict(key))
    _check_new_key(actor.organisation, public, at)
    copies = _copies(actor.organisation, country, wanted=gets_copies, reason=copies_reason)
    try:
        with transaction.atomic():
            partner = Partner.objects.create(
                organisation=actor.organisation,
                country=country,
                name=_name(name),
                address=_address(address),
                key=public,
                added_at=at,
                **copies,
            )
            details = {"key": thumbprint(public), **copies}
            _recorded(actor, "added partner", partner, at, details)
    except IntegrityError:
        remedy = "Change the one that there is, or take it out of use first."
        refuse("country", f"{country} has a partner", "a country without", remedy)
    return partner


def change_partner(
    *,
    actor: Actor,
    partner: Partner,
    name: str,
    address: str,
    at: datetime,
    gets_copies: bool | None = None,
    copies_reason: str = "",
) -> Partner:
    """Change what a partner is called, where it takes messages, and whether it gets copies; as `add_partner`."""
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        row = _held(actor, partner)
        copies = _copies(actor.organisation, row.country, wanted=gets_copies, reason=copies_reason)
        row.name, row.address = _name(name), _address(address)
        row.gets_copies, row.copies_reason = copies["gets_copies"], copies["copies_reason"]
        row.save(update_fields=["name", "address", "gets_copies", "copies_reason"])
        _recorded(actor, "changed partner", row, at, {"address": row.address, **copies})
    return row


def change_key(
    *,
    actor: Actor,
    partner: Partner,
    key: Mapping[str, Any],
    former_until: date | None,
    at: datetime,
) -> Partner:
    """Enter a partner's new key; the former one counts to the end of a day, or no more at once where that is None.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: no public key, or a known one; a day that is over or more than 90 days away.
    """
    require(actor, Right.ADMINISTER)
    public = check_public(dict(key))
    _check_new_key(actor.organisation, public, at)
    until = _end_of(former_until, at)
    with transaction.atomic():
        row = _held(actor, partner)
        former = thumbprint(row.key)
        row.former_key, row.former_until = (row.key, until) if until else (None, None)
        row.key = public
        row.save(update_fields=["key", "former_key", "former_until"])
        details = {
            "key": thumbprint(public),
            "former": former,
            "former_until": until.isoformat() if until else "at once",
        }
        _recorded(actor, "changed key of partner", row, at, details)
    return row


def use(*, actor: Actor, partner: Partner, on: bool, at: datetime) -> Partner:
    """Take a partner out of use: nothing goes to it and nothing of it is taken in. Or into use again.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: its country has another partner meanwhile.
    """
    require(actor, Right.ADMINISTER)
    try:
        with transaction.atomic():
            row = _held(actor, partner)
            row.active = on
            row.save(update_fields=["active"])
            _recorded(actor, f"took partner {'into' if on else 'out of'} use", row, at, {})
            if on:
                send_waiting.enqueue(row.pk)
    except IntegrityError:
        remedy = "Take that one out of use first."
        refuse("country", "another partner in use", "none", remedy)
    return row


def _copies(
    organisation: Organisation, country: str, *, wanted: bool | None, reason: str
) -> dict[str, Any]:
    """Whether it gets copies, and why otherwise than sources state; empty where it is as they state."""
    stated = stated_copies(organisation, country)
    why = " ".join(reason.split())
    if wanted is None or wanted == stated.each:
        return {"gets_copies": stated.each, "copies_reason": ""}
    if not why or len(why) > REASON_LENGTH:
        found = f"{len(why)} letters" if why else "nothing"
        remedy = f"Say why it is otherwise than stated ({stated.words})."
        refuse("copies_reason", found, f"a reason of at most {REASON_LENGTH} letters", remedy)
    return {"gets_copies": wanted, "copies_reason": why}


def _check_country(organisation: Organisation, country: str) -> None:
    agency = Agency.objects.get(organisation=organisation)
    if name_of(country) == country:
        refuse("country", country or "nothing", "a country", "Choose one of the list.")
    if country == agency.country or US not in (country, agency.country):
        remedy = "The agreements that Totalis knows are those with the United States."
        refuse("country", country, "the other country of an agreement", remedy)


def _check_new_key(organisation: Organisation, key: dict[str, str], at: datetime) -> None:
    name = thumbprint(key)
    for partner in partners_of(organisation):
        if any(thumbprint(known) == name for known in keys_of(partner, at)):
            remedy = "A key belongs to one partner; ask for the new one."
            refuse("key", f"the key of {partner.name}", "a new key", remedy)


def _end_of(day: date | None, at: datetime) -> datetime | None:
    """The moment at which a day is over."""
    if day is None:
        return None
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    if not at < end <= at + LONGEST_OVERLAP + timedelta(days=1):
        remedy = "Choose a day from today to 90 days from now."
        refuse("former_until", f"{day}", "a day soon to come", remedy)
    return end


def _name(name: str) -> str:
    title = " ".join(name.split())
    if not title:
        refuse("name", "nothing", "a name", "Write what the agency is called.")
    return title


def _address(address: str) -> str:
    url = address.strip()
    try:
        target_of(url)
    except InputError as error:
        problem = error.problems[0]
        remedy = "Paste the address that the partner's own page shows: https://…/service/messages/"
        refuse("address", problem.found, problem.expected, remedy)
    return url


def _held(actor: Actor, partner: Partner) -> Partner:
    return Partner.objects.of(actor.organisation).select_for_update().get(pk=partner.pk)


def _recorded(
    actor: Actor, verb: str, partner: Partner, at: datetime, details: Mapping[str, object]
) -> None:
    whole = {"partner": partner.pk, "country": partner.country, **details}
    record(actor=actor, verb=verb, subject=str(partner), at=at, details=whole)
