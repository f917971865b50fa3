"""What the agency publishes: its keys, its certificates, what its credentials are. For machines; nobody signs in."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from totalis.authority.keys import jwk
from totalis.authority.selectors.agency import agency_or_404
from totalis.authority.selectors.register_keys import certificates_pem, jwks
from totalis.documents.credential import credential_type, type_metadata
from totalis.webbase import clock
from totalis.webbase.signed.keys import public_of, thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

Rest = ParamSpec("Rest")
SECONDS = 300
"""So long may somebody keep it without asking again: a new key signs what they hold only after it was published."""


def published(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Hand out to anybody, programs on other sites included, for a few minutes at a time."""

    @wraps(view)
    def handing_out(
        request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = f"public, max-age={SECONDS}"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return require_safe(handing_out)


@published
def keys(_request: HttpRequest) -> HttpResponse:
    """The JWK Set that credentials and status lists are signed with."""
    found = jwks(agency_or_404().organisation, at=clock.now())
    return JsonResponse(found, content_type="application/jwk-set+json")


@published
def certificates(_request: HttpRequest) -> HttpResponse:
    """The X.509 certificates that PDFs are sealed with, and those above them."""
    pem = certificates_pem(agency_or_404().organisation, at=clock.now())
    return HttpResponse(pem, content_type="application/pem-certificate-chain")


@published
def message_key(_request: HttpRequest) -> HttpResponse:
    """The key that messages to desks and agencies are signed with. Compare its name before you trust it."""
    agency_or_404()
    public = public_of(jwk())
    return JsonResponse({**public, "kid": thumbprint(public), "use": "sig", "alg": "ES256"})


@published
def issuer_metadata(_request: HttpRequest) -> HttpResponse:
    """Issuer metadata of SD-JWT VC (`/.well-known/jwt-vc-issuer`)."""
    agency = agency_or_404()
    found: dict[str, Any] = {
        "issuer": agency.issuer,
        "jwks": jwks(agency.organisation, at=clock.now()),
    }
    return JsonResponse(found)


@published
def coverage_type(_request: HttpRequest) -> HttpResponse:
    """Type metadata of the credential (SD-JWT VC): what its claims mean."""
    return JsonResponse(type_metadata(credential_type(agency_or_404().issuer)))
