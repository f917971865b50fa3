"""The documents of a request: read on a page drawn anew, or taken away whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from totalis.authority.selectors.attachments import attachment_of, attachment_page
from totalis.authority.selectors.request_page import request_of
from totalis.authority.services.assigning import note_seen
from totalis.authority.views.agency_door import in_house
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.selectors import content, preview_png
from totalis.webbase.secrets.keys import UndecipherableError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.webbase.accounts.actor import Actor

SANDBOX = "sandbox; default-src 'none'"


@require_safe
@in_house(Right.READ_NUMBERS)
def attachment(request: HttpRequest, actor: Actor, *, number: str, attachment: int) -> HttpResponse:
    """A document beside what the request says of it. Its pages are pictures drawn here: nothing of the file runs in a browser."""
    row = request_of(actor, number)
    found = attachment_of(row, attachment)
    page = attachment_page(row, found, request.GET.get("page", ""))
    if page.text or page.preview.text is not None:
        _note(actor, number, found.pk, "saw")
    context = {"actor": actor, "row": row, "page": page}
    return render(request, "authority/attachment.html", context)


@require_safe
@in_house(Right.READ_NUMBERS)
def document(
    request: HttpRequest,  # noqa: ARG001 - Django's signature
    actor: Actor,
    *,
    number: str,
    attachment: int,
) -> HttpResponse:
    """A document as it was handed in, always as an attachment, in a sandbox; the chain says who took it."""
    found = attachment_of(request_of(actor, number), attachment)
    try:
        data = content(found.blob)
    except (FileNotFoundError, UndecipherableError) as error:
        raise Http404 from error
    _note(actor, number, found.pk, "downloaded")
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    headers = {
        "Content-Disposition": disposition or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=found.blob.media_type, headers=headers)


@require_safe
@in_house(Right.READ_NUMBERS)
def document_picture(
    request: HttpRequest,  # noqa: ARG001 - Django's signature
    actor: Actor,
    *,
    number: str,
    attachment: int,
    page: int,
) -> HttpResponse:
    """A page of a document as a picture drawn anew: nothing of the file itself reaches the browser."""
    found = attachment_of(request_of(actor, number), attachment)
    try:
        picture = preview_png(found.blob, page)
    except (FileNotFoundError, UndecipherableError) as error:
        raise Http404 from error
    if picture is None:
        raise Http404
    _note(actor, number, found.pk, "saw")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return HttpResponse(picture, content_type="image/png", headers=headers)


def _note(actor: Actor, number: str, attachment: int, how: str) -> None:
    row = request_of(actor, number)
    note_seen(actor=actor, request=row, what=f"document {attachment}", how=how, at=clock.now())
