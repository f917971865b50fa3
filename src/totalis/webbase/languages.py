"""Which pages speak several languages: those that `TRANSLATED_PATHS` names. All others are English, whatever the browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class PublicLocaleMiddleware(LocaleMiddleware):
    """Follows the language cookie and the browser where pages are translated, and nowhere else."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of this request."""
        if translated(request.path_info):
            super().process_request(request)
        else:
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Say which language it is; only a translated page depends on what the browser asks for."""
        if translated(request.path_info):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        return response


def translated(path: str) -> bool:
    """Whether a page speaks several languages."""
    return path.startswith(settings.TRANSLATED_PATHS) and not path.startswith(
        settings.UNTRANSLATED_PATHS
    )
