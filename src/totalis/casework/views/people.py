"""Workers and employers: lists, one of them, entering and changing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor


@require_safe
@needs(Right.VIEW)
def workers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The workers of the organisation."""
    return render(request, "casework/people/workers.html", {"actor": actor})


@require_safe
@needs(Right.VIEW)
def employers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The employers and businesses of the organisation."""
    return render(request, "casework/people/employers.html", {"actor": actor})
