"""Putting a request before the engine again: by an examiner, and where the law has changed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import Assessment, CoverageRequest, State
from totalis.authority.services.assessing import assess
from totalis.authority.services.assigning import examining
from totalis.frontdoor.selectors.law import lawbook
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor

BATCH = 500

log = logging.getLogger(__name__)


def assess_again(*, actor: Actor, request: CoverageRequest, at: datetime) -> Assessment:
    """Put a request before the engine again, by an examiner; the same answer changes nothing.

    Raises:
        MissingRightError: the person may not examine.
        InputError: the request is completed.
    """
    with examining(actor=actor, request=request) as row:
        made = assess(request=row, at=at)
        record(
            actor=actor,
            verb="assessed request",
            subject=row.control_number,
            at=at,
            case_reference=row.control_number,
            details={
                "assessment": made.pk,
                "proposal": made.proposal,
                "determination": made.determination_digest,
                "law": made.law,
            },
        )
    return made


def assess_after_changed_law(*, at: datetime) -> int:
    """Assess open requests anew whose newest assessment names another law; answers how many were looked at.

    Each is a transaction of its own; one that fails holds up no other and comes again with the next run.
    """
    done, last = 0, 0
    while True:
        stale = Assessment.objects.filter(is_newest=True, request__gt=last)
        rows = (
            stale.exclude(law=lawbook().digest)
            .exclude(request__state=State.COMPLETED)
            .order_by("request")
            .values_list("request", flat=True)[:BATCH]
        )
        found = list(rows)
        if not found:
            return done
        for number in found:
            done += _again(number, at)
        last = found[-1]


def _again(number: int, at: datetime) -> int:
    try:
        with transaction.atomic():
            rows = CoverageRequest.objects.select_for_update(of=("self",))
            row = rows.select_related("organisation").exclude(state=State.COMPLETED).get(pk=number)
            assess(request=row, at=at)
    except Exception:
        log.exception("Request %s could not be assessed under the law of today", number)
        return 0
    return 1
