"""A correction that was begun a while ago, and what the request came to say meanwhile: neither undoes the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.selectors.requests_form import asked_keys
from totalis.kernel.errors import InputError, Problem
from totalis.lawbook.forms.book import edition as edition_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.authority.models import CoverageRequest


def merged(
    *, request: CoverageRequest, wanted: Mapping[str, str], begun_from: int
) -> dict[str, str]:
    """What a request shall say after a correction that was begun from a version: only what it changed is changed.

    The caller holds the request. Answers to what is not asked any more are left out. The number tells what was begun from and
    no time does: a version takes its time before it holds the request, so an earlier time does not say that it was read.

    Raises:
        InputError: a field says something else than in that version, and than this correction wants.
    """
    before, now = _said_in(request, begun_from), request.answers
    keys = before.keys() | wanted.keys()
    changed = {
        key: wanted.get(key, "") for key in keys if wanted.get(key, "") != before.get(key, "")
    }
    clash = sorted(
        key
        for key, value in changed.items()
        if now.get(key, "") not in (before.get(key, ""), value)
    )
    if clash:
        found = f"other answers since this correction was begun: {', '.join(clash)}"
        remedy = "Begin the correction again from what the request says now."
        raise InputError([Problem("answers", found, "the answers it was begun from", remedy)])
    whole = {**now, **changed}
    asked = asked_keys(edition_of(request.edition), whole)
    return {key: value for key, value in whole.items() if value and key in asked}


def _said_in(request: CoverageRequest, number: int) -> Mapping[str, str]:
    """What the request said in a version."""
    said: Mapping[str, str] = request.requestversions.get(number=number).answers
    return said
