"""On a case: one click that files, news, answers to questions, withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from totalis.casework.models import Evidence
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.selectors.packets import packet_of
from totalis.connected.forms import AnswerForm, CorrectionForm, WithdrawalForm
from totalis.connected.selectors.corrections import changes_for, packets_there, pending_for
from totalis.connected.selectors.filings import filing_of, question_of
from totalis.connected.selectors.packets import service_for
from totalis.connected.services import filing as filings, replying, taking
from totalis.connected.services.correction import correct
from totalis.connected.services.packing import new_documents
from totalis.connected.services.wire import ServiceAwayError, ServiceRefusedError
from totalis.connected.views.acting import done, refused
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TAB = "tracking"


@needs(Right.LODGE)
@require_POST
@acts_once
def file_packet(
    request: HttpRequest, actor: Actor, *, reference: str, number: int
) -> HttpResponseBase:
    """File an approved packet."""
    case = case_of(actor, reference)
    packet = packet_of(case, number)
    service = service_for(case, packet)
    if service is None:
        raise Http404
    try:
        filings.file_packet(
            actor=actor,
            case=case,
            packet=packet,
            service=service,
            at=clock.now(),
            anew="anew" in request.POST,
        )
    except InputError as error:
        refused(request, error)
        return redirect("desk:request", actor.organisation.slug, reference)
    messages.success(
        request,
        f"Packet {number} is on its way to {service.name}. Control number and confirmation come by themselves.",
    )
    return redirect("desk:tracking", actor.organisation.slug, reference)


@needs(Right.LODGE)
@form_methods
@acts_once
def correct_request(
    request: HttpRequest, actor: Actor, *, reference: str, number: int
) -> HttpResponseBase:
    """Send an approved packet as a correction of the request that the service has."""
    case = case_of(actor, reference)
    packet = packet_of(case, number)
    service = service_for(case, packet)
    pending = pending_for(case, service, packet) if service is not None else None
    if pending is None:
        raise Http404
    row = pending.filing
    form = CorrectionForm(request.POST or None)

    def act() -> object:
        reason = form.cleaned_data["reason"]
        return correct(actor=actor, filing=row, packet=packet, reason=reason, at=clock.now())

    if done(form, act) is not None:
        said = f"Packet {number} is on its way to {row.service.name} as a correction of {row.control_number}."
        messages.success(request, said)
        return redirect("desk:tracking", actor.organisation.slug, reference)
    return _case_form(
        request,
        actor,
        case,
        form,
        title=f"Correct request {row.control_number}",
        button="Send correction",
        correction=pending,
        packet=packet,
        changes=changes_for(row, packet),
        documents=[one for _field, one in new_documents(row, packet)],
    )


@needs(Right.LODGE)
@require_POST
def ask_now(request: HttpRequest, actor: Actor, *, filing: int) -> HttpResponseBase:
    """Ask the service for news at once. What comes is written once however often it is asked; see `test`."""
    row = filing_of(actor, filing)
    if row is None:
        raise Http404
    try:
        count = taking.ask(row.service, clock.now())
        found = taking.take(row, (), clock.now())
    except (ServiceAwayError, ServiceRefusedError) as error:
        messages.error(request, f"{row.service.name} did not answer. {error}")
    else:
        said = "There was news; it stands below." if count or found else "There is nothing new."
        messages.success(request, said)
    return redirect("desk:tracking", actor.organisation.slug, row.case.reference)


@needs(Right.LODGE)
@form_methods
@acts_once
def answer(request: HttpRequest, actor: Actor, *, question: int) -> HttpResponseBase:
    """Answer a question of the service."""
    row = question_of(actor, question)
    if row is None:
        raise Http404
    known = {
        item["field"]: item["label"] for item in packets_there(row.filing)[-1].snapshot["fields"]
    }
    labels = {key: known.get(key, key.replace("_", " ")) for key in row.fields}
    evidence = Evidence.objects.filter(case=row.case).order_by("pk")
    form = AnswerForm(request.POST or None, evidence=evidence, fields=labels)

    def act() -> object:
        return replying.answer(
            actor=actor,
            question=row,
            text=form.cleaned_data["text"],
            corrections=form.corrections(),
            documents=list(form.cleaned_data.get("documents", ())),
            labels=labels,
            at=clock.now(),
        )

    if done(form, act) is not None:
        messages.success(request, f"The answer is on its way to {row.filing.service.name}.")
        return redirect("desk:tracking", actor.organisation.slug, row.case.reference)
    title = f"Answer {row.filing.service.name}"
    return _case_form(
        request, actor, row.case, form, title=title, button="Send answer", question=row
    )


@needs(Right.LODGE)
@form_methods
@acts_once
def withdraw(request: HttpRequest, actor: Actor, *, filing: int) -> HttpResponseBase:
    """Take a request back."""
    row = filing_of(actor, filing)
    if row is None:
        raise Http404
    form = WithdrawalForm(request.POST or None)

    def act() -> object:
        reason = form.cleaned_data["reason"]
        return replying.withdraw(actor=actor, filing=row, reason=reason, at=clock.now())

    if done(form, act) is not None:
        messages.success(request, f"The withdrawal is on its way to {row.service.name}.")
        return redirect("desk:tracking", actor.organisation.slug, row.case.reference)
    title = f"Take request {row.control_number} back"
    return _case_form(request, actor, row.case, form, title=title, button="Take request back")


def _case_form(
    request: HttpRequest,
    actor: Actor,
    case: Any,  # noqa: ANN401 - a case
    form: DeskForm,
    *,
    title: str,
    button: str,
    **more: Any,  # noqa: ANN401 - what the page says beside its form
) -> HttpResponseBase:
    """A page of a case with one form."""
    context = case_page(actor, case_of(actor, case.reference), tab=TAB, today=clock.today())
    back = reverse("desk:tracking", args=[actor.organisation.slug, case.reference])
    context |= {"form": form, "page_title": title, "button": button, "back": back, **more}
    status = UNPROCESSABLE if form.is_bound else None
    return TemplateResponse(request, "connected/case_form.html", context, status=status)
