"""What is read of a whole organisation, kept until something in it changes.

Every change adds an entry to the organisation's audit chain, so the number of the newest entry says whether what was
kept is still true. A new day is another key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.core.cache import cache

from totalis.webbase.audit.models import ChainHead

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from totalis.webbase.accounts.models import Organisation

KEPT_SECONDS = 300
"""How long it may lag behind what changes without an entry: the nightly run. Behind people it never lags."""

Found = TypeVar("Found")


def kept(
    organisation: Organisation, what: str, today: date | None, make: Callable[[], Found]
) -> Found:
    """What `make` reads of the organisation, read again only after a change in it."""
    heads = ChainHead.objects.filter(organisation=organisation)
    number = heads.values_list("number", flat=True).first() or 0
    key = f"desk:{organisation.pk}:{number}:{today}:{what}"
    found: Found | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found
