"""What a request says now, and what the engine said of it last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.models import Assessment
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from totalis.authority.models import CoverageRequest, RequestVersion


def newest_version(request: CoverageRequest) -> RequestVersion:
    """What the request says now.

    Raises:
        InputError: it says nothing.
    """
    found: RequestVersion | None = request.requestversions.order_by("-number").first()
    if found is None:
        raise InputError(
            [Problem("request", "a request without a version", "one that was sent", "Send it.")]
        )
    return found


def newest_assessment(request: CoverageRequest) -> Assessment | None:
    """What the engine said last."""
    return Assessment.objects.filter(request=request, is_newest=True).first()
