"""The travel log: typed, handed in as a table or a calendar, looked at before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalis.casework.forms.travel import ImportForm, StayForm
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.cases import case_of
from totalis.casework.selectors.frames import case_page
from totalis.casework.selectors.travel import stay_of, travel_of
from totalis.casework.services.travel import (
    GivenStay,
    add_stay,
    import_calendar,
    import_csv,
    new_stays,
    remove_stay,
)
from totalis.facts.countries import name_of
from totalis.kernel.errors import InputError
from totalis.procedure.travel_reading import read_calendar, read_csv
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.kinds import CALENDAR
from totalis.webbase.files.models import Blob
from totalis.webbase.files.selectors import content
from totalis.webbase.files.services import keep
from totalis.webbase.forms import UNPROCESSABLE
from totalis.webbase.once.views import acts_once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.casework.models import Case
    from totalis.casework.services.travel import Imported
    from totalis.webbase.accounts.actor import Actor

SALT = "travel log that was looked at"
A_DAY = 24 * 3600
SHOWN = 200
"""How many rows the look at a file shows."""


@needs(Right.VIEW)
@require_safe
def travel(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """The log with its counts and contradictions."""
    case = case_of(actor, reference)
    return _page(request, actor, case, StayForm(case=case), ImportForm(auto_id="import_%s"))


@needs(Right.PREPARE)
@acts_once
@require_POST
def add(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Take a stay that was typed."""
    case = case_of(actor, reference)
    form = StayForm(request.POST, case=case)
    if form.is_valid():
        try:
            add_stay(actor=actor, case=case, given=GivenStay(**form.values()), at=clock.now())
        except InputError as error:
            form.add_problems(error)
        else:
            messages.success(request, "The stay is in the log.")
            return redirect("desk:travel", actor.organisation.slug, reference)
    return _page(request, actor, case, form, ImportForm(auto_id="import_%s"))


@needs(Right.PREPARE)
@acts_once
@require_POST
def remove(request: HttpRequest, actor: Actor, *, reference: str, key: str) -> HttpResponse:
    """Take a stay out of the log."""
    case = case_of(actor, reference)
    try:
        remove_stay(actor=actor, case=case, stay=stay_of(case, key), at=clock.now())
    except InputError as error:
        messages.error(request, " ".join(problem.remedy for problem in error.problems))
    else:
        messages.success(request, "The stay is taken out of the log; it stays in the history.")
    return redirect("desk:travel", actor.organisation.slug, reference)


@needs(Right.PREPARE)
@require_POST
def look(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Show what a file holds before anything of it enters the log; the file itself is kept meanwhile."""
    case = case_of(actor, reference)
    form = ImportForm(request.POST, request.FILES, auto_id="import_%s")
    if not form.is_valid():
        return _page(request, actor, case, StayForm(case=case), form)
    upload, day_first = form.cleaned_data["file"], form.read_day_first()
    try:
        blob = keep(actor=actor, data=upload, file_name=upload.name, at=clock.now())
        data = content(blob)
        is_calendar = blob.media_type == CALENDAR
        reading = read_calendar(data) if is_calendar else read_csv(data, day_first=day_first)
    except InputError as error:
        form.add_problems(error)
        return _page(request, actor, case, StayForm(case=case), form)
    new = new_stays(case, reading.stays)
    token = {"case": case.pk, "blob": blob.pk, "name": upload.name, "day_first": day_first}
    context = case_page(actor, case, tab="travel", today=clock.today())
    context |= {
        "reading": reading,
        "file_name": upload.name,
        "new": [(stay, name_of(stay.country)) for stay in new[:SHOWN]],
        "count": len(new),
        "more": max(len(new) - SHOWN, 0),
        "known": len(reading.stays) - len(new),
        "bad": reading.bad[:SHOWN],
        "more_bad": max(len(reading.bad) - SHOWN, 0),
        "token": signing.dumps(token, salt=SALT),
    }
    return render(request, "casework/travel/look.html", context)


@needs(Right.PREPARE)
@acts_once
@require_POST
def take(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponse:
    """Take what was looked at into the log."""
    case = case_of(actor, reference)
    try:
        made = _imported(actor, case, request.POST.get("token", ""))
    except (signing.BadSignature, Blob.DoesNotExist):
        messages.error(request, "The look at this file is out of date. Hand it in once more.")
    except InputError as error:
        messages.error(request, " ".join(problem.remedy for problem in error.problems))
    else:
        known = f"; {made.known} were there already" if made.known else ""
        messages.success(
            request, f"{made.stays} stays are in the log{known}. The file is kept as a document."
        )
    return redirect("desk:travel", actor.organisation.slug, reference)


def _imported(actor: Actor, case: Case, token: str) -> Imported:
    """Read the kept file again and import it: what is taken is what was shown.

    Raises:
        BadSignature: the token is not ours, is too old, or is of another case.
        InputError: nothing of the file is new any more.
    """
    seen = signing.loads(token, salt=SALT, max_age=A_DAY)
    if seen["case"] != case.pk:
        raise signing.BadSignature
    blob = Blob.objects.of(actor.organisation).get(pk=seen["blob"])
    data, name, at = content(blob), seen["name"], clock.now()
    if blob.media_type == CALENDAR:
        return import_calendar(actor=actor, case=case, data=data, file_name=name, at=at)
    return import_csv(
        actor=actor,
        case=case,
        data=data,
        file_name=name,
        day_first=seen["day_first"],
        at=at,
    )


def _page(
    request: HttpRequest, actor: Actor, case: Case, stay_form: StayForm, import_form: ImportForm
) -> HttpResponse:
    file = case_file(case)
    context = case_page(actor, case, tab="travel", today=clock.today(), file=file)
    context |= {
        "travel": travel_of(file, request.GET.get("page", "1")),
        "stay_form": stay_form,
        "import_form": import_form,
        "may_write": actor.may(Right.PREPARE) and case.closed_at is None,
    }
    status = UNPROCESSABLE if stay_form.errors or import_form.errors else 200
    return render(request, "casework/travel/travel.html", context, status=status)
