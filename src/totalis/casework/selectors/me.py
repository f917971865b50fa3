"""What a person was told, in every organisation that she still belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.accounts.selectors import organisations_of
from totalis.webbase.notices.models import Notice

if TYPE_CHECKING:
    from datetime import date

    from totalis.webbase.accounts.models import User

SHOWN = 50


def notices_for(user: User, today: date) -> list[Notice]:
    """Her newest notices."""
    mine = organisations_of(user, today)
    rows = Notice.objects.filter(user=user, organisation__in=mine).select_related("organisation")
    return list(rows.order_by("-created_at", "-pk")[:SHOWN])
