"""After sending: the look-up by control number and second fact, the status page and what may be done there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.authority.forms.public import AnswerForm, LookUpForm, WithdrawForm, read_answers
from totalis.authority.numbers import check_control_number
from totalis.authority.selectors import papers, requests_choice, requests_form
from totalis.authority.selectors.following import (
    EARLIER,
    MEETS_THE_EARLIER,
    TAKES_PLACE,
    against_mending,
)
from totalis.authority.selectors.status_page import found, open_question, status_page
from totalis.authority.services import drafting
from totalis.authority.services.asking import answer
from totalis.authority.services.correcting import withdraw
from totalis.authority.services.submitting import enclosed, requester
from totalis.authority.views.public_door import (
    everybody,
    forget_requests,
    language,
    limited,
    page,
    remember_draft,
    remember_request,
    request_of,
)
from totalis.authority.views.requests_start import BEGINNING, DRAWING, pdf_response
from totalis.kernel.errors import InputError
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase import clock
from totalis.webbase.files.selectors import content
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.limits.proof import accepted, new_ticket
from totalis.webbase.limits.services import Limit, count, counted, network_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.authority.models import Agency, CoverageRequest, Question
    from totalis.authority.selectors.requests_form import Shown

LOOKING = Limit("look up a request", most=40, per=timedelta(minutes=15))
"""From one network, whatever it looks for."""
FREELY = 3
"""So many tries in a stretch before a proof of work is asked for."""
ONE_NUMBER = Limit("look up one number from one network", most=10, per=timedelta(hours=1))
"""Whoever knows a number and guesses at the day gets ten tries an hour; nobody elsewhere is shut out by that."""
EVERYWHERE = Limit("look up one number from anywhere", most=10, per=timedelta(hours=1))
"""After so many tries from the whole world each further one at this number costs work or a wait: a slow-down, never a lock."""
PURPOSE = "look up"


@everybody
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Find a request. A wrong number and a wrong day get the same answer."""
    at, whom = clock.now(), network_of(request)
    must_prove = counted(LOOKING, whom=whom, at=at).tries >= FREELY
    form = LookUpForm()
    if request.method == "POST":
        refused = limited(request, agency, LOOKING)
        if refused is not None:
            return refused
        form = LookUpForm(request.POST)
        if form.is_valid():
            row = _looked_up(request, agency, form, must_prove=must_prove)
            if row is not None:
                remember_request(request, row)
                return redirect("service:request", row.control_number)
        tries = counted(LOOKING, whom=whom, at=at).tries
        must_prove = tries >= FREELY or _asked_often(form.cleaned_data.get("number", ""))
    context = {
        "nav": "status",
        "form": form,
        "ticket": new_ticket(PURPOSE, at=at) if must_prove else None,
    }
    status = UNPROCESSABLE if form.errors else 200
    return page(request, agency, "status.html", context, status=status)


@everybody
@require_safe
def one(request: HttpRequest, agency: Agency, *, number: str) -> HttpResponse:
    """Where a request stands, and what the requester may do."""
    row = request_of(request, agency, number)
    if row is None:
        return redirect("service:status")
    return _one_page(request, agency, row, AnswerForm())


@everybody
@require_POST
def answer_question(
    request: HttpRequest, agency: Agency, *, number: str, question_id: int
) -> HttpResponse:
    """Answer an examiner's question."""
    row = request_of(request, agency, number)
    if row is None:
        return redirect("service:status")
    question = open_question(row, question_id)
    if question is None:
        messages.info(request, _("The question is answered already."))
        return redirect("service:request", number)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        at = clock.now()
        try:
            files = (
                [enclosed(agency=agency, data=upload, file_name=upload.name, at=at)]
                if upload
                else []
            )
            answer(
                request=row,
                question=question,
                text=form.cleaned_data["text"],
                corrections=_corrections(request, row, question),
                files=files,
                at=at,
                actor=requester(agency.organisation),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, _("Thank you. Your answer has arrived."))
            return redirect("service:request", number)
    return _one_page(request, agency, row, form, status=UNPROCESSABLE)


@everybody
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_request(request: HttpRequest, agency: Agency, *, number: str) -> HttpResponse:
    """Take a request back."""
    row = request_of(request, agency, number)
    if row is None:
        return redirect("service:status")
    form = WithdrawForm()
    if request.method == "POST":
        form = WithdrawForm(request.POST)
        if form.is_valid():
            try:
                withdraw(
                    request=row,
                    reason=form.cleaned_data["reason"],
                    at=clock.now(),
                    actor=requester(agency.organisation),
                )
            except InputError:
                messages.info(request, _("The request is completed already."))
            else:
                messages.success(request, _("The request is withdrawn."))
            return redirect("service:request", number)
    status = UNPROCESSABLE if form.errors else 200
    return page(request, agency, "withdraw.html", {"row": row, "form": form}, status=status)


@everybody
@require_POST
def correct_request(request: HttpRequest, agency: Agency, *, number: str) -> HttpResponse:
    """Open the form again with the answers of a request that is not decided."""
    row = request_of(request, agency, number)
    if row is None:
        return redirect("service:status")
    refused = limited(request, agency, BEGINNING)
    if refused is not None:
        return refused
    if not status_page(row, clock.today()).may_change:
        messages.info(request, _("The request can no longer be corrected here."))
        return redirect("service:request", number)
    draft = drafting.begin(
        agency=agency,
        edition=edition_of(row.edition),
        language=language(),
        at=clock.now(),
        corrects=row,
    )
    remember_draft(request, draft)
    return redirect("service:review", draft.handle)


@everybody
@require_POST
def follow(request: HttpRequest, agency: Agency, *, number: str, product: str) -> HttpResponse:
    """Begin an extension, exception, correction or replacement of what was issued, with the earlier answers."""
    row = request_of(request, agency, number)
    if row is None:
        return redirect("service:status")
    refused = limited(request, agency, BEGINNING)
    if refused is not None:
        return refused
    edition = requests_choice.current(
        agency, agreement=row.agreement, lane=row.lane, product=product, today=clock.today()
    )
    if edition is None or product not in MEETS_THE_EARLIER or not agency.takes_requests:
        raise Http404
    known = {field.key for field in edition.fields}
    draft = drafting.begin(
        agency=agency,
        edition=edition,
        language=language(),
        at=clock.now(),
        answers={key: text for key, text in row.answers.items() if key in known}
        | ({EARLIER: row.control_number} if EARLIER in known else {}),
        refers_to=row,
    )
    remember_draft(request, draft)
    return redirect("service:step", draft.handle, requests_form.steps_of(edition)[0].key)


@everybody
@require_safe
def paper(request: HttpRequest, agency: Agency, *, number: str, kind: str) -> HttpResponse:
    """The receipt, or the proof of application."""
    refused = limited(request, agency, DRAWING)
    if refused is not None:
        return refused
    row = request_of(request, agency, number)
    if row is None:
        return redirect("service:status")
    draw = {"receipt": papers.receipt_pdf, "proof": papers.proof_of_application_pdf}.get(kind)
    if draw is None:
        raise Http404
    return pdf_response(draw(row, at=clock.now()), f"{kind}-{row.control_number}.pdf")


@everybody
@require_safe
def certificate(
    request: HttpRequest, agency: Agency, *, number: str, certificate_id: int
) -> HttpResponse:
    """The issued document, as it was signed."""
    row = request_of(request, agency, number)
    if row is None:
        return redirect("service:status")
    for issued in status_page(row, clock.today()).certificates:
        if issued.pk == certificate_id and issued.document is not None:
            return pdf_response(content(issued.document), f"{issued.number}.pdf")
    raise Http404


@everybody
@require_POST
def leave(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Show no request in this browser any more: for shared computers."""
    forget_requests(request)
    messages.success(
        request, _("This browser shows no request any more. (%(agency)s)") % {"agency": agency.name}
    )
    return redirect("service:start")


def _corrections(request: HttpRequest, row: CoverageRequest, question: Question) -> dict[str, str]:
    """What the answer corrects: the fields that were asked about, where they say something else now."""
    part = requests_form.part_of(edition_of(row.edition), question.fields)
    given = read_answers(part, request.POST)
    return {key: text for key, text in given.items() if text != row.answers.get(key, "")}


def _asked_about(row: CoverageRequest, question: Question | None) -> tuple[Shown, ...]:
    if question is None or not question.fields:
        return ()
    edition = edition_of(row.edition)
    part = requests_form.part_of(edition, question.fields)
    shown = requests_form.shown_fields(edition, part, row.answers, clock.today(), strict=False)
    return tuple(one for one in shown if one.is_asked)


def _asked_often(text: str) -> bool:
    """Whether the next try at this number costs something, whoever makes it and whether or not it was ever given."""
    number = check_control_number(text)
    if number is None:
        return False
    return counted(EVERYWHERE, whom=number, at=clock.now()).tries >= EVERYWHERE.most


def _looked_up(
    request: HttpRequest, agency: Agency, form: LookUpForm, *, must_prove: bool
) -> CoverageRequest | None:
    """The request, or None with one and the same sentence in the form."""
    at = clock.now()
    number = check_control_number(form.cleaned_data["number"])
    if number is None:
        form.add_error("number", _("There is a slip in this number. Compare it with your receipt."))
        return None
    whom = network_of(request)
    asked_often = count(EVERYWHERE, whom=number, at=at).too_many
    if (must_prove or asked_often) and not accepted(request.POST, PURPOSE, whom=whom, at=at):
        form.add_error(
            None, _("The page was sent too quickly. Wait ten seconds and send it again.")
        )
        return None
    if count(ONE_NUMBER, whom=f"{number} {whom}", at=at).too_many:
        form.add_error(None, _("This number was asked for too often. Try again in an hour."))
        return None
    row = found(agency, number, form.cleaned_data["born_on"].isoformat())
    if row is None:
        form.add_error(
            None,
            _(
                "We find no request with this number and this day of birth. Compare both with your receipt."
            ),
        )
    return row


def _one_page(
    request: HttpRequest,
    agency: Agency,
    row: CoverageRequest,
    form: AnswerForm,
    *,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    shown = status_page(row, today)
    products = MEETS_THE_EARLIER if shown.may_follow else frozenset()
    if products and against_mending(row) is not None:
        products -= frozenset(TAKES_PLACE)
    follows = [
        offer
        for offer in (requests_choice.offers(agency, row.agreement, today) if products else ())
        if offer.edition.product in products and offer.edition.lane == row.lane
    ]
    context = {
        "shown": shown,
        "row": row,
        "form": form,
        "follows": follows,
        "fields": _asked_about(row, shown.question),
    }
    return page(request, agency, "request.html", context, status=status)
