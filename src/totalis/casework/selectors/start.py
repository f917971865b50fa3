"""The organisations that a person may enter, with what each of them wants of her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from totalis.casework.models import Case, Worker
from totalis.procedure.casefile import Stage
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import memberships_on, rights_through, roles_through

if TYPE_CHECKING:
    from datetime import date

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation, User


CHOICES = 100
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Door:
    """One organisation on the page where a person chooses."""

    organisation: Organisation
    roles: tuple[str, ...]
    through: str
    open_cases: int
    own_cases: int
    may_prepare: bool


def doors_of(user: User, today: date) -> list[Door]:
    """The organisations of a person by name, with her roles and the open cases there; two queries."""
    memberships = list(
        memberships_on(today)
        .filter(user=user)
        .select_related("organisation", "mandate__adviser")
        .order_by("organisation__name", "pk")
    )
    counts = {
        row["organisation"]: (row["open"], row["own"])
        for row in Case.objects.filter(
            organisation__in=[one.organisation_id for one in memberships]
        )
        .exclude(stage=Stage.CLOSED)
        .values("organisation")
        .annotate(open=Count("pk"), own=Count("pk", filter=Q(owner=user)))
    }
    return [
        Door(
            organisation=one.organisation,
            roles=tuple(sorted(role.value for role in roles_through(one))),
            through=one.mandate.adviser.name if one.mandate else "",
            open_cases=counts.get(one.organisation_id, (0, 0))[0],
            own_cases=counts.get(one.organisation_id, (0, 0))[1],
            may_prepare=Right.PREPARE in rights_through(one),
        )
        for one in memberships
    ]


def workers_to_choose(actor: Actor, wanted: str) -> list[Worker]:
    """Whom a new case can be about without a search: the one wanted by number, and the newest by name."""
    rows = Worker.objects.of(actor.organisation).filter(disposed_at=None)
    newest = list(rows.order_by("-pk")[:CHOICES])
    if wanted.isdecimal() and all(str(one.pk) != wanted for one in newest):
        newest.extend(rows.filter(pk=int(wanted[:LONGEST_NUMBER])))
    return sorted(newest, key=lambda one: (one.family_names, one.given_names, one.pk))
