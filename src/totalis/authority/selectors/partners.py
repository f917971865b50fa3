"""Partner agencies: which there are, whose an agreement is, and whose key signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.authority.models import Agency, Partner
from totalis.webbase.signed.keys import thumbprint

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.models import Organisation, OwnedQuerySet

US = "US"


def partners_of(organisation: Organisation) -> OwnedQuerySet[Partner]:
    """Every partner, those in use first, by name."""
    return Partner.objects.of(organisation).order_by("-active", "name", "pk")


def other_country(agency: Agency, agreement: str) -> str:
    """The country on the other side of an agreement, which is named after the country that is not the United States."""
    return agreement if agency.country == US else US


def partner_for(organisation: Organisation, agreement: str) -> Partner | None:
    """The agency on the other side of an agreement; None where it is not connected."""
    agency = Agency.objects.filter(organisation=organisation).first()
    if agency is None or agency.country not in (US, agreement):
        return None
    country = other_country(agency, agreement)
    return Partner.objects.of(organisation).filter(active=True, country=country).first()


def keys_of(partner: Partner, at: datetime) -> list[dict[str, Any]]:
    """The keys that count for a partner now: its key, and the former one until its day."""
    former = partner.former_key
    if former and partner.former_until and at < partner.former_until:
        return [partner.key, former]
    return [partner.key]


def partner_by_key(
    organisation: Organisation, key_id: str, at: datetime
) -> tuple[Partner, dict[str, Any]] | None:
    """The partner in use who signs with a key, and that key."""
    for partner in Partner.objects.of(organisation).filter(active=True).order_by("pk"):
        for key in keys_of(partner, at):
            if thumbprint(key) == key_id:
                return partner, key
    return None
