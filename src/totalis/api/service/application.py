"""The service's interface as one object: its operations, how it refuses, and the document that describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from totalis.api.everywhere import document_everywhere
from totalis.api.problems import RefusedError, response
from totalis.api.service import document
from totalis.api.service.forms import router as forms
from totalis.api.service.issued import router as issued
from totalis.api.service.operations import router
from totalis.kernel.errors import InputError, NotFoundError, Problem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from ninja.openapi.schema import OpenAPISchema

PREFIX = "/service/api/"
UNPROCESSABLE = 422
DESCRIPTION = """\
File requests for certificates of coverage from a case desk, follow them, and fetch what was issued.

Every request and every answer carries an HTTP message signature (RFC 9421, ECDSA on P-256 with SHA-256, label
`totalis`, tag `totalis/signed/1`). A request covers `@method`, `@target-uri`, `@authority`, `content-type` and
`content-digest`, with `created`, `nonce` and `keyid` (the RFC 7638 thumbprint); an answer covers its status and content
and the signature of its request. A signature counts once, for five minutes. The agency's administrator makes a desk
known by its public key and gives it the service's own.

A desk sees its own requests. Another's are as little there as those that nobody made. An address that changes
something may be called again with the same content: it acts once.
"""


class ServiceAPI(NinjaAPI):
    """Adds the shapes to the document; ninja knows only those of pydantic."""

    def get_openapi_schema(self, **_place: Any) -> OpenAPISchema:  # noqa: ANN401 - ninja's signature
        """The OpenAPI document."""
        found = super().get_openapi_schema(path_prefix=PREFIX)
        found["components"]["schemas"].update(document.components())
        document_everywhere(found, document.SHARED)
        document.document_seals(found)
        return found


api = ServiceAPI(
    title="Totalis certificate service",
    version="1",
    description=DESCRIPTION,
    urls_namespace="service-api",
    openapi_url="/openapi.json",
    docs_url="/docs",
)
api.add_router("/v1", router)
api.add_router("/v1", issued)
api.add_router("/v1", forms)


@api.exception_handler(InputError)
def _input_is_wrong(_request: HttpRequest, error: InputError) -> HttpResponse:
    return response(UNPROCESSABLE, error.problems)


@api.exception_handler(NotFoundError)
def _not_found(_request: HttpRequest, error: NotFoundError) -> HttpResponse:
    return response(404, error.problems)


@api.exception_handler(RefusedError)
def _refused(_request: HttpRequest, error: RefusedError) -> HttpResponse:
    return response(error.status, [error.problem], error.headers)


@api.exception_handler(ValidationError)
def _parameter_is_wrong(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    expected = "what /service/api/openapi.json says of it"
    problems = [
        Problem(
            ".".join(str(part) for part in item["loc"]),
            str(item["msg"]),
            expected,
            "Correct the parameter.",
        )
        for item in error.errors
    ]
    return response(UNPROCESSABLE, problems)


@api.exception_handler(AuthenticationError)
def _not_signed(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    remedy = "Sign the request as the document says."
    return response(401, [Problem("Signature", "no signature", "a signature that counts", remedy)])
