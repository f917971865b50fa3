"""The map of the site: `api/`, sign-in under `accounts/`, the case desk under `desk/`, the public pages elsewhere."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/", include("totalis.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("totalis.casework.urls")),
    path("", include("totalis.frontdoor.urls")),
]
