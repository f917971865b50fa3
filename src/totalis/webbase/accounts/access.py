"""The door of every desk view: who comes in, as whom, and what those see who do not."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from totalis.webbase import clock
from totalis.webbase.accounts.actor import Actor, MissingRightError, require
from totalis.webbase.accounts.models import User
from totalis.webbase.accounts.rights import Right, roles_with
from totalis.webbase.accounts.selectors import actor_for
from totalis.webbase.gone import GONE, GoneError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class DeskView(Protocol):
    """A view behind the door; `needs` names the rights, for the tests that walk all views."""

    needs: frozenset[Right]

    def __call__(
        self,
        request: HttpRequest,
        *,
        organisation: str,
        **kwargs: Any,  # noqa: ANN401 - a view's own arguments
    ) -> HttpResponseBase:
        """Answer a request for the organisation with that slug."""


def needs(*rights: Right) -> Callable[[Callable[..., HttpResponseBase]], DeskView]:
    """Open a view `(request, actor, **kwargs)` to people with all of these rights in the organisation of the address.

    Without sign-in the answer is the sign-in page, which leads back. Outside the organisation, and where there is none
    of that name, it is the same 404. Without a right it is a page (403) that names the right and who carries it. What
    is gone says so (410).
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> DeskView:
        @wraps(view)
        def guarded(request: HttpRequest, *, organisation: str, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - a view's own arguments
            if not isinstance(request.user, User):
                return sign_in_first(request)
            actor = actor_for(request.user, organisation, clock.today())
            if actor is None:
                raise Http404
            request.actor = actor  # type: ignore[attr-defined] # for the frame, through webbase.accounts.context
            try:
                for right in rights:
                    require(actor, right)
                response = view(request, actor, **kwargs)
            except MissingRightError as error:
                response = missing_right(request, actor, error.right)
            except GoneError as gone:
                response = render(
                    request, gone.template, {"actor": actor, **gone.shown()}, status=GONE
                )
            # What a desk page shows is nobody else's business after the sign-out.
            patch_cache_control(response, private=True, no_store=True)
            return response

        guarded.needs = frozenset(rights)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page, which leads back to where the person was: after a lost form, to the page that held it."""
    came_from = request.headers.get("Referer", "")
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        safe = url_has_allowed_host_and_scheme(
            came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        back = came_from if safe else settings.LOGIN_REDIRECT_URL
    return redirect_to_login(back)


def missing_right(request: HttpRequest, actor: Actor, right: Right) -> HttpResponseBase:
    """The page that says which right is missing and which roles carry it."""
    return TemplateResponse(
        request,
        "accounts/missing_right.html",
        {"actor": actor, "right": right, "roles": roles_with(right)},
        status=403,
    ).render()
