"""The documents of a case: the list, one document with its versions, its picture and its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.casework.forms.evidence import DocumentForm, VersionForm
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.evidence import document_of, documents_of, version_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.evidence import add_document, add_version, note_seen
from totalis.casework.views.document_page import document_page
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.selectors import content, preview_png
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once
from totalis.webbase.secrets.keys import UndecipherableError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.webbase.accounts.actor import Actor

SANDBOX = "sandbox; default-src 'none'"


@needs(Right.VIEW)
@require_safe
def documents(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Every document of the case."""
    case = case_of(actor, reference)
    file = case_file(case)
    context = case_page(actor, case, tab="evidence", today=clock.today(), file=file)
    context |= {
        "documents": documents_of(file),
        "subtab": "documents",
        "may_add": actor.may(Right.PREPARE) and case.closed_at is None,
    }
    return render(request, "casework/evidence/documents.html", context)


@needs(Right.PREPARE)
@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Keep a new document."""
    case = case_of(actor, reference)
    form = DocumentForm(initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES)
        if form.is_valid():
            given = dict(form.cleaned_data)
            upload = given.pop("file")
            try:
                kept = add_document(
                    actor=actor,
                    case=case,
                    data=upload,
                    file_name=upload.name,
                    at=clock.now(),
                    **given,
                )
            except InputError as error:
                form.add_problems(error)
            else:
                messages.success(request, f"{kept.title} is kept. Type below what it says.")
                return redirect("desk:document", actor.organisation.slug, reference, kept.pk)
    context = case_page(actor, case, tab="evidence", today=clock.today())
    context |= {"form": form, "subtab": "documents"}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "casework/evidence/add.html", context, status=status)


@needs(Right.VIEW)
@require_safe
def document(request: HttpRequest, actor: Actor, *, reference: str, key: str) -> HttpResponse:
    """One document: its picture, what was read in it, its versions."""
    case = case_of(actor, reference)
    return document_page(request, actor, case, document_of(case, key))


@needs(Right.PREPARE)
@acts_once
@require_POST
def new_version(request: HttpRequest, actor: Actor, *, reference: str, key: str) -> HttpResponse:
    """Keep a newer version of a document."""
    case = case_of(actor, reference)
    evidence = document_of(case, key)
    form = VersionForm(request.POST, request.FILES)
    if form.is_valid():
        given = dict(form.cleaned_data)
        upload = given.pop("file")
        seen = request.POST.get("seen", "")
        try:
            made = add_version(
                actor=actor,
                case=case,
                evidence=evidence,
                data=upload,
                file_name=upload.name,
                seen=int(seen) if seen.isascii() and seen.isdecimal() else 0,
                at=clock.now(),
                **given,
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"Version {made.number} is kept; the ones before stay.")
            return redirect("desk:document", actor.organisation.slug, reference, key)
    return document_page(request, actor, case, evidence, version_form=form)


@needs(Right.VIEW)
@require_safe
def page_image(
    request: HttpRequest,  # noqa: ARG001 - Django's signature
    actor: Actor,
    *,
    reference: str,
    key: str,
    number: str,
    page: int,
) -> HttpResponse:
    """A page as a picture drawn anew: nothing of the file itself reaches the browser. It says in the chain who saw it."""
    case = case_of(actor, reference)
    version = version_of(document_of(case, key), number)
    try:
        picture = preview_png(version.blob, page)
    except (FileNotFoundError, UndecipherableError) as error:
        raise Http404 from error
    if picture is None:
        raise Http404
    note_seen(actor=actor, case=case, version=version, how="saw", page=page, at=clock.now())
    return HttpResponse(
        picture, content_type="image/png", headers={"X-Content-Type-Options": "nosniff"}
    )


@needs(Right.VIEW)
@require_safe
def download(
    request: HttpRequest, actor: Actor, *, reference: str, key: str, number: str
) -> HttpResponse:
    """The content of a version as it was handed in, always as an attachment."""
    case = case_of(actor, reference)
    version = version_of(document_of(case, key), number)
    try:
        data = content(version.blob)
    except (FileNotFoundError, UndecipherableError):
        messages.error(
            request,
            "The content of this version cannot be read. Tell whoever keeps this installation: "
            "the evidence store has lost it, or a key is missing.",
        )
        return redirect("desk:document", actor.organisation.slug, reference, key)
    note_seen(actor=actor, case=case, version=version, how="downloaded", at=clock.now())
    disposition = content_disposition_header(as_attachment=True, filename=version.file_name)
    headers = {
        "Content-Disposition": disposition or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
    }
    return HttpResponse(data, content_type=version.blob.media_type, headers=headers)
