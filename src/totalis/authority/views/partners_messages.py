"""The pages about messages: one message with its proof, what was said about a request, writing and answering."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from totalis.authority.exchange.shapes import (
    DeterminedReply,
    InformationRequest,
    Notification,
)
from totalis.authority.forms.partners import (
    FINAL,
    FOR_NOW,
    QUESTION,
    InformationForm,
    ObjectionForm,
    WriteForm,
)
from totalis.authority.models import CoverageRequest, MessageState, State
from totalis.authority.selectors.exchange import (
    check_proof,
    message_in,
    messages_about,
    messages_of,
    partner_state,
    question_of,
    reply_to,
)
from totalis.authority.selectors.partners import partner_for, partners_of
from totalis.authority.selectors.partners_words import lines_of
from totalis.authority.services import exchanging, exchanging_writing
from totalis.authority.services.exchanging_determined import determined_for
from totalis.authority.views.agency_door import in_house
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.authority.exchange.shapes import Content
    from totalis.authority.models import ExchangeMessage, Partner
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm

WHOLE = "whole"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@in_house(Right.VIEW)
@form_methods
@acts_once
def message(request: HttpRequest, actor: Actor, *, message: int) -> HttpResponseBase:
    """One message: what it says, where it stands, whether its proof holds; a POST answers it."""
    row = _message(actor, message)
    form = _answer_form(request, actor, row)
    if request.method == "POST":
        require(actor, Right.EXAMINE)
        if form is not None and form.is_valid():
            try:
                _answered(actor, row, form.cleaned_data)
            except InputError as error:
                form.add_problems(error)
            else:
                messages.success(request, "The answer is on its way.")
                return _to(row)
    return _page(request, actor, row, form)


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def again(request: HttpRequest, actor: Actor, *, message: int) -> HttpResponseBase:
    """Send a message again."""
    row = _message(actor, message)
    said = "The message is on its way again, under the same identifier."
    _tried(
        request, lambda: exchanging_writing.resend(actor=actor, message=row, at=clock.now()), said
    )
    return _to(row)


@in_house(Right.VIEW)
@form_methods
@acts_once
def of_request(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponseBase:
    """What was said with the partner about a request; a POST writes."""
    rows = CoverageRequest.objects.of(actor.organisation).select_related("organisation")
    row = get_object_or_404(rows, control_number=number)
    partner = _partner_of(row)
    decided = exchanging.standing_issue(row) is not None
    form = WriteForm(request.POST or None, with_decision=decided)
    if request.method == "POST":
        require(actor, Right.EXAMINE)
        if partner is not None and form.is_valid():
            try:
                content = _content(form.cleaned_data, row)
                exchanging_writing.write_to_partner(
                    actor=actor, partner=partner, content=content, at=clock.now(), request=row
                )
            except InputError as error:
                form.add_problems(error)
            else:
                messages.success(request, "The message is on its way.")
                return redirect(
                    "authority:request-messages", organisation=row.organisation.slug, number=number
                )
    return _request_page(request, actor, row, partner, form)


@in_house(Right.EXAMINE)
@require_POST
@acts_once
def put(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponseBase:
    """Put a confirmed exception to the partner, or issue what it agreed to."""
    rows = CoverageRequest.objects.of(actor.organisation)
    row = get_object_or_404(rows, control_number=number)
    act = exchanging.issue_agreed if "issue" in request.POST else exchanging.put_to_partner
    said = "The certificate is issued." if "issue" in request.POST else "It is on its way."
    _tried(request, lambda: act(actor=actor, request=row, at=clock.now()), said)
    slug = actor.organisation.slug
    return redirect("authority:request-messages", organisation=slug, number=number)


@in_house(Right.EXAMINE)
@form_methods
@acts_once
def write(request: HttpRequest, actor: Actor, *, partner: int) -> HttpResponseBase:
    """Begin a matter that is about no request here."""
    row = get_object_or_404(partners_of(actor.organisation), pk=partner)
    form = WriteForm(request.POST or None)
    if form.is_valid():
        content = _content(form.cleaned_data, None)
        try:
            made = exchanging_writing.write_to_partner(
                actor=actor, partner=row, content=content, at=clock.now()
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The message is on its way.")
            return _to(made)
    context = {"form": form, "partner": row}
    status = UNPROCESSABLE if form.is_bound else None
    return TemplateResponse(request, "authority/partners/write.html", context, status=status)


def _page(
    request: HttpRequest, actor: Actor, row: ExchangeMessage, form: DeskForm | None
) -> TemplateResponse:
    may_read = actor.may(Right.READ_NUMBERS)
    whole = may_read and request.GET.get("numbers") == WHOLE
    if whole:
        exchanging_writing.recorded(actor, "read numbers in message", row, clock.now())
    try:
        said = lines_of(message_in(row).content)
        text = json.dumps(json.loads(row.text), ensure_ascii=False, indent=2) if whole else ""
    except InputError:
        said, text = [], row.text if whole else ""
    context = {
        "message": row,
        "said": said,
        "text": text,
        "may_read": may_read,
        "proof": check_proof(row),
        "reply": reply_to(row),
        "form": form,
        "may_resend": actor.may(Right.EXAMINE)
        and row.outgoing
        and bool(row.text)
        and row.state in (MessageState.DUE, MessageState.GIVEN_UP, MessageState.REJECTED),
    }
    status = UNPROCESSABLE if form is not None and form.is_bound else None
    return TemplateResponse(request, "authority/partners/message.html", context, status=status)


def _request_page(
    request: HttpRequest,
    actor: Actor,
    row: CoverageRequest,
    partner: Partner | None,
    form: WriteForm,
) -> TemplateResponse:
    waits = exchanging.confirmed_exception(row) is not None and row.state != State.COMPLETED
    context = {
        "row": row,
        "partner": partner,
        "state": partner_state(row),
        "asked": question_of(row),
        "messages_with": messages_about(row),
        "form": form,
        "may_examine": actor.may(Right.EXAMINE),
        "decision_waits": waits,
    }
    status = UNPROCESSABLE if form.is_bound else None
    return TemplateResponse(request, "authority/partners/request.html", context, status=status)


def _answer_form(
    request: HttpRequest, actor: Actor, row: ExchangeMessage
) -> InformationForm | ObjectionForm | None:
    """What the message can be answered with, where it is the partner's and nobody has."""
    waits = not row.outgoing and row.state == MessageState.TAKEN
    if not waits or not actor.may(Right.EXAMINE) or reply_to(row) is not None:
        return None
    if row.kind == QUESTION:
        return InformationForm(request.POST or None)
    return ObjectionForm(request.POST or None) if row.kind in (FINAL, FOR_NOW) else None


def _answered(actor: Actor, row: ExchangeMessage, given: dict[str, Any]) -> None:
    if row.kind == QUESTION:
        exchanging_writing.inform(actor=actor, asked=row, text=given["text"], at=clock.now())
        return
    content = DeterminedReply(agrees=given["agrees"] == "yes", reasons=given["reasons"])
    exchanging_writing.answer_partner(actor=actor, asked=row, content=content, at=clock.now())


def _content(given: dict[str, Any], row: CoverageRequest | None) -> Content:
    """What somebody wrote, as a message.

    Raises:
        InputError: nothing is decided that a determination could tell.
    """
    if given["kind"] == QUESTION:
        return InformationRequest(text=given["text"])
    if row is not None and given["kind"] in (FINAL, FOR_NOW):
        return determined_for(row, reasons=given["text"], final=given["kind"] == FINAL)
    return Notification(text=given["text"])


def _partner_of(row: CoverageRequest) -> Partner | None:
    asked = question_of(row)
    return asked.partner if asked else partner_for(row.organisation, row.agreement)


def _tried(request: HttpRequest, act: Callable[[], object], said: str) -> None:
    try:
        act()
    except InputError as error:
        messages.error(request, f"Found: {error.problems[0].found}. {error.problems[0].remedy}")
    else:
        messages.success(request, said)


def _message(actor: Actor, number: int) -> ExchangeMessage:
    rows = messages_of(actor.organisation).select_related("organisation", "partner", "request")
    return get_object_or_404(rows, pk=number)


def _to(row: ExchangeMessage) -> HttpResponseBase:
    return redirect("authority:message", organisation=row.organisation.slug, message=row.pk)
