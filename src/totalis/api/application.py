"""The API as one object: its operations, how it refuses, and the document that describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from totalis.api import openapi
from totalis.api.benefit_operations import router as benefits
from totalis.api.everywhere import UNREADABLE, document_everywhere
from totalis.api.gate_operations import router as gate
from totalis.api.machines import NO_KEY
from totalis.api.openapi_benefits import RECORD, ROW
from totalis.api.operations import router
from totalis.api.problems import RefusedError, response
from totalis.api.table_operations import router as tables
from totalis.kernel.errors import InputError, NotFoundError, Problem
from totalis.payroll.selectors.records import Altered

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from ninja.openapi.schema import OpenAPISchema

PREFIX = "/api/"
DESCRIPTION = """\
Which country's social security covers work that crosses a border, why, and what to do next.

Send a fact sheet, receive a determination: the same two forms as on the command line. What you leave out, or send as
null, is unknown, and nothing is guessed: where an unknown fact matters, the outcome is `undetermined` and `missing`
names the fact, why it matters and what each answer leads to.

No certificate, no exemption: an answer is decision support, not legal advice, and exempts nobody by itself.
Deciding needs no account, and nothing of it is kept. The payroll gate asks what an organisation has on file: it needs
a key of that organisation (`Authorization: Bearer tot_…`), and every question is kept with its answer.
"""


class TotalisAPI(NinjaAPI):
    """Adds the schemas of the contract to the document; ninja knows only those of pydantic."""

    def get_openapi_schema(self, **_place: Any) -> OpenAPISchema:  # noqa: ANN401 - ninja's signature
        """The OpenAPI document."""
        document = super().get_openapi_schema(path_prefix=PREFIX)
        schemas = document["components"]["schemas"]
        schemas.update(openapi.components() | {"BenefitRecord": RECORD, "BenefitRow": ROW})
        document_everywhere(document, UNREADABLE)
        return document


api = TotalisAPI(
    title="Totalis",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url="/docs",
)
api.add_router("/v1", router)
api.add_router("/v1", gate)
api.add_router("/v1", tables)
api.add_router("/v1", benefits)


@api.exception_handler(InputError)
def _input_is_wrong(_request: HttpRequest, error: InputError) -> HttpResponse:
    return response(422, error.problems)


@api.exception_handler(NotFoundError)
def _not_found(_request: HttpRequest, error: NotFoundError) -> HttpResponse:
    return response(404, error.problems)


@api.exception_handler(RefusedError)
def _refused(_request: HttpRequest, error: RefusedError) -> HttpResponse:
    return response(error.status, [error.problem], error.headers)


@api.exception_handler(ValidationError)
def _parameter_is_wrong(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        Problem(
            path=".".join(str(part) for part in item["loc"]),
            found=str(item["msg"]),
            expected="what /api/openapi.json says of it",
            remedy="Correct the parameter.",
        )
        for item in error.errors
    ]
    return response(422, problems)


@api.exception_handler(AuthenticationError)
def _no_key(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return response(401, [NO_KEY], {"WWW-Authenticate": 'Bearer realm="Totalis"'})


@api.exception_handler(Altered)
def _altered(_request: HttpRequest, error: Altered) -> HttpResponse:
    remedy = "Tell who runs this installation: what is kept was changed, or its store is damaged."
    return response(500, [Problem("id", str(error), "the answer as it was given", remedy)])
