"""Who may do what for whom on a day: the one place that reads memberships and mandates as rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import Membership, Organisation, User
from totalis.webbase.accounts.rights import Right, Role, rights_of

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


def days_count(on: date, prefix: str = "") -> Q:
    """That a row's days hold the day: from `begins` on, before `ends`."""
    return Q(**{f"{prefix}begins__lte": on}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": on})
    )


def memberships_on(on: date) -> QuerySet[Membership]:
    """The memberships that count on a day.

    One through a mandate counts while the mandate is in its days and not revoked, and while the person belongs to the
    adviser herself. Who is switched off belongs nowhere.
    """
    of_adviser = Membership.objects.filter(
        days_count(on),
        user=OuterRef("user"),
        organisation=OuterRef("mandate__adviser"),
        mandate__isnull=True,
    )
    by_mandate = (
        days_count(on, "mandate__")
        & Q(mandate__revoked_at__isnull=True, mandate__client=F("organisation"))
        & Exists(of_adviser)
    )
    return Membership.objects.filter(
        days_count(on), Q(mandate__isnull=True) | by_mandate, user__is_active=True
    )


def roles_through(membership: Membership) -> frozenset[Role]:
    """The roles that a membership gives: its own that the organisation has, within what its mandate allows."""
    own = membership.role_set & membership.organisation.roles
    return own if membership.mandate is None else own & membership.mandate.role_set


def rights_through(membership: Membership) -> frozenset[Right]:
    """The rights that a membership gives; who works alone has all of a desk, and is recorded as herself in each."""
    if membership.mandate is None and membership.organisation.is_solo:
        return rights_of(membership.organisation.roles)
    return rights_of(roles_through(membership))


def actor_for(user: User | AnonymousUser, slug: str, on: date) -> Actor | None:
    """The person as she acts in an organisation on a day.

    None where she does not belong to it and where there is no such organisation: one query, no difference.
    """
    if not isinstance(user, User):
        return None
    membership = (
        memberships_on(on)
        .filter(user=user, organisation__slug=slug)
        .select_related("organisation", "mandate__adviser")
        .order_by(F("mandate").asc(nulls_first=True), "pk")
        .first()
    )
    if membership is None:
        return None
    return Actor(
        user=user,
        organisation=membership.organisation,
        roles=roles_through(membership),
        rights=rights_through(membership),
        through=membership.mandate.adviser.name if membership.mandate else "",
    )


def organisations_of(user: User | AnonymousUser, on: date) -> list[Organisation]:
    """The organisations that a person acts in on a day, by name."""
    if not isinstance(user, User):
        return []
    mine = memberships_on(on).filter(user=user).values("organisation")
    return list(Organisation.objects.filter(pk__in=mine).order_by("name", "pk"))


def people_with(organisation: Organisation, right: Right, on: date) -> list[User]:
    """The people who have a right in an organisation on a day, by name."""
    memberships = (
        memberships_on(on)
        .filter(organisation=organisation)
        .select_related("user", "organisation", "mandate")
        .order_by("user__name", "user_id")
    )
    return list(dict.fromkeys(one.user for one in memberships if right in rights_through(one)))
