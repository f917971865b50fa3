"""The interview and its result. State comes and goes in the body of the requests; nothing is kept here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.frontdoor.forms.questions import (
    draw_page,
    page_about,
    paths_of_page,
    placed,
    read_page,
)
from totalis.frontdoor.forms.state import MAX_BYTES, read_state, sheet_from
from totalis.frontdoor.selectors.countries import country_names
from totalis.frontdoor.selectors.interview import TOGETHER, begun_with, empty
from totalis.frontdoor.selectors.pages import Standing, standing_of
from totalis.frontdoor.selectors.samples import SAMPLES, sample_sheet
from totalis.kernel.errors import InputError
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from totalis.frontdoor.forms.answers import Typed
    from totalis.frontdoor.selectors.interview import Interview
    from totalis.kernel.errors import Problem

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Ask the next question, take answers, show the result."""
    if request.method != "POST":
        return _next(request, empty(clock.today()))
    try:
        interview = read_state(request.POST, clock.today())
    except InputError as error:
        return _refused(request, error.problems)
    asked = paths_of_page(request.POST.get("asked", ""))
    if change := paths_of_page(request.POST.get("change", "")):
        return _ask(request, standing_of(interview), page_about(change[0]))
    if request.POST.get("do") == "result":
        return _result(request, interview)
    if asked:
        return _answered(request, interview, asked)
    return _next(request, interview)


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


def _answered(request: HttpRequest, interview: Interview, asked: Sequence[str]) -> HttpResponse:
    typed: Typed = request.POST
    do = request.POST.get("do", "next")
    standing = standing_of(interview)
    if do == "add":
        return _ask(request, standing, asked, typed=typed, spare_rows=1)
    read = read_page(asked, typed, blank_is_unknown=do == "unknown")
    errors = read.errors
    if not errors:
        try:
            interview = interview.with_answers(read.values, read.unknown)
        except InputError as error:
            errors = placed(error.problems, asked)
    if errors:
        return _ask(request, standing, asked, typed=typed, errors=errors)
    if request.POST.get("then") == "result":
        return _result(request, interview)
    return _next(request, interview)


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
    missing = {
        answer.id: _missing_fields(replace(interview, engagement_id=answer.id))
        for answer in standing.determination.engagements
        if answer.missing
    }
    parts = [(part, missing.get(part.id, [])) for part in standing.parts(clock.today())]
    context = _shared(standing, None) | {"parts": parts, "several": len(parts) > 1, **more}
    return render(request, "frontdoor/result.html", context)


def _missing_fields(interview: Interview) -> list[Any]:
    standing = standing_of(interview)
    paths = [item.path for item in standing.answer.missing]
    return draw_page(paths, interview, standing.missing, standing.answer.agreement)


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
