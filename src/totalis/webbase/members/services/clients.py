"""Clients, from their adviser's side: open a desk for one, send people there, take them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import (
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    every_role,
)
from totalis.webbase.accounts.selectors import days_count, memberships_on
from totalis.webbase.audit.services import record
from totalis.webbase.members.services.changing import (
    administering,
    keep_an_administrator,
    locked,
    named,
    person,
    refuse,
)
from totalis.webbase.members.services.mandates import check_terms, send, terms_of
from totalis.webbase.members.services.opening import actor_of, add_organisation

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.webbase.accounts.models import User
    from totalis.webbase.accounts.rights import Role


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
        check_terms(begins, None, proof)
        client = add_organisation(name=name, kind=kind, at=at)
        mandate = Mandate.objects.create(
            adviser=adviser, client=client, roles=every_role(), begins=begins, proof=proof.strip()
        )
        membership = send(mandate, person(actor), every_role(), at)
        details = {"mandate": mandate.pk, "kind": kind.value} | terms_of(mandate)
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
        membership = send(held, user, named(roles, client), at)
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


def counts(mandate: Mandate, on: date) -> bool:
    """Whether a mandate counts on a day."""
    return Mandate.objects.filter(days_count(on), pk=mandate.pk, revoked_at=None).exists()


def _guest(actor: Actor, client: Organisation) -> Actor:
    """The adviser's administrator as the client's history names her; there she has no right by that."""
    return Actor(
        user=actor.user,
        organisation=client,
        roles=frozenset(),
        rights=frozenset(),
        through=actor.organisation.name,
    )
