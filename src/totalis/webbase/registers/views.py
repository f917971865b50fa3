"""The pages of registers: the list, handing in, how a file is read, which column is which, the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.kernel.errors import InputError
from totalis.tables.reading import reading_of
from totalis.tables.writing import csv_bytes
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once
from totalis.webbase.registers.editing import told
from totalis.webbase.registers.forms import ColumnsForm, ReadingForm, UploadForm, WithdrawForm
from totalis.webbase.registers.kinds import kinds
from totalis.webbase.registers.models import State
from totalis.webbase.registers.pages import look_at, register_page, steps
from totalis.webbase.registers.selectors import (
    discreet,
    first_rows,
    kind_for,
    proposed_mapping,
    register_of,
    registers_of,
    rejected_of,
    remembered,
    twins_of,
)
from totalis.webbase.registers.services import (
    OPEN,
    confirm_mapping,
    confirm_reading,
    hand_in,
    take,
    withdraw,
)

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.kernel.errors import Problem
    from totalis.tables.reading import Reading
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register
    from totalis.webbase.registers.pages import Look

ON_A_PAGE = 50
REFUSED_COLUMNS = ("line", "column", "found", "expected", "to_do")


@needs(Right.VIEW)
@require_safe
def registers(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Every register of the organisation."""
    page = Paginator(registers_of(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    labels = {kind.key: kind.label for kind in kinds()}
    lines = [(one, State(one.state), labels.get(one.kind, one.kind)) for one in page]
    context = {"page": page, "lines": lines, "may": actor.may(Right.PREPARE)}
    return TemplateResponse(request, "registers/registers.html", context)


@needs(Right.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def upload(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Hand in a register."""
    form = UploadForm(initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = hand_in(
                    actor=actor,
                    kind=form.cleaned_data["kind"],
                    data=file,
                    file_name=file.name,
                    at=clock.now(),
                )
            except InputError as error:
                form.add_problems(error)
            else:
                return redirect("registers:register-reading", actor.organisation.slug, made.pk)
    context = {"form": form, "kinds": kinds(), "steps": steps(1), "step": 1, "step_name": "Hand in"}
    return TemplateResponse(request, "registers/upload.html", context, status=_status(form))


@needs(Right.VIEW)
@require_safe
def register(request: HttpRequest, actor: Actor, *, register: int) -> HttpResponseBase:
    """One register: where it stands, how it was read, which lines were refused and why."""
    row = register_of(actor, register)
    return TemplateResponse(request, "registers/register.html", register_page(actor, row))


@needs(Right.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def reading(request: HttpRequest, actor: Actor, *, register: int) -> HttpResponseBase:
    """How a file is read: look at its first rows under any reading, then confirm one."""
    row = register_of(actor, register)
    if row.state not in OPEN:
        return redirect("registers:register", actor.organisation.slug, row.pk)
    known = reading_of(row.reading)
    shown = known
    form = ReadingForm(reading=known)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        form = ReadingForm(request.POST, reading=known)
        if form.is_valid():
            shown = known.confirmed(**form.answers())
            try:
                if "look" not in request.POST:
                    confirm_reading(
                        actor=actor, register=row, answers=form.answers(), at=clock.now()
                    )
                    return redirect("registers:register-columns", actor.organisation.slug, row.pk)
            except InputError as error:
                problems = error.problems
    look, found = _look(actor, row, shown)
    problems = problems or found
    context = {
        "register": row,
        "form": form,
        "look": look,
        "problems": problems,
        "doubts": known.doubts,
        "twins": twins_of(row),
        "last": remembered(actor, row.kind, look.columns) if look else None,
        "steps": steps(2),
        "step": 2,
        "step_name": "How we read it",
    }
    status = UNPROCESSABLE if problems else _status(form)
    return TemplateResponse(request, "registers/reading.html", context, status=status)


@needs(Right.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def columns(request: HttpRequest, actor: Actor, *, register: int) -> HttpResponseBase:
    """Which column of the file is which."""
    row = register_of(actor, register)
    here = actor.organisation.slug
    if row.state not in OPEN:
        return redirect("registers:register", here, row.pk)
    if not row.reading_confirmed:
        return redirect("registers:register-reading", here, row.pk)
    kind = kind_for(row)
    look, problems = _look(actor, row, reading_of(row.reading))
    headers = look.columns if look else ()
    known = remembered(actor, row.kind, headers)
    proposed = row.mapping or proposed_mapping(known, headers, kind.columns)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=kind.columns,
        headers=headers,
        proposed=proposed,
    )
    if request.method == "POST" and form.is_valid():
        try:
            confirm_mapping(actor=actor, register=row, mapping=form.cleaned_data, at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("registers:register", here, row.pk)
    context = {
        "register": row,
        "kind": kind,
        "form": form,
        "look": look,
        "problems": problems,
        "remembered": known if not row.mapping else None,
        "unused": [one for one in headers if one not in proposed.values()],
        "steps": steps(3),
        "step": 3,
        "step_name": "Columns",
    }
    return TemplateResponse(request, "registers/columns.html", context, status=_status(form))


@needs(Right.PREPARE)
@require_POST
@acts_once
def take_rows(request: HttpRequest, actor: Actor, *, register: int) -> HttpResponseBase:
    """Give the rows that can be read to the room that takes them."""
    row = register_of(actor, register)
    try:
        taken = take(actor=actor, register=row, at=clock.now())
    except InputError as error:
        for problem in error.problems:
            messages.error(request, f"Nothing was taken. Found: {problem.found}. {problem.remedy}")
    else:
        if taken.state == State.TAKEN and taken.leads_to:
            messages.success(request, f"{taken.taken_rows:,} rows of {taken.file_name} are taken.")
            return redirect(taken.leads_to)
    return redirect("registers:register", actor.organisation.slug, row.pk)


@needs(Right.PREPARE)
@require_POST
@acts_once
def withdraw_file(request: HttpRequest, actor: Actor, *, register: int) -> HttpResponseBase:
    """Take a register back."""
    row = register_of(actor, register)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw(actor=actor, register=row, reason=form.cleaned_data["reason"], at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{row.file_name} is withdrawn; its content is let go.")
            return redirect("registers:registers", actor.organisation.slug)
    context = register_page(actor, row, form)
    return TemplateResponse(request, "registers/register.html", context, status=UNPROCESSABLE)


@needs(Right.VIEW)
@require_safe
def refused_lines(request: HttpRequest, actor: Actor, *, register: int) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Every refused line with its reasons, as CSV. It says in the chain who took it."""
    row = register_of(actor, register)
    reasons = rejected_of(row)
    rows = [
        dict(
            zip(
                REFUSED_COLUMNS,
                (one.line, one.column, discreet(actor, one.found), one.expected, one.remedy),
                strict=True,
            )
        )
        for one in reasons
    ]
    told(actor, "downloaded refused lines", row, clock.now(), {"reasons": len(rows)})
    name = f"{row.file_name.rpartition('.')[0] or row.file_name}-refused.csv"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
        or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    data = csv_bytes(rows, REFUSED_COLUMNS)
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _look(actor: Actor, row: Register, under: Reading) -> tuple[Look | None, tuple[Problem, ...]]:
    """The first rows, or why they cannot be shown."""
    try:
        return look_at(actor, first_rows(row, under)), ()
    except InputError as error:
        return None, error.problems


def _status(form: UploadForm | ReadingForm | ColumnsForm) -> int:
    return UNPROCESSABLE if form.is_bound and form.errors else 200
