"""The earlier request that a new one refers to: held while the new one is written, so that nothing becomes of it unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.models import CoverageRequest
from totalis.authority.selectors.following import TAKES_PLACE, against_mending, earlier_named
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.authority.models import Agency


def held_earlier(
    *, agency: Agency, answers: Mapping[str, str], named: CoverageRequest | None
) -> CoverageRequest | None:
    """The earlier request, locked to the end of the transaction: the one named, else the one that the answers name.

    Whoever decides it, issues on it or disposes of it holds the same row.

    Raises:
        InputError: the one named was disposed of.
    """
    found = named or earlier_named(agency, answers)
    if found is None:
        return None
    rows = CoverageRequest.objects.of(agency.organisation).select_for_update(of=("self",))
    row = rows.get(pk=found.pk)
    if row.disposed_at is None:
        return row
    if named is None:
        return None
    remedy = "Send the request without that number."
    raise InputError(
        [Problem("refers_to", "a request that is kept no more", "one that is kept", remedy)]
    )


def refuse_second(product: str, earlier: CoverageRequest | None) -> None:
    """Refuse a request to mend what does not count, or what another request is to mend already; the caller holds it.

    Raises:
        InputError: with what to do instead.
    """
    if product not in TAKES_PLACE or earlier is None:
        return
    problem = against_mending(earlier)
    if problem is not None:
        raise InputError([problem])
