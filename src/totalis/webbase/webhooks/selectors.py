"""Reading endpoints and what was sent to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from totalis.webbase.webhooks.models import Delivery, DeliveryState, Endpoint

if TYPE_CHECKING:
    from totalis.webbase.accounts.models import Organisation, OwnedQuerySet

SHOWN = 50


def endpoints_of(organisation: Organisation) -> OwnedQuerySet[Endpoint]:
    """The endpoints that an organisation has, the newest first; `waiting` counts what is to be sent."""
    return (
        Endpoint.objects.of(organisation)
        .filter(removed_at=None)
        .select_related("made_by")
        .annotate(waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DUE)))
        .order_by("-made_at", "-pk")
    )


def deliveries_of(endpoint: Endpoint) -> list[Delivery]:
    """The newest messages of an endpoint, each with its attempts, the newest message first."""
    newest = sent_to(endpoint).prefetch_related("attempts")
    return list(newest.order_by("-message__at", "-pk")[:SHOWN])


def sent_to(endpoint: Endpoint) -> OwnedQuerySet[Delivery]:
    """Everything that was sent, or is to be sent, to an endpoint."""
    rows = Delivery.objects.of(endpoint.organisation).filter(endpoint=endpoint)
    return rows.select_related("message", "endpoint__organisation")
