"""The bundle for checks without a network: published keys and newest status lists, which are signed anew where that is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.selectors.register_keys import each_certificate, published_keys
from totalis.authority.services.status_lists import tokens_of
from totalis.documents.verify.bundle_issuer import IssuerBundle

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import Agency

PLAIN = ("kty", "crv", "x", "y", "kid", "use", "alg")


def issuer_bundle(agency: Agency, *, at: datetime) -> IssuerBundle:
    """Everything that somebody needs to check certificates without a network, as of now."""
    rows = published_keys(agency.organisation, at=at)
    anchors = dict.fromkeys(each_certificate(row.certificates)[-1] for row in rows)
    return IssuerBundle(
        issuer=agency.issuer,
        name=agency.name,
        country=agency.country,
        made_at=at,
        keys=tuple({name: str(row.jwk[name]) for name in PLAIN} for row in rows),
        authorities=tuple(anchors),
        status_lists=tokens_of(organisation=agency.organisation, at=at),
    )
