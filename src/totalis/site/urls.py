"""The map of the site: the API under `api/`, sign-in under `accounts/`, the case desk under
`desk/`, the public pages everywhere else."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/", include("totalis.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("totalis.casework.urls")),
    path("", include("totalis.frontdoor.urls")),
]
