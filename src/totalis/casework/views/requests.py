"""The request tab: the checklist, lane, channel and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.casework.forms.conflicts import drawn_again
from totalis.casework.forms.requests import FieldsForm
from totalis.casework.forms.tracking import ExceptionForm
from totalis.casework.models import ChannelException
from totalis.casework.selectors.asked import advice_of_request
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.selectors.parts import parts_for
from totalis.casework.selectors.request_fields import field_groups, saved_fields
from totalis.casework.selectors.request_page import request_page
from totalis.casework.selectors.requests import request_of
from totalis.casework.services import channels, requests
from totalis.casework.services.editing import ChangedMeanwhileError
from totalis.casework.views.form_pages import acted, back_to, form_page, to_tab
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import Direction
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from totalis.casework.models import Case
    from totalis.casework.selectors.request_fields import FieldGroup
    from totalis.webbase.accounts.actor import Actor

TAB = "request"
CONFLICT = 409


@needs(Right.VIEW)
@require_safe
def overview(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Every step of the request in its order."""
    return draw(request, actor, case_of(actor, reference))


def draw(
    request: HttpRequest, actor: Actor, case: Case, error: InputError | None = None
) -> HttpResponse:
    """Draw the checklist; 422 with what was refused, where something was."""
    file = case_file(case)
    context = case_page(actor, case, tab=TAB, today=clock.today(), file=file)
    context |= request_page(actor, case, file, clock.now())
    context["parts"] = parts_for(actor, case, "sending")
    context["problems"] = error.problems if error is not None else ()
    status = UNPROCESSABLE if error is not None else 200
    return render(request, "casework/request/overview.html", context, status=status)


def act_or_draw(
    request: HttpRequest, actor: Actor, case: Case, act: Callable[[], object]
) -> HttpResponse:
    """Act and lead back to the checklist, or draw it with what was refused."""
    try:
        act()
    except InputError as error:
        return draw(request, actor, case, error)
    return to_tab(case, TAB)


@needs(Right.PREPARE)
@require_POST
@acts_once
def begin(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Begin the request."""
    case = case_of(actor, reference)
    wanted = request.POST.get("direction", "")
    direction = next((item for item in Direction if item.value == wanted), None)

    def act() -> object:
        return requests.begin_request(
            actor=actor,
            case=case,
            product=request.POST.get("product", "certificate"),
            direction=direction,
            at=clock.now(),
        )

    return act_or_draw(request, actor, case, act)


@needs(Right.PREPARE)
@require_POST
@acts_once
def renew(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Read lane, country and fields from the facts again; perhaps with another product."""
    case = case_of(actor, reference)

    def act() -> object:
        return requests.renew_request(
            actor=actor,
            case=case,
            product=request.POST.get("product", ""),
            seen_revision=_revision(request),
            at=clock.now(),
        )

    return act_or_draw(request, actor, case, act)


@needs(Right.PREPARE)
@require_POST
@acts_once
def choose_channel(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Take a channel that needs no exception."""
    case = case_of(actor, reference)

    def act() -> object:
        return channels.choose_channel(
            actor=actor,
            case=case,
            channel=request.POST.get("channel", ""),
            seen_revision=_revision(request),
            at=clock.now(),
        )

    return act_or_draw(request, actor, case, act)


@needs(Right.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def ask_exception(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Ask for another channel than online."""
    case = case_of(actor, reference)
    file = case_file(case)
    advice = advice_of_request(file)
    if advice is None:
        raise Http404
    offered = [item for item in advice.channels if item.exception]
    form = ExceptionForm(
        request.POST or None,
        channels=[(item.key, item.label) for item in offered],
        initial={"destination_checked_on": clock.today()},
    )

    def act() -> object:
        data = form.cleaned_data
        return channels.ask_channel_exception(actor=actor, case=case, at=clock.now(), **data)

    if request.method == "POST" and acted(form, act):
        return to_tab(case, TAB)
    return form_page(
        request,
        actor,
        case,
        form=form,
        tab=TAB,
        title="Ask for another channel",
        button="Ask for exception",
        file=file,
        intro="Online is the rule. Somebody who may approve decides on anything else; the destination is checked again now, because sources name different ones.",
        destinations=offered,
    )


@needs(Right.APPROVE)
@require_POST
@acts_once
def decide_exception(
    request: HttpRequest, actor: Actor, reference: str, exception: int
) -> HttpResponse:
    """Approve or refuse another channel."""
    case = case_of(actor, reference)
    row = ChannelException.objects.filter(case=case, pk=exception).first()
    if row is None:
        raise Http404

    def act() -> object:
        return channels.decide_channel_exception(
            actor=actor,
            case=case,
            exception=row,
            approved=request.POST.get("decision") == "approve",
            reason=request.POST.get("reason", ""),
            at=clock.now(),
        )

    return act_or_draw(request, actor, case, act)


@needs(Right.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def fields(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Fill in the fields, each with its source document."""
    case = case_of(actor, reference)
    file, record = case_file(case), request_of(case)
    if record is None:
        raise Http404
    groups = field_groups(case, file, clock.now())
    form = FieldsForm(
        request.POST or None,
        asked=[row.field for group in groups for row in group.rows],
        saved=saved_fields(file),
        documents=file.evidence,
        initial={"revision": record.revision},
    )
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                _save(actor, case, form)
            except ChangedMeanwhileError as error:
                form.add_problems(error)
                drawn_again(form, record.revision)
                status = CONFLICT
            except InputError as error:
                form.add_problems(error)
            else:
                return to_tab(case, TAB)
    context = case_page(actor, case, tab=TAB, today=clock.today(), file=file)
    context |= {"form": form, "groups": _drawn(form, groups), "back": back_to(case, TAB)}
    context["conflict"] = status == CONFLICT
    return render(request, "casework/request/fields.html", context, status=status)


def _save(actor: Actor, case: Case, form: FieldsForm) -> None:
    requests.fill_fields(
        actor=actor,
        case=case,
        values=form.values(),
        seen_revision=form.cleaned_data["revision"],
        at=clock.now(),
    )


def _drawn(form: FieldsForm, groups: tuple[FieldGroup, ...]) -> list[dict[str, Any]]:
    """Each group with the widgets of its fields, and what is saved where something else was typed."""
    typed = form.values() if form.is_bound and hasattr(form, "cleaned_data") else {}
    return [
        {
            "title": group.title,
            "key": group.key,
            "rows": [
                {
                    "row": row,
                    "parts": form.parts(row.field.key),
                    "differs": row.field.key in typed
                    and typed[row.field.key][0] != form.saved_value(row.field.key),
                }
                for row in group.rows
            ],
        }
        for group in groups
    ]


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() else 0
