"""The desk of Borealis connected to the agency of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.connected.models import Service
from totalis.connected.services.connecting import connect
from totalis.site.demo.cast import BOREALIS
from totalis.webbase.signed.keys import public_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.site.demo.desk import Desk, Story

FILES_TO = "US"


def connection(desk: Desk, *, agencies: Mapping[str, Mapping[str, Any]]) -> Story:
    """Borealis is connected to the American agency, by its administrator from what the agency sent her."""
    yield desk.ago(30, 10)
    agency = agencies[FILES_TO]
    connect(
        actor=desk.who("eve", BOREALIS),
        name=agency["name"],
        country=FILES_TO,
        address=agency["desks"],
        key=agency["key"],
        at=desk.now,
    )


def desk_as_the_agencies_know_it() -> list[dict[str, Any]]:
    """Every connection by the country of its agency: whose desk it is, and the public key that it signs with."""
    return [
        {
            "country": service.country,
            "name": service.organisation.name,
            "key": public_of(service.own_key),
        }
        for service in Service.objects.select_related("organisation").order_by("pk")
    ]
