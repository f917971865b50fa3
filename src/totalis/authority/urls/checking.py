"""The public check of a certificate, and the status lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.authority.views import checking

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("check/", checking.check, name="check"),
    path("check/paper/", checking.check_paper, name="check_paper"),
    path("check/file/", checking.check_file, name="check_file"),
    path("check/issuer-bundle.json", checking.bundle, name="issuer_bundle"),
    path("status-lists/<int:number>", checking.status_list, name="status_list"),
]
