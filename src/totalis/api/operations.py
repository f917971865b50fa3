"""The operations of version 1: decide, look up the law, fetch the schemas. No accounts, no cookies, nothing kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from totalis.api import openapi
from totalis.api.body import read_body
from totalis.api.law import law_agreement, law_list, lawbook
from totalis.api.schemas import SCHEMAS
from totalis.evaluate import determine
from totalis.facts.reader import parse_value
from totalis.facts.vocabulary import by_path
from totalis.kernel.errors import InputError, NotFoundError, Problem
from totalis.webbase import clock

if TYPE_CHECKING:
    from datetime import date

router = Router()


@router.post(
    "/determine",
    operation_id="determine",
    summary="Decide",
    openapi_extra=openapi.DETERMINE,
)
def determine_sheet(request: HttpRequest) -> HttpResponse:
    """Decide which country's social security covers the work in a fact sheet.

    The same sheet, day and law always give the same bytes. Nothing of the sheet is kept.
    """
    day = read_day(request.GET.get("as_of"))
    determination = determine(read_body(request), as_of=day, law=lawbook())
    return _json(determination.to_json())


@router.get("/law", operation_id="law_list", summary="List the law", openapi_extra=openapi.LAW_LIST)
def list_law(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """List the agreements in force as modelled, and what is only signed."""
    return _json(msgspec.json.encode(law_list(lawbook())))


@router.get(
    "/law/{country}",
    operation_id="law_agreement",
    summary="Show an agreement",
    openapi_extra=openapi.LAW_AGREEMENT,
)
def show_law(
    request: HttpRequest,  # noqa: ARG001 - every view takes it
    country: Annotated[str, Path(description="Two letters, as in FR.")],
) -> HttpResponse:
    """Show one agreement: rules, clocks, certificates, charges, sources, and what is open."""
    return _json(msgspec.json.encode(law_agreement(lawbook(), country)))


@router.get(
    "/schemas/{name}",
    operation_id="schema",
    summary="Fetch a schema",
    openapi_extra=openapi.SCHEMA,
)
def show_schema(
    request: HttpRequest,  # noqa: ARG001 - every view takes it
    name: Annotated[str, Path(description="facts-1 or determination-1.")],
) -> HttpResponse:
    """Fetch the JSON Schema of the fact sheet or of the determination."""
    if name not in SCHEMAS:
        expected = f"one of {', '.join(SCHEMAS)}"
        raise NotFoundError([Problem("name", name[:60], expected, "Ask for one of these.")])
    text = json.dumps(SCHEMAS[name](), ensure_ascii=False)
    return HttpResponse(text.encode(), content_type="application/schema+json")


def read_day(text: str | None) -> date:
    """The day that a parameter names; today where it is left out.

    Raises:
        InputError: it is no day.
    """
    if text is None:
        return clock.today()
    try:
        day: date = parse_value(by_path()["engagement.start"], text)
    except InputError as error:
        problem = error.problems[0]
        found = [Problem("as_of", problem.found, problem.expected, problem.remedy)]
        raise InputError(found) from None
    return day


def _json(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type="application/json")
