"""A form being filled in: step by step, checked as one types, saved at once, found again by a private link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalis.authority.forms.public import DocumentForm, read_answers
from totalis.authority.selectors import (
    papers,
    requests_choice,
    requests_form,
    requests_words as words,
)
from totalis.authority.services import drafting
from totalis.authority.views.public_door import (
    draft_of,
    everybody,
    gone,
    limited,
    page,
    remember_draft,
)
from totalis.authority.views.requests_start import BEGINNING, DRAWING, pdf_response
from totalis.kernel.errors import InputError, NotFoundError
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase import clock
from totalis.webbase.forms import UNPROCESSABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from totalis.authority.models import Agency, Draft
    from totalis.lawbook.forms.model import FormEdition, FormStep

NO_CONTENT = 204


@everybody
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, agency: Agency, *, handle: str, step: str) -> HttpResponse:
    """One group of questions. What was typed is kept, right or wrong; what is wrong is shown before one goes on."""
    draft = draft_of(request, agency, handle)
    if draft is None:
        return gone(request, agency)
    if draft.sent_at is not None:
        return redirect("service:sent", handle)
    edition = form_of(draft, agency)
    here = _step_of(edition, step)
    answers: Mapping[str, str] = draft.answers
    strict = "look" in request.GET
    if request.method == "POST":
        answers = {**draft.answers, **read_answers(here, request.POST)}
        before = requests_form.asked_keys(edition, draft.answers)
        try:
            drafting.write(draft=draft, answers=answers, at=clock.now())
        except InputError as error:
            return _step_page(request, agency, draft, here, answers, error=error)
        if _may_go_on(request, edition, here, answers, before):
            return redirect(_after(edition, here, handle))
        strict = True
    return _step_page(request, agency, draft, here, answers, strict=strict)


@everybody
@require_POST
def check(request: HttpRequest, agency: Agency, *, handle: str, step: str) -> HttpResponse:
    """What follows from what was just typed: kept, checked, and the questions that now are or are not asked."""
    draft = draft_of(request, agency, handle)
    if draft is None or draft.sent_at is not None:
        return HttpResponse(status=NO_CONTENT)
    edition = form_of(draft, agency)
    here = _step_of(edition, step)
    changed = request.POST.get("changed", "")
    answers = {**draft.answers, **read_answers(here, request.POST)}
    try:
        drafting.write(draft=draft, answers=answers, at=clock.now())
    except InputError:
        return HttpResponse(status=NO_CONTENT)  # said when the page is sent
    fields = requests_form.shown_fields(
        edition, here, answers, clock.today(), strict=False, touched=(changed,)
    )
    shown = {name.removeprefix("shown-") for name in request.POST if name.startswith("shown-")}
    context = {
        "checked": [one for one in fields if one.is_asked and one.key in shown],
        "moved": [one for one in fields if one.is_asked != (one.key in shown)],
        "open": requests_form.open_items(edition, answers, clock.today()),
        "draft": draft,
        "step": here,
    }
    return page(request, agency, "parts/checked.html", context)


@everybody
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, agency: Agency, *, handle: str) -> HttpResponse:
    """Documents that go with the request."""
    draft = draft_of(request, agency, handle)
    if draft is None:
        return gone(request, agency)
    if draft.sent_at is not None:
        return redirect("service:sent", handle)
    form = DocumentForm()
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                drafting.add_file(
                    agency=agency,
                    draft=draft,
                    data=upload,
                    file_name=upload.name,
                    at=clock.now(),
                )
            except InputError as error:
                form.add_problems(error)
            else:
                return redirect("service:documents", handle)
    edition = form_of(draft, agency)
    context = frame(edition, draft, "documents") | {
        "form": form,
        "files": draft.files.order_by("pk"),
    }
    status = UNPROCESSABLE if form.errors else 200
    return page(request, agency, "documents.html", context, status=status)


@everybody
@require_POST
def remove_document(
    request: HttpRequest, agency: Agency, *, handle: str, file_id: int
) -> HttpResponse:
    """Let a document go again."""
    draft = draft_of(request, agency, handle)
    if draft is None:
        return gone(request, agency)
    if draft.sent_at is not None:
        return redirect("service:sent", handle)
    drafting.remove_file(draft=draft, file_id=file_id)
    return redirect("service:documents", handle)


@everybody
@require_safe
def save(request: HttpRequest, agency: Agency, *, handle: str) -> HttpResponse:
    """The private link by which somebody comes back."""
    draft = draft_of(request, agency, handle)
    if draft is None:
        return gone(request, agency)
    path = reverse("service:resume", args=[drafting.link_secret(handle)])
    link = request.build_absolute_uri(path)
    context = frame(form_of(draft, agency), draft, "save") | {"link": link}
    return page(request, agency, "save.html", context)


@everybody
@require_safe
def resume(request: HttpRequest, agency: Agency, *, secret: str) -> HttpResponse:
    """Open a form by its private link; from here on the address holds the secret no more."""
    refused = limited(request, agency, BEGINNING)
    if refused is not None:
        return refused
    draft = drafting.found_by(secret, agency=agency, at=clock.now())
    if draft is None:
        return gone(request, agency)
    remember_draft(request, draft)
    if draft.sent_at is not None:
        response = redirect("service:sent", draft.handle)
    else:
        response = redirect("service:review", draft.handle)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@everybody
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, agency: Agency, *, handle: str) -> HttpResponse:
    """Delete a form that is not wanted any more."""
    draft = draft_of(request, agency, handle)
    if draft is None:
        return gone(request, agency)
    if request.method == "POST":
        drafting.discard(draft=draft)
        return redirect("service:start")
    return page(request, agency, "discard.html", frame(form_of(draft, agency), draft, "discard"))


@everybody
@require_safe
def paper(request: HttpRequest, agency: Agency, *, handle: str) -> HttpResponse:
    """The same answers on paper, for mail or fax."""
    refused = limited(request, agency, DRAWING)
    if refused is not None:
        return refused
    draft = draft_of(request, agency, handle)
    if draft is None or draft.sent_at is not None:
        return gone(request, agency)
    edition = form_of(draft, agency)
    pdf = papers.form_pdf(agency, edition, draft.answers, at=clock.now())
    return pdf_response(pdf, f"{edition.key}.pdf")


def form_of(draft: Draft, agency: Agency) -> FormEdition:
    """The form of a draft; a draft goes on under the newer edition where its own holds no more.

    Raises:
        Http404: no form of that kind holds any more.
    """
    today = clock.today()
    try:
        own = edition_of(draft.edition)
    except NotFoundError:
        own = None
    if own is not None and (
        draft.corrects_id or own.valid_until is None or today <= own.valid_until
    ):
        return own
    newer = requests_choice.current(
        agency, agreement=draft.agreement, lane=draft.lane, product=draft.product, today=today
    )
    if newer is None:
        raise Http404
    if draft.sent_at is None:
        drafting.renew(draft=draft, edition=newer, at=clock.now())
    return newer


def frame(edition: FormEdition, draft: Draft, here: str) -> dict[str, Any]:
    """What every page of a form knows: its name, its steps and where one is."""
    keys = [one.key for one in requests_form.steps_of(edition)]
    steps = [
        {"key": one.key, "title": words.step_title(one, edition), "here": one.key == here}
        for one in requests_form.steps_of(edition)
    ]
    open_items = requests_form.open_items(edition, draft.answers, clock.today())
    todo = {one.step for one in open_items if one.stops}
    for one in steps:
        one["done"] = one["key"] not in todo
    return {
        "edition": edition,
        "title": words.edition_title(edition),
        "draft": draft,
        "steps": steps,
        "here": here,
        "number": keys.index(here) + 1 if here in keys else 0,
        "open": open_items,
        "days": drafting.LAPSES_AFTER.days,
    }


def _step_page(
    request: HttpRequest,
    agency: Agency,
    draft: Draft,
    here: FormStep,
    answers: Mapping[str, str],
    *,
    strict: bool = False,
    error: InputError | None = None,
) -> HttpResponse:
    edition = form_of(draft, agency)
    fields = requests_form.shown_fields(edition, here, answers, clock.today(), strict=strict)
    wrong = [one for one in fields if one.is_asked and one.stops]
    context = frame(edition, draft, here.key) | {
        "step": here,
        "step_title": words.step_title(here, edition),
        "step_says": words.step_says(here, edition),
        "fields": fields,
        "wrong": wrong if strict else [],
        "too_long": bool(error),
        "back": _before(edition, here, draft.handle),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return page(request, agency, "step.html", context, status=status)


def _may_go_on(
    request: HttpRequest,
    edition: FormEdition,
    here: FormStep,
    answers: Mapping[str, str],
    before: frozenset[str],
) -> bool:
    """Whether the next page is due: nothing here stops, or the person will come back to it.

    Questions of this page that only now are asked are shown first, to whoever runs no scripts.
    """
    keys = {one.key for one in here.fields}
    new = (requests_form.asked_keys(edition, answers) - before) & keys
    unseen = {key for key in new if f"shown-{key}" not in request.POST}
    if unseen:
        return False
    if request.POST.get("go") == "later":
        return True
    found = requests_form.findings_of(edition, answers, clock.today())
    return not any(one.severity == requests_form.STOP for key in keys for one in found.get(key, []))


def _step_of(edition: FormEdition, key: str) -> FormStep:
    for one in requests_form.steps_of(edition):
        if one.key == key:
            return one
    raise Http404


def _after(edition: FormEdition, here: FormStep, handle: str) -> str:
    keys = [one.key for one in requests_form.steps_of(edition)]
    after = keys.index(here.key) + 1
    if after < len(keys):
        return reverse("service:step", args=[handle, keys[after]])
    return reverse("service:documents", args=[handle])


def _before(edition: FormEdition, here: FormStep, handle: str) -> str:
    keys = [one.key for one in requests_form.steps_of(edition)]
    before = keys.index(here.key) - 1
    return reverse("service:step", args=[handle, keys[before]]) if before >= 0 else ""


__all__ = ["check", "discard", "documents", "paper", "remove_document", "resume", "save", "step"]
