"""A packet: built, looked at page by page, decided on, downloaded, sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.casework.forms.tracking import SendingForm
from totalis.casework.models import Packet
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.exception_letter import has_letter, letter_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.selectors.packet_page import packet_page, sending_page
from totalis.casework.selectors.packets import packet_of
from totalis.casework.selectors.parts import parts_for
from totalis.casework.services.approvals import decide_packet
from totalis.casework.services.lodging import record_sending
from totalis.casework.services.packets import draw_packet, keep_packet, note_taken
from totalis.casework.views.form_pages import acted, back_to, proof_in, to_tab
from totalis.casework.views.requests import act_or_draw, draw
from totalis.documents.letter import letter_pdf
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.selectors import content, preview_png
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.casework.models import Case
    from totalis.casework.services.packets import DrawnPacket
    from totalis.webbase.accounts.actor import Actor

TAB = "request"


@needs(Right.PREPARE)
@require_POST
def build(request: HttpRequest, actor: Actor, reference: str) -> HttpResponseBase:
    """Build the packet of the request as it is now: drawn before anything is locked, kept once."""
    case = case_of(actor, reference)
    try:
        drawn = draw_packet(actor=actor, case=case, at=clock.now())
    except InputError as error:
        return draw(request, actor, case, error)
    return to_tab(case, TAB) if isinstance(drawn, Packet) else _keep(request, actor, case, drawn)


@acts_once
def _keep(request: HttpRequest, actor: Actor, case: Case, drawn: DrawnPacket) -> HttpResponse:
    def act() -> object:
        return keep_packet(actor=actor, case=case, drawn=drawn, at=clock.now())

    return act_or_draw(request, actor, case, act)


@needs(Right.VIEW)
@require_safe
def packet(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """The pages of a packet, what changed since the one before, its checks, and the decision."""
    case = case_of(actor, reference)
    return _draw(request, actor, case, packet_of(case, number))


def _draw(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    shown: Packet,
    error: InputError | None = None,
) -> HttpResponse:
    file = case_file(case)
    context = case_page(actor, case, tab=TAB, today=clock.today(), file=file)
    context |= packet_page(actor, case, file, shown)
    context |= {
        "problems": error.problems if error is not None else (),
        "reason": request.POST.get("reason", ""),
        "back": back_to(case, TAB),
    }
    status = UNPROCESSABLE if error is not None else 200
    return render(request, "casework/request/packet.html", context, status=status)


@needs(Right.APPROVE)
@require_POST
@acts_once
def decide(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """Approve or refuse a packet, by the digest that the page showed."""
    case = case_of(actor, reference)
    shown = packet_of(case, number)
    wanted = request.POST.get("decision", "")
    if wanted not in ("approve", "refuse"):
        raise Http404
    try:
        decide_packet(
            actor=actor,
            case=case,
            packet=shown,
            approved=wanted == "approve",
            packet_digest=request.POST.get("digest", ""),
            reason=request.POST.get("reason", ""),
            at=clock.now(),
        )
    except InputError as error:
        return _draw(request, actor, case, shown, error)
    return redirect("desk:packet", actor.organisation.slug, reference, number)


@needs(Right.LODGE)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def send(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """What to type where, then the record of the sending."""
    case = case_of(actor, reference)
    shown = packet_of(case, number)
    form = SendingForm(
        request.POST or None,
        request.FILES or None,
        case=case,
        initial={"sent_at": clock.now()},
    )

    def act() -> object:
        data = form.cleaned_data
        return record_sending(
            actor=actor,
            case=case,
            packet=shown,
            sent_at=data["sent_at"],
            control_number=data["control_number"],
            confirmation=proof_in(
                actor, case, form, title="Confirmation of sending", kind="confirmation"
            ),
            at=clock.now(),
        )

    if request.method == "POST" and acted(form, act):
        return to_tab(case, "tracking")
    file = case_file(case)
    context = case_page(actor, case, tab=TAB, today=clock.today(), file=file)
    context |= sending_page(file, shown)
    context |= {"form": form, "back": back_to(case, TAB), "has_letter": has_letter(shown)}
    context["parts"] = parts_for(actor, case, "sending")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "casework/request/send.html", context, status=status)


@needs(Right.READ_NUMBERS)
@require_safe
def document(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """The packet as PDF."""
    del request
    case = case_of(actor, reference)
    shown = packet_of(case, number)
    note_taken(actor=actor, case=case, packet=shown, what="pdf", at=clock.now())
    return _file(content(shown.document), "application/pdf", f"{reference}-packet-{number}.pdf")


@needs(Right.READ_NUMBERS)
@require_safe
def bundle(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """The packet with its documents and manifest as ZIP."""
    del request
    case = case_of(actor, reference)
    shown = packet_of(case, number)
    note_taken(actor=actor, case=case, packet=shown, what="bundle", at=clock.now())
    return _file(content(shown.bundle), "application/zip", f"{reference}-packet-{number}.zip")


@needs(Right.READ_NUMBERS)
@require_safe
def letter(request: HttpRequest, actor: Actor, reference: str, number: int) -> HttpResponse:
    """The letter that goes with a request for an exception, as PDF."""
    del request
    case = case_of(actor, reference)
    shown = packet_of(case, number)
    parts = letter_of(case, shown)
    note_taken(actor=actor, case=case, packet=shown, what="letter", at=clock.now())
    return _file(letter_pdf(parts), "application/pdf", f"{reference}-letter-{number}.pdf")


@needs(Right.READ_NUMBERS)
@require_safe
def page(
    request: HttpRequest, actor: Actor, reference: str, number: int, page: int
) -> HttpResponse:
    """One page of the packet as a picture."""
    del request
    shown = packet_of(case_of(actor, reference), number)
    picture = preview_png(shown.document, page)
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/png")


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
