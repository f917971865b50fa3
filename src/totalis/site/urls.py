"""The map of the site: `api/`, sign-in under `accounts/`, the case desk under `desk/`, the public pages elsewhere.

`demo/` is there on a demonstration only.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from totalis.webbase.members.urls import outside as members

urlpatterns = [
    path("api/", include("totalis.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("accounts/", include(members)),
    path("desk/", include("totalis.casework.urls")),
    *([path("", include("totalis.site.demo.urls"))] if settings.DEMO else []),
    path("", include("totalis.frontdoor.urls")),
]
