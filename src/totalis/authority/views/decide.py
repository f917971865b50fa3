"""What examiners and supervisors do with a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from totalis.authority.forms.house import (
    AskForm,
    ConsentForm,
    HandOverForm,
    PriorityForm,
    RejectForm,
)
from totalis.authority.models import Assessment, Question
from totalis.authority.selectors.request_page import request_of
from totalis.authority.services import asking, assigning, deciding
from totalis.authority.services.assessing_again import assess_again
from totalis.authority.services.consenting import enter_consent
from totalis.authority.services.deciding import Given
from totalis.authority.views.agency_door import in_house
from totalis.authority.views.request import decide_form, draw, draw_overtaken, to_request
from totalis.kernel.errors import InputError
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from totalis.authority.models import CoverageRequest, Decision
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm


OVERTAKEN = frozenset({"heard", "assessment", "request"})
"""What is wrong with a decision that came too late: the page is drawn anew and says what happened meanwhile."""


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def take(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Take a request up."""
    row = request_of(actor, number)
    return _act(
        request,
        row,
        lambda: assigning.take_up(actor=actor, request=row, at=clock.now()),
        "The request is yours.",
    )


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def assess_anew(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Put the request before the engine again."""
    row = request_of(actor, number)
    return _act(
        request,
        row,
        lambda: assess_again(actor=actor, request=row, at=clock.now()),
        "The request was put before the engine again.",
    )


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def hand_over(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Give the request to somebody else."""
    row = request_of(actor, number)
    people = people_with(actor.organisation, Right.EXAMINE, clock.today())
    form = HandOverForm(request.POST, people=people, auto_id="hand_%s")

    def act() -> object:
        return assigning.hand_over(actor=actor, request=row, to=form.user, at=clock.now())

    return _form(request, actor, row, "hand_over_form", form, act, "The request was handed over.")


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def priority(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Say how soon."""
    row = request_of(actor, number)
    form = PriorityForm(request.POST, auto_id="priority_%s")

    def act() -> object:
        return assigning.prioritise(actor=actor, request=row, at=clock.now(), **form.cleaned_data)

    return _form(request, actor, row, "priority_form", form, act, "The priority is set.")


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def ask(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Ask the requester."""
    row = request_of(actor, number)
    form = AskForm(request.POST, edition=edition_of(row.edition), auto_id="ask_%s")

    def act() -> object:
        return asking.ask(
            actor=actor,
            request=row,
            text=form.cleaned_data["text"],
            fields=form.cleaned_data["fields_asked"],
            answer_by=form.cleaned_data["answer_by"],
            at=clock.now(),
        )

    return _form(request, actor, row, "ask_form", form, act, "The question was sent.")


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def question_close(
    request: HttpRequest, actor: Actor, *, number: str, question: int
) -> HttpResponse:
    """Close a question that needs no answer any more."""
    row = request_of(actor, number)
    found = get_object_or_404(Question.objects.of(actor.organisation), pk=question, request=row)
    return _act(
        request,
        row,
        lambda: asking.take_back(actor=actor, question=found, at=clock.now()),
        "The question is closed.",
    )


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def decide(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Issue or refuse."""
    row = request_of(actor, number)
    form = decide_form(row, request.POST)

    if form.is_valid():
        given = dict(form.cleaned_data)
        heard = given.pop("heard")
        seen = get_object_or_404(
            Assessment.objects.of(actor.organisation), pk=given.pop("seen"), request=row
        )
        rest = {"assessment": seen, "heard": heard, "given": Given(**given)}
        try:
            deciding.decide(actor=actor, request=row, at=clock.now(), **rest)
        except InputError as error:
            if {one.path for one in error.problems} <= OVERTAKEN:
                return draw_overtaken(request, actor, number, form, _in_words(error))
            form.add_problems(error)
        else:
            return to_request(request, row, "The decision is on record.")
    return draw(request, actor, row, decide_form=form)


@in_house(Right.CONFIRM)
@require_POST
@acts_once
def confirm(request: HttpRequest, actor: Actor, *, number: str, decision: int) -> HttpResponse:
    """Be the second person."""
    row = request_of(actor, number)
    made = _decision(row, decision)
    return _act(
        request,
        row,
        lambda: deciding.confirm(actor=actor, decision=made, at=clock.now()),
        "Confirmed. The decision has taken effect.",
    )


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def consent(request: HttpRequest, actor: Actor, *, number: str, decision: int) -> HttpResponse:
    """Enter that the other agency agreed by letter."""
    row = request_of(actor, number)
    made = _decision(row, decision)
    form = ConsentForm(request.POST, auto_id="consent_%s")

    def act() -> object:
        return enter_consent(actor=actor, decision=made, at=clock.now(), **form.cleaned_data)

    said = "The other agency's agreement is entered. A second person looks at it."
    return _form(request, actor, row, "consent_form", form, act, said)


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def reject(request: HttpRequest, actor: Actor, *, number: str, decision: int) -> HttpResponse:
    """Send a decision back, as the second person or as who made it."""
    row = request_of(actor, number)
    made = _decision(row, decision)
    form = RejectForm(request.POST, auto_id="reject_%s")

    def act() -> object:
        reason = form.cleaned_data["reason"]
        return deciding.reject(actor=actor, decision=made, reason=reason, at=clock.now())

    return _form(
        request, actor, row, "reject_form", form, act, "The request is with the examiners again."
    )


def _decision(row: CoverageRequest, number: int) -> Decision:
    return get_object_or_404(row.decisions.select_related("made_by", "request"), pk=number)


def _act(
    http: HttpRequest, row: CoverageRequest, act: Callable[[], object], said: str
) -> HttpResponse:
    """Do it and lead back to the request; what was refused is said on the page."""
    try:
        act()
    except InputError as error:
        messages.error(http, _in_words(error))
        return to_request(http, row)
    return to_request(http, row, said)


def _in_words(error: InputError) -> str:
    return " ".join(f"Found: {one.found}. {one.remedy}" for one in error.problems)


def _form(
    http: HttpRequest,
    actor: Actor,
    row: CoverageRequest,
    name: str,
    form: DeskForm,
    act: Callable[[], object],
    said: str,
) -> HttpResponse:
    """Do what a form asks and lead back; refused, the page is drawn with the form as it was sent."""
    if form.is_valid():
        try:
            act()
        except InputError as error:
            form.add_problems(error)
        else:
            return to_request(http, row, said)
    return draw(http, actor, row, **{name: form})
