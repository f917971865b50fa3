"""The addresses of the house under `/authority/<organisation>/`, for examiners and who administers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.urls import desks, examination, partners, register

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "authority"
urlpatterns: list[URLPattern | URLResolver] = [
    *examination.urlpatterns,
    *register.urlpatterns,
    *partners.urlpatterns,
    *desks.urlpatterns,
]
