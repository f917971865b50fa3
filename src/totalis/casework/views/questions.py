"""What is not known and matters: each question with what its answers lead to, answered where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.forms.facts import BasisForm
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.selectors.questions import open_questions
from totalis.casework.views.asking import Asking, Taken, standing_on, take
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.selectors.countries import country_names
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from totalis.casework.models import Case
    from totalis.frontdoor.forms.fields import Field
    from totalis.webbase.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its field, the form beside it, and what came of sending it."""

    field: Field
    basis: BasisForm
    taken: Taken | None = None
    unfolded: bool = False
    said_unknown: bool = False


@needs(Right.VIEW)
@require_safe
def questions(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Every open question of the case."""
    return _list(request, actor, case_of(actor, reference))


@needs(Right.PREPARE)
@acts_once
@require_POST
def answer(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Take the answer to one question and decide again."""
    case = case_of(actor, reference)
    path = request.POST.get("asked", "")
    if path not in by_path():
        raise Http404
    asking = _asking(case, path)
    basis = _basis(case, path, request.POST)
    if request.POST.get("do") == "add":
        field = asking.fields(typed=request.POST, spare_rows=1)[0]
        return _list(request, actor, case, Question(field, basis, unfolded=True))
    taken = take(asking, actor=actor, typed=request.POST, basis=basis, at=clock.now())
    if taken.version is None:
        field = asking.fields(typed=request.POST, errors=taken.errors)[0]
        sent = Question(field, basis, taken, unfolded=True)
        return _list(request, actor, case, sent, status=UNPROCESSABLE)
    decided = standing_on(case_file(case_of(actor, reference)), case.engagement, clock.today())
    messages.success(request, f"Stated and decided again. {decided.answer.answer}")
    return redirect("desk:questions", actor.organisation.slug, reference)


def _asking(case: Case, path: str) -> Asking:
    file = case_file(case)
    return Asking(case, file, standing_on(file, case.engagement, clock.today()), (path,))


def _list(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    sent: Question | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    file, today = case_file(case), clock.today()
    standing = standing_on(file, case.engagement, today)
    found = open_questions(standing, today)
    asking = Asking(case, file, standing, found.paths)
    context = case_page(actor, case, tab="facts", today=today, file=file)
    context |= {
        "found": found,
        "questions": list(_questions(asking, set(found.said_unknown), sent)),
        "seen": asking.seen,
        "countries": country_names(),
        "subtab": "questions",
        "may_answer": actor.may(Right.PREPARE) and case.closed_at is None,
    }
    return render(request, "casework/facts/questions.html", context, status=status)


def _questions(asking: Asking, said_unknown: set[str], sent: Question | None) -> Iterable[Question]:
    """Every question with a fresh form; the one that was just sent as it was sent."""
    for number, field in enumerate(asking.fields()):
        question = Question(field, _basis(asking.case, field.path), unfolded=number == 0)
        if sent is not None and sent.field.path == field.path:
            question = sent
        elif sent is not None:
            question = replace(question, unfolded=False)
        yield replace(question, said_unknown=field.path in said_unknown)


def _basis(case: Case, path: str, data: object = None) -> BasisForm:
    return BasisForm(data, case=case, auto_id=f"{path.replace('.', '-')}-%s")
