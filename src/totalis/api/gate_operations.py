"""The payroll gate over HTTP: ask once, ask of many in one call, read an answer again, replay it. Every answer is kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, cast

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Path, Router

from totalis.api import openapi_gate
from totalis.api.body import JSON_TYPE, read_object
from totalis.api.gate_answers import written
from totalis.api.gate_forms import (
    MOST_BYTES,
    GateReplay,
    GateReply,
    Unread,
    answer_id,
)
from totalis.api.gate_lines import lines_of
from totalis.api.gate_question import question_of
from totalis.api.machines import Key
from totalis.api.many import body_of, content_type_of, form_of, wanted_of
from totalis.kernel.collecting import no_search_for_circles
from totalis.kernel.errors import InputError, NotFoundError, Problem
from totalis.kernel.reading import show
from totalis.payroll.models import GateRecord
from totalis.payroll.selectors.records import answers_of, replayed
from totalis.payroll.services import asked
from totalis.webbase import clock
from totalis.webbase.tokens.scopes import Scope

if TYPE_CHECKING:
    from totalis.gate.question import GateAnswer
    from totalis.webbase.accounts.actor import Actor

router = Router(tags=["Payroll gate"])
_ID = re.compile(r"([0-9]{1,18})-([0-9]{1,6})")


@router.post(
    "/gate",
    operation_id="gate",
    summary="Ask whether to withhold",
    auth=Key(Scope.GATE_ASK),
    openapi_extra=openapi_gate.GATE,
)
def ask_gate(request: HttpRequest) -> HttpResponse:
    """Ask for one worker, one stream of earnings and one day: withhold, exempt or hold.

    `hold` is doubt, and withholds as well. The question and its answer are kept.
    """
    at = clock.now()
    known_at = _known_at(request, at)
    question = question_of(read_object(request))
    found = asked(actor=_actor(request), questions=[question], at=at, known_at=known_at)
    if found.record is None:
        message = "An answer that was to be kept was not."
        raise RuntimeError(message)
    return _json(GateReply(id=answer_id(found.record, 1), answer=found.answers[0]))


@router.post(
    "/gate/bulk",
    operation_id="gate_bulk",
    summary="Ask of many in one call",
    auth=Key(Scope.GATE_ASK),
    openapi_extra=openapi_gate.BULK,
)
def ask_bulk(request: HttpRequest) -> StreamingHttpResponse:
    """Ask up to 250,000 questions as CSV, JSON Lines or Parquet.

    Each line gets one line, in the same order. A line that holds no question is `hold`, with its reason in `error`;
    the others are answered. The questions and answers are kept as one call, before the first line is sent.
    """
    at = clock.now()
    known_at = _known_at(request, at)
    form, wanted = form_of(request), wanted_of(request)
    body = body_of(request, MOST_BYTES)
    with no_search_for_circles():
        lines = lines_of(body, form)
    questions = [one.question for one in lines if not isinstance(one.question, Unread)]
    actor = _actor(request)
    found = asked(actor=actor, questions=questions, at=at, known_at=known_at) if questions else None
    answer = wanted or form
    return StreamingHttpResponse(
        written(lines, found, answer), content_type=content_type_of(answer)
    )


@router.get(
    "/gate/answers/{id}",
    operation_id="gate_answer",
    summary="Read an answer again",
    auth=Key(Scope.GATE_READ),
    openapi_extra=openapi_gate.ANSWER,
)
def show_answer(
    request: HttpRequest,
    id: Annotated[str, Path(description="The `id` that came with the answer, as in 12-1.")],  # noqa: A002 - as callers know it
) -> HttpResponse:
    """Read an answer word for word as it was given."""
    _record, answer = _kept(request, id)
    return _json(GateReply(id=id, answer=answer))


@router.get(
    "/gate/answers/{id}/replay",
    operation_id="gate_replay",
    summary="Replay an answer",
    auth=Key(Scope.GATE_READ),
    openapi_extra=openapi_gate.REPLAY,
)
def replay_answer(
    request: HttpRequest,
    id: Annotated[str, Path(description="The `id` that came with the answer, as in 12-1.")],  # noqa: A002 - as callers know it
) -> HttpResponse:
    """Give an answer as it was given, worked out again from what was known then, and from what is known now."""
    record, then = _kept(request, id)
    (found,) = replayed(record, [then], clock.now())
    return _json(
        GateReplay(
            id=id,
            then=then,
            again=found.again,
            now=found.now,
            differences=found.differences,
            drift=found.drift,
        )
    )


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", request.auth)  # type: ignore[attr-defined] # ninja puts it there


def _kept(request: HttpRequest, name: str) -> tuple[GateRecord, GateAnswer]:
    """The call and the answer that an id names, of the organisation of the key."""
    found = _ID.fullmatch(name)
    if found:
        records = GateRecord.objects.of(_actor(request).organisation)
        record = records.select_related("organisation", "blob").filter(pk=int(found[1])).first()
        number = int(found[2])
        if record is not None and 0 < number <= record.count:
            return record, answers_of(record)[number - 1]
    expected = "the id of an answer that was given to this organisation"
    raise NotFoundError([Problem("id", show(name), expected, "Send an id as it came.")])


def _known_at(request: HttpRequest, at: datetime) -> datetime | None:
    """The moment whose knowledge is meant; None where nothing is said."""
    text = request.GET.get("known_at")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and moment.astimezone(UTC) <= at:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    expected = "a moment that has come, with its time zone, as 2026-03-31T12:00:00Z"
    raise InputError([Problem("known_at", show(text), expected, "Correct it, or leave it out.")])


def _json(value: msgspec.Struct) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type=JSON_TYPE)
