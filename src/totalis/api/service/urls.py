"""Addresses below `/service/api/`: version 1 behind signatures; the document and its page are open to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from totalis.api.everywhere import naming_methods
from totalis.api.service.application import api
from totalis.api.service.callers import behind_signatures
from totalis.api.urls import nothing_here

if TYPE_CHECKING:
    from django.urls import URLResolver

OPEN: frozenset[str | None] = frozenset({"api-root", "openapi-json", "openapi-view"})


def _guarded(found: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The operations of the interface, each behind the door."""
    for one in found:
        if isinstance(one, URLPattern) and one.name not in OPEN:
            one.callback = behind_signatures(naming_methods(one.callback))
    return found


_patterns, _app, _namespace = api.urls
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="service-api:openapi-view")),
    path("", (_guarded(_patterns), _app, _namespace)),
    re_path("", nothing_here),
]
