"""The certificate tab: upload, type, compare, decide, release, correct, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.casework.forms.certificates import (
    CertificateForm,
    CertificateUpload,
    CorrectionForm,
    MatchForm,
    WithdrawalForm,
)
from totalis.casework.models import Certificate, Evidence
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.certificates import (
    certificate_page,
    certificates_of,
    document_page,
    newest_match,
)
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.certificates import (
    ask_correction,
    decide_match,
    enter_certificate,
    release_to_payroll,
    withdraw_certificate,
)
from totalis.casework.services.evidence import add_document
from totalis.facts.countries import name_of
from totalis.kernel.errors import InputError
from totalis.procedure.matching_checklist import checklist
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor

KIND = "certificate"
WITHDRAWAL = "withdrawal_%s"
"""Ids of the withdrawal's fields: the decision on the same page has a reason too."""


@needs(Right.VIEW)
@require_safe
def certificates(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Every certificate of the case, and the form for a new one."""
    return _listed(request, actor, case_of(actor, reference))


def _listed(
    request: HttpRequest, actor: Actor, case: Case, form: CertificateUpload | None = None
) -> HttpResponse:
    found = certificates_of(case)
    context = case_page(actor, case, tab="certificate", today=clock.today()) | {
        "certificates": [
            (item, newest_match(item), name_of(item.covered_by), name_of(item.exempt_in))
            for item in found
        ],
        "form": form or CertificateUpload(certificates=Certificate.objects.filter(case=case)),
        "may_prepare": actor.may(Right.PREPARE) and case.closed_at is None,
    }
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "casework/certificate/list.html", context, status=status)


@needs(Right.PREPARE)
@require_POST
@acts_once
def upload(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Keep the document, then go on to its fields."""
    case = case_of(actor, reference)
    form = CertificateUpload(
        request.POST, request.FILES, certificates=Certificate.objects.filter(case=case)
    )
    if not form.is_valid():
        return _listed(request, actor, case, form)
    file = form.cleaned_data["file"]
    try:
        evidence = add_document(
            actor=actor,
            case=case,
            title="Certificate as received",
            kind=KIND,
            data=file,
            file_name=file.name,
            at=clock.now(),
        )
    except InputError as error:
        form.add_problems(error)
        return _listed(request, actor, case, form)
    replaces = form.cleaned_data.get("replaces")
    address = redirect("desk:certificate_new", actor.organisation.slug, reference, evidence.pk)
    if replaces is not None:
        address["Location"] += f"?replaces={replaces.pk}"
    return address


@needs(Right.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@acts_once
def new(request: HttpRequest, actor: Actor, reference: str, evidence: int) -> HttpResponse:
    """Type the fields beside the page of the document."""
    case = case_of(actor, reference)
    document = Evidence.objects.of(actor.organisation).filter(pk=evidence, case=case).first()
    if document is None:
        raise Http404
    file = case_file(case)
    replaces = _one(case, request.GET.get("replaces", ""))
    page = document_page(file, document)
    form = CertificateForm(request.POST or None, initial=page["initial"])
    if request.method == "POST" and form.is_valid():
        try:
            certificate = enter_certificate(
                actor=actor,
                case=case,
                evidence=document,
                typed=form.typed(),
                replaces=replaces,
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:certificate", actor.organisation.slug, reference, certificate.pk)
    context = case_page(actor, case, tab="certificate", today=clock.today(), file=file)
    context |= page | {"form": form, "document": document, "replaces": replaces}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "casework/certificate/new.html", context, status=status)


@needs(Right.VIEW)
@require_safe
def certificate(
    request: HttpRequest, actor: Actor, reference: str, certificate: int
) -> HttpResponse:
    """One certificate: its fields beside what was asked for, the checklist, what was decided."""
    case = case_of(actor, reference)
    return _drawn(request, actor, case, _known(case, certificate))


def _drawn(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    record: Certificate,
    **forms: Any,  # noqa: ANN401 - the refused forms by name
) -> HttpResponse:
    file = case_file(case)
    page = certificate_page(actor, file, record)
    context = case_page(actor, case, tab="certificate", today=clock.today(), file=file)
    today = {"asked_on": clock.today(), "on": clock.today()}
    context |= page | {
        "names": {
            "issuer": name_of(record.issuer_country),
            "covered_by": name_of(record.covered_by),
            "exempt_in": name_of(record.exempt_in),
        },
        "match_form": MatchForm(points=page["points"], initial={"seen": page["seen"]}),
        "correction_form": CorrectionForm(initial=today | {"what": page["correction_text"]}),
        "withdrawal_form": WithdrawalForm(initial=today, auto_id=WITHDRAWAL),
        **forms,
    }
    status = UNPROCESSABLE if forms else 200
    return render(request, "casework/certificate/one.html", context, status=status)


@needs(Right.APPROVE)
@require_POST
@acts_once
def decide(request: HttpRequest, actor: Actor, reference: str, certificate: int) -> HttpResponse:
    """Accept the certificate or refuse it."""
    case = case_of(actor, reference)
    record = _known(case, certificate)
    form = MatchForm(request.POST, points=checklist(case_file(case)))
    if form.is_valid():
        try:
            decide_match(
                actor=actor,
                case=case,
                certificate=record,
                accepted=request.POST.get("decision") == "accept",
                checklist=form.checklist(),
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:certificate", actor.organisation.slug, reference, certificate)
    return _drawn(request, actor, case, record, match_form=form)


@needs(Right.RELEASE)
@require_POST
@acts_once
def release(request: HttpRequest, actor: Actor, reference: str, certificate: int) -> HttpResponse:
    """Tell payroll that it may rely on the certificate."""
    case = case_of(actor, reference)
    record = _known(case, certificate)
    match = newest_match(record)
    if match is None:
        raise Http404
    try:
        release_to_payroll(actor=actor, case=case, match=match, at=clock.now())
    except InputError as error:
        return _drawn(request, actor, case, record, problems=error.problems)
    return redirect("desk:certificate", actor.organisation.slug, reference, certificate)


@needs(Right.LODGE)
@require_POST
@acts_once
def correction(
    request: HttpRequest, actor: Actor, reference: str, certificate: int
) -> HttpResponse:
    """Record that the issuer was asked for a correction."""
    case = case_of(actor, reference)
    record = _known(case, certificate)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            ask_correction(
                actor=actor, case=case, certificate=record, at=clock.now(), **form.cleaned_data
            )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:certificate", actor.organisation.slug, reference, certificate)
    return _drawn(request, actor, case, record, correction_form=form)


@needs(Right.PREPARE)
@require_POST
@acts_once
def withdrawal(
    request: HttpRequest, actor: Actor, reference: str, certificate: int
) -> HttpResponse:
    """Record that the certificate no longer holds."""
    case = case_of(actor, reference)
    record = _known(case, certificate)
    form = WithdrawalForm(request.POST, auto_id=WITHDRAWAL)
    if form.is_valid():
        try:
            withdraw_certificate(
                actor=actor, case=case, certificate=record, at=clock.now(), **form.cleaned_data
            )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:certificate", actor.organisation.slug, reference, certificate)
    return _drawn(request, actor, case, record, withdrawal_form=form)


def _known(case: Case, key: int) -> Certificate:
    rows = Certificate.objects.select_related("evidence", "made_by", "replaces")
    found = rows.filter(pk=key, case=case).first()
    if found is None:
        raise Http404
    return found


def _one(case: Case, key: str) -> Certificate | None:
    if not key.isdecimal():
        return None
    return Certificate.objects.filter(pk=int(key), case=case).first()
