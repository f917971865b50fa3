"""Invitations: a place offered to one e-mail address, taken once, by whoever reads that mailbox and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction

from totalis.webbase.accounts.models import Invitation, Membership, User
from totalis.webbase.accounts.selectors import days_count
from totalis.webbase.audit.services import record
from totalis.webbase.members.services.changing import administering, locked, named, person, refuse
from totalis.webbase.members.services.opening import actor_of

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.rights import Role

LASTS = timedelta(days=7)


def invite(*, actor: Actor, email: str, roles: frozenset[Role], at: datetime) -> Invitation:
    """Offer a place; an earlier offer to the same address that is still open falls.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: no role; she is a member already; the organisation is one self-employed person's.
    """
    with administering(actor) as organisation:
        address = email.strip().lower()
        if organisation.is_solo:
            raise refuse(
                path="email",
                found="an organisation of one self-employed person",
                expected="an organisation with members",
                remedy="Give an adviser a mandate if somebody shall act for you.",
            )
        if _belongs(organisation.pk, address, at):
            raise refuse(
                path="email",
                found=f"{address} is a member already",
                expected="somebody new",
                remedy="Change her roles in the list of members.",
            )
        Invitation.objects.of(organisation).filter(
            email=address, to_adviser=False, taken_at=None, withdrawn_at=None
        ).update(withdrawn_at=at)
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=address,
            roles=named(roles, organisation),
            invited_by=person(actor),
            sent_at=at,
            lapses_at=at + LASTS,
            begins=at.date(),
        )
        record(
            actor=actor,
            verb="invited member",
            subject=address,
            at=at,
            details={"invitation": invitation.pk, "roles": invitation.roles},
        )
    return invitation


def withdraw_invitation(*, actor: Actor, invitation: Invitation, at: datetime) -> Invitation:
    """Take an offer back; its link leads nowhere from now on.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: it was taken meanwhile.
    """
    with administering(actor) as organisation:
        row = Invitation.objects.select_for_update().get(
            pk=invitation.pk, organisation=organisation
        )
        if row.taken_at is not None:
            raise refuse(
                path="invitation",
                found=f"{row.email} has taken it",
                expected="an open invitation",
                remedy="End the membership instead.",
            )
        if row.withdrawn_at is None:
            row.withdrawn_at = at
            row.save(update_fields=["withdrawn_at"])
            record(
                actor=actor,
                verb="withdrew invitation",
                subject=row.email,
                at=at,
                details={"invitation": row.pk},
            )
    return row


def open_account(*, invitation: Invitation, name: str, password: str, at: datetime) -> User:
    """Open the account of an invited person who has none: the link has shown that the mailbox is hers.

    Raises:
        InputError: the invitation is no longer open, or there is an account of this address.
    """
    with transaction.atomic():
        row = hold(invitation, at)
        if User.objects.filter(email=row.email).exists():
            raise refuse(
                path="email",
                found="an account of this address",
                expected="none yet",
                remedy="Sign in with it, then open the link again.",
            )
        user = User.objects.create_user(email=row.email, name=name, password=password)
        user.joined_at = at
        user.save(update_fields=["joined_at"])
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def take_invitation(*, user: User, invitation: Invitation, at: datetime) -> Membership:
    """Take the place that was offered to her address.

    Raises:
        InputError: it was offered to another address, is no longer open, or she is a member already.
    """
    with transaction.atomic():
        locked(invitation.organisation)
        row = hold(invitation, at)
        check_addressee(user, row)
        if _belongs(row.organisation_id, user.email, at):
            raise refuse(
                path="invitation",
                found=f"you are a member of {row.organisation.name} already",
                expected="somebody new",
                remedy="Go to your desks.",
            )
        membership = Membership.objects.create(
            user=user,
            organisation=row.organisation,
            roles=named(row.role_set, row.organisation),
            begins=at.date(),
        )
        mark_taken(row, user, at)
        record(
            actor=actor_of(membership),
            verb="took invitation",
            subject=user.name,
            at=at,
            details={"invitation": row.pk, "membership": membership.pk, "roles": row.roles},
        )
    return membership


def hold(invitation: Invitation, at: datetime) -> Invitation:
    """The row, locked, if it can still be taken.

    Raises:
        InputError: it was taken, withdrawn, or has lapsed.
    """
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "invited_by")
        .get(pk=invitation.pk)
    )
    if row.taken_at is None and row.withdrawn_at is None and at < row.lapses_at:
        return row
    raise refuse(
        path="invitation",
        found="an invitation that is no longer open",
        expected="an open one",
        remedy="Ask for another; each works once and for a week.",
    )


def check_addressee(user: User, invitation: Invitation) -> None:
    """Refuse whoever is signed in under another address.

    Raises:
        InputError: the invitation is not hers.
    """
    if user.email.lower() != invitation.email:
        raise refuse(
            path="invitation",
            found="an invitation to another e-mail address",
            expected="the address that you sign in with",
            remedy="Sign out, then open the link from the mailbox it was sent to.",
        )


def mark_taken(row: Invitation, user: User, at: datetime) -> None:
    """Note who took an invitation and when, so that nobody does again."""
    row.taken_at, row.taken_by = at, user
    row.save(update_fields=["taken_at", "taken_by"])


def _belongs(organisation: int, email: str, at: datetime) -> bool:
    """Whether a person of that address has a membership that has not ended."""
    return Membership.objects.filter(
        days_count(at.date()), organisation_id=organisation, user__email=email
    ).exists()
