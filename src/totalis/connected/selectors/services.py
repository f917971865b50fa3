"""The services of an organisation, and which of them takes a case's packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.connected.models import Service
from totalis.procedure.channels import connected_channel

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from totalis.casework.models import Case
    from totalis.procedure.channels import Channel
    from totalis.webbase.accounts.models import Organisation

CHANNEL = "connected"
"""The key of the channel (`procedure/data/channels.yaml`)."""


def services_of(organisation: Organisation) -> QuerySet[Service]:
    """The services of an organisation, those that are connected first."""
    return Service.objects.of(organisation).order_by("-active", "name", "pk")


def service_of(organisation: Organisation, country: str) -> Service | None:
    """The connected service of a country."""
    rows = Service.objects.of(organisation).select_related("organisation")
    return rows.filter(country=country, active=True).first()


def offer(case: Case, issuer_country: str) -> Channel | None:
    """The connection as a channel of a case's request; None where there is none."""
    service = service_of(case.organisation, issuer_country)
    return connected_channel(service.name, service.address) if service is not None else None
