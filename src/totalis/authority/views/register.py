"""The pages of the register: find a certificate, see its history, hand it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from totalis.authority.forms.register import (
    CopyForm,
    EndForm,
    FindForm,
    ReasonForm,
    RejectCorrectionForm,
    correct_form,
)
from totalis.authority.selectors.register import (
    certificate_of,
    certificate_page,
    register_rows,
    state_words,
)
from totalis.authority.selectors.register_second import waiting_for
from totalis.authority.services.registering import note_taken
from totalis.authority.views.agency_door import in_house
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.selectors import content
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.secrets.keys import UndecipherableError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.authority.models import IssuedCertificate
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm

A_PAGE = 50
SANDBOX = "sandbox; default-src 'none'"


@in_house(Right.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every certificate, the newest first; a search is posted, so that no name stands in an address. It changes nothing."""
    form = FindForm(request.POST if request.method == "POST" else None)
    found = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    rows = register_rows(actor.organisation, found)
    page = Paginator(rows, A_PAGE).get_page(1 if found else request.GET.get("page"))
    today = clock.today()
    context = {
        "actor": actor,
        "form": form,
        "searched": bool(found),
        "page": page,
        "lines": [(one, state_words(one, on=today)) for one in page],
    }
    return render(request, "authority/register/list.html", context)


@require_safe
@in_house(Right.VIEW)
def certificate(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:
    """One certificate, its history, and what can be done to it."""
    return draw(request, actor, certificate_of(actor.organisation, number))


def draw(
    http: HttpRequest, actor: Actor, row: IssuedCertificate, **refused: DeskForm
) -> HttpResponse:
    """Draw the page of a certificate; with the form that was refused, where one was."""
    page = certificate_page(row, on=clock.today())
    whole = http.GET.get("numbers") == "whole" and actor.may(Right.READ_NUMBERS)
    waiting = waiting_for(row, whole_numbers=whole)
    if whole and waiting is not None:
        note_taken(actor=actor, certificate=row, what="numbers in a correction", at=clock.now())
    forms: dict[str, DeskForm] = {
        "correct_form": correct_form(row),
        "replace_form": ReasonForm(auto_id="replace_%s"),
        "end_form": EndForm(auto_id="end_%s"),
        "withdraw_form": ReasonForm(auto_id="withdraw_%s"),
        "copy_form": CopyForm(auto_id="copy_%s"),
        "reject_form": RejectCorrectionForm(auto_id="reject_%s"),
    }
    context = {
        "actor": actor,
        "page": page,
        "row": row,
        "waiting": waiting,
        "whole": whole,
        "may_confirm": waiting is not None
        and actor.may(Right.CONFIRM)
        and waiting.correction.made_by != actor.user,
        "may_take_back": waiting is not None
        and actor.may(Right.EXAMINE)
        and waiting.correction.made_by == actor.user,
        "may_examine": actor.may(Right.EXAMINE) and page.counts,
        "may_withdraw": actor.may(Right.CONFIRM) and page.counts,
        "may_take": actor.may(Right.READ_NUMBERS) and bool(row.content),
        "refused": next(iter(refused), ""),
        **forms,
        **refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(http, "authority/register/certificate.html", context, status=status)


@require_safe
@in_house(Right.READ_NUMBERS)
def document(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The sealed PDF, as an attachment; the chain says who took it."""
    row = certificate_of(actor.organisation, number)
    if row.document is None:
        raise Http404
    try:
        data = content(row.document)
    except (FileNotFoundError, UndecipherableError) as error:
        raise Http404 from error
    note_taken(actor=actor, certificate=row, what="PDF", at=clock.now())
    return _handed(data, "application/pdf", f"{row.number}.pdf")


@require_safe
@in_house(Right.READ_NUMBERS)
def credential(request: HttpRequest, actor: Actor, *, number: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The credential with everything that it can show; the chain says who took it."""
    row = certificate_of(actor.organisation, number)
    if not row.credential:
        raise Http404
    note_taken(actor=actor, certificate=row, what="credential", at=clock.now())
    return _handed(row.credential.encode(), "application/dc+sd-jwt", f"{row.number}.sd-jwt")


def _handed(data: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
        or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=media_type, headers=headers)
