"""The first page of an organisation's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from totalis.casework.selectors.dashboard import dashboard_of
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor


@require_safe
@needs(Right.VIEW)
def dashboard(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What needs me today, what holds, what expires, where the cases stand; an agency has a house of its own."""
    if actor.organisation.is_agency:
        return redirect(f"/authority/{actor.organisation.slug}/")
    context = {"actor": actor, "desk": dashboard_of(actor, clock.today()), "today": clock.today()}
    return render(request, "casework/dashboard/dashboard.html", context)
