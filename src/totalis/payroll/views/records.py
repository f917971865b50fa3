"""The answers that were recorded: listed, shown beside what is known now, taken out as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.payroll.forms.gate import FilterForm
from totalis.payroll.selectors.lists import compared, record_of, records_of
from totalis.payroll.selectors.records import Altered, answers_of
from totalis.payroll.services.lines import ANSWER_COLUMNS, answer_row
from totalis.tables.writing import csv_bytes
from totalis.webbase import clock
from totalis.webbase.accounts.access import needs
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.webbase.accounts.actor import Actor

LONGEST_NUMBER = 18


@needs(Right.VIEW)
@require_safe
def records(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The calls of the gate, the newest first."""
    form = FilterForm(request.GET or None)
    chosen = form.chosen()
    page = records_of(actor, chosen, _number(request.GET.get("after")))
    context = {"form": form, "page": page, "chosen": chosen, "tab": "records"}
    return render(request, "payroll/records.html", context)


@needs(Right.VIEW)
@require_safe
def record(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """One call: what was answered then, and what is known now."""
    row = record_of(actor, number)
    context = {"record": row, "tab": "records"}
    start = _number(request.GET.get("from")) or 0
    try:
        pairs, after = compared(row, clock.now(), start)
    except Altered as error:
        return render(request, "payroll/altered.html", context | {"error": error}, status=409)
    if row.count == 1:
        return render(request, "payroll/record.html", context | {"pair": pairs[0]})
    context |= {"pairs": pairs, "start": start, "after": after}
    context["changed"] = sum(bool(pair.differences) for pair in pairs)
    return render(request, "payroll/bulk.html", context)


@needs(Right.VIEW)
@require_safe
def record_file(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """The answers of a call as they were given, as CSV."""
    row = record_of(actor, number)
    try:
        answers = answers_of(row)
    except Altered as error:
        context = {"record": row, "tab": "records", "error": error}
        return render(request, "payroll/altered.html", context, status=409)
    rows = [{"line": line, **answer_row(one)} for line, one in enumerate(answers, 1)]
    response = HttpResponse(csv_bytes(rows, ANSWER_COLUMNS), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="gate-{row.pk}.csv"'
    return response


def _number(text: str | None) -> int | None:
    short = text is not None and text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER
    return int(text) if text is not None and short else None
