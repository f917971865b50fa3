"""Same earnings: what a register of contributions of both countries shows, stream by stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.exposure.forms.same import StreamFilterForm
from totalis.exposure.selectors import contributions as found
from totalis.exposure.selectors.boundary import CHECKED, NOTES
from totalis.exposure.selectors.people import cases_by_number, worker_by_number
from totalis.exposure.selectors.twice import months_of_finding
from totalis.procedure.escalation import escalation_book
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from totalis.webbase.accounts.actor import Actor

SHOWN_REJECTED = 100
SHOWN = 50


@require_safe
@needs(Right.VIEW)
def runs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The registers of contributions that were tested."""
    rows = list(found.runs_of(actor)[:SHOWN])
    counts = found.counts_of(rows)
    context = {"actor": actor, "tab": "same", "runs": [(row, counts[row.pk]) for row in rows]}
    return render(request, "exposure/same/list.html", context)


@require_safe
@needs(Right.VIEW)
def run(request: HttpRequest, actor: Actor, *, contribution_run: int) -> HttpResponse:
    """One register: its findings, what was not counted, what was refused."""
    row = found.run_of(actor, contribution_run)
    form = StreamFilterForm(request.GET)
    finding, number = form.chosen()
    counts = found.counts_of([row])[row.pk]
    context = {
        "actor": actor,
        "tab": "same",
        "run": row,
        "counts": [(key, words, n, found.SAYS[key]) for key, words, n in counts],
        "form": form,
        "finding": finding,
        "page": found.stream_page(row, finding, number),
        "rejected": row.rejected[:SHOWN_REJECTED],
        "boundary": NOTES,
        "boundary_checked": CHECKED,
    }
    return render(request, "exposure/same/run.html", context)


@require_safe
@needs(Right.VIEW)
def stream(
    request: HttpRequest, actor: Actor, *, contribution_run: int, overlap: int
) -> HttpResponse:
    """One stream: the days, the amounts of both countries, the lines behind them, what to do."""
    row = found.run_of(actor, contribution_run)
    one = found.overlap_of(actor, row, overlap)
    rows = found.rows_of(row, one)
    context = {
        "actor": actor,
        "tab": "same",
        "run": row,
        "stream": found.stream_of(one, rows),
        "says": found.SAYS[one.finding],
        "whys": list(dict.fromkeys(piece.why for piece in rows)),
        "pieces": found.pieces_of(rows),
        "lines": found.lines_behind(row, rows),
        "months": months_of_finding(rows) if one.finding == "same_earnings" else [],
        "cases": cases_by_number(actor, one.staff_number),
        "worker": worker_by_number(actor, one.staff_number),
        "escalation": escalation_book().conditions["taxed_twice"],
    }
    return render(request, "exposure/same/stream.html", context)
