"""Disposal: the policy with what it would reach, and the holds of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.casework.forms.disposal import DisposalForm, HoldForm, LiftForm
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.disposal import disposal_page, hold_of, holds_of, kept_until
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.keeping import hold_case, lift_hold, set_disposal
from totalis.kernel.dates import day_words
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor


@needs(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def disposal(request: HttpRequest, actor: Actor) -> HttpResponse:
    """See what would be disposed of tonight and what stays; set the policy."""
    form = DisposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_disposal(actor=actor, at=clock.now(), **form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            said = f"The policy is set. Nothing is disposed of before {day_words(made.begins_on)}."
            messages.success(request, said if made.allowed else "Nothing is disposed of.")
            return redirect("desk:disposal", actor.organisation.slug)
    page = disposal_page(actor.organisation, clock.today())
    status = UNPROCESSABLE if form.errors else 200
    context = {"actor": actor, "form": form, "page": page}
    return render(request, "casework/disposal/policy.html", context, status=status)


@needs(Right.VIEW)
@require_safe
def holds(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """The holds of a case."""
    return _drawn(request, actor, case_of(actor, reference), HoldForm(), LiftForm())


@needs(Right.PREPARE)
@require_POST
@acts_once
def hold(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Hold a case."""
    case = case_of(actor, reference)
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            hold_case(actor=actor, case=case, at=clock.now(), **form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The case is held: nothing disposes of it.")
            return redirect("desk:case_holds", actor.organisation.slug, reference)
    return _drawn(request, actor, case, form, LiftForm())


@needs(Right.ADMINISTER)
@require_POST
@acts_once
def lift(request: HttpRequest, actor: Actor, *, reference: str, hold: int) -> HttpResponse:
    """Lift one of them."""
    case = case_of(actor, reference)
    row = hold_of(case, hold)
    form = LiftForm(request.POST)
    if form.is_valid():
        try:
            lift_hold(actor=actor, hold=row, at=clock.now(), **form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The hold is lifted.")
            return redirect("desk:case_holds", actor.organisation.slug, reference)
    return _drawn(request, actor, case, HoldForm(), form)


def _drawn(
    request: HttpRequest, actor: Actor, case: Case, form: HoldForm, lifting: LiftForm
) -> HttpResponse:
    context = case_page(actor, case, tab="history", today=clock.today())
    context |= {
        "form": form,
        "lifting": lifting,
        "case_holds": holds_of(case),
        "kept_until": kept_until(case),
    }
    status = UNPROCESSABLE if form.errors or lifting.errors else 200
    return render(request, "casework/disposal/hold.html", context, status=status)
