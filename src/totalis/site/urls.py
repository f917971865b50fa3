"""The map of the site: `api/`, `accounts/`, the case desk under `desk/`, the public pages elsewhere.

The certificate service lies under `service/`, its house under `authority/`; `demo/` is there on a demonstration only.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from totalis.authority.urls.issued import well_known
from totalis.webbase.members.urls import outside as members

handler400 = "totalis.api.everywhere.bad_request"
handler500 = "totalis.api.everywhere.server_error"
urlpatterns = [
    path("api/", include("totalis.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("accounts/", include(members)),
    # Each room of the desk under its organisation; `desk/` itself, last, is the case desk's.
    path("desk/<slug:organisation>/keys/", include("totalis.webbase.tokens.urls")),
    path("desk/<slug:organisation>/webhooks/", include("totalis.webbase.webhooks.urls")),
    path("desk/<slug:organisation>/registers/", include("totalis.webbase.registers.urls")),
    path("desk/<slug:organisation>/payroll/", include("totalis.payroll.urls")),
    path("desk/<slug:organisation>/exposure/", include("totalis.exposure.urls")),
    path("desk/<slug:organisation>/screening/", include("totalis.population.urls")),
    path("desk/<slug:organisation>/connected/", include("totalis.connected.urls")),
    path("desk/", include("totalis.casework.urls")),
    # The certificate service, where the installation has an agency: for everybody, and for its own people.
    path("service/api/", include("totalis.api.service.urls")),
    path("service/", include("totalis.authority.urls.public")),
    path(".well-known/", include(well_known)),
    path("authority/<slug:organisation>/", include("totalis.authority.urls.house")),
    *([path("", include("totalis.site.demo.urls"))] if settings.DEMO else []),
    path("", include("totalis.frontdoor.urls")),
]
