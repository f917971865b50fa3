"""Pages that are one form: drawn, refused with what was typed, or done and led on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse

from totalis.casework.selectors.frames import case_page
from totalis.casework.services.evidence import add_document
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from totalis.casework.forms.moments import DocumentForm
    from totalis.casework.models import Case, Evidence
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm


def form_page(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    *,
    form: DeskForm,
    tab: str,
    title: str,
    button: str,
    file: CaseFile | None = None,
    **more: Any,  # noqa: ANN401 - what the page says beside its form
) -> HttpResponse:
    """Draw a page with one form; 422 where the form was refused."""
    context = case_page(actor, case, tab=tab, today=clock.today(), file=file)
    context |= {"form": form, "page_title": title, "button": button, "back": back_to(case, tab)}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "casework/request/form.html", context | more, status=status)


def acted(form: DeskForm, act: Callable[[], object]) -> bool:
    """Whether the form is good and the service took it; what it refused stands in the form."""
    if not form.is_valid():
        return False
    try:
        # A document that came along is not kept where what it proves is refused.
        with transaction.atomic():
            act()
    except InputError as error:
        form.add_problems(error)
        return False
    return True


def back_to(case: Case, tab: str) -> str:
    """The address of a tab of the case."""
    return reverse(f"desk:{tab}", args=[case.organisation.slug, case.reference])


def to_tab(case: Case, tab: str) -> HttpResponse:
    """Lead to a tab of the case."""
    return redirect(back_to(case, tab))


def proof_in(
    actor: Actor,
    case: Case,
    form: DocumentForm,
    *,
    title: str,
    kind: str,
    right: Right = Right.PREPARE,
) -> Evidence | None:
    """The document that a form names, or the new one that came with it, kept as evidence of the case.

    `right` is what she needs for the act that it proves.

    Raises:
        InputError: the file is not taken.
    """
    upload = form.cleaned_data.get("file")
    chosen: Evidence | None = form.cleaned_data.get("document")
    if upload is None:
        return chosen
    return add_document(
        actor=actor,
        case=case,
        title=title,
        kind=kind,
        data=upload,
        file_name=upload.name,
        at=clock.now(),
        right=right,
    )
