"""Workers and employers: lists, one of them, entering and changing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.forms.conflicts import conflicts, drawn_again
from totalis.casework.forms.filters import keep_search, kept_search
from totalis.casework.forms.people import (
    EmployerForm,
    WorkerForm,
    employer_initial,
    worker_initial,
)
from totalis.casework.selectors import people as found
from totalis.casework.selectors.lists import lines_of
from totalis.casework.services.editing import ChangedMeanwhileError
from totalis.casework.services.people import (
    create_employer,
    create_worker,
    update_employer,
    update_worker,
)
from totalis.kernel.dates import read_day
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor

SHOWN_CASES = 50
LONGEST_NUMBER = 19


@require_safe
@needs(Right.VIEW)
def workers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The workers of the organisation, by name."""
    search, after = _asked(request)
    page = found.workers_page(actor, search, after)
    return _list(request, actor, "workers", page, search)


@require_safe
@needs(Right.VIEW)
def employers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The employers and businesses of the organisation, by name."""
    search, after = _asked(request)
    page = found.employers_page(actor, search, after)
    return _list(request, actor, "employers", page, search)


@require_POST
@needs(Right.VIEW)
def search(request: HttpRequest, actor: Actor, *, people: str) -> HttpResponse:
    """Take a name out of the body, so that it stands in no address."""
    key = keep_search(request.session, request.POST.get("q", ""))
    address = reverse(f"desk:{people}", args=[actor.organisation.slug])
    return redirect(f"{address}?search={key}" if key else address)


@require_safe
@needs(Right.VIEW)
def worker(request: HttpRequest, actor: Actor, *, pk: int) -> HttpResponse:
    """What is registered of a worker, her cases, how it changed."""
    record = found.worker_of(actor, pk)
    cases = found.cases_of_worker(actor, record)[:SHOWN_CASES]
    context = {
        "actor": actor,
        "people": "workers",
        "worker": record,
        "birth_day": read_day(record.birth_date) if record.birth_date else None,
        "address": found.said("address", record.address),
        "citizenships": found.said("citizenships", record.citizenships)
        if record.citizenships != []
        else "none (stateless)",
        "birth_country": found.said("birth_country", record.birth_country),
        "numbers": found.said("foreign_numbers", record.foreign_numbers),
        "lines": lines_of(actor, cases, clock.today()),
        "history": found.history_of(actor, "worker", pk),
    }
    return render(request, "casework/people/worker.html", context)


@require_safe
@needs(Right.VIEW)
def employer(request: HttpRequest, actor: Actor, *, pk: int) -> HttpResponse:
    """What is registered of an employer, its cases, how it changed."""
    record = found.employer_of(actor, pk)
    cases = found.cases_of_employer(actor, record)[:SHOWN_CASES]
    context = {
        "actor": actor,
        "people": "employers",
        "employer": record,
        "address": found.said("address", record.address),
        "country": found.said("country", record.country),
        "lines": lines_of(actor, cases, clock.today()),
        "history": found.history_of(actor, "employer", pk),
    }
    return render(request, "casework/people/employer.html", context)


@needs(Right.PREPARE)
@acts_once
def worker_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Register a worker."""
    form = WorkerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = create_worker(
                actor=actor,
                given=form.record(),
                staff_number=form.cleaned_data["staff_number"],
                at=clock.now(),
            )
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{made} is registered.")
            return redirect("desk:worker", actor.organisation.slug, made.pk)
    return _form(request, actor, form, "workers", "Register worker")


@needs(Right.PREPARE)
@acts_once
def worker_edit(request: HttpRequest, actor: Actor, *, pk: int) -> HttpResponse:
    """Change what is registered of a worker."""
    record = found.worker_of(actor, pk)
    form = WorkerForm(request.POST if request.method == "POST" else None, worker=record)
    clash = []
    if form.is_bound and form.is_valid():
        try:
            update_worker(
                actor=actor,
                worker=record,
                seen=form.cleaned_data["revision"],
                given=form.record(),
                staff_number=form.cleaned_data["staff_number"],
                at=clock.now(),
            )
        except ChangedMeanwhileError:
            record.refresh_from_db()
            clash = conflicts(form, worker_initial(record))
            drawn_again(form, record.revision)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(
                request, f"{record} is changed. The history keeps what it said before."
            )
            return redirect("desk:worker", actor.organisation.slug, pk)
    return _form(request, actor, form, "workers", "Save worker", record=record, clash=clash)


@needs(Right.PREPARE)
@acts_once
def employer_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Register an employer or business."""
    form = EmployerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = create_employer(actor=actor, given=form.record(), at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, f"{made} is registered.")
            return redirect("desk:employer", actor.organisation.slug, made.pk)
    return _form(request, actor, form, "employers", "Register employer")


@needs(Right.PREPARE)
@acts_once
def employer_edit(request: HttpRequest, actor: Actor, *, pk: int) -> HttpResponse:
    """Change what is registered of an employer."""
    record = found.employer_of(actor, pk)
    form = EmployerForm(request.POST if request.method == "POST" else None, employer=record)
    clash = []
    if form.is_bound and form.is_valid():
        try:
            update_employer(
                actor=actor,
                employer=record,
                seen=form.cleaned_data["revision"],
                given=form.record(),
                at=clock.now(),
            )
        except ChangedMeanwhileError:
            record.refresh_from_db()
            clash = conflicts(form, employer_initial(record))
            drawn_again(form, record.revision)
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(
                request, f"{record} is changed. The history keeps what it said before."
            )
            return redirect("desk:employer", actor.organisation.slug, pk)
    return _form(request, actor, form, "employers", "Save employer", record=record, clash=clash)


def _form(
    request: HttpRequest,
    actor: Actor,
    form: WorkerForm | EmployerForm,
    people: str,
    button: str,
    *,
    record: object = None,
    clash: object = (),
) -> HttpResponse:
    context = {
        "actor": actor,
        "form": form,
        "people": people,
        "button": button,
        "record": record,
        "conflicts": clash,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "casework/people/form.html", context, status=status)


def _asked(request: HttpRequest) -> tuple[str, int | None]:
    search = kept_search(request.session, request.GET.get("search", ""))
    after = request.GET.get("after", "")
    number = after.isascii() and after.isdecimal() and len(after) < LONGEST_NUMBER
    return search, int(after) if number else None


def _list(
    request: HttpRequest, actor: Actor, people: str, page: found.PeoplePage, search: str
) -> HttpResponse:
    context = {
        "actor": actor,
        "people": people,
        "page": page,
        "search": search,
        "search_key": request.GET.get("search", ""),
    }
    return render(request, f"casework/people/{people}.html", context)
