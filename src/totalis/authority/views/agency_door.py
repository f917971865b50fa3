"""The door of the house: the door of the desk, for an organisation that is the agency of this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render

from totalis.authority.models import Agency
from totalis.authority.selectors.agency import agency
from totalis.webbase.accounts.access import needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.access import DeskView
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.rights import Right

CONFLICT = 409


def in_house(*rights: Right) -> Callable[[Callable[..., HttpResponseBase]], DeskView]:
    """Open a view `(request, actor, **kwargs)` as `needs` does, and only where the organisation is the agency of this installation.

    To the people of an employer the house is not there, whatever they may do at home.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> DeskView:
        def housed(request: HttpRequest, actor: Actor, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - a view's own arguments
            if not actor.organisation.is_agency:
                raise Http404
            if not Agency.objects.filter(organisation=actor.organisation).exists():
                return no_agency(request, actor)
            return view(request, actor, **kwargs)

        return needs(*rights)(housed)

    return decorate


def no_agency(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The page of an organisation that is called an agency, and of which the installation knows nothing: what is missing, and who sets it."""
    context = {"actor": actor, "house": agency()}
    return render(request, "authority/no_agency.html", context, status=CONFLICT)
