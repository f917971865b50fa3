"""What years abroad are worth: facts in, estimate out. What is typed travels with the page; nothing is kept here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from totalis.benefits.estimate import estimate
from totalis.benefits.reading import read_record
from totalis.benefits.record import PLACED_FROM
from totalis.benefits.statement import MAX_BYTES, read_statement
from totalis.benefits.what_if_posting import FIELDS, read_posting
from totalis.frontdoor.forms.benefits import (
    Facts,
    drawn_rows,
    facts_of,
    grid_years,
    placed,
    read_raw,
    typed_of,
)
from totalis.frontdoor.selectors.benefits import country_choices, shown
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.forms import UNPROCESSABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from totalis.benefits.statement import Statement


@cache_control(private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def benefits(request: HttpRequest) -> HttpResponse:
    """Take the facts step by step, and show what they come to."""
    if request.method != "POST":
        return _begin(request, {}, {})
    do = request.POST.get("do", "")
    if do == "begin":
        return _begun(request)
    if do in ("change", "posting"):
        return _from_record(request, do)
    facts = facts_of(request.POST.dict())
    if do == "add":
        return _ask(request, facts.typed, more=True)
    return _estimated(request, facts)


@require_POST
def estimate_json(request: HttpRequest) -> HttpResponse:
    """The estimate as the API gives it."""
    try:
        record = read_record(read_raw(request.POST.get("record", ""), "record"))
        body = msgspec.json.format(msgspec.json.encode(estimate(record)), indent=2)
    except InputError as error:
        return _unreadable(request, error)
    return _attached(body, "totalis-estimate.json")


@require_POST
def record_json(request: HttpRequest) -> HttpResponse:
    """What was typed, as a record that this page, the command line and the API read again."""
    try:
        raw = read_raw(request.POST.get("record", ""), "record")
        read_record(raw)
    except InputError as error:
        return _unreadable(request, error)
    return _attached(json.dumps(raw, indent=2, default=str).encode(), "totalis-record.json")


def _attached(body: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(body, content_type="application/json", headers=headers)


def _unreadable(request: HttpRequest, error: InputError) -> HttpResponse:
    context = {"problems": error.problems}
    return render(request, "frontdoor/unreadable.html", context, status=UNPROCESSABLE)


# -- the first page ----------------------------------------------------------------------------


def _begin(
    request: HttpRequest, typed: Mapping[str, str], errors: Mapping[str, list[str]]
) -> HttpResponse:
    context = {"typed": typed, "errors": errors, "pasted": request.POST.get("pasted", "")}
    status = UNPROCESSABLE if errors else 200
    return render(request, "frontdoor/benefits/begin.html", context, status=status)


def _begun(request: HttpRequest) -> HttpResponse:
    """Read what was handed in and go on to the years and the periods abroad."""
    facts = facts_of(request.POST.dict())
    typed = {name: value for name, value in facts.typed.items() if value}
    errors: dict[str, list[str]] = {}
    upload, pasted = request.FILES.get("file"), request.POST.get("pasted", "")
    notes: list[str] = []
    try:
        if upload is not None:
            typed, notes = _opened(upload, typed)
        elif pasted.strip():
            found = read_statement(pasted.encode(errors="replace"), _("the pasted text"))
            typed, notes = _with_statement(found, typed)
    except InputError as error:
        place = "file" if upload is not None else "pasted"
        errors[place] = [f"{one.path}: {one.found}. {one.remedy}" for one in error.problems]
    asked = (("birth_date", _("Write the day of birth.")), ("claim_month", _("Write the month.")))
    for name, words in asked:
        if not typed.get(name):
            errors[name] = [words]
    if typed.get("kind", "old_age") != "old_age" and not typed.get("event_date"):
        errors["event_date"] = [_("Write the day of the death, or the day the disability began.")]
    if errors:
        return _begin(request, typed, errors)
    return _ask(request, typed, notes=notes)


def _opened(upload: UploadedFile, typed: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """A file: a record that was saved here, or a statement."""
    data = upload.read(MAX_BYTES + 1)
    name = (upload.name or "file")[:80]
    if data.lstrip().startswith(b"{"):
        opened = typed_of(read_raw(data, name))
        return {**opened, **typed, "kind": opened["kind"]}, [_("The record was read.")]
    return _with_statement(read_statement(data, name), typed)


def _with_statement(found: Statement, typed: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """What was typed, with the earnings of a statement; years without any are left out."""
    years = {f"earnings-{year}": amount for year, amount in found.earnings.items() if float(amount)}
    notes = [
        _("%(count)s years with earnings were read from the statement.") % {"count": len(years)}
    ]
    if found.not_recorded:
        notes.append(
            _("Not yet recorded there: %(years)s.") % {"years": ", ".join(found.not_recorded)}
        )
    if any(int(year) < PLACED_FROM for year in found.earnings if f"earnings-{year}" in years):
        notes.append(
            _("Before 1978 a statement does not tell the quarters: add them from SSA's record.")
        )
    birth = {"birth_date": found.birth_date} if found.birth_date else {}
    return {**birth, **typed, **years}, notes


# -- years and periods abroad ------------------------------------------------------------------


def _ask(
    request: HttpRequest,
    typed: Mapping[str, str],
    *,
    errors: Mapping[str, list[str]] | None = None,
    notes: list[str] | None = None,
    more: bool = False,
) -> HttpResponse:
    errors = errors or {}
    years = [
        {
            "year": year,
            "earnings": typed.get(f"earnings-{year}", ""),
            "quarters": typed.get(f"quarters-{year}", ""),
            "asks_quarters": year < PLACED_FROM,
            "errors": [*errors.get(f"earnings-{year}", []), *errors.get(f"quarters-{year}", [])],
        }
        for year in grid_years(typed, clock.today())
    ]
    rows = [_row(row, typed, errors) for row in drawn_rows(typed, more=more)]
    context: dict[str, Any] = {
        "typed": typed,
        "errors": errors,
        "years": years,
        "rows": rows,
        "countries": country_choices({row["country"] for row in rows}),
        "notes": notes or [],
        "carried": typed.get("more", ""),
        "supposed": bool(typed.get("wage_growth") or errors.get("wage_growth")),
    }
    status = UNPROCESSABLE if errors else 200
    return render(request, "frontdoor/benefits/facts.html", context, status=status)


def _row(row: int, typed: Mapping[str, str], errors: Mapping[str, list[str]]) -> dict[str, Any]:
    names = ("country", "start", "end", "units")
    return {
        "number": row,
        "label": row + 1,
        **{name: typed.get(f"{name}-{row}", "") for name in names},
        "errors": [text for name in names for text in errors.get(f"{name}-{row}", [])],
        "wrong": {name for name in names if f"{name}-{row}" in errors},
    }


# -- the result --------------------------------------------------------------------------------


def _estimated(request: HttpRequest, facts: Facts) -> HttpResponse:
    try:
        found = shown(read_record(facts.raw, "record", as_of=clock.today()))
    except InputError as error:
        return _ask(request, facts.typed, errors=placed(error.problems, facts))
    return _result(request, facts.raw, {"shown": found})


def _from_record(request: HttpRequest, do: str) -> HttpResponse:
    """Go on from a result: change the facts, or hold a posting against them."""
    try:
        raw = read_raw(request.POST.get("record", ""), "record")
        record = read_record(raw, "record", as_of=clock.today())
    except InputError as error:
        return _unreadable(request, error)
    if do == "change":
        return _ask(request, typed_of(raw))
    given = {name: request.POST.get(f"posting-{name}", "").strip() for name in FIELDS}
    plain = {name: value or None for name, value in given.items()}
    if plain["yearly"] is not None:
        plain["yearly"] = plain["yearly"].replace("$", "").replace(",", "")
    try:
        found = shown(record, read_posting(plain, record))
    except InputError as error:
        errors: dict[str, list[str]] = {}
        for one in error.problems:
            name = one.path.removeprefix("posting.")
            text = f"{one.found}. {_('Expected:')} {one.expected}. {one.remedy}"
            errors.setdefault(name if name in FIELDS else "start", []).append(text)
        context = {"shown": shown(record), "given": given, "posting_errors": errors}
        return _result(request, raw, context, status=UNPROCESSABLE)
    return _result(request, raw, {"shown": found, "given": given})


def _result(
    request: HttpRequest, raw: Mapping[str, Any], context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        "record": json.dumps(raw, default=str),
        "countries": country_choices(set()),
        "today": clock.today(),
        **context,
    }
    return render(request, "frontdoor/benefits/result.html", context, status=status)
