"""Delivery, history, export, closing: what happens to a proof after it is there."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.forms.certificates import (
    AttachmentForm,
    DeliveryForm,
    ExportForm,
    ReasonForm,
    ReceiptForm,
)
from totalis.casework.models import Delivery, Export
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.deliveries import certificate_by_key, delivery_page
from totalis.casework.selectors.disposal import kept_until
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.closing import close_case, reopen_case
from totalis.casework.services.deliveries import (
    record_attachment,
    record_delivery,
    record_receipt,
)
from totalis.casework.services.evidence import add_document
from totalis.casework.services.exports import drawn_proof, keep_proof, note_taken
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.entry import content as entry_content
from totalis.webbase.audit.selectors import BATCH, entries_of, length_of
from totalis.webbase.audit.views import chain_checked, chain_of
from totalis.webbase.files.selectors import content
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.casework.models import Case, Evidence
    from totalis.casework.selectors.deliveries import DrawnDuty
    from totalis.casework.selectors.exports import DrawnProof
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.audit.models import AuditEntry

A_PAGE = 100


@needs(Right.VIEW)
@require_safe
def deliveries(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Who must have the certificate, who has it, and which returns carry a copy."""
    return _deliveries(request, actor, case_of(actor, reference))


def _deliveries(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    refused: tuple[str, Any] | None = None,
) -> HttpResponse:
    today = clock.today()
    context = case_page(actor, case, tab="delivery", today=today)
    context |= delivery_page(context["file"], today)
    own = dict([refused]) if refused else {}
    if context["certificate"] is not None:
        context["duties"] = [(duty, _form_of(duty, today, own)) for duty in context["duties"]]
        initial = {"tax_year": context["year_to_attach"], "attached_on": today}
        context["attach_form"] = own.get("attach") or AttachmentForm(
            prefix="attach", initial=initial
        )
    context["may_prepare"] = actor.may(Right.PREPARE) and case.closed_at is None
    status = UNPROCESSABLE if refused else 200
    return render(request, "casework/delivery/page.html", context, status=status)


def _form_of(
    duty: DrawnDuty, today: date, own: dict[str, Any]
) -> DeliveryForm | ReceiptForm | None:
    """The form for the next step: sending, then the proof of receipt, then none."""
    if duty.line.state == "confirmed":
        return None
    if duty.delivery is not None and duty.line.state == "sent":
        prefix = f"receipt-{duty.delivery.pk}"
        return own.get(prefix) or ReceiptForm(prefix=prefix, initial={"receipt_on": today})
    prefix = f"send-{duty.line.duty.recipient}"
    initial = {"recipient_name": duty.line.name, "sent_on": today}
    return own.get(prefix) or DeliveryForm(prefix=prefix, initial=initial)


@needs(Right.PREPARE)
@require_POST
@acts_once
def send_copy(
    request: HttpRequest, actor: Actor, reference: str, certificate: int, recipient: str
) -> HttpResponse:
    """Record that a copy was sent or handed over."""
    case = case_of(actor, reference)
    held = certificate_by_key(case, certificate)
    form = DeliveryForm(request.POST, prefix=f"send-{recipient}")
    if form.is_valid():
        try:
            record_delivery(
                actor=actor,
                case=case,
                certificate=held,
                recipient=recipient,
                at=clock.now(),
                **form.cleaned_data,
            )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:delivery", actor.organisation.slug, reference)
    return _deliveries(request, actor, case, (f"send-{recipient}", form))


@needs(Right.PREPARE)
@require_POST
@acts_once
def prove_receipt(
    request: HttpRequest, actor: Actor, reference: str, delivery: int
) -> HttpResponse:
    """Record the proof that a copy arrived."""
    case = case_of(actor, reference)
    record = Delivery.objects.filter(pk=delivery, case=case).first()
    if record is None:
        raise Http404
    form = ReceiptForm(request.POST, request.FILES, prefix=f"receipt-{delivery}")
    if form.is_valid():
        try:
            with transaction.atomic():  # no document of a receipt that is refused
                record_receipt(
                    actor=actor,
                    case=case,
                    delivery=record,
                    receipt_on=form.cleaned_data["receipt_on"],
                    evidence=_kept(actor, case, f"Receipt of {record.recipient_name}", form),
                    at=clock.now(),
                )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:delivery", actor.organisation.slug, reference)
    return _deliveries(request, actor, case, (f"receipt-{delivery}", form))


@needs(Right.PREPARE)
@require_POST
@acts_once
def attach(request: HttpRequest, actor: Actor, reference: str, certificate: int) -> HttpResponse:
    """Record that a copy went with a year's return."""
    case = case_of(actor, reference)
    held = certificate_by_key(case, certificate)
    form = AttachmentForm(request.POST, request.FILES, prefix="attach")
    if form.is_valid():
        try:
            year = form.cleaned_data["tax_year"]
            given = form.cleaned_data.get("file")
            with transaction.atomic():  # no page of a return that is refused
                record_attachment(
                    actor=actor,
                    case=case,
                    certificate=held,
                    tax_year=year,
                    attached_on=form.cleaned_data["attached_on"],
                    evidence=_kept(actor, case, f"Return of {year}, marked page", form)
                    if given
                    else None,
                    at=clock.now(),
                )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:delivery", actor.organisation.slug, reference)
    return _deliveries(request, actor, case, ("attach", form))


def _kept(actor: Actor, case: Case, title: str, form: Any) -> Evidence:  # noqa: ANN401 - a form with a file
    file = form.cleaned_data["file"]
    return add_document(
        actor=actor,
        case=case,
        title=title,
        kind="receipt",
        data=file,
        file_name=file.name,
        at=clock.now(),
    )


@needs(Right.VIEW)
@require_safe
def history(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Who did, saw and approved what in this case."""
    case = case_of(actor, reference)
    entries = entries_of(actor.organisation, reference)
    context = case_page(actor, case, tab="history", today=clock.today())
    context["page"] = Paginator(entries.reverse(), A_PAGE).get_page(request.GET.get("page"))
    context["reason_form"] = ReasonForm()
    context["may_prepare"] = actor.may(Right.PREPARE)
    context["kept_until"] = kept_until(case)
    return render(request, "casework/history/case.html", context)


@needs(Right.VIEW)
@require_safe
def history_file(request: HttpRequest, actor: Actor, reference: str) -> StreamingHttpResponse:  # noqa: ARG001 - a view's shape
    """The case's entries as JSON Lines, each with its digest."""
    case_of(actor, reference)
    return _lines(entries_of(actor.organisation, reference), f"{reference}-history.jsonl")


@needs(Right.VIEW)
@require_safe
def organisation_history(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole chain of the organisation, page by page, proved whole when somebody asks."""
    entries = entries_of(actor.organisation)
    if verb := request.GET.get("verb", ""):
        entries = entries.filter(verb=verb)
    pages = Paginator(entries.reverse(), A_PAGE)
    if not verb:
        pages.count = length_of(actor.organisation)  # the chain has no gaps: nothing is counted
    context = {
        "actor": actor,
        "page": pages.get_page(request.GET.get("page")),
        "verb": verb,
        **chain_of(actor.organisation),
    }
    return render(request, "casework/history/organisation.html", context)


@needs(Right.VIEW)
@require_POST
@acts_once
def organisation_chain(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have the chain proved: a short one now, a long one by the worker."""
    return chain_checked(request, actor, reverse("desk:history", args=[actor.organisation.slug]))


@needs(Right.VIEW)
@require_safe
def organisation_history_file(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:  # noqa: ARG001 - a view's shape
    """The organisation's chain as JSON Lines."""
    return _lines(entries_of(actor.organisation), f"{actor.organisation.slug}-history.jsonl")


def _lines(entries: QuerySet[AuditEntry], name: str) -> StreamingHttpResponse:
    """The entries as they come out of the database: a chain may be longer than the memory."""
    lines = (
        json.dumps(entry_content(entry) | {"digest": entry.digest}, ensure_ascii=False) + "\n"
        for entry in entries.iterator(chunk_size=BATCH)
    )
    return StreamingHttpResponse(
        lines,
        content_type="application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@needs(Right.VIEW)
@require_safe
def export(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """The proof for any day, and what was handed out before."""
    return _export(request, actor, case_of(actor, reference), None)


def _export(
    request: HttpRequest, actor: Actor, case: Case, form: ExportForm | None
) -> HttpResponse:
    context = case_page(actor, case, tab="export", today=clock.today())
    exports = Export.objects.filter(case=case).select_related("made_by", "blob")
    context["form"] = form or ExportForm(initial={"day": clock.today(), "known": "now"})
    context["exports"] = exports.order_by("-made_at")
    context["reads_numbers"] = actor.may(Right.READ_NUMBERS)
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "casework/export/page.html", context, status=status)


@needs(Right.READ_NUMBERS)
@require_POST
def make_export(request: HttpRequest, actor: Actor, reference: str) -> HttpResponseBase:
    """Make the bag for a day: drawn first, so that nobody's writing waits for the drawing; kept once."""
    case = case_of(actor, reference)
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _export(request, actor, case, form)
    day = form.cleaned_data["day"]
    then = datetime.combine(day, time.max, UTC)
    known_at = then if form.cleaned_data["known"] == "then" else None
    if known_at is not None and known_at < case.opened_at:
        form.add_error("day", "The case did not exist on that day, so nothing was known of it.")
        return _export(request, actor, case, form)
    try:
        drawn = drawn_proof(actor=actor, case=case, day=day, known_at=known_at)
    except InputError as error:
        form.add_problems(error)
        return _export(request, actor, case, form)
    return _keep_export(request, actor, case, form, drawn)


@acts_once
def _keep_export(
    request: HttpRequest, actor: Actor, case: Case, form: ExportForm, drawn: DrawnProof
) -> HttpResponse:
    try:
        keep_proof(actor=actor, case=case, drawn=drawn, at=clock.now())
    except InputError as error:
        form.add_problems(error)
        return _export(request, actor, case, form)
    return redirect("desk:export", actor.organisation.slug, case.reference)


@needs(Right.READ_NUMBERS)
@require_safe
def export_file(request: HttpRequest, actor: Actor, reference: str, export: int) -> HttpResponse:  # noqa: ARG001 - a view's shape
    """A bag that was made, to download."""
    case = case_of(actor, reference)
    found = Export.objects.filter(pk=export, case=case).select_related("blob").first()
    if found is None:
        raise Http404
    note_taken(actor=actor, case=case, export=found, at=clock.now())
    name = f"{reference}-proof-{found.day.isoformat()}.zip"
    return HttpResponse(
        content(found.blob),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@needs(Right.PREPARE)
@require_POST
@acts_once
def close(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Close the case."""
    return _with_reason(request, actor, case_of(actor, reference), close_case)


@needs(Right.PREPARE)
@require_POST
@acts_once
def reopen(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Open the closed case again."""
    return _with_reason(request, actor, case_of(actor, reference), reopen_case)


def _with_reason(request: HttpRequest, actor: Actor, case: Case, act: Any) -> HttpResponse:  # noqa: ANN401 - one of two services
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            act(actor=actor, case=case, reason=form.cleaned_data["reason"], at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:case", actor.organisation.slug, case.reference)
    context = case_page(actor, case, tab="history", today=clock.today())
    entries = entries_of(actor.organisation, case.reference)
    context |= {
        "page": Paginator(entries.reverse(), A_PAGE).get_page(1),
        "reason_form": form,
        "may_prepare": True,
        "kept_until": kept_until(case),
    }
    return render(request, "casework/history/case.html", context, status=UNPROCESSABLE)
