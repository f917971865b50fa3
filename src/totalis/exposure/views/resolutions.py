"""What the organisation resolved: the list, one of them, confirming and withdrawing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.exposure.forms.charges import WithdrawForm
from totalis.exposure.selectors.resolutions import listed, resolution_of, said_of
from totalis.exposure.services.resolutions import confirm, withdraw
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.selectors import content
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.exposure.models import ChargeResolution
    from totalis.webbase.accounts.actor import Actor


@require_safe
@needs(Right.VIEW)
def resolutions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every answer that is remembered, and those that were taken back."""
    standing, withdrawn = listed(actor)
    context = {
        "actor": actor,
        "tab": "resolutions",
        "standing": standing,
        "withdrawn": withdrawn,
    }
    return render(request, "exposure/resolutions/list.html", context)


@require_safe
@needs(Right.VIEW)
def resolution(request: HttpRequest, actor: Actor, *, resolution: int) -> HttpResponse:
    """One answer."""
    row = resolution_of(actor, resolution)
    return render(request, "exposure/resolutions/one.html", _one(actor, row, WithdrawForm()))


@require_safe
@needs(Right.VIEW)
def document(request: HttpRequest, actor: Actor, *, resolution: int) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """The paper that was handed in with an answer."""
    row = resolution_of(actor, resolution)
    if row.document is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="answer-{row.pk}"'}
    return HttpResponse(
        content(row.document), content_type=row.document.media_type, headers=headers
    )


@require_POST
@needs(Right.APPROVE)
@acts_once
def confirmed(request: HttpRequest, actor: Actor, *, resolution: int) -> HttpResponse:
    """Confirm somebody else's answer."""
    row = resolution_of(actor, resolution)
    try:
        confirm(actor=actor, resolution=row, at=clock.now())
    except InputError as error:
        messages.error(request, f"Not confirmed: found {error.problems[0].found}.")
    else:
        messages.success(request, "The answer is confirmed.")
    return redirect("exposure:resolution", actor.organisation.slug, row.pk)


@require_POST
@needs(Right.PREPARE)
@acts_once
def withdrawn(request: HttpRequest, actor: Actor, *, resolution: int) -> HttpResponse:
    """Take an answer back."""
    row = resolution_of(actor, resolution)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw(
                actor=actor, resolution=row, reason=form.cleaned_data["reason"], at=clock.now()
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The answer is withdrawn; its lines are unclear again.")
            return redirect("exposure:resolution", actor.organisation.slug, row.pk)
    context = _one(actor, row, form)
    return render(request, "exposure/resolutions/one.html", context, status=UNPROCESSABLE)


def _one(actor: Actor, row: ChargeResolution, form: WithdrawForm) -> dict[str, object]:
    standing = row.withdrawn_at is None
    return {
        "actor": actor,
        "tab": "resolutions",
        "said": said_of(row, row.answers.count()),
        "resolution": row,
        "form": form if standing and actor.may(Right.PREPARE) else None,
        "may_confirm": standing
        and row.confirmed_at is None
        and actor.may(Right.APPROVE)
        and row.made_by_id != (actor.user.pk if actor.user else None),
    }
