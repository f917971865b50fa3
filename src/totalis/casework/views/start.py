"""The way in: choose an organisation, start a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from totalis.casework.selectors.start import doors_of
from totalis.webbase import clock
from totalis.webbase.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """Choose an organisation; who has one alone is led into it."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
    doors = doors_of(request.user, clock.today())
    if len(doors) == 1:
        return redirect("desk:dashboard", doors[0].organisation.slug)
    return render(request, "casework/start/organisations.html", {"doors": doors})
