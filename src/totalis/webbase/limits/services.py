"""Counting tries in the database, so that every process counts the same."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.db.models import F

from totalis.webbase.limits.models import Tries
from totalis.webbase.secrets.keys import fingerprint

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUSEHOLD = 64
"""A provider gives a household or an office a network of so many bits; who has one has 2⁶⁴ addresses."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in each stretch of `per`; stretches lie one after the other, the same for everybody."""

    name: str
    most: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Count:
    """How often it was tried in this stretch, this try included, and when the next begins."""

    tries: int
    most: int
    ends_at: datetime

    @property
    def too_many(self) -> bool:
        """Whether this try is one above the limit."""
        return self.tries > self.most


def count(limit: Limit, *, whom: str, at: datetime) -> Count:
    """Count one try; the row of the stretch is held only for the moment of counting."""
    key, ends_at = _place(limit, whom, at)
    with transaction.atomic():
        Tries.objects.get_or_create(key=key, ends_at=ends_at)
        Tries.objects.filter(key=key, ends_at=ends_at).update(count=F("count") + 1)
        tries = Tries.objects.values_list("count", flat=True).get(key=key, ends_at=ends_at)
    return Count(tries, limit.most, ends_at)


def counted(limit: Limit, *, whom: str, at: datetime) -> Count:
    """How often it was tried in this stretch; counts nothing."""
    key, ends_at = _place(limit, whom, at)
    row = Tries.objects.filter(key=key, ends_at=ends_at).first()
    return Count(row.count if row else 0, limit.most, ends_at)


def network_of(request: HttpRequest) -> str:
    """From where a request comes: the address behind our own proxies; of IPv6 the network of the household."""
    text = get_adapter().get_client_ip(request)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, HOUSEHOLD), strict=False))
    return str(address)


def _place(limit: Limit, whom: str, at: datetime) -> tuple[str, datetime]:
    key = fingerprint("limit", f"{limit.name}\0{whom}".encode())
    seconds = int(limit.per.total_seconds())
    begun = int(at.timestamp()) // seconds * seconds
    return key, datetime.fromtimestamp(begun + seconds, tz=UTC)
