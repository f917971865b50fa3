"""What the frame of every desk page knows: who acts, and where else she could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from totalis.webbase import clock
from totalis.webbase.accounts.selectors import organisations_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, Any]:
    """`actor` behind the desk's door, the template of the desk's navigation, and `my_organisations`.

    The organisations are read only where a page shows them.
    """
    user, actor = getattr(request, "user", None), getattr(request, "actor", None)
    in_agency = actor is not None and actor.organisation.is_agency
    return {
        "actor": actor,
        "desk_nav": settings.AGENCY_NAV_TEMPLATE if in_agency else settings.DESK_NAV_TEMPLATE,
        "my_organisations": SimpleLazyObject(
            lambda: [] if user is None else organisations_of(user, clock.today())
        ),
    }
