"""A request beside the engine's proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from totalis.authority.forms.house import (
    AskForm,
    ConsentForm,
    DecideForm,
    HandOverForm,
    PriorityForm,
    RejectForm,
)
from totalis.authority.models import Channel, State
from totalis.authority.selectors.exchange import after_confirming, consent_of, needs_consent
from totalis.authority.selectors.heard import newest_event, unseen_by
from totalis.authority.selectors.request_page import request_of, request_page
from totalis.authority.selectors.workload_days import due_day
from totalis.authority.services.asking import proposed_question
from totalis.authority.services.assigning import note_seen
from totalis.authority.services.news import note_heard
from totalis.authority.views.agency_door import in_house
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.forms import UNPROCESSABLE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.authority.models import CoverageRequest
    from totalis.authority.selectors.request_page import RequestPage
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm

WHOLE = "numbers"


@require_safe
@in_house(Right.VIEW)
def request(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """The request, the proposal, the decision; what the reader was told of it counts as seen then."""
    row = request_of(actor, number)
    upto = newest_event(row)
    shown = draw(request, actor, row, unseen_by(actor, row))
    note_heard(actor=actor, request=row, upto=upto, at=clock.now())
    return shown


def draw_overtaken(
    http: HttpRequest, actor: Actor, number: str, form: DecideForm, why: str
) -> HttpResponse:
    """Draw the page anew for somebody whose decision came too late: what changed on top, what she typed kept, nothing chosen."""
    row, given = request_of(actor, number), form.cleaned_data
    page = request_page(row, clock.today(), whole_numbers=False)
    again = decide_form(row, None, initial=given | {"kind": ""} | resting_on(page))
    return draw(http, actor, row, given["heard"], why, decide_form=again)


def draw(
    http: HttpRequest,
    actor: Actor,
    row: CoverageRequest,
    heard: int | None = None,
    overtaken: str = "",
    /,
    **refused: DeskForm,
) -> HttpResponse:
    """Draw the page of a request; with the form that was refused, where one was.

    `heard` is the last event that the reader knows of; `overtaken` says why nothing was decided though her form was in order.

    Numbers of persons stand whole only where the reader asked for them, and the chain says that she did.
    """
    whole = http.GET.get(WHOLE) == "whole" and actor.may(Right.READ_NUMBERS)
    if whole:
        note_seen(
            actor=actor, request=row, what="numbers of the worker", how="read", at=clock.now()
        )
    page = request_page(row, clock.today(), whole_numbers=whole, heard=heard)
    open_ = row.state != State.COMPLETED
    context = {
        "actor": actor,
        "page": page,
        "whole": whole,
        "overtaken": overtaken,
        "may_examine": actor.may(Right.EXAMINE) and open_,
        "may_decide": actor.may(Right.EXAMINE) and open_ and page.standing is None,
        "asks_partner": row.channel == Channel.PARTNER,
        "may_confirm": _may_confirm(actor, page),
        **_consent(row, page),
        "after_confirming": after_confirming(row, page.standing)
        if page.waits and page.standing is not None
        else "",
        "may_take_back": page.waits
        and page.standing is not None
        and page.standing.made_by == actor.user
        and actor.may(Right.EXAMINE),
        **_forms(actor, row, page, refused),
    }
    status = UNPROCESSABLE if refused or overtaken else 200
    return render(http, "authority/request.html", context, status=status)


def _consent(row: CoverageRequest, page: RequestPage) -> dict[str, object]:
    """Whether the decision that waits rests on the other agency's letter, and what is entered of it."""
    made = page.standing if page.waits else None
    needed = made is not None and needs_consent(row, made)
    return {
        "needs_consent": needed,
        "entered": consent_of(made) if needed and made is not None else None,
    }


def _may_confirm(actor: Actor, page: RequestPage) -> bool:
    made = page.standing
    return (
        actor.may(Right.CONFIRM) and page.waits and made is not None and made.made_by != actor.user
    )


def _forms(
    actor: Actor, row: CoverageRequest, page: RequestPage, refused: dict[str, DeskForm]
) -> dict[str, DeskForm]:
    """The forms of the page, empty but for what the engine proposes; a refused one as it was sent."""
    today = clock.today()
    text, asked = proposed_question(row)
    proposal = page.proposal.assessment.proposal if page.proposal else ""
    kind = proposal if proposal in ("issue", "refuse") else ""
    drawn: dict[str, DeskForm] = {
        "ask_form": AskForm(
            edition=edition_of(row.edition),
            initial={"text": text, "fields_asked": asked, "answer_by": due_day(today, 20)},
            auto_id="ask_%s",
        ),
        "decide_form": decide_form(row, None, initial={"kind": kind} | resting_on(page)),
        "priority_form": PriorityForm(
            initial={"priority": row.priority, "reason": row.priority_reason},
            auto_id="priority_%s",
        ),
        "hand_over_form": HandOverForm(
            people=people_with(actor.organisation, Right.EXAMINE, today),
            initial={"to": row.assigned_to_id or ""},
            auto_id="hand_%s",
        ),
        "reject_form": RejectForm(auto_id="reject_%s"),
        "consent_form": ConsentForm(auto_id="consent_%s"),
    }
    return drawn | refused


def resting_on(page: RequestPage) -> dict[str, object]:
    """What a decision on this page rests on, as its form carries it."""
    seen = page.proposal.assessment.pk if page.proposal else 0
    return {"seen": seen, "heard": page.heard}


def decide_form(
    row: CoverageRequest, data: object, *, initial: dict[str, object] | None = None
) -> DecideForm:
    """The form of a decision for a request."""
    countries = tuple(dict.fromkeys(("US", row.agreement)))
    return DecideForm(data, countries=countries, initial=initial, auto_id="decide_%s")


def to_request(http: HttpRequest, row: CoverageRequest, said: str = "") -> HttpResponse:
    """Lead back to the request, with what was done."""
    if said:
        messages.success(http, said)
    return redirect("authority:request", row.organisation.slug, row.control_number)
