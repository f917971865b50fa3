"""The organisations that a person may enter, with what each of them wants of her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from totalis.casework.models import Case
from totalis.procedure.casefile import Stage
from totalis.webbase.accounts.selectors import memberships_on, roles_through

if TYPE_CHECKING:
    from datetime import date

    from totalis.webbase.accounts.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Door:
    """One organisation on the page where a person chooses."""

    organisation: Organisation
    roles: tuple[str, ...]
    through: str
    open_cases: int
    own_cases: int


def doors_of(user: User, today: date) -> list[Door]:
    """The organisations of a person by name, with her roles and the open cases there; two queries."""
    memberships = list(
        memberships_on(today)
        .filter(user=user)
        .select_related("organisation", "mandate__adviser")
        .order_by("organisation__name", "pk")
    )
    counts = {
        row["organisation"]: row
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
            open_cases=counts.get(one.organisation_id, {}).get("open", 0),
            own_cases=counts.get(one.organisation_id, {}).get("own", 0),
        )
        for one in memberships
    ]
