"""The money of a case: the calculation whole, the pay that it rests on, said and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.exposure.forms.charges import WithdrawForm
from totalis.exposure.forms.pay import PayForm
from totalis.exposure.selectors.case_money import case_money
from totalis.exposure.selectors.pay import pay_of
from totalis.exposure.services.pay import say_pay, withdraw_pay
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


@require_safe
@needs(Right.VIEW)
def money(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """What double payment of a case costs, month by month, with sources."""
    return _page(request, actor, case_of(actor, reference), None)


@require_POST
@needs(Right.PREPARE)
@acts_once
def pay(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Say what the worker earns."""
    case = case_of(actor, reference)
    form = PayForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            say_pay(
                actor=actor,
                case=case,
                amount=given["amount"],
                currency=given["currency"],
                known_by=given["known_by"],
                per_dollar=given["per_dollar"],
                rate_source=given["rate_source"],
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The pay is on file; the money is computed from it.")
            return redirect("exposure:case-money", actor.organisation.slug, reference)
    return _page(request, actor, case, form)


@require_POST
@needs(Right.PREPARE)
@acts_once
def pay_withdrawn(
    request: HttpRequest, actor: Actor, *, reference: str, case_pay: int
) -> HttpResponse:
    """Take a statement of pay back."""
    case = case_of(actor, reference)
    row = pay_of(actor, case, case_pay)
    form = WithdrawForm(request.POST)
    problem = "Not taken back: say why, in at most 300 characters."
    if form.is_valid():
        try:
            withdraw_pay(actor=actor, pay=row, reason=form.cleaned_data["reason"], at=clock.now())
        except InputError as error:
            problem = f"Not taken back: {error.problems[0].remedy}"
        else:
            messages.success(request, "The pay is taken back; nothing is computed from it.")
            return redirect("exposure:case-money", actor.organisation.slug, reference)
    messages.error(request, problem)
    return redirect("exposure:case-money", actor.organisation.slug, reference)


def _page(request: HttpRequest, actor: Actor, case: Case, form: PayForm | None) -> HttpResponse:
    today = clock.today()
    page = case_page(actor, case, tab="", today=today)
    may_change = actor.may(Right.PREPARE) and case.closed_at is None
    money = case_money(actor, case, page["file"], today)
    page |= {
        "money": money,
        "today": today,
        "pay_form": (form or PayForm(local=money.currency)) if may_change else None,
        "withdraw_form": WithdrawForm() if may_change else None,
    }
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "exposure/case/money.html", page, status=status)
