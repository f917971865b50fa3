"""Runs of charge lines: the first page, typing a payslip, one run, its file, what changed with the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.exposure.forms.charges import (
    AgreementForm,
    LineFilterForm,
    LineFormSet,
    PayslipForm,
    WithdrawForm,
    typed_lines,
)
from totalis.exposure.selectors import runs as found
from totalis.exposure.selectors.boundary import CHECKED, NOTES
from totalis.exposure.selectors.catalogues import country_name
from totalis.exposure.selectors.lines import changes_of, csv_lines, line_page
from totalis.exposure.services.runs import (
    classify_again,
    say_agreement,
    type_lines,
    withdraw_run,
)
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.exposure.models import ChargeRun
    from totalis.webbase.accounts.actor import Actor

SHOWN_CHANGES = 200


@require_safe
@needs(Right.VIEW)
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was handed in, and where it stands."""
    context = {
        "actor": actor,
        "tab": "charges",
        "runs": found.run_lines(actor),
        "withdrawn": found.withdrawn_runs(actor),
    }
    return render(request, "exposure/home.html", context)


@needs(Right.PREPARE)
@acts_once
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Type the lines of a payslip."""
    given = request.POST if request.method == "POST" else None
    form, rows = PayslipForm(given), LineFormSet(given, prefix="line")
    if form.is_bound and form.is_valid() and rows.is_valid():
        lines = typed_lines(form.cleaned_data, [row.cleaned_data for row in rows])
        try:
            run = type_lines(
                actor=actor,
                title=form.cleaned_data["title"],
                agreement=form.cleaned_data["agreement"],
                lines=lines,
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{run.title} is classified.")
            return redirect("exposure:charge-run", actor.organisation.slug, run.pk)
    wrong = form.is_bound and (bool(form.errors) or not rows.is_valid())
    context = {"actor": actor, "tab": "charges", "form": form, "rows": rows}
    status = UNPROCESSABLE if wrong else 200
    return render(request, "exposure/charges/new.html", context, status=status)


@require_safe
@needs(Right.VIEW)
def run(request: HttpRequest, actor: Actor, *, charge_run: int) -> HttpResponse:
    """One run: what it comes to, what is unclear, every line with its reason."""
    row = found.run_of(actor, charge_run)
    return render(request, "exposure/charges/run.html", _run(request, actor, row))


@require_POST
@needs(Right.PREPARE)
@acts_once
def agreement(request: HttpRequest, actor: Actor, *, charge_run: int) -> HttpResponse:
    """Say of which country the lines are."""
    row = found.run_of(actor, charge_run)
    form = AgreementForm(request.POST)
    if form.is_valid():
        try:
            say_agreement(
                actor=actor, run=row, agreement=form.cleaned_data["agreement"], at=clock.now()
            )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("exposure:charge-run", actor.organisation.slug, row.pk)
    context = _run(request, actor, row) | {"agreement_form": form}
    return render(request, "exposure/charges/run.html", context, status=UNPROCESSABLE)


@require_POST
@needs(Right.PREPARE)
@acts_once
def again(request: HttpRequest, actor: Actor, *, charge_run: int) -> HttpResponse:
    """Classify with today's catalogue."""
    row = found.run_of(actor, charge_run)
    try:
        classify_again(actor=actor, run=row, at=clock.now())
    except InputError as error:
        messages.error(request, "; ".join(problem.remedy for problem in error.problems))
        return redirect("exposure:charge-run", actor.organisation.slug, row.pk)
    return redirect("exposure:charge-run-changes", actor.organisation.slug, row.pk)


@require_POST
@needs(Right.PREPARE)
@acts_once
def withdrawn(request: HttpRequest, actor: Actor, *, charge_run: int) -> HttpResponse:
    """Take typed lines back."""
    row = found.run_of(actor, charge_run)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_run(actor=actor, run=row, reason=form.cleaned_data["reason"], at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{row.title} is withdrawn; nothing counts its lines.")
            return redirect("exposure:exposure", actor.organisation.slug)
    context = _run(request, actor, row) | {"withdraw_form": form}
    return render(request, "exposure/charges/run.html", context, status=UNPROCESSABLE)


@require_safe
@needs(Right.VIEW)
def changes(request: HttpRequest, actor: Actor, *, charge_run: int) -> HttpResponse:
    """What the newest catalogue says otherwise than the one before."""
    row = found.run_of(actor, charge_run)
    pairs, count = changes_of(row.current, SHOWN_CHANGES) if row.current else ([], 0)
    context = {
        "actor": actor,
        "tab": "charges",
        "run": row,
        "pairs": pairs,
        "count": count,
        "progress": found.progress_of(row),
        "passes": row.classifications.filter(finished_at__isnull=False).order_by("-number"),
    }
    return render(request, "exposure/charges/changes.html", context)


@require_safe
@needs(Right.VIEW)
def download(request: HttpRequest, actor: Actor, *, charge_run: int) -> StreamingHttpResponse:
    """The lines as they are shown, whole, for a spreadsheet."""
    row = found.run_of(actor, charge_run)
    if row.current is None:
        raise Http404
    chosen = LineFilterForm(request.GET).chosen()
    headers = {"Content-Disposition": f'attachment; filename="charges-{row.pk}.csv"'}
    lines = csv_lines(row.current, chosen)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _run(request: HttpRequest, actor: Actor, row: ChargeRun) -> dict[str, object]:
    form = LineFilterForm(request.GET)
    chosen = form.chosen()
    kept = request.GET.copy()
    kept.pop("page", None)
    context: dict[str, object] = {
        "actor": actor,
        "tab": "charges",
        "run": row,
        "country": country_name(row.agreement),
        "agreement_form": AgreementForm(),
        "withdraw_form": WithdrawForm() if row.register_id is None else None,
        "progress": found.progress_of(row),
        "form": form,
        "chosen": chosen,
        "boundary": NOTES,
        "boundary_checked": CHECKED,
        "query": kept.urlencode(),
    }
    if row.current is None:
        return context
    unclear, kinds = found.unclear_of(row.current)
    return context | {
        "sums": found.sums_of(row.current),
        "unclear": unclear,
        "unclear_kinds": kinds,
        "page": line_page(row.current, chosen),
        "changed_on": found.changed_catalogue(row),
        "passes": row.classifications.filter(finished_at__isnull=False).count(),
    }
