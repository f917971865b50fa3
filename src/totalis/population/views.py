"""The pages of screening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.errors import InputError
from totalis.population.forms import DayForm, RowFilterForm
from totalis.population.selectors import runs as found
from totalis.population.services.opening import open_cases
from totalis.population.services.pay import pay_of
from totalis.population.services.screening import available, start_screening
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.population.models import ScreeningRun
    from totalis.webbase.accounts.actor import Actor


@require_safe
@needs(Right.VIEW)
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The screenings so far, and where to begin one."""
    runs = [(run, found.progress_of(run)) for run in found.runs_of(actor)[: found.SHOWN_RUNS]]
    return render(request, "population/home.html", {"actor": actor, "runs": runs})


@require_safe
@needs(Right.VIEW)
def run(request: HttpRequest, actor: Actor, *, screening: int) -> HttpResponse:
    """One screening: summary, rows, cases opened from it."""
    return _draw(request, actor, found.run_of(actor, screening))


def _draw(
    request: HttpRequest,
    actor: Actor,
    row: ScreeningRun,
    *,
    day: DayForm | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    form = RowFilterForm(request.GET)
    chosen = form.chosen()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "actor": actor,
        "run": row,
        "progress": found.progress_of(row),
        "summary": found.summary_of(row),
        "form": form,
        "page": found.row_page(row, chosen),
        "query": query.urlencode(),
        "openings": found.openings_of(row),
        "same_law": row.law == lawbook().digest,
        "again": available(row.register) and row.withdrawn_at is None,
        "day": day or DayForm(initial={"as_of": clock.today()}),
        "problems": problems,
    }
    wrong = bool(problems) or (day is not None and bool(day.errors))
    return render(request, "population/run.html", context, status=UNPROCESSABLE if wrong else 200)


@require_safe
@needs(Right.VIEW)
def row(request: HttpRequest, actor: Actor, *, screening: int, screened: int) -> HttpResponse:
    """One row with its decision and what it rests on."""
    run = found.run_of(actor, screening)
    one = found.row_of(run, screened)
    context = {
        "actor": actor,
        "run": run,
        "shown": found.shown(one),
        "answer": found.answer_of(one),
        "same_law": run.law == lawbook().digest,
        "pay": pay_of(one),
        "facts": [(found.question_of(name), text) for name, text in one.facts.items()],
    }
    return render(request, "population/row.html", context)


@require_POST
@needs(Right.PREPARE)
@acts_once
def again(request: HttpRequest, actor: Actor, *, screening: int) -> HttpResponse:
    """Screen the same register under the law of another day."""
    run = found.run_of(actor, screening)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            made = start_screening(
                actor=actor,
                register=run.register,
                as_of=form.cleaned_data["as_of"],
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("population:screening", actor.organisation.slug, made.pk)
    return _draw(request, actor, run, day=form)


@require_POST
@needs(Right.PREPARE)
@acts_once
def open_them(request: HttpRequest, actor: Actor, *, screening: int) -> HttpResponse:
    """Open a case for each chosen row: the ticked ones, or all that the filter shows."""
    run = found.run_of(actor, screening)
    if request.POST.get("which") == "all":
        chosen = found.chosen_rows(run, RowFilterForm(request.GET).chosen())
    else:
        ticked = [int(one) for one in request.POST.getlist("row") if one.isdecimal()]
        chosen = run.screened.filter(pk__in=ticked[: found.A_PAGE])
    try:
        opening = open_cases(actor=actor, run=run, chosen=chosen.order_by(), at=clock.now())
    except InputError as error:
        said = tuple(f"Found {one.found}. {one.remedy}" for one in error.problems)
        return _draw(request, actor, run, problems=said)
    if opening.finished_at is not None:
        messages.success(request, f"{opening.opened} opened, {opening.left_out} left out.")
    else:
        messages.info(request, f"{opening.wanted} cases are being opened.")
    return redirect("population:screening", actor.organisation.slug, run.pk)


@require_safe
@needs(Right.VIEW)
def download(request: HttpRequest, actor: Actor, *, screening: int) -> StreamingHttpResponse:
    """The rows as they are shown, whole, for a spreadsheet."""
    run = found.run_of(actor, screening)
    rows = found.csv_rows(run, RowFilterForm(request.GET).chosen())
    headers = {"Content-Disposition": f'attachment; filename="screening-{run.pk}.csv"'}
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)
