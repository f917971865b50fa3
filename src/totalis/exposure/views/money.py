"""Money at risk: a small calculator, each step with its value and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.earnings.contribution_law import contribution_law
from totalis.exposure.forms.money import MoneyForm
from totalis.exposure.selectors.boundary import CHECKED, NOTES
from totalis.exposure.selectors.catalogues import country_name
from totalis.exposure.selectors.risk import (
    classified_runs,
    covered_of,
    risk_of,
    staff_numbers,
)
from totalis.exposure.selectors.runs import run_of
from totalis.kernel.errors import TotalisError
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.earnings.money_shapes import Contribution
    from totalis.exposure.selectors.risk import Risk
    from totalis.webbase.accounts.actor import Actor


@require_safe
@needs(Right.VIEW)
def money(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What it costs that two countries charge the same pay. Nothing of it is kept."""
    asked = "pay" in request.GET
    form = MoneyForm(request.GET if asked else None, runs=classified_runs(actor))
    risk: Risk | None = None
    if asked and form.is_valid():
        charged = _charged(actor, form)
        if not form.errors:
            try:
                risk = risk_of(form.cleaned_data, charged)
            except TotalisError as error:
                form.add_problems(error)
    context = {
        "actor": actor,
        "tab": "money",
        "form": form,
        "risk": risk,
        "country": country_name(form.cleaned_data["country"]) if risk else "",
        "law": contribution_law(form.cleaned_data["country"]) if risk else None,
        "boundary": NOTES,
        "boundary_checked": CHECKED,
    }
    status = UNPROCESSABLE if asked and risk is None else 200
    return render(request, "exposure/money/money.html", context, status=status)


def _charged(actor: Actor, form: MoneyForm) -> list[Contribution]:
    """The covered lines of the run that was chosen, of one person in that country."""
    given = form.cleaned_data
    if not given["run"]:
        return []
    run = run_of(actor, int(given["run"]))
    if run.agreement != given["country"]:
        form.add_error("run", f"These are charges of {country_name(run.agreement)}.")
        return []
    if not given["staff_number"] and len(staff_numbers(run)) > 1:
        form.add_error("staff_number", "The register holds lines of several people: say whose.")
        return []
    return covered_of(run, given["staff_number"])
