"""One document: the page beside what is read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST

from totalis.casework.forms.evidence import CaseDatumForm, PageForm, VersionForm
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.evidence import (
    CASE_PLACES,
    document_of,
    kind_title,
    place_label,
    places_for,
    preview_of,
    reading_of,
    reading_text,
    readings_of,
    version_of,
    versions_of,
)
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.evidence import note_seen, read_document, remove_reading
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.forms.answers import read_answer
from totalis.frontdoor.forms.fields import draw
from totalis.frontdoor.selectors.countries import country_names
from totalis.frontdoor.selectors.words import place_of
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.casework.models import Case, Evidence
    from totalis.frontdoor.forms.answers import Typed
    from totalis.frontdoor.forms.fields import Field
    from totalis.webbase.accounts.actor import Actor


@needs(Right.PREPARE)
@acts_once
@require_POST
def read(request: HttpRequest, actor: Actor, *, reference: str, key: str) -> HttpResponse:
    """Note what a document says, typed beside its page."""
    case = case_of(actor, reference)
    evidence = document_of(case, key)
    wanted = request.POST.get("read", "")
    value, error, form = _typed(wanted, request.POST)
    if not error and form.is_valid():
        try:
            read_document(
                actor=actor,
                case=case,
                version=version_of(evidence),
                place=place_of(wanted, case.engagement),
                value=value or form.cleaned_data["value"],
                page=form.cleaned_data["page"],
                at=clock.now(),
            )
        except InputError as refused:
            form.add_problems(refused)
        else:
            messages.success(request, f"Noted: {place_label(wanted).lower()}.")
            return redirect("desk:document", actor.organisation.slug, reference, key)
    field = _field(wanted, request.POST, error)
    return document_page(request, actor, case, evidence, reading=wanted, form=form, field=field)


@needs(Right.PREPARE)
@acts_once
@require_POST
def take_back(
    request: HttpRequest, actor: Actor, *, reference: str, key: str, number: str
) -> HttpResponse:
    """Take back a reading."""
    case = case_of(actor, reference)
    reading = reading_of(document_of(case, key), number)
    try:
        remove_reading(actor=actor, case=case, reading=reading, at=clock.now())
    except InputError as error:
        messages.error(request, " ".join(problem.remedy for problem in error.problems))
    else:
        messages.success(request, "The reading is taken back; it stays in the history.")
    return redirect("desk:document", actor.organisation.slug, reference, key)


def document_page(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    evidence: Evidence,
    *,
    version_form: VersionForm | None = None,
    reading: str = "",
    form: PageForm | None = None,
    field: Field | None = None,
) -> HttpResponse:
    """Draw a document; with the forms that were refused, where some were."""
    version = version_of(evidence, request.GET.get("version", ""))
    newest = version_of(evidence)
    wanted = reading or request.GET.get("read", "")
    preview = preview_of(version, request.GET.get("page", ""))
    if wanted and form is None:
        _value, _error, form = _typed(wanted, None)
        form.initial["page"] = preview.page if preview.pages else ""
        field = _field(wanted, MultiValueDict(), "")
    if preview.text is not None:
        note_seen(actor=actor, case=case, version=version, how="saw", at=clock.now())
    context = case_page(actor, case, tab="evidence", today=clock.today())
    context |= {
        "evidence": evidence,
        "kind": kind_title(evidence.kind),
        "version": version,
        "is_newest": version.pk == newest.pk,
        "newest": newest,
        "versions": versions_of(evidence),
        "preview": preview,
        "readings": readings_of(version),
        "places": places_for(evidence.kind),
        "read": wanted,
        "read_label": place_label(wanted) if wanted else "",
        "reading_form": form,
        "field": field,
        "countries": country_names() if field else (),
        "version_form": version_form or VersionForm(auto_id="version_%s"),
        "may_write": actor.may(Right.PREPARE) and case.closed_at is None,
        "subtab": "documents",
    }
    refused = version_form is not None or bool(reading)
    status = UNPROCESSABLE if refused else 200
    return render(request, "casework/evidence/document.html", context, status=status)


def _typed(wanted: str, data: Typed | None) -> tuple[str, str, PageForm]:
    """What was typed for a fact (value, error) and the form beside it; a datum of the case has its value in the form.

    Raises:
        Http404: nothing of that name can be read.
    """
    if wanted in CASE_PLACES:
        return "", "", CaseDatumForm(data, auto_id="reading_%s")
    if wanted not in by_path():
        raise Http404
    form = PageForm(data, auto_id="reading_%s")
    if data is None:
        return "", "", form
    answer = read_answer(by_path()[wanted], data, blank_is_unknown=False)
    if not answer.error and answer.value is None:
        return "", "Say what the document says; leave out what it does not say.", form
    return reading_text(answer.value), answer.error, form


def _field(wanted: str, typed: Typed, error: str) -> Field | None:
    """The widget of a fact; None for a datum of the case."""
    if wanted not in by_path():
        return None
    return draw(wanted, typed, partner=None, leads_to={}, error=error)
