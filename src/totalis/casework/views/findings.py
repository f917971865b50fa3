"""What does not fit together, what a professional must look at, and how strong the record is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.forms.findings import CloseForm
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.findings import findings_of, strength_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.findings import close as close_finding, right_for
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor

LONGEST_KEY = 120


@needs(Right.VIEW)
@require_safe
def findings(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Findings side by side and flags, what is open first."""
    return _page(request, actor, case_of(actor, reference))


@needs(Right.VIEW)
@acts_once
@require_POST
def close(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Close a finding (right to prepare) or a flag (right to approve), with the reason."""
    case = case_of(actor, reference)
    key = request.POST.get("key", "")[:LONGEST_KEY]
    require(actor, right_for(key, case_file(case), clock.today()))
    form = CloseForm(request.POST, auto_id="close_%s")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            close_finding(actor=actor, case=case, key=key, reason=reason, at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "Closed. It opens again if what it rests on changes.")
            return redirect("desk:findings", actor.organisation.slug, reference)
    return _page(request, actor, case, key, form)


def _page(
    request: HttpRequest, actor: Actor, case: Case, key: str = "", form: CloseForm | None = None
) -> HttpResponse:
    file, today = case_file(case), clock.today()
    context = case_page(actor, case, tab="evidence", today=today, file=file)
    context |= {
        "found": findings_of(file, actor, today),
        "sent_key": key,
        "sent_form": form,
        "subtab": "findings",
    }
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "casework/findings/findings.html", context, status=status)


@needs(Right.VIEW)
@require_safe
def strength(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """What is there, what is missing, what would settle it."""
    case = case_of(actor, reference)
    file = case_file(case)
    context = case_page(actor, case, tab="evidence", today=clock.today(), file=file)
    context |= {
        "strength": strength_of(file),
        "subtab": "strength",
        "may_add": actor.may(Right.PREPARE) and case.closed_at is None,
    }
    return render(request, "casework/evidence/strength.html", context)
