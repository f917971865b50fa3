"""`@acts_once`: what the nervous second click meets."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render

from totalis.webbase import clock
from totalis.webbase.once.models import TakenForm
from totalis.webbase.once.tokens import content_of, token_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

Rest = ParamSpec("Rest")

CONFLICT = 409
REFUSED = 400
SEE_OTHER = 303
_WHERE_TO = ("Location", "HX-Redirect", "HX-Location")


def acts_once(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]:
    """Let one drawing of a form act once: the same form sent again gets the first sending's redirect.

    The memory of it is written in the transaction of the view's work. A second sending that comes meanwhile waits for
    the first. A view that raises, or answers 4xx or 5xx, takes no token, so the corrected form may be sent.
    The same token with other content acts neither: the person is told to open the page afresh.
    """

    @wraps(view)
    def acting(
        request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponseBase:
        token = token_of(request) if request.method == "POST" else None
        user = request.user.pk
        if token is None or user is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            taken = _take(request, token, user)
            if taken is None:
                return _answer_again(request, token, user)
            response = view(request, *args, **kwargs)
            if response.status_code >= REFUSED:
                taken.delete()
            else:
                taken.location = _location(response)
                taken.save(update_fields=["location"])
        return response

    return acting


def _take(request: HttpRequest, token: UUID, user: int) -> TakenForm | None:
    """The row that holds the token until the end of the transaction; None where another sending has it."""
    try:
        with transaction.atomic():
            return TakenForm.objects.create(
                token=token,
                user_id=user,
                path=request.path,
                content=content_of(request),
                taken_at=clock.now(),
            )
    except IntegrityError:
        return None


def _answer_again(request: HttpRequest, token: UUID, user: int) -> HttpResponseBase:
    first = TakenForm.objects.get(token=token, user_id=user)
    if (first.path, first.content) != (request.path, content_of(request)) or not first.location:
        return render(request, "once/already_sent.html", status=CONFLICT)
    return HttpResponseRedirect(first.location, status=SEE_OTHER)


def _location(response: HttpResponseBase) -> str:
    return next((response.headers[name] for name in _WHERE_TO if name in response.headers), "")
