"""The door of the house: the door of the desk, for an organisation that is the agency of this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from totalis.webbase.accounts.access import needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.access import DeskView
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.rights import Right


def in_house(*rights: Right) -> Callable[[Callable[..., HttpResponseBase]], DeskView]:
    """Open a view `(request, actor, **kwargs)` as `needs` does, and only where the organisation is an agency.

    To the people of an employer the house is not there, whatever they may do at home.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> DeskView:
        def housed(request: HttpRequest, actor: Actor, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - a view's own arguments
            if not actor.organisation.is_agency:
                raise Http404
            return view(request, actor, **kwargs)

        return needs(*rights)(housed)

    return decorate
