"""The forms as data: by which fields a desk files, so that none is missing and none is typed twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from totalis.api.body import JSON_TYPE
from totalis.api.service import document, replies
from totalis.api.service.callers import Signed
from totalis.api.service.shapes import FormList
from totalis.authority.selectors.agency import agency_or_404
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import show
from totalis.lawbook.forms.book import editions
from totalis.webbase import clock

if TYPE_CHECKING:
    from totalis.lawbook.forms.model import FormEdition

router = Router(auth=Signed(), tags=["Forms"])


@router.get(
    "/forms",
    operation_id="forms",
    summary="The forms of a day",
    openapi_extra=document.FORMS,
)
def forms(
    request: HttpRequest,  # noqa: ARG001 - the signature of an operation
    agreement: Annotated[str, Query(description="Country of the agreement, as FR.")] = "",
    lane: Annotated[str, Query(description="employer, self_employed or performer.")] = "",
    product: Annotated[str, Query(description="certificate, letter_of_exemption, …")] = "",
    day: Annotated[str, Query(description="The day that is meant; today (UTC) if left out.")] = "",
) -> HttpResponse:
    """Give the editions that count on a day, with every field: key, label, kind, when it is asked for."""
    found = [
        one
        for one in editions_on(_day(day))
        if (not agreement or one.agreement.upper() == agreement.upper())
        and (not lane or str(one.lane) == lane)
        and (not product or one.product == product)
    ]
    answer = FormList(forms=tuple(replies.form(one) for one in found))
    return HttpResponse(msgspec.json.encode(answer), content_type=JSON_TYPE)


def editions_on(day: date) -> list[FormEdition]:
    """The editions by which this agency takes requests on a day: those for certificates of its own country."""
    issuer = agency_or_404().country
    return [
        one
        for one in editions()
        if one.issuer == issuer
        and one.valid_from <= day
        and (one.valid_until is None or day <= one.valid_until)
    ]


def _day(text: str) -> date:
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        expected = "a day, as 2026-11-22"
        raise InputError([Problem("day", show(text), expected, "Correct it.")]) from error
