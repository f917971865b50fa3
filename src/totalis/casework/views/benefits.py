"""The benefits tab of a worker's file: the public pages, begun with what the cases know. Nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from totalis.casework.selectors import people as found
from totalis.casework.selectors.benefits import known_of
from totalis.frontdoor.views.benefit_pages import BenefitPages, Place
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ_NUMBERS)
def benefits(request: HttpRequest, actor: Actor, *, pk: int) -> HttpResponse:
    """What the worker's years abroad are worth; earnings travel with the page and are never stored."""
    worker = found.worker_of(actor, pk)
    known = known_of(actor, worker, clock.today())
    place = Place(
        address=reverse("desk:worker-benefits", args=[actor.organisation.slug, pk]),
        frame="casework/people/benefits_frame.html",
        context={"actor": actor, "people": "workers", "worker": worker},
        typed=known.typed,
        posting=known.posting,
        notes=known.notes,
    )
    return BenefitPages(request, place).answer()
