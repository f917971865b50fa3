"""The timeline: its picture and table, and its periods added, changed and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.casework.forms.timeline import initial_of, period_form
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.selectors.timeline import LANE_TITLES, period_of, timeline_of
from totalis.casework.services.timeline import (
    GivenPeriod,
    add_period,
    change_period,
    remove_period,
)
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import PeriodLane
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.casework.forms.timeline import PeriodForm
    from totalis.casework.models import Case, WorkPeriod
    from totalis.webbase.accounts.actor import Actor


@needs(Right.VIEW)
@require_safe
def timeline(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """The picture, the same as a table, and what is wrong between the records."""
    case = case_of(actor, reference)
    file, today = case_file(case), clock.today()
    context = case_page(actor, case, tab="timeline", today=today, file=file)
    context |= {
        "timeline": timeline_of(file, today),
        "may_write": actor.may(Right.PREPARE) and case.closed_at is None,
    }
    return render(request, "casework/timeline/timeline.html", context)


@needs(Right.PREPARE)
@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, actor: Actor, *, reference: str, lane: str) -> HttpResponse:
    """Add a period to a lane."""
    case = case_of(actor, reference)
    if lane not in LANE_TITLES:  # its keys are texts too
        raise Http404
    form = period_form(case, PeriodLane(lane), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_period(actor=actor, case=case, given=GivenPeriod(**form.values()), at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The period is added.")
            return redirect("desk:timeline", actor.organisation.slug, reference)
    return _form(request, actor, case, form, None)


@needs(Right.PREPARE)
@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, actor: Actor, *, reference: str, key: str) -> HttpResponse:
    """Put a changed period in the place of another."""
    case = case_of(actor, reference)
    period = period_of(case, key)
    lane = PeriodLane(period.lane)
    data = request.POST if request.method == "POST" else None
    form = period_form(case, lane, data, initial=initial_of(period))
    if request.method == "POST" and form.is_valid():
        try:
            change_period(
                actor=actor,
                case=case,
                period=period,
                given=GivenPeriod(**form.values()),
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The period is changed; the one before stays in the history.")
            return redirect("desk:timeline", actor.organisation.slug, reference)
    return _form(request, actor, case, form, period)


@needs(Right.PREPARE)
@acts_once
@require_POST
def remove(request: HttpRequest, actor: Actor, *, reference: str, key: str) -> HttpResponse:
    """Take a period out of the timeline."""
    case = case_of(actor, reference)
    try:
        remove_period(actor=actor, case=case, period=period_of(case, key), at=clock.now())
    except InputError as error:
        messages.error(request, " ".join(problem.remedy for problem in error.problems))
    else:
        messages.success(request, "The period is removed; it stays in the history.")
    return redirect("desk:timeline", actor.organisation.slug, reference)


def _form(
    request: HttpRequest, actor: Actor, case: Case, form: PeriodForm, period: WorkPeriod | None
) -> HttpResponse:
    context = case_page(actor, case, tab="timeline", today=clock.today())
    context |= {"form": form, "lane_title": LANE_TITLES[form.lane], "period": period}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "casework/timeline/period.html", context, status=status)
