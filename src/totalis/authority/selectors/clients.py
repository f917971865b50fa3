"""Connected desks, as the house sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from totalis.authority.models import Client, CoverageRequest, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from totalis.webbase.accounts.models import Organisation


def clients_of(organisation: Organisation) -> QuerySet[Client]:
    """The desks of an agency, those that may file first, then by name."""
    return Client.objects.of(organisation).order_by("-active", "name", "pk")


def client_by_key(organisation: Organisation, key_id: str) -> Client | None:
    """The desk that may file and is known by a key."""
    rows = Client.objects.of(organisation).filter(active=True, key_id=key_id)
    return rows.select_related("organisation").first()


def filed_by(client: Client) -> dict[str, int]:
    """How many requests a desk has filed, and how many of them are open."""
    return CoverageRequest.objects.filter(client=client).aggregate(
        every=Count("pk"), waiting=Count("pk", filter=~Q(state=State.COMPLETED))
    )
