"""Before a form: what the service is, what can be asked for, how data are treated, and the blank paper."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from totalis.authority.selectors import (
    papers,
    requests_choice,
    requests_form,
    requests_words as words,
)
from totalis.authority.services import drafting
from totalis.authority.views.public_door import everybody, language, limited, page, remember_draft
from totalis.kernel.errors import NotFoundError
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase import clock
from totalis.webbase.limits.services import Limit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.authority.models import Agency

BEGINNING = Limit("begin a form", most=120, per=timedelta(hours=1))
DRAWING = Limit("draw a paper", most=120, per=timedelta(hours=1))


@everybody
@require_safe
def start(request: HttpRequest, agency: Agency) -> HttpResponse:
    """What the service is and what to have at hand."""
    countries = requests_choice.countries(agency)
    return page(request, agency, "start.html", {"countries": countries})


@everybody
@require_safe
def confidentiality(request: HttpRequest, agency: Agency) -> HttpResponse:
    """What becomes of what is typed."""
    days = drafting.LAPSES_AFTER.days
    return page(request, agency, "confidentiality.html", {"days": days, "nav": "confidentiality"})


@everybody
@require_safe
def choose(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Choose the agreement."""
    chosen = request.GET.get("country", "")
    if chosen:
        return redirect("service:forms", chosen.lower()[:2])
    return page(
        request,
        agency,
        "choose.html",
        {"countries": requests_choice.countries(agency), "nav": "new"},
    )


@everybody
@require_safe
def forms(request: HttpRequest, agency: Agency, *, country: str) -> HttpResponse:
    """The forms of an agreement that hold today."""
    offers = requests_choice.offers(agency, country.upper(), clock.today())
    if not offers:
        raise Http404
    context = {
        "offers": offers,
        "country": words.country(requests_choice.other_side(agency, country.upper())),
    }
    return page(request, agency, "forms.html", context)


@everybody
@require_POST
def begin(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Begin a form."""
    refused = limited(request, agency, BEGINNING)
    if refused is not None:
        return refused
    edition = requests_choice.current(
        agency,
        agreement=request.POST.get("agreement", ""),
        lane=request.POST.get("lane", ""),
        product=request.POST.get("product", ""),
        today=clock.today(),
    )
    if edition is None or not agency.takes_requests:
        raise Http404
    draft = drafting.begin(agency=agency, edition=edition, language=language(), at=clock.now())
    remember_draft(request, draft)
    return redirect("service:step", draft.handle, requests_form.steps_of(edition)[0].key)


@everybody
@require_safe
def blank(request: HttpRequest, agency: Agency, *, edition: str) -> HttpResponse:
    """A form on paper, to be filled in by hand and sent by mail or fax."""
    refused = limited(request, agency, DRAWING)
    if refused is not None:
        return refused
    try:
        form = edition_of(edition)
    except NotFoundError as error:
        raise Http404 from error
    pdf = papers.form_pdf(agency, form, {}, at=clock.now())
    return pdf_response(pdf, f"{form.key}.pdf")


@require_http_methods(["POST"])
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and lead back; no script is needed."""
    answer = set_language(request)
    if not isinstance(answer, HttpResponseRedirect):
        with translation.override(language()):
            return HttpResponseRedirect(reverse("service:start"))
    return answer


def pdf_response(data: bytes, name: str) -> HttpResponse:
    """A PDF to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
