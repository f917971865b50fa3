"""The public check of a certificate, and the status lists for whoever checks by machine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from totalis.authority.forms.checking import FileForm, PaperForm
from totalis.authority.keys import is_for_trials
from totalis.authority.selectors.agency import agency_or_404
from totalis.authority.selectors.checking import file_checked, paper_checked
from totalis.authority.selectors.checking_words import shown
from totalis.authority.services.bundling import issuer_bundle
from totalis.authority.services.status_lists import token_of
from totalis.authority.views.public_door import everybody, limited, page
from totalis.documents.status_list import MEDIA_TYPE
from totalis.documents.verify.certificate_pdf import MAX_PDF_BYTES
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.limits.services import Limit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.authority.models import Agency
    from totalis.documents.verify.certificate_steps import CertificateCheck

CHECKS = Limit("public checks of certificates", most=120, per=timedelta(hours=1))
"""From one network: an inspector with a pile of papers gets through, a program that guesses does not (a code has 60 bits)."""
KEPT_SECONDS = 300
UNAVAILABLE = 503
NAME_LENGTH = 80


@require_safe
@everybody
def check(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The three ways; number and code of a link fill in the form, and nothing is asked before somebody presses the button."""
    return _forms(request, agency)


@require_POST
@everybody
def check_paper(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Answer for number and code."""
    form = PaperForm(request.POST, prefix="paper")
    if not form.is_valid():
        return _forms(request, agency, paper=form)
    said = form.cleaned_data
    refused = limited(request, agency, CHECKS)
    if refused is not None:
        return refused
    at = clock.now()
    found = paper_checked(agency, said["number"], said["code"], day=said["day"], at=at)
    return _result(request, agency, found)


@require_POST
@everybody
def check_file(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Answer for an uploaded file, which is read into memory, checked and let go."""
    form = FileForm(request.POST, request.FILES, prefix="file")
    if not form.is_valid():
        return _forms(request, agency, file=form)
    refused = limited(request, agency, CHECKS)
    if refused is not None:
        return refused
    said = form.cleaned_data
    data = said["file"].read(MAX_PDF_BYTES + 1)
    name = str(said["file"].name)[-NAME_LENGTH:]
    found = file_checked(agency, data, name, day=said["day"], at=clock.now())
    return _result(request, agency, found)


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """A status list, for everybody, from any page; nobody learns which certificate it was fetched for."""
    del request
    agency = agency_or_404()
    token = token_of(organisation=agency.organisation, number=number, at=clock.now())
    if token is None:
        message = "There is no such status list."
        raise Http404(message)
    if not token:
        # No key that the agency stands by has signed it: a word by another one would be worth nothing.
        return HttpResponse(status=UNAVAILABLE, headers={"Retry-After": str(KEPT_SECONDS)})
    response = HttpResponse(token, content_type=MEDIA_TYPE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """Keys and status lists in one file, for checks without a network."""
    del request
    data = issuer_bundle(agency_or_404(), at=clock.now()).to_json()
    response = HttpResponse(data, content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="bundle.json"'
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


def _forms(
    request: HttpRequest,
    agency: Agency,
    *,
    paper: PaperForm | None = None,
    file: FileForm | None = None,
) -> HttpResponse:
    today = clock.today().isoformat()
    linked = {name: request.GET.get(name, "")[:60] for name in ("number", "code")}
    context = {
        "nav": "check",
        "paper": paper or PaperForm(prefix="paper", initial={"day": today, **linked}),
        "file": file or FileForm(prefix="file", initial={"day": today}),
        "linked": all(linked.values()),
        "for_trials": _for_trials(),
    }
    status = UNPROCESSABLE if paper or file else 200
    return page(request, agency, "check.html", context, status=status)


def _result(request: HttpRequest, agency: Agency, found: CertificateCheck) -> HttpResponse:
    context = {"nav": "check", "check": shown(found), "name": found.name, "at": found.checked_at}
    context["for_trials"] = _for_trials()
    return page(request, agency, "check_result.html", context)


def _for_trials() -> bool:
    """Whether the key in use proves nothing; an installation without one issues nothing new."""
    try:
        return is_for_trials()
    except InputError:
        return False
