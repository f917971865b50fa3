"""Filing and following: what a connected desk does with its own requests. Another's are not there for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from totalis.api.body import JSON_TYPE
from totalis.api.service import document, replies
from totalis.api.service.body import read
from totalis.api.service.callers import Signed, acting, caller
from totalis.api.service.feed import events_after
from totalis.api.service.forms import editions_on
from totalis.api.service.shapes import (
    AnswerBody,
    CorrectionBody,
    FilingBody,
    ServiceInfo,
    StatusList,
    WithdrawalBody,
)
from totalis.authority.models import Channel, CoverageRequest, Question
from totalis.authority.numbers import check_control_number
from totalis.authority.selectors.agency import agency_or_404
from totalis.authority.selectors.papers import proof_of_application_pdf
from totalis.authority.services.asking import answer as answer_question
from totalis.authority.services.correcting import Named, correct, withdraw
from totalis.authority.services.submitting import Enclosure, enclosed, sent_before, submit
from totalis.kernel.digest import digest
from totalis.kernel.errors import InputError, NotFoundError, Problem
from totalis.kernel.reading import show
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from totalis.api.service.shapes import File
    from totalis.authority.models import Agency, Client
    from totalis.lawbook.forms.model import FormEdition

router = Router(auth=Signed())
MOST_AT_ONCE = 100
LARGEST_ID = 2**63 - 1
CREATED = 201

ControlNumber = Annotated[
    str, Path(description="The control number of one of the caller's requests.")
]


@router.get(
    "/service",
    operation_id="service",
    summary="Who answers here",
    tags=["Connection"],
    openapi_extra=document.SERVICE,
)
def service(request: HttpRequest) -> HttpResponse:
    """Tell whose service this is and as whom the caller is known: the test of a connection."""
    house = agency_or_404()
    return _json(
        ServiceInfo(
            agency=house.name,
            country=house.country,
            issuer=house.issuer,
            takes_requests=house.takes_requests,
            client=caller(request).name,
        )
    )


@router.post(
    "/requests",
    operation_id="file",
    summary="File a request",
    tags=["Requests"],
    openapi_extra=document.FILE,
)
def file_request(request: HttpRequest) -> HttpResponse:
    """File a request for a certificate or letter.

    Sent again under the same reference, it is the same request, and the answer is 200 with what there is.
    """
    at, client = clock.now(), caller(request)
    body = read(request, FilingBody)
    house = agency_or_404()
    earlier = sent_before(
        agency=house,
        client=client,
        client_reference=body.client_reference,
        answers=body.answers,
    )
    if earlier is not None:
        return _json(replies.filed(earlier, at))
    made = submit(
        agency=house,
        edition=_edition(body.edition, at.date()),
        answers=body.answers,
        facts=body.facts,
        attachments=_enclosed(house, body.files),
        language="en",
        channel=Channel.CONNECTED,
        at=at,
        contact_email=body.contact_email,
        client=client,
        client_reference=body.client_reference,
        refers_to=_named(client, body.refers_to, "refers_to") if body.refers_to else None,
    )
    return _json(replies.filed(made, at), status=CREATED if made.received_at == at else 200)


@router.get(
    "/requests",
    operation_id="status_of_many",
    summary="Where several requests stand",
    tags=["Requests"],
    openapi_extra=document.STATUS_OF_MANY,
)
def status_of_many(
    request: HttpRequest,
    number: Annotated[list[str], Query(description="Control numbers, at most 100.")],
) -> HttpResponse:
    """Give the status of up to a hundred requests of the caller."""
    if len(number) > MOST_AT_ONCE:
        _refuse("number", f"{len(number)} numbers", f"at most {MOST_AT_ONCE}", "Ask in parts.")
    wanted = [found for text in number if (found := check_control_number(text)) is not None]
    rows = _own(caller(request)).filter(control_number__in=wanted).order_by("pk")
    return _json(StatusList(requests=tuple(replies.status(row, clock.now()) for row in rows)))


@router.get(
    "/requests/{number}",
    operation_id="status",
    summary="Where a request stands",
    tags=["Requests"],
    openapi_extra=document.STATUS,
)
def status(request: HttpRequest, number: ControlNumber) -> HttpResponse:
    """Give state, outcome, public explanation, questions, and what was issued."""
    return _json(replies.status(_named(caller(request), number), clock.now()))


@router.get(
    "/requests/{number}/proof.pdf",
    operation_id="proof",
    summary="Proof of application",
    tags=["Requests"],
    openapi_extra=document.PROOF,
)
def proof(request: HttpRequest, number: ControlNumber) -> HttpResponse:
    """Give the formal page that says that the request was made."""
    found = _named(caller(request), number)
    return HttpResponse(
        proof_of_application_pdf(found, at=clock.now()), content_type=document.PDF_TYPE
    )


@router.post(
    "/requests/{number}/questions/{question}/answer",
    operation_id="answer",
    summary="Answer a question",
    tags=["Requests"],
    openapi_extra=document.ANSWER,
)
def answer(
    request: HttpRequest,
    number: ControlNumber,
    question: Annotated[int, Path(description="The number of the question.", ge=1, le=LARGEST_ID)],
) -> HttpResponse:
    """Give an examiner what she asked for; the same answer sent twice counts once."""
    client = caller(request)
    found = _named(client, number)
    asked = Question.objects.filter(request=found, pk=question).first()
    if asked is None:
        raise NotFoundError([_not_there("question", str(question), "a question of this request")])
    body = read(request, AnswerBody)
    if asked.answered_at is None:
        files = _enclosed(agency_or_404(), body.files)
        try:
            answer_question(
                request=found,
                question=asked,
                text=body.text,
                corrections=dict(body.corrections),
                files=files,
                at=clock.now(),
                actor=acting(client),
            )
        except InputError:
            # The same answer may have come twice at once, and the other one was first.
            asked.refresh_from_db()
            if asked.answered_at is None:
                raise
    if asked.answered_at is not None and asked.answer.strip() != body.text.strip():
        _refuse("question", "a question that was answered", "an open one", "Correct the request.")
    return _json(replies.status(_named(client, number), clock.now()))


@router.post(
    "/requests/{number}/corrections",
    operation_id="correct",
    summary="Correct a request",
    tags=["Requests"],
    openapi_extra=document.CORRECT,
)
def correct_request(request: HttpRequest, number: ControlNumber) -> HttpResponse:
    """Let a request say something else while nothing is decided; the same correction sent twice counts once.

    Under a reference it is known again whatever was corrected since; without one, by what stands there already.
    """
    client = caller(request)
    found = _named(client, number)
    body = read(request, CorrectionBody)
    correct(
        request=found,
        answers=body.answers,
        partial=True,
        reason=body.reason,
        at=clock.now(),
        actor=acting(client),
        facts=body.facts,
        attachments=_enclosed(agency_or_404(), body.files),
        named=_named_by(body),
    )
    return _json(replies.status(_named(client, number), clock.now()))


@router.post(
    "/requests/{number}/withdrawal",
    operation_id="withdraw",
    summary="Take a request back",
    tags=["Requests"],
    openapi_extra=document.WITHDRAW,
)
def withdraw_request(request: HttpRequest, number: ControlNumber) -> HttpResponse:
    """Take a request back while nothing is issued on it; done twice, it is done once."""
    client = caller(request)
    found = _named(client, number)
    body = read(request, WithdrawalBody)
    withdraw(request=found, reason=body.reason, at=clock.now(), actor=acting(client))
    return _json(replies.status(_named(client, number), clock.now()))


@router.get(
    "/events",
    operation_id="events",
    summary="What happened since",
    tags=["Requests"],
    openapi_extra=document.EVENTS,
)
def events(
    request: HttpRequest,
    after: Annotated[
        int, Query(description="`last` of the answer before; 0 at first.", ge=0, le=LARGEST_ID)
    ] = 0,
    limit: Annotated[int, Query(description="How many at most.", ge=1, le=MOST_AT_ONCE)] = 50,
) -> HttpResponse:
    """Give what happened to the caller's requests and certificates after a number, the oldest first."""
    return _json(events_after(caller(request), after, limit, clock.now()))


# ── whose, and what ──


def _own(client: Client) -> QuerySet[CoverageRequest]:
    return CoverageRequest.objects.filter(client=client)


def _named(client: Client, number: str, path: str = "number") -> CoverageRequest:
    """A request of the desk; one that another made is as little there as one that nobody made."""
    known = check_control_number(number)
    found = _own(client).filter(control_number=known).first() if known is not None else None
    if found is None:
        raise NotFoundError([_not_there(path, number, "the number of a request of yours")])
    return found


def _named_by(body: CorrectionBody) -> Named | None:
    """How a correction is known again; its content counts, not how it was written down."""
    if not body.client_reference:
        return None
    return Named(body.client_reference, digest(msgspec.to_builtins(body)))


def _edition(key: str, day: date) -> FormEdition:
    """The edition that is named, if it counts on the day."""
    found = next((one for one in editions_on(day) if one.key == key), None)
    if found is None:
        remedy = "Ask for the current one with GET /forms, and file by that."
        _refuse("edition", show(key), "the edition of a form that counts today", remedy)
    return found


def _enclosed(house: Agency, files: Sequence[File]) -> list[Enclosure]:
    at = clock.now()
    return [
        enclosed(agency=house, data=one.data, file_name=one.name, at=at, about=one.about)
        for one in files
    ]


def _not_there(path: str, found: str, expected: str) -> Problem:
    return Problem(path, show(found), expected, "Check the number.")


def _refuse(path: str, found: str, expected: str, remedy: str) -> NoReturn:
    raise InputError([Problem(path, found, expected, remedy)])


def _json(value: msgspec.Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type=JSON_TYPE, status=status)
