"""The page of streams: which case each belongs to, and how that is said and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.models import Case
from totalis.kernel.errors import InputError
from totalis.payroll.forms.gate import LinkForm, UnlinkForm
from totalis.payroll.selectors.streams import PAGE, link_of, links_of
from totalis.payroll.services.links import (
    link_stream,
    may_link,
    require_may_link,
    unlink_stream,
)
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.payroll.models import StreamLink
    from totalis.webbase.accounts.actor import Actor

PREFILLED = ("case", "stream")


@needs(Right.VIEW)
@require_safe
def links(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every link, and the form for a new one."""
    given = {name: request.GET.get(name, "")[:120] for name in PREFILLED}
    return _listed(request, actor, LinkForm(initial=given))


@needs(Right.VIEW)
@require_POST
@acts_once
def link(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Link a stream to a case: the right to prepare, or to release."""
    require_may_link(actor)
    form = LinkForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        case = Case.objects.of(actor.organisation).filter(reference=given.pop("case")).first()
        if case is None:
            form.add_error(
                "case", "There is no case of that reference here. Look it up under Cases."
            )
        else:
            try:
                made = link_stream(actor=actor, case=case, at=clock.now(), **given)
            except InputError as error:
                form.add_problems(error)
            else:
                said = f"{made.stream} of {made.staff_number} is linked to {case.reference}."
                messages.success(request, said)
                return redirect("payroll:stream-links", actor.organisation.slug)
    return _listed(request, actor, form)


@needs(Right.VIEW)
@require_POST
@acts_once
def unlink(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Take a link away, with the reason."""
    require_may_link(actor)
    row = link_of(actor, number)
    form = UnlinkForm(request.POST)
    if form.is_valid():
        try:
            unlink_stream(actor=actor, link=row, at=clock.now(), **form.cleaned_data)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{row} is no longer linked to {row.case.reference}.")
            return redirect("payroll:stream-links", actor.organisation.slug)
    return _listed(request, actor, LinkForm(), refused=(row, form))


def _listed(
    request: HttpRequest,
    actor: Actor,
    form: LinkForm,
    refused: tuple[StreamLink, UnlinkForm] | None = None,
) -> HttpResponse:
    number = request.GET.get("worker", "").strip()[:40]
    page = Paginator(links_of(actor, number), PAGE).get_page(request.GET.get("page"))
    forms = [
        (
            row,
            refused[1]
            if refused and refused[0].pk == row.pk
            else UnlinkForm(auto_id=f"id_{row.pk}_%s"),
        )
        for row in page
    ]
    context = {
        "tab": "streams",
        "form": form,
        "page": page,
        "lines": forms,
        "number": number,
        "may_link": may_link(actor),
    }
    bad = form.is_bound or refused is not None
    return render(request, "payroll/links.html", context, status=UNPROCESSABLE if bad else 200)
