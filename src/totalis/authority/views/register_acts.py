"""What the house does to a certificate that it issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from totalis.authority.forms.register import (
    CopyForm,
    EndForm,
    ReasonForm,
    RejectCorrectionForm,
    correct_form,
)
from totalis.authority.models import Correction
from totalis.authority.selectors.register import certificate_of
from totalis.authority.selectors.register_second import needs_second
from totalis.authority.services import registering, registering_second
from totalis.authority.views.agency_door import in_house
from totalis.authority.views.register import draw
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from totalis.authority.models import IssuedCertificate
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def correct(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Issue it again with slips of the pen mended; what may make another person's of it waits for a second person."""
    row = certificate_of(actor.organisation, number)
    form = correct_form(row, request.POST)
    waits = form.is_valid() and needs_second(row, form.changes)

    def act() -> IssuedCertificate:
        given = {
            "actor": actor,
            "certificate": row,
            "changes": form.changes,
            "reason": form.cleaned_data["reason"],
            "at": clock.now(),
        }
        if not waits:
            return registering.correct_certificate(**given)
        registering_second.propose_correction(**given)
        return row

    said = (
        "It waits for a second person. Until then the certificate counts as it stands."
        if waits
        else "Corrected. This one stands in the place of the one before."
    )
    return _done(request, actor, row, "correct_form", form, act, said)


@in_house(Right.CONFIRM)
@require_POST
@acts_once
def confirm(request: HttpRequest, actor: Actor, *, number: str, correction: int) -> HttpResponse:
    """Be the second person of a correction."""
    row = certificate_of(actor.organisation, number)
    waiting = get_object_or_404(Correction, pk=correction, certificate=row)
    try:
        made = registering_second.confirm_correction(
            actor=actor, correction=waiting, at=clock.now()
        )
    except InputError as error:
        for problem in error.problems:
            messages.error(request, f"Found: {problem.found}. {problem.remedy}")
        made = row
    else:
        said = "Confirmed. This one stands in the place of the one before."
        messages.success(request, said)
    return redirect("authority:register-certificate", actor.organisation.slug, made.number)


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def reject(request: HttpRequest, actor: Actor, *, number: str, correction: int) -> HttpResponse:
    """Let a correction go, as the second person or as whoever proposed it."""
    row = certificate_of(actor.organisation, number)
    waiting = get_object_or_404(Correction, pk=correction, certificate=row)
    form = RejectCorrectionForm(request.POST, auto_id="reject_%s")

    def act() -> IssuedCertificate:
        reason = form.cleaned_data["reason"]
        registering_second.reject_correction(
            actor=actor, correction=waiting, reason=reason, at=clock.now()
        )
        return row

    return _done(
        request, actor, row, "reject_form", form, act, "The certificate stays as it stands."
    )


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def replace(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Issue it again because the paper was lost."""
    row = certificate_of(actor.organisation, number)
    form = ReasonForm(request.POST, auto_id="replace_%s")
    return _done(
        request,
        actor,
        row,
        "replace_form",
        form,
        lambda: registering.replace_certificate(
            actor=actor, certificate=row, reason=form.cleaned_data["reason"], at=clock.now()
        ),
        "Replaced. The lost one does not count any more.",
    )


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def end(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Say that it ended earlier than its face says."""
    row = certificate_of(actor.organisation, number)
    form = EndForm(request.POST, auto_id="end_%s")
    return _done(
        request,
        actor,
        row,
        "end_form",
        form,
        lambda: registering.end_early(
            actor=actor, certificate=row, at=clock.now(), **form.cleaned_data
        ),
        "The earlier end stands in the register and in the status list.",
    )


@in_house(Right.CONFIRM)
@require_POST
@acts_once
def withdraw(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Take it back."""
    row = certificate_of(actor.organisation, number)
    form = ReasonForm(request.POST, auto_id="withdraw_%s")
    return _done(
        request,
        actor,
        row,
        "withdraw_form",
        form,
        lambda: registering.withdraw_certificate(
            actor=actor, certificate=row, reason=form.cleaned_data["reason"], at=clock.now()
        ),
        "Withdrawn. Whoever checks it from now on is told so.",
    )


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def copy(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """Note that somebody got another paper."""
    row = certificate_of(actor.organisation, number)
    form = CopyForm(request.POST, auto_id="copy_%s")

    def noted() -> IssuedCertificate:
        to = form.cleaned_data["to"]
        registering.copy_handed_out(actor=actor, certificate=row, to=to, at=clock.now())
        return row

    return _done(request, actor, row, "copy_form", form, noted, "The paper is noted.")


def _done(
    http: HttpRequest,
    actor: Actor,
    row: IssuedCertificate,
    name: str,
    form: DeskForm,
    act: Callable[[], IssuedCertificate],
    said: str,
) -> HttpResponse:
    """Act and lead to the certificate that counts now; or draw the page again with what was refused."""
    if form.is_valid():
        try:
            made = act()
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(http, said)
            return redirect("authority:register-certificate", actor.organisation.slug, made.number)
    return draw(http, actor, row, **{name: form})
