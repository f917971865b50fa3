"""Requests that refer to an earlier one, and what speaks against mending a certificate by a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from totalis.authority.models import CoverageRequest, IssuedCertificate, Standing, State
from totalis.authority.numbers import check_control_number
from totalis.authority.selectors.requests_worker import worker_keys
from totalis.kernel.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.authority.models import Agency

EARLIER: Final = "earlier_reference"
REPLACEMENT, CORRECTION, EXCEPTION = "replacement", "correction", "exception"
TAKES_PLACE: Final = {REPLACEMENT: "replaced", CORRECTION: "corrected"}
"""Requests after which a certificate takes the place of another, and the line that the other gets."""
MEETS_THE_EARLIER: Final = frozenset({*TAKES_PLACE, EXCEPTION})
"""Requests whose days may be those of the one that they refer to; any other asks for what is there already."""


def earlier_named(agency: Agency, answers: Mapping[str, str]) -> CoverageRequest | None:
    """The earlier request that the answers name, if there is one and its worker is the same."""
    number = check_control_number(answers.get(EARLIER, ""))
    if number is None:
        return None
    rows = CoverageRequest.objects.of(agency.organisation)
    return rows.filter(control_number=number, worker_key__in=worker_keys(answers)).first()


def against_mending(earlier: CoverageRequest) -> Problem | None:
    """Why no request may ask to correct or replace what was issued on another; None where one may.

    One at a time: of two the second would take the place of what the first is about to replace, and undo it.
    """
    if earlier.state != State.COMPLETED:
        found, remedy = (
            "a request on which nothing is decided yet",
            "Correct that request itself; nothing is issued on it so far.",
        )
    elif not _in_force(earlier):
        found, remedy = (
            "a request on which no document counts",
            "Begin from the request whose document counts now, or ask the agency.",
        )
    elif _mended_by(earlier):
        found, remedy = (
            "a request whose document another request is to correct or replace",
            "Correct that other request while nothing is decided, or wait for its decision.",
        )
    else:
        return None
    return Problem("refers_to", found, "a request whose document counts", remedy)


def _in_force(row: CoverageRequest) -> bool:
    return IssuedCertificate.objects.filter(request=row, standing=Standing.IN_FORCE).exists()


def _mended_by(row: CoverageRequest) -> bool:
    rows = CoverageRequest.objects.filter(refers_to=row, product__in=TAKES_PLACE)
    return rows.exclude(state=State.COMPLETED).exists()
