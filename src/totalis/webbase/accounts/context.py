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
    user = getattr(request, "user", None)
    return {
        "actor": getattr(request, "actor", None),
        "desk_nav": settings.DESK_NAV_TEMPLATE,
        "my_organisations": SimpleLazyObject(
            lambda: [] if user is None else organisations_of(user, clock.today())
        ),
    }
