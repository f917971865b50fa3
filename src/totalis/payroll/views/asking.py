"""The page on which one question is asked."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from totalis.gate.question import Question
from totalis.kernel.errors import InputError
from totalis.payroll.forms.gate import QuestionForm
from totalis.payroll.services import asked
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor


@needs(Right.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask; the answer is a page of its own, because it is kept."""
    form = QuestionForm(request.POST or None, initial={"day": clock.today()})
    if form.is_valid():
        given = dict(form.cleaned_data)
        now = clock.now()
        known_at = _end_of(given.pop("known_on"), now)
        try:
            found = asked(actor=actor, questions=[Question(**given)], at=now, known_at=known_at)
        except InputError as error:
            form.add_problems(error)
        else:
            if found.record is None:
                raise Http404
            return redirect("payroll:gate-record", actor.organisation.slug, found.record.pk)
    context = {"form": form, "tab": "ask"}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "payroll/ask.html", context, status=status)


def _end_of(day: date | None, now: datetime) -> datetime | None:
    """The last moment of a day; for today, this one."""
    if day is None:
        return None
    end = datetime.combine(day, time.max, UTC)
    return min(end, now) if end - now < timedelta(days=1) else end
