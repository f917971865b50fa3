"""The fact sheet: what is known and how, group by group, and every version of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from totalis.casework.forms.facts import BasisForm, ProofForm
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.facts import (
    GROUPS,
    engagement_numbered,
    facts_of,
    others_of_group,
    paths_of_group,
)
from totalis.casework.selectors.frames import case_page
from totalis.casework.services.facts import prove_fact
from totalis.casework.views.asking import Asking, Taken, number_of, standing_on, take
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.forms.questions import with_room
from totalis.frontdoor.selectors.countries import country_names
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.casework.models import Case
    from totalis.casework.selectors.facts import ShownFact
    from totalis.frontdoor.forms.fields import Field
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor


@needs(Right.VIEW)
@require_safe
def sheet(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Every fact with who stated it and what proves it, and the history of versions."""
    case = case_of(actor, reference)
    file = case_file(case)
    context = case_page(actor, case, tab="facts", today=clock.today(), file=file)
    context |= {"facts": facts_of(file, case.engagement), "groups": GROUPS, "subtab": "sheet"}
    return render(request, "casework/facts/sheet.html", context)


@needs(Right.PREPARE)
@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, actor: Actor, *, reference: str, group: str) -> HttpResponse:
    """Edit one group of facts with the widgets of the interview."""
    if group not in GROUPS:
        raise Http404
    asking = _asking(request, actor, reference, group)
    if request.method != "POST":
        basis = BasisForm(case=asking.case)
        return _ask(request, actor, asking, group, asking.fields(), basis, Taken())
    basis = BasisForm(request.POST, case=asking.case)
    if request.POST.get("do") == "add":
        grown, errors = with_room(asking.paths, request.POST)
        fields = asking.fields(typed=grown, errors=errors, spare_rows=1)
        basis = BasisForm(case=asking.case, initial=request.POST.dict())
        return _ask(request, actor, asking, group, fields, basis, Taken())
    taken = take(asking, actor=actor, typed=request.POST, basis=basis, at=clock.now())
    if taken.version is None:
        fields = asking.fields(typed=request.POST, errors=taken.errors)
        return _ask(request, actor, asking, group, fields, basis, taken, status=UNPROCESSABLE)
    messages.success(request, f"Facts are stated: version {taken.version.number}.")
    return redirect("desk:facts", actor.organisation.slug, reference)


def _asking(request: HttpRequest, actor: Actor, reference: str, group: str) -> Asking:
    """What the page of a group asks: what its form named, or else what is known and missing there."""
    case = case_of(actor, reference)
    file = case_file(case)
    engagement = engagement_numbered(file, request.GET.get("engagement", ""), case.engagement)
    standing = standing_on(file, engagement, clock.today())
    also = request.GET.get("fact", "")
    shown = paths_of_group(group, standing.interview, standing.missing, also)
    named = [path for path in request.POST.get("asked", "").split() if path in by_path()]
    return Asking(case, file, standing, tuple(named or shown))


def _ask(
    request: HttpRequest,
    actor: Actor,
    asking: Asking,
    group: str,
    fields: list[Field],
    basis: BasisForm,
    taken: Taken,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = case_page(
        actor, asking.case, tab="facts", today=clock.today(), file=asking.file
    )
    context |= {
        "group": group,
        "group_label": GROUPS[group],
        "fields": fields,
        "asked": " ".join(asking.paths),
        "others": others_of_group(group, asking.paths),
        "basis": basis,
        "seen": asking.seen,
        "engagement": request.GET.get("engagement", ""),
        "taken": taken,
        "errors": [one for one in fields if one.error],
        "countries": country_names(),
        "can_grow": any(one.can_grow for one in fields),
    }
    return render(request, "casework/facts/edit.html", context, status=status)


@needs(Right.PREPARE)
@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Say how a fact that stands already is known, and by which document."""
    case = case_of(actor, reference)
    file = case_file(case)
    fact = _known_fact(request, file, case)
    form = ProofForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            prove_fact(
                actor=actor,
                case=case,
                place=fact.place,
                basis=form.cleaned_data["basis"],
                evidence=form.cleaned_data["evidence"],
                seen_version=number_of(request.POST.get("seen")),
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{fact.label}: its proof is named.")
            return redirect("desk:facts", actor.organisation.slug, reference)
    context = case_page(actor, case, tab="facts", today=clock.today(), file=file)
    context |= {
        "form": form,
        "fact": fact,
        "seen": file.facts[-1].number,
        "shown_by": by_path()[fact.path].proof,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "casework/facts/prove.html", context, status=status)


def _known_fact(request: HttpRequest, file: CaseFile, case: Case) -> ShownFact:
    """The fact that the address names.

    Raises:
        Http404: it names none that is known.
    """
    engagement = engagement_numbered(file, request.GET.get("engagement", ""), case.engagement)
    path = request.GET.get("fact", "")
    for one in facts_of(file, engagement).engagements:
        for group in one.groups:
            for fact in group.facts:
                if one.main and fact.path == path and fact.known:
                    return fact
    raise Http404
