"""Roles of members, and the end of a membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.accounts.models import Membership
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import rights_through
from totalis.webbase.audit.services import record
from totalis.webbase.members.services.changing import (
    administering,
    keep_an_administrator,
    named,
    refuse,
)

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation
    from totalis.webbase.accounts.rights import Role


def change_roles(
    *, actor: Actor, membership: Membership, roles: frozenset[Role], at: datetime
) -> Membership:
    """Give a member other roles, within her mandate's limits.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: no role; a role that the mandate does not allow; nobody would remain to administer; she left.
    """
    with administering(actor) as organisation:
        member = _current(organisation, membership, at)
        wanted = named(roles, organisation)
        if member.mandate is not None and not roles <= member.mandate.role_set:
            raise refuse(
                path="roles",
                found="a role that the mandate does not allow",
                expected=", ".join(sorted(role.label for role in member.mandate.role_set)),
                remedy="Choose among these, or change the limits of the mandate.",
            )
        before, was_administrator = member.roles, _administers(member)
        if wanted == sorted(before):
            return member
        member.roles = wanted
        member.save(update_fields=["roles"])
        if was_administrator and not _administers(member):
            keep_an_administrator(organisation, at.date(), was=member)
        record(
            actor=actor,
            verb="changed roles",
            subject=member.user.name,
            at=at,
            details={"membership": member.pk, "before": before, "after": wanted},
        )
    return member


def end_membership(*, actor: Actor, membership: Membership, at: datetime) -> Membership:
    """End a membership now; what she did stays in the history under her name.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: nobody would remain to administer; she left already.
    """
    with administering(actor) as organisation:
        member = _current(organisation, membership, at)
        was_administrator = _administers(member)
        member.ends = at.date()
        member.save(update_fields=["ends"])
        if was_administrator:
            keep_an_administrator(organisation, at.date(), was=member)
        record(
            actor=actor,
            verb="ended membership",
            subject=member.user.name,
            at=at,
            details={"membership": member.pk, "roles": member.roles},
        )
    return member


def _administers(member: Membership) -> bool:
    return Right.ADMINISTER in rights_through(member)


def _current(organisation: Organisation, membership: Membership, at: datetime) -> Membership:
    """The row under its organisation's lock, if it has not ended."""
    member = Membership.objects.select_related("user", "organisation", "mandate__adviser").get(
        pk=membership.pk, organisation=organisation
    )
    if member.ends is not None and member.ends <= at.date():
        raise refuse(
            path="membership",
            found=f"{member.user.name} left on {member.ends:%-d %B %Y}",
            expected="a member who is here",
            remedy="Invite her again.",
        )
    return member
