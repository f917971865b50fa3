"""How an organisation comes to be."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import Membership, Organisation, OrganisationKind, every_role
from totalis.webbase.accounts.rights import Role
from totalis.webbase.accounts.selectors import rights_through
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.models import Mandate, User

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What the end of an address is made of: nothing that reads like something else."""
SIGNS_AT_END = 6
NAME_IN_SLUG = 40


def new_slug(name: str, kind: OrganisationKind) -> str:
    """An address that nobody guesses and that says nothing of others: it always ends at random.

    A self-employed person's organisation mostly has her own name, which stands in no address.
    """
    says = "" if kind == OrganisationKind.SELF_EMPLOYED else slugify(name)[:NAME_IN_SLUG].strip("-")
    end = "".join(secrets.choice(SIGNS) for _ in range(SIGNS_AT_END))
    return f"{says or 'desk'}-{end}"


def open_organisation(
    *, user: User, name: str, kind: OrganisationKind, at: datetime
) -> Organisation:
    """Open an organisation whose first member and administrator is the user."""
    with transaction.atomic():
        organisation = add_organisation(name=name, kind=kind, at=at)
        everything = kind == OrganisationKind.SELF_EMPLOYED
        membership = Membership.objects.create(
            user=user,
            organisation=organisation,
            roles=every_role() if everything else [Role.ADMINISTRATOR, Role.PREPARER],
            begins=at.date(),
        )
        record(
            actor=actor_of(membership),
            verb="opened organisation",
            subject=organisation.name,
            at=at,
            details={"kind": kind.value, "roles": membership.roles},
        )
    return organisation


def add_organisation(*, name: str, kind: OrganisationKind, at: datetime) -> Organisation:
    """Write the row; whoever calls gives it a member and an entry in the chain."""
    return Organisation.objects.create(
        slug=new_slug(name, kind), name=name.strip(), kind=kind, created_at=at
    )


def actor_of(membership: Membership) -> Actor:
    """The member as she acts in her organisation, also on the very day on which she comes or goes."""
    mandate: Mandate | None = membership.mandate
    return Actor(
        user=membership.user,
        organisation=membership.organisation,
        roles=membership.role_set,
        rights=rights_through(membership),
        through=mandate.adviser.name if mandate else "",
    )
