"""The law, agreement by agreement."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from totalis.frontdoor.forms.lawfilter import read_filter
from totalis.frontdoor.selectors import lawpages, lawsearch
from totalis.frontdoor.selectors.law import lawbook
from totalis.webbase import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.evaluate.lawview import AgreementSummary

COLUMNS = (
    "country",
    "name",
    "in_force",
    "rules",
    "disputed",
    "not_stated",
    "conflicts",
    "unknown",
    "weak",
    "oldest_check",
)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every agreement in one table, filtered and sorted as asked."""
    chosen = read_filter(request.GET)
    every = lawpages.agreement_table()
    rows = chosen.applied(every)
    if request.GET.get("format") == "csv":
        return _csv(rows)
    context = {"rows": rows, "all": len(every), "chosen": chosen, "digest": lawbook().digest}
    return render(request, "frontdoor/law/overview.html", context)


def _csv(rows: list[AgreementSummary]) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="totalis-agreements.csv"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in rows:
        values = row.as_dict()
        writer.writerow([values[column] for column in COLUMNS])
    return response


@require_safe
def agreement(request: HttpRequest, country: str) -> HttpResponse:
    """One agreement in full."""
    if country != country.lower():
        return redirect("law-agreement", country=country.lower())
    page = lawpages.agreement_page(country)
    if page is None:
        raise Http404
    return render(request, "frontdoor/law/agreement.html", {"page": page})


@require_safe
def common(request: HttpRequest) -> HttpResponse:
    """The rules that stand before every agreement."""
    return render(request, "frontdoor/law/common.html", {"topics": lawpages.common_rules()})


@require_safe
def not_in_force(request: HttpRequest) -> HttpResponse:
    """Agreements that were signed and are not in force in any source that was read."""
    return render(request, "frontdoor/law/not_in_force.html", {"signed": lawpages.signed_only()})


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source."""
    return render(request, "frontdoor/law/sources.html", {"sources": lawsearch.all_sources()})


@require_safe
def freshness(request: HttpRequest) -> HttpResponse:
    """What was checked longest ago."""
    context = {"rows": lawsearch.freshness(clock.today()), "today": clock.today()}
    return render(request, "frontdoor/law/freshness.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find words in the law."""
    query = request.GET.get("q", "")[:100].strip()
    hits, count = lawsearch.found(query)
    context = {"query": query, "hits": hits, "count": count}
    return render(request, "frontdoor/law/search.html", context)
