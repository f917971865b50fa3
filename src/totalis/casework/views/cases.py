"""The list of cases, and a case at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor


@require_safe
@needs(Right.VIEW)
def cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every case of the organisation, searched, filtered, sorted."""
    return render(request, "casework/cases/list.html", {"actor": actor})


@require_safe
@needs(Right.VIEW)
def overview(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """A case at a glance: where it stands, why, what now."""
    case = case_of(actor, reference)
    page = case_page(actor, case, tab="", today=clock.today())
    return render(request, "casework/cases/overview.html", page)
