"""The people of the demonstration and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password

from totalis.webbase.accounts.models import (
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    User,
    every_role,
)
from totalis.webbase.accounts.rights import Role
from totalis.webbase.accounts.selectors import actor_for

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor

PASSWORD = "only-for-the-demo"  # noqa: S105 - printed on the sign-in page of the demonstration
BOREALIS, COBALT, GIA, FINCH = "borealis", "cobalt", "gia-moreno", "finch-lee"
LONG_AGO = timedelta(days=1500)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can sign in: roles by the slug of the organisation; `through` names her adviser firm."""

    email: str
    name: str
    about: str
    roles: dict[str, tuple[Role, ...]]
    begin: str
    """Where to begin, for who is new."""
    through: str = ""

    @property
    def password(self) -> str:
        """The same for everybody."""
        return PASSWORD


PEOPLE = (
    DemoPerson(
        "ada@borealis.example",
        "Ada Lindqvist",
        "prepares cases at Borealis Robotics",
        {BOREALIS: (Role.PREPARER,)},
        "Begin here: she owns most cases.",
    ),
    DemoPerson(
        "ben@borealis.example",
        "Ben Okafor",
        "approves at Borealis Robotics",
        {BOREALIS: (Role.APPROVER,)},
        "A packet waits for his eyes.",
    ),
    DemoPerson(
        "cora@borealis.example",
        "Cora Whitfield",
        "runs payroll at Borealis Robotics",
        {BOREALIS: (Role.PAYROLL,)},
        "See for whom payroll may stop withholding, and since when.",
    ),
    DemoPerson(
        "dev@borealis.example",
        "Dev Banerjee",
        "audits Borealis Robotics",
        {BOREALIS: (Role.AUDITOR,)},
        "Sees everything, changes nothing, and checks the proof.",
    ),
    DemoPerson(
        "eve@borealis.example",
        "Eve Castellano",
        "administers Borealis Robotics",
        {BOREALIS: (Role.ADMINISTRATOR,)},
        "Members, roles, advisers and how long cases are kept.",
    ),
    DemoPerson(
        "hana@cobalt.example",
        "Hana Whitaker",
        "approves and releases at Cobalt Precision",
        {COBALT: (Role.APPROVER, Role.PAYROLL, Role.ADMINISTRATOR)},
        "A Japanese certificate came with a wrong last day.",
    ),
    DemoPerson(
        "finn@finch-lee.example",
        "Finn Halloran",
        "adviser with two clients: prepares for Cobalt and Borealis",
        {
            COBALT: (Role.PREPARER,),
            BOREALIS: (Role.PREPARER,),
            FINCH: (Role.PREPARER, Role.ADMINISTRATOR),
        },
        "Change the organisation at the top of the page.",
        through=FINCH,
    ),
    DemoPerson(
        "gia@moreno.example",
        "Gia Moreno",
        "works for herself in Germany, alone",
        {GIA: tuple(Role(key) for key in every_role())},
        "One year's return still lacks its copy of the certificate.",
    ),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The organisations by slug and the users by given name."""

    organisations: dict[str, Organisation]
    users: dict[str, User]

    def actor(self, name: str, slug: str, at: datetime) -> Actor:
        """Somebody in an organisation."""
        found = actor_for(self.users[name], slug, at.date())
        if found is None:
            message = f"{name} has no place in {slug}."
            raise LookupError(message)
        return found


def make_cast(now: datetime) -> Cast:
    """Make organisations, users, the adviser's mandates and memberships."""
    begun = now - LONG_AGO
    organisations = {
        slug: Organisation.objects.create(slug=slug, name=name, kind=kind, created_at=begun)
        for slug, name, kind in (
            (BOREALIS, "Borealis Robotics, Inc.", OrganisationKind.EMPLOYER),
            (COBALT, "Cobalt Precision LLC", OrganisationKind.EMPLOYER),
            (GIA, "Gia Moreno, translator", OrganisationKind.SELF_EMPLOYED),
            (FINCH, "Finch & Lee Advisers", OrganisationKind.ADVISER),
        )
    }
    mandates = {
        slug: Mandate.objects.create(
            adviser=organisations[FINCH],
            client=organisations[slug],
            begins=begun.date(),
            proof="Engagement letter",
        )
        for slug in (COBALT, BOREALIS)
    }
    password = make_password(PASSWORD)
    users = {}
    for person in PEOPLE:
        user = User.objects.create(
            email=person.email, name=person.name, password=password, joined_at=begun
        )
        users[person.name.split()[0].lower()] = user
        for slug, roles in person.roles.items():
            by_mandate = mandates.get(slug) if person.through not in ("", slug) else None
            Membership.objects.create(
                user=user,
                organisation=organisations[slug],
                roles=list(roles),
                mandate=by_mandate,
                begins=begun.date(),
            )
    return Cast(organisations, users)
