"""An address with the sign NUL in it leads nowhere: no record is named so, and PostgreSQL would not even be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from django.http import Http404

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

NUL = "\0"


class PlainAddressMiddleware:
    """Answers 404 before any view is called, so that no view has to think of it.

    Interfaces for programs say in their own words what is wrong with a call; their addresses come through, to those of
    `OWN_WORDS`.
    """

    OWN_WORDS = ("/api/", "/service/api/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:  # noqa: ANN401 - the signature is Django's
        """Look at the address once it is known whose it is.

        Raises:
            Http404: the sign NUL is in its path or in its query.
        """
        if request.path_info.startswith(self.OWN_WORDS):
            return
        if NUL in request.path_info or b"\0" in unquote_to_bytes(request.META["QUERY_STRING"]):
            raise Http404
