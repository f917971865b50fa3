"""How the agency of an installation comes to be: once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from django.db import transaction

from totalis.authority.models import Agency
from totalis.facts.countries import COUNTRIES
from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import Membership, Organisation, OrganisationKind, User
from totalis.webbase.accounts.rights import Role
from totalis.webbase.audit.services import record
from totalis.webbase.members.services.opening import new_slug

if TYPE_CHECKING:
    from datetime import datetime

UNITED_STATES = "US"
_ISSUER = re.compile(
    r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?"
)


def open_agency(
    *, country: str, name: str, issuer: str, administrator: str, at: datetime, house: str = ""
) -> Agency:
    """Make the organisation and the agency; its first member is an administrator, who invites the others.

    Args:
        country: Whose law it certifies, ISO 3166-1 alpha-2.
        name: As papers name it.
        issuer: `https://host`, the address that names it for ever in credentials; `http://127.0.0.1:port` for trials.
        administrator: E-mail address of somebody who has an account.
        at: Now.
        house: Slug of an organisation that is kept as an agency and has none yet; empty makes one.

    Raises:
        InputError: there is an agency already; no such organisation waits for one; the country has no agreement; the address is none; nobody has that account.
    """
    if country not in COUNTRIES or not (country == UNITED_STATES or lawbook().has(country)):
        _refuse("country", country, "US, or a country with an agreement (`totalis law list`)")
    if not _ISSUER.fullmatch(issuer):
        _refuse("issuer", issuer, "https://host in small letters, no path, no slash at the end")
    if not name.strip():
        _refuse("name", "nothing", "the name of the agency")
    with transaction.atomic():
        if Agency.objects.exists():
            _refuse("agency", "an agency", "an installation that has none yet")
        user = User.objects.filter(email=administrator.strip().lower(), is_active=True).first()
        if user is None:
            _refuse("administrator", "no account", "the address of somebody who has signed up")
        organisation = _waiting(house) if house else _new(name, country, at)
        row = Agency.objects.create(
            organisation=organisation, country=country, name=name.strip(), issuer=issuer
        )
        roles = frozenset({Role.ADMINISTRATOR})
        _administers(user, organisation, at)
        actor = Actor(user=user, organisation=organisation, roles=roles, rights=frozenset())
        said = {"country": country, "issuer": issuer}
        record(actor=actor, verb="opened agency", subject=row.name, at=at, details=said)
    return row


def _administers(user: User, organisation: Organisation, at: datetime) -> None:
    """Let somebody administer a house, beside what she does there already."""
    member, _made = Membership.objects.get_or_create(
        user=user, organisation=organisation, ends=None, defaults={"begins": at.date()}
    )
    member.roles = sorted({*member.roles, Role.ADMINISTRATOR.value})
    member.save(update_fields=["roles"])


def _new(name: str, country: str, at: datetime) -> Organisation:
    return Organisation.objects.create(
        slug=new_slug(name, OrganisationKind.AGENCY),
        name=name.strip(),
        kind=OrganisationKind.AGENCY,
        country=country,
        created_at=at,
    )


def _waiting(slug: str) -> Organisation:
    """The organisation that is kept as an agency, and of which nothing more is known."""
    found = Organisation.objects.filter(slug=slug, kind=OrganisationKind.AGENCY).first()
    if found is None:
        _refuse("house", slug, "the slug of an organisation that is kept as an agency")
    return found


def _refuse(path: str, found: str, expected: str) -> NoReturn:
    problem = Problem(path=path, found=found, expected=expected, remedy="Correct the call.")
    raise InputError([problem])
