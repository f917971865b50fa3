"""The first page of the house, and its queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.authority.forms.house_queue import QueueForm
from totalis.authority.selectors.queue import Shown, chosen, in_order, lines_of, page_of
from totalis.authority.selectors.queue_csv import csv_lines
from totalis.authority.selectors.workload import (
    service_times,
    waiting_of,
    work_by_day,
    work_by_person,
)
from totalis.authority.services.assigning import note_download
from totalis.authority.views.agency_door import in_house
from totalis.webbase import clock
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor

LONGEST_NUMBER = 19
NEXT = 8


@require_safe
@in_house(Right.VIEW)
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits, the oldest, how long requests take, who does how much."""
    today = clock.today()
    rows = chosen(actor, Shown(), today)
    mine = chosen(actor, Shown(only="mine"), today)
    context = {
        "actor": actor,
        "waiting": waiting_of(actor, today),
        "times": service_times(actor.organisation),
        "days": work_by_day(actor.organisation, today),
        "people": work_by_person(actor.organisation, today),
        "next": lines_of(actor, in_order(rows, "turn")[:NEXT], today),
        "mine": lines_of(actor, in_order(mine, "due")[:NEXT], today),
    }
    return render(request, "authority/overview.html", context)


@require_safe
@in_house(Right.VIEW)
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every request of the agency, narrowed, sorted, a page at a time."""
    form = QueueForm(request.GET or {"state": "open"})
    shown, today = form.shown(), clock.today()
    page = page_of(
        actor,
        chosen(actor, shown, today),
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
    }
    return render(request, "authority/queue.html", context)


@require_safe
@in_house(Right.VIEW)
def queue_csv(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The queue as it is shown, whole, for a spreadsheet; the history keeps that it was taken."""
    form = QueueForm(request.GET or {"state": "open"})
    shown, today = form.shown(), clock.today()
    rows = in_order(chosen(actor, shown, today), shown.sort)
    note_download(actor=actor, at=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="requests-{today}.csv"'}
    return StreamingHttpResponse(
        csv_lines(actor, rows, today), content_type="text/csv; charset=utf-8", headers=headers
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else None
