"""The public addresses under `/service/`: forms, status, checks, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.urls import checking, issued, messages, requests

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "service"
urlpatterns: list[URLPattern | URLResolver] = [
    *requests.urlpatterns,
    *issued.urlpatterns,
    *checking.urlpatterns,
    *messages.urlpatterns,
]
