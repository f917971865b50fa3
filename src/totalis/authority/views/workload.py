"""Decisions that wait for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.authority.selectors.register_second import waiting_corrections
from totalis.authority.selectors.workload import waiting_decisions
from totalis.authority.views.agency_door import in_house
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor

A_PAGE = 50


@require_safe
@in_house(Right.VIEW)
def second(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for a second person, the oldest first."""
    rows = waiting_decisions(actor.organisation).select_related("request", "made_by", "assessment")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "actor": actor,
        "page": page,
        "may_confirm": actor.may(Right.CONFIRM),
        "corrections": waiting_corrections(actor.organisation)[:A_PAGE],
    }
    return render(request, "authority/second.html", context)
