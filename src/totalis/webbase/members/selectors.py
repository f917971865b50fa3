"""What the pages about an organisation's people show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.db.models import Q

from totalis.webbase.accounts.models import (
    Invitation,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    User,
)
from totalis.webbase.accounts.rights import Right, Role
from totalis.webbase.accounts.selectors import (
    memberships_on,
    organisations_of,
    rights_through,
    roles_through,
)

if TYPE_CHECKING:
    from datetime import date, datetime

SALT = "totalis.invitation"


@dataclass(frozen=True, slots=True)
class Member:
    """A membership as the list shows it."""

    membership: Membership
    roles: tuple[Role, ...]
    counts: bool
    """Whether she may act on the day of the list: her days, her mandate's, and her account say so."""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of an organisation on a day."""

    members: tuple[Member, ...]
    former: tuple[Membership, ...]
    invitations: tuple[Invitation, ...]
    mandates: tuple[Mandate, ...]
    clients: tuple[Mandate, ...]


def people_of(organisation: Organisation, at: datetime) -> People:
    """Members, who left, open invitations, mandates given and held."""
    on = at.date()
    rows = list(
        Membership.objects.filter(organisation=organisation)
        .select_related("user", "organisation", "mandate__adviser")
        .order_by("user__name", "pk")
    )
    counting = set(
        memberships_on(on).filter(organisation=organisation).values_list("pk", flat=True)
    )
    return People(
        members=tuple(
            Member(row, tuple(sorted(roles_through(row))), row.pk in counting)
            for row in rows
            if not has_ended(row, on)
        ),
        former=tuple(row for row in rows if has_ended(row, on)),
        invitations=tuple(
            Invitation.objects.of(organisation)
            .filter(taken_at=None, withdrawn_at=None, lapses_at__gt=at)
            .select_related("invited_by")
            .order_by("-sent_at")
        ),
        mandates=tuple(
            Mandate.objects.filter(client=organisation)
            .select_related("adviser")
            .order_by("revoked_at", "adviser__name", "pk")
        ),
        clients=tuple(
            Mandate.objects.filter(adviser=organisation, revoked_at=None)
            .filter(Q(ends=None) | Q(ends__gt=on))
            .select_related("client")
            .order_by("client__name", "pk")
        ),
    )


def has_ended(membership: Membership, on: date) -> bool:
    """Whether the membership ended on the day or before."""
    return membership.ends is not None and membership.ends <= on


def own_people(organisation: Organisation, on: date) -> list[User]:
    """Who belongs to the organisation itself on a day, by name."""
    own = memberships_on(on).filter(organisation=organisation, mandate__isnull=True)
    return list(User.objects.filter(pk__in=own.values("user")).order_by("name", "pk"))


def sent_by(mandate: Mandate, on: date) -> list[Member]:
    """Whom the adviser sent to a client under a mandate, by name."""
    rows = (
        memberships_on(on)
        .filter(mandate=mandate)
        .select_related("user", "organisation", "mandate")
        .order_by("user__name", "pk")
    )
    return [Member(row, tuple(sorted(roles_through(row))), counts=True) for row in rows]


def advisers_of(user: User, on: date) -> list[Organisation]:
    """The advisers for which a person can take a mandate: those that she administers herself."""
    administered = {
        one.organisation_id
        for one in memberships_on(on)
        .filter(user=user, mandate__isnull=True)
        .select_related("organisation", "mandate")
        if Right.ADMINISTER in rights_through(one)
    }
    return [
        one
        for one in organisations_of(user, on)
        if one.kind == OrganisationKind.ADVISER and one.pk in administered
    ]


def role_choices(allowed: frozenset[Role]) -> list[tuple[str, str]]:
    """Roles as a form offers them, each with what it lets a person do."""
    return [(role.value, f"{role.label}: {role.says}") for role in Role if role in allowed]


def roles_open_to(member: Membership) -> frozenset[Role]:
    """The roles that a member may have: those of the organisation, within what her mandate allows."""
    own = member.organisation.roles
    return own & member.mandate.role_set if member.mandate else own


def invitation_token(invitation: Invitation) -> str:
    """What the link of an invitation carries: its number, signed; no address, no name."""
    return signing.dumps(invitation.pk, salt=SALT)


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link names, open or not; None where the link was not made here or is broken."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Invitation.objects.filter(pk=number).select_related("organisation", "invited_by").first()


def is_open(invitation: Invitation, at: datetime) -> bool:
    """Whether an invitation can still be taken."""
    return (
        invitation.taken_at is None
        and invitation.withdrawn_at is None
        and at < invitation.lapses_at
    )
