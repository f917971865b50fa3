"""Mandates: a client lets an adviser's people act for it, from a day to a day, within roles, with proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import (
    Invitation,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    every_role,
)
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import actor_for, days_count, memberships_on
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
from totalis.webbase.members.services.opening import actor_of, add_organisation

if TYPE_CHECKING:
    from datetime import date, datetime

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
        _check_terms(begins, ends, proof)
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email.strip().lower(),
            roles=named(roles),
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
            details={"invitation": invitation.pk} | _terms(invitation),
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
            roles=row.roles,
            begins=row.begins,
            ends=row.ends,
            proof=row.proof,
        )
        mark_taken(row, user, at)
        details = {"mandate": mandate.pk, "invitation": row.pk} | _terms(mandate)
        record(actor=acting, verb="took mandate", subject=client.name, at=at, details=details)
        membership = _send(mandate, user, row.roles, at)
        record(
            actor=actor_of(membership),
            verb="took mandate",
            subject=adviser.name,
            at=at,
            details=details,
        )
    return membership


def open_client(
    *, actor: Actor, name: str, kind: OrganisationKind, begins: date, proof: str, at: datetime
) -> Membership:
    """Open a desk for a client that has none, under a mandate in every role; the client's own people may join later.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: the actor's organisation is no adviser; no proof; the client would be an adviser.
    """
    with administering(actor) as adviser:
        if adviser.kind != OrganisationKind.ADVISER or kind == OrganisationKind.ADVISER:
            raise refuse(
                path="kind",
                found=f"{adviser.get_kind_display()} for {kind.label}",
                expected="an adviser for an employer or a self-employed person",
                remedy="Only an adviser opens desks for others.",
            )
        _check_terms(begins, None, proof)
        client = add_organisation(name=name, kind=kind, at=at)
        mandate = Mandate.objects.create(
            adviser=adviser, client=client, roles=every_role(), begins=begins, proof=proof.strip()
        )
        membership = _send(mandate, person(actor), every_role(), at)
        details = {"mandate": mandate.pk, "kind": kind.value} | _terms(mandate)
        record(actor=actor, verb="opened client", subject=client.name, at=at, details=details)
        record(
            actor=actor_of(membership),
            verb="opened organisation",
            subject=client.name,
            at=at,
            details=details,
        )
    return membership


def send_to_client(
    *, actor: Actor, mandate: Mandate, user: User, roles: frozenset[Role], at: datetime
) -> Membership:
    """Let one of the adviser's own people act for a client, or change what she may do there.

    Raises:
        MissingRightError: the actor is no administrator of the adviser.
        InputError: no role or one that the mandate does not allow; the mandate does not count today; she is not of
            the adviser, or belongs to the client otherwise.
    """
    with administering(actor) as adviser:
        held = Mandate.objects.select_related("client", "adviser").get(
            pk=mandate.pk, adviser=adviser
        )
        client = locked(held.client)
        own = memberships_on(at.date()).filter(
            user=user, organisation=adviser, mandate__isnull=True
        )
        if not counts(held, at.date()) or not own.exists() or not roles <= held.role_set:
            raise refuse(
                path="roles",
                found=f"{user.name} in these roles",
                expected="one of your own members, in roles that the mandate allows, in its days",
                remedy="Look at the mandate's limits and days.",
            )
        membership = _send(held, user, named(roles), at)
        keep_an_administrator(client, at.date(), was=membership)
        details = {"mandate": held.pk, "membership": membership.pk, "roles": membership.roles}
        record(actor=actor, verb="sent to client", subject=user.name, at=at, details=details)
        record(
            actor=_guest(actor, client),
            verb="sent by adviser",
            subject=user.name,
            at=at,
            details=details,
        )
    return membership


def recall_from_client(
    *, actor: Actor, mandate: Mandate, membership: Membership, at: datetime
) -> Membership:
    """Take one of the adviser's own people back from a client, at once.

    Raises:
        MissingRightError: the actor is no administrator of the adviser.
        InputError: nobody would remain to administer the client.
    """
    with administering(actor) as adviser:
        held = Mandate.objects.select_related("client").get(pk=mandate.pk, adviser=adviser)
        client = locked(held.client)
        row = Membership.objects.select_related("user", "organisation", "mandate").get(
            pk=membership.pk, mandate=held
        )
        row.ends = at.date()
        row.save(update_fields=["ends"])
        keep_an_administrator(client, at.date(), was=row)
        details = {"mandate": held.pk, "membership": row.pk, "roles": row.roles}
        record(
            actor=actor, verb="recalled from client", subject=row.user.name, at=at, details=details
        )
        record(
            actor=_guest(actor, client),
            verb="recalled by adviser",
            subject=row.user.name,
            at=at,
            details=details,
        )
    return row


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
        _check_terms(row.begins, ends, proof)
        before = _terms(row)
        row.roles, row.ends, row.proof = named(roles), ends, proof.strip()
        row.save(update_fields=["roles", "ends", "proof"])
        _keep_somebody(organisation, row, at.date())
        record(
            actor=actor,
            verb="limited mandate",
            subject=row.adviser.name,
            at=at,
            details={"mandate": row.pk, "before": before, "after": _terms(row)},
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
            details={"mandate": row.pk} | _terms(row),
        )
    return row


def counts(mandate: Mandate, on: date) -> bool:
    """Whether a mandate counts on a day."""
    return Mandate.objects.filter(days_count(on), pk=mandate.pk, revoked_at=None).exists()


def _send(mandate: Mandate, user: User, roles: list[str], at: datetime) -> Membership:
    """The person's membership through the mandate, new or with other roles."""
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


def _guest(actor: Actor, client: Organisation) -> Actor:
    """The adviser's administrator as the client's history names her; there she has no right by that."""
    return Actor(
        user=actor.user,
        organisation=client,
        roles=frozenset(),
        rights=frozenset(),
        through=actor.organisation.name,
    )


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


def _check_terms(begins: date, ends: date | None, proof: str) -> None:
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


def _terms(terms: Mandate | Invitation) -> dict[str, object]:
    return {
        "roles": terms.roles,
        "begins": terms.begins.isoformat(),
        "ends": terms.ends.isoformat() if terms.ends else None,
        "proof": terms.proof,
    }
