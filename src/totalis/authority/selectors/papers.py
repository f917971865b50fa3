"""The two papers that a requester gets before anything is decided: a receipt, and a proof of application for travellers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext as _, override

from totalis import __version__
from totalis.authority.models import Agency, CoverageRequest, State
from totalis.authority.selectors import requests_words as words
from totalis.authority.selectors.country_names import in_text
from totalis.authority.selectors.requests_choice import other_side
from totalis.authority.selectors.requests_overlap import days_of
from totalis.documents.request_form import Letterhead, Speech, request_form_pdf
from totalis.documents.typesetting import typeset
from totalis.lawbook.forms.model import US

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from totalis.documents.typesetting import Paper
    from totalis.lawbook.forms.model import FormEdition

Json = dict[str, Any]
EMPLOYERS = ("us_employer_name", "foreign_employer_name")


def receipt_pdf(request: CoverageRequest, *, at: datetime) -> bytes:
    """What was received and when, without the answers: nobody who finds it learns who the worker is."""
    agency = _agency(request)
    with override(request.language):
        content = _content(agency, request, _("Receipt"), at)
        content["rows"] += [
            (_("Documents"), str(request.attachments.count())),
            (_("Version"), str(request.requestversions.count())),
        ]
        if request.due_on:
            content["rows"].append((_("We mean to decide by"), _day(request.due_on)))
        content["parts"] = [
            {"title": _("What happens next"), "items": _next_steps(), "ordered": True},
            {"title": _("Status"), "items": [_status_hint()], "ordered": False},
        ]
        return _set(content, agency, request, at)


def proof_of_application_pdf(request: CoverageRequest, *, at: datetime) -> bytes:
    """A formal page for somebody who travels before the decision; it says that it is no certificate and exempts nobody."""
    agency = _agency(request)
    with override(request.language):
        content = _content(agency, request, _("Proof of application"), at)
        content["warning"] = _(
            "This page is not a certificate of coverage. It proves only that a request was received. It exempts nobody "
            "from contributions in any country, and it says nothing of how the request will be decided."
        )
        content["rows"] += _about_the_work(request)
        content["rows"].append((_("State on the day of this page"), _state(request)))
        content["parts"] = [
            {
                "title": _("To the authority that reads this"),
                "items": [
                    _(
                        "%(agency)s has received the request named above and has not yet decided it. The worker or the "
                        "employer will show the certificate when it is issued. Contributions stay due under the law "
                        "that applies until then."
                    )
                    % {"agency": agency.name}
                    if request.state != State.COMPLETED
                    else _(
                        "%(agency)s has completed the request named above. Ask the worker or the employer for the document itself."
                    )
                    % {"agency": agency.name}
                ],
                "ordered": False,
            },
            {"title": _("Status"), "items": [_status_hint()], "ordered": False},
        ]
        return _set(content, agency, request, at)


def form_pdf(
    agency: Agency, edition: FormEdition, answers: Mapping[str, str], *, at: datetime
) -> bytes:
    """The form on paper in the reader's language, for mail or fax; blank without answers."""
    addresses = [
        (_("By mail"), agency.postal_address.strip()),
        (_("By fax"), agency.fax),
    ]
    return request_form_pdf(
        edition,
        answers,
        to=Letterhead(
            name=agency.name,
            addresses=tuple(f"{purpose}:\n{where}" for purpose, where in addresses if where),
        ),
        made=at,
        speech=Speech(
            lang=(get_language() or "en").split("-")[0],
            say=words.spoken,
            country=words.country,
            in_text=in_text,
            day=_day,
        ),
        paper=_paper(agency),
    )


def _agency(request: CoverageRequest) -> Agency:
    return Agency.objects.get(organisation=request.organisation)


def _content(agency: Agency, request: CoverageRequest, title: str, at: datetime) -> Json:
    sender = [agency.name, *agency.postal_address.splitlines(), agency.telephone, agency.email]
    return {
        "title": title,
        "lang": request.language,
        "author": f"Totalis {__version__}",
        "description": f"{title} {request.control_number}",
        "sender": "\n".join(dict.fromkeys(line for line in sender if line)),
        "number_label": _("Control number"),
        "number": request.control_number,
        "warning": "",
        "boxes": _(
            "□ stands for a letter that the fonts of this page lack; the request holds it as it was written."
        ),
        "reference": f"{request.control_number} · {request.edition}",
        "rows": [
            (_("Asked for"), words.product_label(request.product)),
            (_("Agreement with"), words.country(other_side(agency, request.agreement))),
            (_("Form"), f"{words.lane_label(request.lane)}, {request.edition}"),
            (
                _("Received on"),
                f"{_day(request.received_at.date())}, {request.received_at:%H:%M} UTC",
            ),
            (_("This page was made on"), _day(at.date())),
        ],
        "parts": [],
    }


def _about_the_work(request: CoverageRequest) -> list[tuple[str, str]]:
    answers = request.answers
    rows = [(_("Worker"), answers.get("worker_full_name", ""))]
    rows += [(_("Employer"), answers[key]) for key in EMPLOYERS if answers.get(key)]
    days = days_of(answers)
    if days is not None:
        rows.append((_("First day of work abroad"), _day(days[0])))
        last = _day(days[1]) if answers.get("end_date") else _("not named")
        rows.append((_("Last day of work abroad"), last))
    return [(label, value) for label, value in rows if value]


def _state(request: CoverageRequest) -> str:
    return {
        State.RECEIVED: _("Received"),
        State.PENDING: _("Pending"),
        State.COMPLETED: _("Completed"),
    }[State(request.state)]


def _next_steps() -> list[str]:
    return [
        _("An examiner takes up your request."),
        _("If something is unclear, we ask you; the question stands on the status page."),
        _("When it is decided, you download the document from the status page."),
    ]


def _status_hint() -> str:
    return _(
        "Open %(address)s and type the control number and the worker's day of birth to see the status at any time."
    ) % {"address": settings.SITE_ADDRESS + reverse("service:status")}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _set(content: Json, agency: Agency, request: CoverageRequest, at: datetime) -> bytes:
    return typeset(
        "receipt.typ",
        content,
        paper=_paper(agency),
        made=at,
        countries=(request.agreement, agency.country),
    )


def _paper(agency: Agency) -> Paper:
    return "us-letter" if agency.country == US else "a4"
