"""One line of a request's story, and whoever must be told of it: called by every service, in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.models import RequestEvent
from totalis.authority.services.copies import to_partner
from totalis.authority.services.mails import to_requester
from totalis.authority.services.news import to_examiners

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.authority.models import CoverageRequest, Happened, IssuedCertificate
    from totalis.webbase.accounts.models import User


def happened(
    kind: Happened,
    *,
    request: CoverageRequest,
    at: datetime,
    by: User | None = None,
    certificate: IssuedCertificate | None = None,
    details: Mapping[str, object] | None = None,
) -> RequestEvent:
    """Write down that something happened; the requester's mail, the examiners' notices and the partner's copy are put into their outboxes.

    Connected desks read the events on from the last one that they had. `details` is plain data without personal numbers.
    """
    event = RequestEvent.objects.create(
        organisation=request.organisation,
        request=request,
        kind=kind,
        certificate=certificate,
        details=dict(details or {}),
        made_by=by,
        made_at=at,
    )
    to_requester(event)
    to_examiners(event)
    to_partner(event)
    return event
