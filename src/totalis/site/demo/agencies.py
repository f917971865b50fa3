"""The agencies of the demonstration: made up, one a country, each in a house of its own with keys for trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from totalis.authority import keys
from totalis.authority.models import Agency
from totalis.authority.services.clients import add_client
from totalis.authority.services.partners import add_partner
from totalis.site.demo.cast import LONG_AGO, PASSWORD, DemoPerson
from totalis.site.demo.waiting import wait_in_line
from totalis.webbase import clock
from totalis.webbase.accounts.models import Membership, Organisation, OrganisationKind, User
from totalis.webbase.accounts.rights import Role
from totalis.webbase.accounts.selectors import actor_for
from totalis.webbase.signed.keys import public_of

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """An agency that nobody can mistake for a real one."""

    country: str
    slug: str
    name: str
    postal_address: str
    takes_requests: bool
    people: tuple[DemoPerson, ...]


US, FR = "demo-certificates-us", "demo-certificates-fr"

AGENCIES = {
    agency.country: agency
    for agency in (
        DemoAgency(
            "US",
            US,
            "Demonstration Office of Certificates",
            "1 Example Square\nSpringfield, MD 21200",
            takes_requests=True,
            people=(
                DemoPerson(
                    "nora@us-office.example",
                    "Nora Fielding",
                    "examines requests at the American agency",
                    {US: (Role.EXAMINER,)},
                    "Take up a request, see what the engine proposes, ask or decide.",
                ),
                DemoPerson(
                    "owen@us-office.example",
                    "Owen Marsh",
                    "supervises at the American agency",
                    {US: (Role.SUPERVISOR,)},
                    "The second person of exceptions and of decisions against the engine.",
                ),
                DemoPerson(
                    "pia@us-office.example",
                    "Pia Sandoval",
                    "administers the American agency",
                    {US: (Role.ADMINISTRATOR,)},
                    "Connected desks, partner agencies, and what may be issued without a person.",
                ),
            ),
        ),
        DemoAgency(
            "FR",
            FR,
            "Bureau de démonstration",
            "1 rue de l'Exemple\n75000 Paris",
            takes_requests=False,
            people=(
                DemoPerson(
                    "julie@fr-office.example",
                    "Julie Mercier",
                    "examines what the American agency asks of the French one",
                    {FR: (Role.EXAMINER,)},
                    "An extension waits for the agreement of both agencies.",
                ),
                DemoPerson(
                    "karim@fr-office.example",
                    "Karim Benali",
                    "supervises at the French agency",
                    {FR: (Role.SUPERVISOR,)},
                    "The second person of an exception.",
                ),
                DemoPerson(
                    "lea@fr-office.example",
                    "Léa Dubois",
                    "administers the French agency",
                    {FR: (Role.ADMINISTRATOR,)},
                    "Partner agencies and their messages.",
                ),
            ),
        ),
    )
}
AGENCY_PEOPLE = tuple(person for agency in AGENCIES.values() for person in agency.people)


def open_agency(country: str, address: str) -> dict[str, Any]:
    """Make an agency with its people and keys in an empty database; answers what others must know of it."""
    at = clock.now()
    made_up = AGENCIES[country]
    with transaction.atomic():
        organisation = Organisation.objects.create(
            slug=made_up.slug,
            name=made_up.name,
            kind=OrganisationKind.AGENCY,
            country=country,
            created_at=at - LONG_AGO,
        )
        agency = Agency.objects.create(
            organisation=organisation,
            country=country,
            name=made_up.name,
            issuer=address,
            postal_address=made_up.postal_address,
            takes_requests=made_up.takes_requests,
        )
        _hire(made_up, organisation, at)
    keys.new_trial_keys(name=made_up.name, country=country, at=at)
    if agency.takes_requests:
        wait_in_line(agency, at)
    return {
        "country": country,
        "name": made_up.name,
        "address": f"{address}/service/messages/",
        "desks": f"{address}/service/api/v1/",
        "key": public_of(keys.jwk()),
    }


def introduce(others: dict[str, Any]) -> None:
    """Make the other agency and the desks known here, as an administrator would from what they sent."""
    at = clock.now()
    organisation = Agency.objects.select_related("organisation").get().organisation
    administrator = _administrator(organisation, at)
    for partner in others["partners"]:
        add_partner(
            actor=administrator,
            country=partner["country"],
            name=partner["name"],
            address=partner["address"],
            key=partner["key"],
            gets_copies=True,
            copies_reason="Both agencies of the demonstration agreed on it.",
            at=at,
        )
    for desk in others["desks"]:
        add_client(actor=administrator, name=desk["name"], key=desk["key"], at=at)


def _hire(made_up: DemoAgency, organisation: Organisation, at: datetime) -> None:
    password = make_password(PASSWORD)
    begun = at - LONG_AGO
    for person in made_up.people:
        user = User.objects.create(
            email=person.email, name=person.name, password=password, joined_at=begun
        )
        Membership.objects.create(
            user=user,
            organisation=organisation,
            roles=list(person.roles[made_up.slug]),
            begins=begun.date(),
        )


def _administrator(organisation: Organisation, at: datetime) -> Actor:
    for membership in organisation.memberships.select_related("user"):
        if Role.ADMINISTRATOR in membership.role_set:
            found = actor_for(membership.user, organisation.slug, at.date())
            if found is not None:
                return found
    message = f"{organisation} has no administrator."
    raise LookupError(message)
