"""The history of the house: the whole chain of the agency, page by page, proved whole when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.authority.views.agency_door import in_house
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.selectors import entries_of, length_of, verify_chain

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor

A_PAGE = 100


@require_safe
@in_house(Right.VIEW)
def history(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What happened in the house, the newest first."""
    pages = Paginator(entries_of(actor.organisation).reverse(), A_PAGE)
    pages.count = length_of(actor.organisation)  # the chain has no gaps: nothing is counted
    context = {
        "actor": actor,
        "page": pages.get_page(request.GET.get("page")),
        "checked": verify_chain(actor.organisation) if "check" in request.GET else None,
    }
    return render(request, "authority/history.html", context)
