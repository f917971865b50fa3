"""Reading keys: whose a text is, and which an organisation has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.selectors import days_count, memberships_on
from totalis.webbase.tokens.models import MachineKey
from totalis.webbase.tokens.scopes import RIGHTS_OF
from totalis.webbase.tokens.secret import handle_of, is_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.webbase.accounts.models import Organisation, OwnedQuerySet


def counting_on(on: date) -> OwnedQuerySet[MachineKey]:
    """The keys that open something on a day: in their days, not revoked, their mandate in force."""
    mandate = Q(mandate__isnull=True) | (
        days_count(on, "mandate__") & Q(mandate__revoked_at__isnull=True)
    )
    return MachineKey.objects.filter(days_count(on), mandate, revoked_at__isnull=True)


def key_for(text: str, at: datetime) -> MachineKey | None:
    """The key that a text is, if it opens anything now.

    One query and one comparison whatever was sent, so that nothing can be learned from how long a refusal takes.
    """
    handle = handle_of(text)
    row = (
        counting_on(at.date())
        .filter(handle=handle or "")
        .select_related("organisation")
        .order_by()
        .first()
    )
    fits = is_of(row.digest if row else "", text)
    return row if row is not None and fits else None


def actor_of(key: MachineKey) -> Actor:
    """The program that holds a key, with no more rights than its scopes need; the history names the key."""
    return Actor(
        user=None,
        organisation=key.organisation,
        roles=frozenset(),
        rights=frozenset().union(*(RIGHTS_OF[scope] for scope in key.scope_set)),
        machine=f"Key {key.name} ({key.shown})",
    )


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as the list shows it."""

    key: MachineKey
    counts: bool
    maker_left: bool
    """Who made it no longer belongs here and may still have the secret."""


def keys_of(organisation: Organisation, on: date) -> list[KeyLine]:
    """The keys of an organisation: those that count first, then the newest."""
    keys = MachineKey.objects.of(organisation).select_related("made_by", "revoked_by", "mandate")
    counting = set(counting_on(on).of(organisation).values_list("pk", flat=True))
    members = memberships_on(on).filter(organisation=organisation)
    here = set(members.values_list("user", flat=True))
    lines = [
        KeyLine(key=key, counts=key.pk in counting, maker_left=key.made_by_id not in here)
        for key in keys.order_by("-made_at", "-pk")
    ]
    return sorted(lines, key=lambda line: not line.counts)
