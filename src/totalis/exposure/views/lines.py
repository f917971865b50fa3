"""One charge line: what is said of it and why, what was said before, and, where it is unclear, a person's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.exposure.forms.charges import ResolveForm
from totalis.exposure.selectors.catalogues import country_name
from totalis.exposure.selectors.lines import answers_of, former_of, is_mixed, line_of, same_lines
from totalis.exposure.selectors.money import said
from totalis.exposure.selectors.people import cases_by_number
from totalis.exposure.selectors.runs import run_of
from totalis.exposure.services.resolutions import Document, resolve
from totalis.kernel.errors import InputError
from totalis.procedure.escalation import escalation_book
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.exposure.models import ChargeLine, ChargeRun
    from totalis.webbase.accounts.actor import Actor


@require_safe
@needs(Right.VIEW)
def line(request: HttpRequest, actor: Actor, *, charge_run: int, charge_line: int) -> HttpResponse:
    """One line."""
    run = run_of(actor, charge_run)
    row = line_of(actor, run, charge_line)
    form = ResolveForm(agreement=run.agreement) if run.current else None
    return render(request, "exposure/charges/line.html", _line(actor, run, row, form))


@require_POST
@needs(Right.PREPARE)
@acts_once
def answer(
    request: HttpRequest, actor: Actor, *, charge_run: int, charge_line: int
) -> HttpResponse:
    """Say what an unclear line is."""
    run = run_of(actor, charge_run)
    row = line_of(actor, run, charge_line)
    if run.current is None:
        return redirect("exposure:charge-run", actor.organisation.slug, run.pk)
    form = ResolveForm(request.POST, request.FILES, agreement=run.agreement)
    if form.is_valid():
        given, file = form.cleaned_data, form.cleaned_data["document"]
        try:
            done = resolve(
                actor=actor,
                run=run,
                line=row,
                category=given["category"],
                charge=given["charge"],
                why=given["why"],
                document=Document(file, file.name) if file else None,
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            lines = "1 line has" if done.lines == 1 else f"{done.lines:,} lines have"
            messages.success(request, f"Your answer is remembered. {lines} it now.")
            return redirect("exposure:charge-run", actor.organisation.slug, run.pk)
    context = _line(actor, run, row, form)
    return render(request, "exposure/charges/line.html", context, status=UNPROCESSABLE)


def _line(
    actor: Actor, run: ChargeRun, row: ChargeLine, form: ResolveForm | None
) -> dict[str, object]:
    parts = answers_of(row, run.current)
    first = parts[0] if parts else None
    unclear = first is not None and not first.answer.part and first.word.key == "unclear"
    mixed = None
    if unclear and first and run.current and is_mixed(first.answer.by_catalogue, run.current):
        mixed = escalation_book().conditions["mixed_charges"]
    return {
        "actor": actor,
        "tab": "charges",
        "run": run,
        "country": country_name(run.agreement),
        "line": row,
        "amount": said(row.amount, row.currency),
        "base": said(row.base, row.currency),
        "parts": parts,
        "first": first,
        "same": same_lines(row, run.current),
        "former": former_of(row, run.current),
        "cases": cases_by_number(actor, row.staff_number),
        "form": form if unclear and actor.may(Right.PREPARE) else None,
        "is_unclear": unclear,
        "mixed": mixed,
    }
