"""The sources that people consulted for a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.forms.sources import SourceForm
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.sources import note_source
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor


@needs(Right.VIEW)
@require_safe
def sources(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """What was read for the case, when and why."""
    return _page(request, actor, reference, SourceForm(initial={"accessed_on": clock.today()}))


@needs(Right.PREPARE)
@acts_once
@require_POST
def note(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Note another source."""
    case = case_of(actor, reference)
    form = SourceForm(request.POST)
    if form.is_valid():
        try:
            made = note_source(actor=actor, case=case, at=clock.now(), **form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{made.title} is noted.")
            return redirect("desk:sources", actor.organisation.slug, reference)
    return _page(request, actor, reference, form)


def _page(request: HttpRequest, actor: Actor, reference: str, form: SourceForm) -> HttpResponse:
    case = case_of(actor, reference)
    context = case_page(actor, case, tab="evidence", today=clock.today())
    context |= {
        "form": form,
        "subtab": "sources",
        "may_write": actor.may(Right.PREPARE) and case.closed_at is None,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "casework/evidence/sources.html", context, status=status)
