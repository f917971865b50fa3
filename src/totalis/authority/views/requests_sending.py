"""Looking everything over, declaring, sending once; and what is shown after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from totalis.authority.forms.public import SendingForm
from totalis.authority.models import Channel, CoverageRequest
from totalis.authority.selectors import requests_form
from totalis.authority.selectors.refusal_words import refused
from totalis.authority.selectors.requests_overlap import known_overlaps
from totalis.authority.services.correcting import correct
from totalis.authority.services.submitting import Enclosure, requester, submit
from totalis.authority.views.public_door import (
    OPEN_FOR,
    draft_of,
    everybody,
    gone,
    language,
    limited,
    open_numbers,
    page,
    remember_request,
)
from totalis.authority.views.requests_form import form_of, frame
from totalis.kernel.errors import InputError
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase import clock
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.limits.proof import accepted, new_ticket
from totalis.webbase.limits.services import Limit, network_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.authority.models import Agency, Draft
    from totalis.lawbook.forms.model import FormEdition

SENDING = Limit("send a request", most=240, per=timedelta(hours=1))
"""An adviser's office sends many a day, and from one address."""
PURPOSE = "send"


@everybody
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, agency: Agency, *, handle: str) -> HttpResponse:
    """Everything that will be sent, with a way back to each answer, and the sending itself."""
    draft = draft_of(request, agency, handle)
    if draft is None:
        return gone(request, agency)
    if draft.sent_at is not None:
        return redirect("service:sent", handle)
    correcting = draft.corrects_id is not None
    form = SendingForm(correcting=correcting)
    if request.method == "POST":
        refused = limited(request, agency, SENDING)
        if refused is not None:
            return refused
        form = SendingForm(request.POST, correcting=correcting)
        if form.is_valid() and _sent(request, agency, draft, form):
            return redirect("service:sent", handle)
        if _is_sent(draft):  # the first of two clicks was quicker
            return redirect("service:sent", handle)
    return _review_page(request, agency, draft, form)


@everybody
@require_safe
def sent(request: HttpRequest, agency: Agency, *, handle: str) -> HttpResponse:
    """The control number, and what happens next."""
    draft = draft_of(request, agency, handle)
    if draft is None or draft.sent_at is None:
        return gone(request, agency) if draft is None else redirect("service:review", handle)
    row = draft.corrects or CoverageRequest.objects.filter(draft=draft).first()
    if row is None:
        return gone(request, agency)
    if clock.now() < draft.sent_at + OPEN_FOR:
        # Later only the second fact opens it: whoever finds the private link or this page in a history sees the number.
        remember_request(request, row)
    context = {"row": row, "corrected": draft.corrects_id is not None}
    return page(request, agency, "sent.html", context)


def _sent(request: HttpRequest, agency: Agency, draft: Draft, form: SendingForm) -> bool:
    """Send it, once; what speaks against it goes into the form."""
    at = clock.now()
    try:
        with transaction.atomic():
            if not accepted(request.POST, PURPOSE, whom=network_of(request), at=at):
                form.add_error(
                    None,
                    _(
                        "The page was sent too quickly, or it was open for more than a day. Nothing "
                        "is lost: wait ten seconds and send it again."
                    ),
                )
                return False
            if draft.corrects is not None:
                _send_correction(draft, form.cleaned_data["reason"])
            else:
                _send_request(agency, draft)
    except InputError as error:
        form.add_error(None, _refused(error, draft, agency))
        return False
    return True


def _is_sent(draft: Draft) -> bool:
    draft.refresh_from_db()
    return draft.sent_at is not None


def _refused(error: InputError, draft: Draft, agency: Agency) -> str:
    """Why it could not be sent: what stands in the list of open points already is not said twice."""
    fields = {f"answers.{field.key}" for field in form_of(draft, agency).fields}
    others = [one for one in error.problems if one.path not in fields]
    if others:
        return " ".join(refused(one) for one in others)
    return _("Some answers must be completed or mended first. They are listed below.")


def _send_request(agency: Agency, draft: Draft) -> None:
    edition = form_of(draft, agency)
    earlier = None
    if draft.refers_to:
        rows = CoverageRequest.objects.of(agency.organisation)
        earlier = rows.filter(control_number=draft.refers_to).first()
    submit(
        agency=agency,
        edition=edition,
        answers=_asked_answers(draft, edition),
        facts=None,
        attachments=_enclosures(draft),
        language=language(),
        channel=Channel.ONLINE,
        at=clock.now(),
        draft=draft,
        refers_to=earlier,
    )


def _send_correction(draft: Draft, reason: str) -> None:
    row = draft.corrects
    if row is None:
        return
    at = clock.now()
    correct(
        request=row,
        answers=_asked_answers(draft, edition_of(row.edition)),
        reason=reason,
        at=at,
        actor=requester(row.organisation),
        attachments=_enclosures(draft),
        begun_from=draft.begun_from,
    )
    draft.sent_at, draft.answers = at, {}
    draft.save(update_fields=["sent_at", "answers"])
    draft.files.all().delete()


def _asked_answers(draft: Draft, edition: FormEdition) -> dict[str, str]:
    """The answers to what is asked: what was typed before a condition changed is not sent."""
    asked = requests_form.asked_keys(edition, draft.answers)
    return {key: text for key, text in draft.answers.items() if key in asked}


def _enclosures(draft: Draft) -> list[Enclosure]:
    rows = draft.files.select_related("blob").order_by("pk")
    return [Enclosure(blob=one.blob, name=one.name, about=one.about) for one in rows]


def _review_page(
    request: HttpRequest, agency: Agency, draft: Draft, form: SendingForm
) -> HttpResponse:
    edition = form_of(draft, agency)
    context = frame(edition, draft, "review")
    context |= {
        "form": form,
        "parts": requests_form.parts_of(edition, draft.answers),
        "files": draft.files.order_by("pk"),
        "stops": [one for one in context["open"] if one.stops],
        "warns": [one for one in context["open"] if not one.stops],
        "ticket": new_ticket(PURPOSE, at=clock.now()),
        "correcting": draft.corrects_id is not None,
        "overlaps": ()
        if draft.corrects_id or draft.refers_to
        else known_overlaps(
            agency.organisation,
            draft.answers,
            agreement=draft.agreement,
            known=open_numbers(request),
        ),
    }
    status = UNPROCESSABLE if form.errors else 200
    return page(request, agency, "review.html", context, status=status)
