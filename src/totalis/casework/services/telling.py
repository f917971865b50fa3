"""Who hears of what happens to a request: its owner, the preparer, those who may approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.notices.services import notify

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import User
    from totalis.webbase.accounts.rights import Right


def address_of(case: Case, name: str) -> str:
    """The address of a page of the case, by its URL name."""
    return reverse(f"desk:{name}", args=[case.organisation.slug, case.reference])


def tell(
    *,
    actor: Actor,
    case: Case,
    people: Iterable[User | None],
    key: str,
    subject: str,
    body: str,
    at: datetime,
    page: str = "request",
) -> None:
    """Send a notice to each of them once, but not to the person who did it."""
    for user in dict.fromkeys(people):
        if user is not None and user != actor.user:
            notify(
                user=user,
                organisation=case.organisation,
                key=f"{case.organisation.slug}:{case.reference}:{key}",
                subject=f"{case.reference}: {subject}",
                body=body,
                at=at,
                link=address_of(case, page),
                case_reference=case.reference,
            )


def able(case: Case, right: Right, at: datetime) -> list[User]:
    """The people of the case's organisation who have a right on that day."""
    return people_with(case.organisation, right, at.date())
