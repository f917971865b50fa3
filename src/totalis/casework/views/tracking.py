"""The tracking tab: what the agency said, when it may be asked, and the way where no certificate can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from totalis.casework.forms.tracking import (
    AttemptForm,
    CheckForm,
    ContactForm,
    ControlNumberForm,
    FollowUpForm,
    OutcomeForm,
    WaitingForm,
)
from totalis.casework.models import AlternateAttempt, Lodgement
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.selectors.parts import parts_for
from totalis.casework.selectors.requests import request_of
from totalis.casework.selectors.tracking import follow_up_stops, instruction_of, tracking_page
from totalis.casework.services import alternate, lodging, tracking
from totalis.casework.views.form_pages import acted, form_page, proof_in, to_tab
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor

TAB = "tracking"
LETTER, CONFIRMATION = "agency_letter", "confirmation"
"""Kinds of documents that come with what is recorded here (`procedure/data/evidence.yaml`)."""
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@needs(Right.VIEW)
@require_safe
def overview(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Everything since the sending, in the order of time."""
    case = case_of(actor, reference)
    file = case_file(case)
    context = case_page(actor, case, tab=TAB, today=clock.today(), file=file)
    context |= tracking_page(actor, case, file, clock.today())
    context["parts"] = parts_for(actor, case, TAB)
    return render(request, "casework/tracking/overview.html", context)


@needs(Right.LODGE)
@form_methods
@acts_once
def check(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Record what the channel said."""
    case = case_of(actor, reference)
    initial = {"checked_at": clock.now(), "channel": "online"}
    form = CheckForm(request.POST or None, request.FILES or None, case=case, initial=initial)

    def act() -> object:
        data = form.cleaned_data
        return tracking.record_check(
            actor=actor,
            case=case,
            verbatim=data["verbatim"],
            label=data["label"],
            channel=data["channel"],
            checked_at=data["checked_at"],
            evidence=proof_in(actor, case, form, title="Status as shown", kind=CONFIRMATION),
            at=clock.now(),
        )

    if request.method == "POST" and acted(form, act):
        return to_tab(case, TAB)
    return form_page(
        request,
        actor,
        case,
        form=form,
        tab=TAB,
        title="Record a status check",
        button="Record status check",
        intro="Write down what the channel shows, word for word. Received, Pending and Completed are its words, not ours; what they mean exactly is unknown.",
    )


@needs(Right.LODGE)
@form_methods
@acts_once
def contact(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Record a contact with the agency that is no follow-up."""
    case = case_of(actor, reference)
    initial = {"happened_at": clock.now()}
    form = ContactForm(request.POST or None, request.FILES or None, case=case, initial=initial)

    def act() -> object:
        data = form.cleaned_data
        return tracking.record_communication(
            actor=actor,
            case=case,
            direction=data["direction"],
            channel=data["channel"],
            counterpart=data["counterpart"],
            verbatim=data["verbatim"],
            happened_at=data["happened_at"],
            evidence=proof_in(actor, case, form, title="Contact with the agency", kind=LETTER),
            at=clock.now(),
        )

    if request.method == "POST" and acted(form, act):
        return to_tab(case, TAB)
    return form_page(
        request,
        actor,
        case,
        form=form,
        tab=TAB,
        title="Record a contact",
        button="Record contact",
        intro="Letters, calls and messages, in both directions. A message that asks where the answer is, is a follow-up and has its own page.",
    )


@needs(Right.VIEW)
@form_methods
@acts_once
def follow_up(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Record a follow-up, if it need not wait or somebody who may approve says why this one need not."""
    case = case_of(actor, reference)
    file = case_file(case)
    stops = follow_up_stops(case, file, instruction_of(request_of(case)), actor.user, clock.today())
    form = FollowUpForm(
        request.POST or None,
        request.FILES or None,
        case=case,
        may_override=actor.may(Right.APPROVE) and bool(stops),
        initial={"happened_at": clock.now()},
    )

    def act() -> object:
        data = form.cleaned_data
        overriding = bool(data.get("override_reason", "").strip())
        right = Right.APPROVE if overriding else Right.LODGE
        return tracking.record_communication(
            actor=actor,
            case=case,
            direction="out",
            channel=data["channel"],
            counterpart=data["counterpart"],
            verbatim=data["verbatim"],
            happened_at=data["happened_at"],
            is_follow_up=True,
            override_reason=data.get("override_reason", ""),
            evidence=proof_in(actor, case, form, title="Follow-up", kind=LETTER, right=right),
            at=clock.now(),
        )

    if request.method == "POST" and acted(form, act):
        return to_tab(case, TAB)
    return form_page(
        request,
        actor,
        case,
        form=form,
        tab=TAB,
        title="Record a follow-up",
        button="Record follow-up",
        file=file,
        stops=stops,
        may_override=actor.may(Right.APPROVE),
        blocked=bool(stops) and not actor.may(Right.APPROVE),
    )


@needs(Right.LODGE)
@form_methods
@acts_once
def control_number(
    request: HttpRequest, actor: Actor, reference: str, lodgement: int
) -> HttpResponse:
    """Record the channel's own number."""
    case = case_of(actor, reference)
    row = Lodgement.objects.filter(case=case, pk=lodgement).first()
    if row is None:
        raise Http404
    initial = {"control_number": row.control_number}
    form = ControlNumberForm(
        request.POST or None, request.FILES or None, case=case, initial=initial
    )

    def act() -> object:
        return lodging.record_control_number(
            actor=actor,
            case=case,
            lodgement=row,
            control_number=form.cleaned_data["control_number"],
            confirmation=proof_in(actor, case, form, title="Confirmation", kind=CONFIRMATION),
            at=clock.now(),
        )

    if request.method == "POST" and acted(form, act):
        return to_tab(case, TAB)
    return form_page(
        request,
        actor,
        case,
        form=form,
        tab=TAB,
        title="Record the control number",
        button="Record control number",
    )


@needs(Right.LODGE)
@form_methods
@acts_once
def waiting(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Take the agency's current instruction on waiting."""
    case = case_of(actor, reference)
    record = request_of(case)
    if record is None:
        raise Http404
    held = instruction_of(record)
    initial = {
        "business_days": held.business_days,
        "source": held.source,
        "read_on": clock.today(),
        "revision": record.revision,
    }
    form = WaitingForm(request.POST or None, initial=initial)

    def act() -> object:
        data = form.cleaned_data
        return tracking.set_waiting_instruction(
            actor=actor,
            case=case,
            business_days=data["business_days"],
            source=data["source"],
            read_on=data["read_on"],
            seen_revision=data["revision"],
            at=clock.now(),
        )

    if request.method == "POST" and acted(form, act):
        return to_tab(case, TAB)
    return form_page(
        request,
        actor,
        case,
        form=form,
        tab=TAB,
        title="Set the waiting window",
        button="Set waiting window",
        intro="Where the agency's current instruction names another number of business days than the standing rule, write it down with its source.",
    )


@needs(Right.LODGE)
@form_methods
@acts_once
def attempt(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Record a step of the alternate procedure."""
    case = case_of(actor, reference)
    form = AttemptForm(
        request.POST or None,
        request.FILES or None,
        case=case,
        initial={"happened_at": clock.now()},
    )

    def act() -> object:
        data = form.cleaned_data
        return alternate.record_attempt(
            actor=actor,
            case=case,
            addressee=data["addressee"],
            asked_for=data["asked_for"],
            outcome=data["outcome"],
            happened_at=data["happened_at"],
            evidence=proof_in(actor, case, form, title="Alternate procedure", kind=LETTER),
            at=clock.now(),
        )

    if request.method == "POST" and acted(form, act):
        return to_tab(case, TAB)
    return form_page(
        request,
        actor,
        case,
        form=form,
        tab=TAB,
        title="Record a step of the alternate procedure",
        button="Record step",
    )


@needs(Right.LODGE)
@form_methods
@acts_once
def outcome(request: HttpRequest, actor: Actor, reference: str, attempt: int) -> HttpResponse:
    """Record what came of a step."""
    case = case_of(actor, reference)
    row = AlternateAttempt.objects.filter(case=case, pk=attempt).first()
    if row is None:
        raise Http404
    form = OutcomeForm(request.POST or None, request.FILES or None, case=case)

    def act() -> object:
        return alternate.record_outcome(
            actor=actor,
            case=case,
            attempt=row,
            outcome=form.cleaned_data["outcome"],
            evidence=proof_in(actor, case, form, title="Answer", kind=LETTER),
            at=clock.now(),
        )

    if request.method == "POST" and acted(form, act):
        return to_tab(case, TAB)
    return form_page(
        request,
        actor,
        case,
        form=form,
        tab=TAB,
        title="Record what came of it",
        button="Record outcome",
        intro=f"{row.addressee}: {row.asked_for}",
    )
