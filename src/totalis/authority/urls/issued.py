"""Published keys and what credentials are; the status lists are in `checking`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.authority.views import issued

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("keys.json", issued.keys, name="keys"),
    path("certificates.pem", issued.certificates, name="certificates-pem"),
    path("message-key.json", issued.message_key, name="message-key"),
    path(
        "credential-types/certificate-of-coverage-1", issued.coverage_type, name="credential-type"
    ),
]
well_known: list[URLPattern | URLResolver] = [
    path("jwt-vc-issuer", issued.issuer_metadata, name="jwt-vc-issuer"),
]
"""Under `/.well-known/`, where SD-JWT VC looks for them."""
