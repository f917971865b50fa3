"""The answer of a case: the determination that stands, the ones before it as they were, and the memo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.forms.facts import LawDayForm
from totalis.casework.selectors.answers import (
    determination_of,
    preview_on,
    sheet_of,
    shown_answer,
)
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.decisions import determine_case
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.procedure.casefile import CaseFile, DeterminationRecord
    from totalis.webbase.accounts.actor import Actor


@needs(Right.VIEW)
@require_safe
def answer(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """The newest determination; with `as_of`, what the law of another day would say, without keeping it."""
    case = case_of(actor, reference)
    file, today = case_file(case), clock.today()
    newest = file.determinations[-1] if file.determinations else None
    form = LawDayForm(request.GET) if "as_of" in request.GET else LawDayForm()
    record = newest
    if form.is_valid() and file.facts:
        record = preview_on(file, form.cleaned_data["as_of"], clock.now())
    context = case_page(actor, case, tab="facts", today=today, file=file)
    context |= {
        "answer": shown_answer(file, record, case.engagement, today) if record else None,
        "newest": newest,
        "preview": record is not newest,
        "stands": newest is not None and file.current_determination is newest,
        "former": file.determinations[-2::-1],
        "form": form,
        "may_decide": actor.may(Right.PREPARE) and case.closed_at is None,
        "today": today,
        "subtab": "answer",
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "casework/facts/answer.html", context, status=status)


@needs(Right.VIEW)
@require_safe
def former(request: HttpRequest, actor: Actor, *, reference: str, number: str) -> HttpResponse:
    """A determination as it was, with the digest of the law it was made by."""
    case = case_of(actor, reference)
    file, today = case_file(case), clock.today()
    record = _record(file, number)
    context = case_page(actor, case, tab="facts", today=today, file=file)
    context |= {
        "answer": shown_answer(file, record, case.engagement, today),
        "is_newest": record is file.determinations[-1],
        "subtab": "answer",
    }
    return render(request, "casework/facts/former.html", context)


@needs(Right.VIEW)
@require_safe
def memo(request: HttpRequest, actor: Actor, *, reference: str, number: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The memo of a determination, as a PDF."""
    from totalis.documents.memo import memo_pdf  # noqa: PLC0415 - Typst loads when somebody asks

    file = case_file(case_of(actor, reference))
    record = _record(file, number)
    made = memo_pdf(sheet_of(file, record), determination_of(record))
    headers = {
        "Content-Disposition": f'attachment; filename="{reference}-memo.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@needs(Right.PREPARE)
@acts_once
@require_POST
def decide(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Decide by the law of a day, and keep the answer as the case's own."""
    case = case_of(actor, reference)
    form = LawDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the day whose law applies.")
        return redirect("desk:answer", actor.organisation.slug, reference)
    try:
        made = determine_case(
            actor=actor, case=case, as_of=form.cleaned_data["as_of"], at=clock.now()
        )
    except InputError as error:
        messages.error(request, " ".join(problem.remedy for problem in error.problems))
    else:
        day = f"{made.as_of.day} {made.as_of:%B %Y}"
        messages.success(request, f"Decided by the law of {day}; the case follows this answer.")
    return redirect("desk:answer", actor.organisation.slug, reference)


def _record(file: CaseFile, number: str) -> DeterminationRecord:
    """A determination of this case by its number.

    Raises:
        Http404: the case has no such determination.
    """
    found = next((item for item in file.determinations if item.id == number), None)
    if found is None:
        raise Http404
    return found


@needs(Right.VIEW)
@require_safe
def gates(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """The four gates, none of which can be skipped: reason, next action, person."""
    case = case_of(actor, reference)
    context = case_page(actor, case, tab="facts", today=clock.today())
    context |= {"subtab": "gates"}
    return render(request, "casework/facts/gates.html", context)
