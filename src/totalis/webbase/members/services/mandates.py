"""Mandates: a client lets an adviser's people act for it, from a day to a day, within roles, with proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.webbase.accounts.models import (
    Invitation,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
)
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import actor_for, days_count
from totalis.webbase.audit.services import record
from totalis.webbase.members.services.changing import (
    administering,
    keep_an_administrator,
    locked,
    named,
    person,
    refuse,
)
from totalis.webbase.members.services.invitations import (
    LASTS,
    check_addressee,
    hold,
    mark_taken,
)
from totalis.webbase.members.services.opening import actor_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import User
    from totalis.webbase.accounts.rights import Role


def offer_mandate(
    *,
    actor: Actor,
    email: str,
    roles: frozenset[Role],
    begins: date,
    ends: date | None,
    proof: str,
    at: datetime,
) -> Invitation:
    """Offer a mandate to an adviser, by the e-mail address of one of its administrators.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: no role; no proof; an end before the beginning; she acts through a mandate herself.
    """
    with administering(actor) as organisation:
        _giving(actor)
        check_terms(begins, ends, proof)
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email.strip().lower(),
            roles=named(roles, organisation),
            invited_by=person(actor),
            sent_at=at,
            lapses_at=at + LASTS,
            to_adviser=True,
            begins=begins,
            ends=ends,
            proof=proof.strip(),
        )
        record(
            actor=actor,
            verb="offered mandate",
            subject=invitation.email,
            at=at,
            details={"invitation": invitation.pk} | terms_of(invitation),
        )
    return invitation


def take_mandate(
    *, user: User, invitation: Invitation, adviser: Organisation, at: datetime
) -> Membership:
    """Take a mandate for an adviser that the user administers; she is the first of its people at the client.

    Raises:
        InputError: it was offered to another address, is no longer open, or is not hers to take for that organisation.
    """
    with transaction.atomic():
        client = locked(invitation.organisation)
        row = hold(invitation, at)
        check_addressee(user, row)
        acting = actor_for(user, adviser.slug, at.date())
        if (
            acting is None
            or not acting.may(Right.ADMINISTER)
            or acting.through
            or adviser.kind != OrganisationKind.ADVISER
            or adviser.pk == client.pk
        ):
            raise refuse(
                path="adviser",
                found="an organisation for which you cannot take a mandate",
                expected="an adviser that you administer",
                remedy="Open an account for your firm as an adviser, or ask its administrator.",
            )
        mandate = Mandate.objects.create(
            adviser=adviser,
            client=client,
            roles=named(row.role_set, client),
            begins=row.begins,
            ends=row.ends,
            proof=row.proof,
        )
        mark_taken(row, user, at)
        details = {"mandate": mandate.pk, "invitation": row.pk} | terms_of(mandate)
        record(actor=acting, verb="took mandate", subject=client.name, at=at, details=details)
        membership = send(mandate, user, mandate.roles, at)
        record(
            actor=actor_of(membership),
            verb="took mandate",
            subject=adviser.name,
            at=at,
            details=details,
        )
    return membership


def limit_mandate(
    *,
    actor: Actor,
    mandate: Mandate,
    roles: frozenset[Role],
    ends: date | None,
    proof: str,
    at: datetime,
) -> Mandate:
    """Change what a mandate that the actor's organisation gave allows, until when, and what proves it.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: she acts through a mandate herself; it is revoked; no role; no proof; nobody would remain to administer.
    """
    with administering(actor) as organisation:
        _giving(actor)
        row = _given(organisation, mandate)
        check_terms(row.begins, ends, proof)
        before = terms_of(row)
        row.roles, row.ends, row.proof = named(roles, organisation), ends, proof.strip()
        row.save(update_fields=["roles", "ends", "proof"])
        _keep_somebody(organisation, row, at.date())
        record(
            actor=actor,
            verb="limited mandate",
            subject=row.adviser.name,
            at=at,
            details={"mandate": row.pk, "before": before, "after": terms_of(row)},
        )
    return row


def revoke_mandate(*, actor: Actor, mandate: Mandate, at: datetime) -> Mandate:
    """End a mandate at once, with everything that the adviser's people could do here.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: it is revoked already; nobody would remain to administer.
    """
    with administering(actor) as organisation:
        row = _given(organisation, mandate)
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        row.memberships.filter(ends__isnull=True).update(ends=at.date())
        _keep_somebody(organisation, row, at.date())
        record(
            actor=actor,
            verb="revoked mandate",
            subject=row.adviser.name,
            at=at,
            details={"mandate": row.pk} | terms_of(row),
        )
    return row


def send(mandate: Mandate, user: User, roles: list[str], at: datetime) -> Membership:
    """The person's membership through the mandate, new or with other roles; the caller holds the lock and records.

    Raises:
        InputError: she is a member of the client herself.
    """
    standing = Membership.objects.filter(
        days_count(at.date()), user=user, organisation=mandate.client
    ).first()
    if standing is None:
        return Membership.objects.create(
            user=user,
            organisation=mandate.client,
            mandate=mandate,
            roles=roles,
            begins=max(at.date(), mandate.begins),
        )
    if standing.mandate_id is None:
        raise refuse(
            path="user",
            found=f"{user.name} is a member of {mandate.client.name} herself",
            expected="somebody who acts there through the mandate alone",
            remedy="Her roles there are the client's to change.",
        )
    standing.mandate, standing.roles = mandate, roles
    standing.save(update_fields=["mandate", "roles"])
    return standing


def _given(organisation: Organisation, mandate: Mandate) -> Mandate:
    row = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("adviser")
        .get(pk=mandate.pk, client=organisation)
    )
    if row.revoked_at is not None:
        raise refuse(
            path="mandate",
            found=f"it was revoked on {row.revoked_at:%-d %B %Y}",
            expected="a mandate that stands",
            remedy="Give a new one.",
        )
    return row


def _keep_somebody(organisation: Organisation, mandate: Mandate, on: date) -> None:
    """See that somebody still administers, where one of the mandate's people did."""
    one = mandate.memberships.select_related("user", "organisation", "mandate").first()
    if one is not None:
        keep_an_administrator(organisation, on, was=one)


def _giving(actor: Actor) -> None:
    """Refuse whoever acts through a mandate: she neither widens her own nor gives others.

    Raises:
        InputError: she does.
    """
    if actor.through:
        raise refuse(
            path="mandate",
            found=f"you act here for {actor.through}",
            expected="an administrator of the client's own",
            remedy="Ask one of the client's own administrators, or invite one.",
        )


def check_terms(begins: date, ends: date | None, proof: str) -> None:
    """Refuse terms that cannot stand.

    Raises:
        InputError: an end before the beginning; no proof.
    """
    if ends is not None and ends <= begins:
        raise refuse(
            path="last_day",
            found="an end before the beginning",
            expected=f"{begins:%-d %B %Y} or later",
            remedy="Correct one of the two days.",
        )
    if not proof.strip():
        raise refuse(
            path="proof",
            found="nothing",
            expected="what shows that the adviser may act, and where it is kept",
            remedy="Name the document, such as a signed power of attorney of a day.",
        )


def terms_of(terms: Mandate | Invitation) -> dict[str, object]:
    """Roles, days and proof, as the history keeps them."""
    return {
        "roles": terms.roles,
        "begins": terms.begins.isoformat(),
        "ends": terms.ends.isoformat() if terms.ends else None,
        "proof": terms.proof,
    }
