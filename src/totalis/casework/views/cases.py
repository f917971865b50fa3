"""The list of cases, and a case at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.forms.cases import (
    AboutForm,
    OwnerForm,
    PartyForm,
    about_initial,
    owner_initial,
)
from totalis.casework.forms.conflicts import conflicts, drawn_again
from totalis.casework.forms.filters import FilterForm, keep_search, kept_search
from totalis.casework.models import CaseParty
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.selectors.lists import choices_of, chosen, csv_lines, in_order, page_of
from totalis.casework.selectors.overview import employers_to_choose, overview_of
from totalis.casework.selectors.parts import parts_for
from totalis.casework.services.cases import (
    add_party,
    change_case,
    change_owner,
    note_download,
    remove_party,
)
from totalis.casework.services.editing import ChangedMeanwhileError
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import PartyRole
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.casework.forms.conflicts import Conflict
    from totalis.casework.models import Case
    from totalis.casework.selectors.lists import Shown
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.forms import DeskForm

KEPT = ("stage", "payroll", "country", "owner", "only", "sort")
LONGEST_NUMBER = 19


@require_safe
@needs(Right.VIEW)
def cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every case of the organisation, searched, filtered, sorted, a page at a time."""
    form, shown = _asked(request, actor)
    today = clock.today()
    rows = chosen(actor, shown, today)
    page = page_of(
        actor,
        rows,
        shown.sort,
        today,
        after=_number(request.GET.get("after", "")),
        before=_number(request.GET.get("before", "")),
    )
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    context = {
        "actor": actor,
        "form": form,
        "shown": shown,
        "page": page,
        "query": kept.urlencode(),
        "search_key": request.GET.get("search", ""),
    }
    return render(request, "casework/cases/list.html", context)


@require_POST
@needs(Right.VIEW)
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a search, which may be a person's name, out of the body, so that no name stands in an address."""
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    key = keep_search(request.session, request.POST.get("q", ""))
    query = urlencode(kept | ({"search": key} if key else {}))
    address = reverse("desk:cases", args=[actor.organisation.slug])
    return redirect(f"{address}?{query}" if query else address)


@require_safe
@needs(Right.VIEW)
def download(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The list as it is shown, whole, for a spreadsheet; the history keeps that it was taken."""
    _form, shown = _asked(request, actor)
    today = clock.today()
    rows = in_order(chosen(actor, shown, today), shown.sort)
    note_download(actor=actor, shown=shown, at=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="cases-{today}.csv"'}
    lines = csv_lines(actor, rows, today)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: HttpRequest, actor: Actor) -> tuple[FilterForm, Shown]:
    owners, countries = choices_of(actor)
    form = FilterForm(request.GET, owners=owners, countries=countries)
    return form, form.shown(kept_search(request.session, request.GET.get("search", "")))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else None


@require_safe
@needs(Right.VIEW)
def overview(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """A case at a glance: where it stands, why, what now."""
    case = case_of(actor, reference)
    page = case_page(actor, case, tab="", today=clock.today())
    page |= overview_of(case, page["file"], clock.today())
    page["may_change"] = actor.may(Right.PREPARE) and case.closed_at is None
    page["parts"] = parts_for(actor, case, "overview", page["file"])
    return render(request, "casework/cases/overview.html", page)


@needs(Right.PREPARE)
@acts_once
def edit(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Change the title of a case and why it exists."""
    case = case_of(actor, reference)
    form = AboutForm(
        request.POST if request.method == "POST" else None, initial=about_initial(case)
    )
    clash = []
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            change_case(
                actor=actor,
                case=case,
                seen=given["revision"],
                title=given["title"],
                about=given["about"],
                at=clock.now(),
            )
        except ChangedMeanwhileError:
            case.refresh_from_db()
            clash = conflicts(form, about_initial(case))
            drawn_again(form, case.revision)
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:case", actor.organisation.slug, reference)
    return _form(request, actor, case, form, "Title and purpose", "Save title", clash)


@needs(Right.PREPARE)
@acts_once
def owner(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Give the case to another owner."""
    case = case_of(actor, reference)
    people = people_with(actor.organisation, Right.PREPARE, clock.today())
    data = request.POST if request.method == "POST" else None
    form = OwnerForm(data, owners=people, initial=owner_initial(case))
    clash = []
    if form.is_bound and form.is_valid():
        chosen_one = next(one for one in people if str(one.pk) == form.cleaned_data["owner"])
        try:
            change_owner(
                actor=actor,
                case=case,
                seen=form.cleaned_data["revision"],
                owner=chosen_one,
                at=clock.now(),
            )
        except ChangedMeanwhileError:
            case.refresh_from_db()
            clash = conflicts(form, owner_initial(case))
            drawn_again(form, case.revision)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{chosen_one.name} is the owner now.")
            return redirect("desk:case", actor.organisation.slug, reference)
    return _form(request, actor, case, form, "Owner of the case", "Change owner", clash)


@needs(Right.PREPARE)
@acts_once
def party(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Name an employer or business in its role."""
    case = case_of(actor, reference)
    known = employers_to_choose(actor)
    form = PartyForm(request.POST if request.method == "POST" else None, employers=known)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            add_party(
                actor=actor,
                case=case,
                role=PartyRole(given["role"]),
                employer=next(one for one in known if str(one.pk) == given["employer"]),
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            return redirect("desk:case", actor.organisation.slug, reference)
    return _form(request, actor, case, form, "Employer or business in the case", "Add party", [])


@require_POST
@needs(Right.PREPARE)
@acts_once
def party_remove(request: HttpRequest, actor: Actor, *, reference: str, pk: int) -> HttpResponse:
    """Take an employer or business out of the case; its history stays."""
    case = case_of(actor, reference)
    gone = get_object_or_404(CaseParty.objects.of(actor.organisation), pk=pk, case=case)
    try:
        remove_party(actor=actor, case=case, party=gone, at=clock.now())
    except InputError as error:
        messages.error(request, error.problems[0].remedy)
    return redirect("desk:case", actor.organisation.slug, reference)


def _form(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    form: DeskForm,
    heading: str,
    button: str,
    clash: list[Conflict],
) -> HttpResponse:
    page = case_page(actor, case, tab="", today=clock.today())
    page |= {"form": form, "heading": heading, "button": button, "conflicts": clash}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "casework/cases/form.html", page, status=status)
