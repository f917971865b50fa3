"""Connected desks and their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.authority.views import desks

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("desks/", desks.desks, name="desks"),
    path("desks/new/", desks.new, name="desk-new"),
    path("desks/<int:number>/", desks.desk, name="desk"),
    path("desks/<int:number>/key/", desks.key, name="desk-key"),
    path("desks/<int:number>/end/", desks.end, name="desk-end"),
]
