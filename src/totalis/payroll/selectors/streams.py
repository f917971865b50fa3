"""Streams and their links, as pages list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from totalis.payroll.models import StreamLink

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from totalis.webbase.accounts.actor import Actor

PAGE = 50


def links_of(actor: Actor, number: str = "") -> QuerySet[StreamLink]:
    """The links of the organisation, or of one staff number: those that stand first, the newest first."""
    rows = StreamLink.objects.of(actor.organisation).select_related(
        "case__worker", "made_by", "removed_by"
    )
    if number:
        rows = rows.filter(staff_number=number)
    return rows.order_by("-pk")


def link_of(actor: Actor, number: int) -> StreamLink:
    """A link of the organisation.

    Raises:
        Http404: it has none of that number.
    """
    found = links_of(actor).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
