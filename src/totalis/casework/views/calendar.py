"""The calendar feed: whoever knows the secret reads it; there is no sign-in and no trace of a person in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from totalis.casework.selectors.calendar import calendar_of, feed_of
from totalis.kernel.digest import digest_bytes
from totalis.webbase import clock

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@require_safe
def feed(request: HttpRequest, *, secret: str) -> HttpResponseBase:
    """The dates of a person's cases; 404 for every address that is not a standing feed's."""
    found = feed_of(secret)
    if found is None:
        raise Http404

    def address(slug: str, reference: str) -> str:
        return request.build_absolute_uri(reverse("desk:case", args=[slug, reference]))

    content = calendar_of(found.user, clock.today(), address)
    etag = f'"{digest_bytes(content)}"'
    headers = {"Cache-Control": "private, max-age=900", "ETag": etag, "X-Robots-Tag": "noindex"}
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response
