"""The interview and its result. State comes and goes in the body of the requests; nothing is kept here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.frontdoor.forms.questions import (
    draw_page,
    page_about,
    paths_of_page,
    placed,
    read_page,
    with_room,
)
from totalis.frontdoor.forms.state import MAX_BYTES, about, pointed_at, read_state, sheet_from
from totalis.frontdoor.selectors.countries import country_names
from totalis.frontdoor.selectors.interview import TOGETHER, begun_with, empty
from totalis.frontdoor.selectors.pages import Standing, standing_of
from totalis.frontdoor.selectors.samples import SAMPLES, sample_sheet
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.forms import UNPROCESSABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from totalis.evaluate import EngagementAnswer
    from totalis.frontdoor.forms.answers import Typed
    from totalis.frontdoor.forms.fields import Field
    from totalis.frontdoor.selectors.interview import Interview
    from totalis.kernel.errors import Problem


@cache_control(private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Ask the next question, take answers, show the result."""
    if request.method != "POST":
        return _next(request, empty(clock.today()))
    try:
        interview = read_state(request.POST, clock.today())
    except InputError as error:
        return _refused(request, error.problems)
    return _step(request, interview)


def _step(request: HttpRequest, interview: Interview) -> HttpResponse:
    """Do what the button says that was pressed."""
    data = request.POST
    if place := data.get("change"):
        interview, path = pointed_at(interview, place)
        return _changing(request, interview, path)
    if said := data.get("say"):
        return _said(request, interview, said)
    if engagement := data.get("go"):
        return _next(request, about(interview, engagement))
    if data.get("do") == "result":
        return _result(request, interview)
    if asked := paths_of_page(data.get("asked", "")):
        return _answered(request, interview, asked)
    return _next(request, interview)


@cache_control(private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def open_sheet(request: HttpRequest) -> HttpResponse:
    """Take a fact sheet that somebody uploads and show what it leads to."""
    if request.method != "POST":
        return redirect("decide")
    upload = request.FILES.get("file")
    if upload is None:
        return _next(
            request, empty(clock.today()), upload_error="Choose a file first: YAML or JSON."
        )
    try:
        sheet = sheet_from(upload.read(MAX_BYTES + 1), (upload.name or "sheet")[:80])
    except InputError as error:
        return _refused(request, error.problems)
    return _result(request, begun_with(sheet, clock.today()))


@require_safe
def sample(request: HttpRequest, key: str) -> HttpResponse:
    """Open a sample case with its facts."""
    sheet = sample_sheet(key)
    if sheet is None:
        raise Http404
    story = next(item for item in SAMPLES if item.key == key)
    return _result(request, begun_with(sheet, clock.today()), sample=story)


@cache_control(private=True)
@require_POST
def change_day(request: HttpRequest) -> HttpResponse:
    """Decide as of another day and come back to the page that asked."""
    try:
        interview = read_state(request.POST, clock.today())
    except InputError as error:
        return _refused(request, error.problems)
    if asked := paths_of_page(request.POST.get("asked", "")):
        return _ask(request, standing_of(interview), asked)
    return _result(request, interview)


def _changing(request: HttpRequest, interview: Interview, path: str | None) -> HttpResponse:
    """Ask a fact again, with its answer."""
    if path is None:
        return _result(request, interview)
    return _ask(request, standing_of(interview), page_about(path))


def _said(request: HttpRequest, interview: Interview, said: str) -> HttpResponse:
    """Take an answer that was given by one button on the result page, and stay there."""
    place, _, value = said.rpartition("=")
    interview, path = pointed_at(interview, place)
    if path is None:
        return _result(request, interview)
    asked = page_about(path)
    taken = _taken(interview, [path], MultiValueDict({path: [value]}), blank_is_unknown=False)
    if isinstance(taken, dict):
        return _ask(request, standing_of(interview), asked, errors=taken)
    return _result(request, taken)


def _taken(
    interview: Interview, paths: Sequence[str], typed: Typed, *, blank_is_unknown: bool
) -> Interview | dict[str, str]:
    """The interview with the answers taken, or what is wrong with them by path."""
    read = read_page(paths, typed, blank_is_unknown=blank_is_unknown)
    if read.errors:
        return read.errors
    try:
        return interview.with_answers(read.values, read.unknown)
    except InputError as error:
        return placed(error.problems, paths)


def _answered(request: HttpRequest, interview: Interview, asked: Sequence[str]) -> HttpResponse:
    typed: Typed = request.POST
    do = request.POST.get("do", "next")
    standing = standing_of(interview)
    if do == "add":
        grown, errors = with_room(asked, typed)
        return _ask(request, standing, asked, typed=grown, errors=errors, spare_rows=1)
    taken = _taken(interview, asked, typed, blank_is_unknown=do == "unknown")
    if isinstance(taken, dict):
        return _ask(request, standing, asked, typed=typed, errors=taken)
    return _next(request, taken)


def _next(request: HttpRequest, interview: Interview, *, upload_error: str = "") -> HttpResponse:
    standing = standing_of(interview)
    path = standing.next_path
    if path is None:
        return _result(request, interview, standing=standing)
    return _ask(request, standing, page_about(path), upload_error=upload_error)


def _ask(
    request: HttpRequest,
    standing: Standing,
    paths: Sequence[str],
    *,
    typed: Typed | None = None,
    errors: Mapping[str, str] | None = None,
    spare_rows: int = 0,
    upload_error: str = "",
) -> HttpResponse:
    fields = draw_page(
        paths,
        standing.interview,
        standing.missing,
        standing.answer.agreement,
        typed=typed,
        errors=errors,
        spare_rows=spare_rows,
    )
    context = _shared(standing, paths[0]) | {
        "fields": fields,
        "asked": " ".join(paths),
        "group_title": TOGETHER.get(tuple(paths), ""),
        "page_title": TOGETHER.get(tuple(paths)) or fields[0].question,
        "countries": country_names(),
        "errors": [field for field in fields if field.error],
        "first": not standing.given,
        "upload_error": upload_error,
        "show_more": any(field.can_grow for field in fields),
        "unknown_button": any(not field.has_unknown_option for field in fields),
    }
    status = UNPROCESSABLE if errors or upload_error else 200
    return render(request, "frontdoor/question.html", context, status=status)


def _result(
    request: HttpRequest, interview: Interview, *, standing: Standing | None = None, **more: object
) -> HttpResponse:
    standing = standing or standing_of(interview)
    parts = [
        (part, _missing_fields(replace(interview, engagement_id=answer.id), answer))
        for part, answer in zip(
            standing.parts(clock.today()), standing.determination.engagements, strict=True
        )
    ]
    context = _shared(standing, None) | {"parts": parts, "several": len(parts) > 1, **more}
    return render(request, "frontdoor/result.html", context)


def _missing_fields(interview: Interview, answer: EngagementAnswer) -> list[Field]:
    missing = {item.path: item for item in answer.missing}
    return draw_page(list(missing), interview, missing, answer.agreement)


def _shared(standing: Standing, current: str | None) -> dict[str, Any]:
    return {
        "interview": standing.interview,
        "determination": standing.determination,
        "given": standing.given,
        "topics": standing.topics(current),
        "left": len(standing.to_ask),
        "today": clock.today(),
    }


def _refused(request: HttpRequest, problems: Sequence[Problem]) -> HttpResponse:
    """Say what could not be read, and what to do."""
    return render(
        request, "frontdoor/unreadable.html", {"problems": problems}, status=UNPROCESSABLE
    )
