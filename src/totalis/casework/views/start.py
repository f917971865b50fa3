"""The way in: choose an organisation, bring facts from the interview, open a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from totalis.casework.forms.begun import keep_facts, kept_facts, let_go
from totalis.casework.forms.cases import FROM_INTERVIEW, NEW, NewCaseForm
from totalis.casework.selectors.start import doors_of, workers_to_choose
from totalis.casework.services.cases import open_case
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.people import create_worker
from totalis.facts.countries import COUNTRIES, name_of
from totalis.frontdoor.forms.state import MAX_BYTES, sheet_from
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import WorkerRecord
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.models import User
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from totalis.casework.forms.begun import Begun
    from totalis.casework.models import Case, Worker
    from totalis.facts.sheet import FactSheet
    from totalis.webbase.accounts.actor import Actor


@require_safe
@never_cache
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """Choose an organisation; who has one alone is led into it."""
    doors = doors_of(_user(request), clock.today())
    if len(doors) == 1:
        return redirect("desk:dashboard", doors[0].organisation.slug)
    return render(request, "casework/start/organisations.html", {"doors": doors})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Take the facts of the interview, whoever brings them; then, signed in, ask for which organisation."""
    if request.method == "POST":
        try:
            keep_facts(
                request.session, request.POST.get("sheet", ""), request.POST.get("engagement", "")
            )
        except InputError as error:
            context = {"problems": error.problems}
            return render(request, "frontdoor/unreadable.html", context, status=UNPROCESSABLE)
        return redirect("desk:start")
    return _choose(request)


@login_required
def _choose(request: HttpRequest) -> HttpResponse:
    doors = [one for one in doors_of(_user(request), clock.today()) if one.may_prepare]
    if len(doors) == 1:
        return redirect("desk:new", doors[0].organisation.slug)
    context = {"doors": doors, "begun": kept_facts(request.session), "starting": True}
    return render(request, "casework/start/organisations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PREPARE)
@acts_once
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open a case: with the facts of the interview, with a sheet that is handed in, or with nothing yet."""
    if "leave_facts" in request.POST:
        let_go(request.session)
        return redirect("desk:new", actor.organisation.slug)
    begun = kept_facts(request.session)
    workers = workers_to_choose(actor, request.GET.get("worker", ""))
    form = _form(request, actor, begun, workers)
    if form.is_bound and form.is_valid():
        try:
            case = _opened(actor, form, begun, workers)
        except InputError as error:
            form.add_problems(error)
        else:
            let_go(request.session)
            messages.success(request, f"{case.reference} is open. {case.owner.name} is its owner.")
            return redirect("desk:case", actor.organisation.slug, case.reference)
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"actor": actor, "form": form, "begun": begun}
    return render(request, "casework/start/new.html", context, status=status)


def _form(
    request: HttpRequest, actor: Actor, begun: Begun | None, workers: Sequence[Worker]
) -> NewCaseForm:
    owners = people_with(actor.organisation, Right.PREPARE, clock.today())
    wanted = request.GET.get("worker", "")
    known = {str(one.pk) for one in workers}
    chosen = {
        "worker": wanted if wanted in known else NEW,
        "owner": str(actor.user.pk) if actor.user else "",
        "basis": FROM_INTERVIEW,
    }
    bound = request.method == "POST"
    return NewCaseForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        initial=chosen,
        workers=workers,
        owners=owners,
        has_facts=begun is not None,
    )


def _opened(
    actor: Actor, form: NewCaseForm, begun: Begun | None, workers: Sequence[Worker]
) -> Case:
    """Worker, case, facts and first decision: all of it or nothing."""
    given, at = form.cleaned_data, clock.now()
    sheet, engagement = _facts(form, begun)
    with transaction.atomic():
        worker = _worker(actor, form, workers)
        case = open_case(
            actor=actor,
            title=given["title"].strip() or _title(worker, sheet),
            about=given["about"],
            worker=worker,
            owner=User.objects.get(pk=given["owner"]),
            sheet=sheet,
            engagement=engagement,
            basis=given["basis"] if sheet is not None else "",
            at=at,
        )
        if sheet is not None:
            determine_case(actor=actor, case=case, as_of=at.date(), at=at)
    return case


def _facts(form: NewCaseForm, begun: Begun | None) -> tuple[FactSheet | None, str]:
    if begun is not None:
        return begun.sheet, begun.engagement
    upload = form.cleaned_data.get("file")
    if upload is None:
        return None, ""
    return sheet_from(upload.read(MAX_BYTES + 1), (upload.name or "sheet")[:80]), ""


def _worker(actor: Actor, form: NewCaseForm, workers: Sequence[Worker]) -> Worker:
    given = form.cleaned_data
    if given["worker"] != NEW:
        return next(one for one in workers if str(one.pk) == given["worker"])
    record = WorkerRecord(
        id="", given_names=given["given_names"], family_names=given["family_names"]
    )
    return create_worker(actor=actor, given=record, at=clock.now())


def _title(worker: Worker, sheet: FactSheet | None) -> str:
    name = worker.family_names or worker.given_names
    codes = (sheet.engagements[0].work_country or ()) if sheet is not None else ()
    places = " and ".join(name_of(code) for code in codes if code in COUNTRIES)
    return f"{name}: {places}" if places else name


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
    return request.user
