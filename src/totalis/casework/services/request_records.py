"""The request's own row: locked before a change, remembered after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import CertificateRequest
from totalis.casework.selectors import records
from totalis.casework.services.refusing import refuse
from totalis.casework.services.revisions import remember

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor


def locked_request(case: Case) -> CertificateRequest:
    """The request of a locked case, itself locked.

    Raises:
        InputError: there is none.
    """
    request = CertificateRequest.objects.select_for_update().filter(case=case).first()
    if request is None:
        refuse("request", "no request", "a request", "Begin the request first.")
    return request


def keep_request(*, actor: Actor, case: Case, request: CertificateRequest, at: datetime) -> None:
    """Keep what a request now says among its revisions; call it after every change."""
    remember(
        actor=actor,
        kind="request",
        record_id=request.pk,
        value=records.request(request),
        at=at,
        case=case,
    )
