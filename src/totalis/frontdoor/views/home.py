"""The first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.samples import SAMPLES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Totalis does, its one rule, the ways in."""
    context = {"samples": SAMPLES, "agreements": len(lawbook().countries)}
    return render(request, "frontdoor/home.html", context)
