"""A correction that was begun a while ago, and what the request came to say meanwhile: neither undoes the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.selectors.requests_form import asked_keys
from totalis.kernel.errors import InputError, Problem
from totalis.lawbook.forms.book import edition as edition_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.authority.models import CoverageRequest


def merged(
    *, request: CoverageRequest, wanted: Mapping[str, str], begun_at: datetime
) -> dict[str, str]:
    """What a request shall say after a correction that was begun at a moment: only what it changed is changed.

    The caller holds the request. Answers to what is not asked any more are left out.

    Raises:
        InputError: a field says something else than at that moment, and than this correction wants.
    """
    begun_from, now = _said_at(request, begun_at), request.answers
    keys = begun_from.keys() | wanted.keys()
    changed = {
        key: wanted.get(key, "") for key in keys if wanted.get(key, "") != begun_from.get(key, "")
    }
    clash = sorted(
        key
        for key, value in changed.items()
        if now.get(key, "") not in (begun_from.get(key, ""), value)
    )
    if clash:
        found = f"other answers since this correction was begun: {', '.join(clash)}"
        remedy = "Begin the correction again from what the request says now."
        raise InputError([Problem("answers", found, "the answers it was begun from", remedy)])
    whole = {**now, **changed}
    asked = asked_keys(edition_of(request.edition), whole)
    return {key: value for key, value in whole.items() if value and key in asked}


def _said_at(request: CoverageRequest, moment: datetime) -> Mapping[str, str]:
    """What the request said at a moment; what it said at first where it was not there yet."""
    versions = request.requestversions.order_by("-number")
    found = versions.filter(made_at__lte=moment).first() or versions.last()
    return found.answers if found is not None else {}
