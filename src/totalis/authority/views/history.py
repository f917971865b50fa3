"""The history of the house: the whole chain of the agency, page by page, proved whole when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from totalis.authority.views.agency_door import in_house
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.selectors import entries_of, length_of
from totalis.webbase.audit.views import chain_checked, chain_of
from totalis.webbase.once.views import acts_once

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
        **chain_of(actor.organisation),
    }
    return render(request, "authority/history.html", context)


@in_house(Right.VIEW)
@require_POST
@acts_once
def check(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have the chain proved: a short one now, a long one by the worker."""
    return chain_checked(
        request, actor, reverse("authority:history", args=[actor.organisation.slug])
    )
